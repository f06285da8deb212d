import { readFileSync } from 'node:fs';
import { arch, release, totalmem, type } from 'node:os';
import { MOST_DESCRIPTORS } from '../../failures/descriptor-limit.ts';
import { findOwnMemoryLimit } from '../inspection/memory-watch.ts';

/** What a process ran on, as whoever reads a report of its failure will ask. */
export interface Surroundings {
  readonly versions: {
    readonly berth: string;
    /** That berth runs on; the app's own may be another. */
    readonly node: string;
    readonly kernel: string;
    readonly libc: string;
    readonly arch: string;
    /** Of the image, by /etc/os-release; absent where it has none. */
    readonly distribution?: string;
  };
  readonly limits: {
    /** Of the tightest group around berth, else of the machine. */
    readonly memoryMebibytes: number;
    /** Of one process; absent where it is not known. */
    readonly openFiles?: number;
  };
}

let known: Surroundings | null = null;

/** Looks once, at the first failure: it takes some milliseconds. */
export function findSurroundings(): Surroundings {
  known ??= look();
  return known;
}

function look(): Surroundings {
  const distribution = readDistribution();
  return {
    versions: {
      // Only the build knows it.
      berth: typeof BERTH_VERSION === 'undefined' ? 'not built' : BERTH_VERSION,
      node: process.versions.node,
      kernel: `${type()} ${release()}`,
      libc: findLibc(),
      arch: arch(),
      ...(distribution === null ? {} : { distribution }),
    },
    limits: {
      memoryMebibytes: findOwnMemoryLimit() ?? Math.round(totalmem() / 1024 ** 2),
      ...(Number.isFinite(MOST_DESCRIPTORS) ? { openFiles: MOST_DESCRIPTORS } : {}),
    },
  };
}

// A Node.js built for musl has no version of glibc to tell.
function findLibc(): string {
  const { report } = process as { report: NodeJS.ProcessReport & { excludeNetwork?: boolean } };
  const { excludeNetwork = false } = report;
  // For its list of connections it asks for the names of hosts.
  report.excludeNetwork = true;
  const { header } = report.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } };
  report.excludeNetwork = excludeNetwork;
  const version = header?.glibcVersionRuntime;
  return version === undefined ? 'musl' : `glibc ${version}`;
}

function readDistribution(): string | null {
  try {
    const text = readFileSync('/etc/os-release', 'utf8').slice(0, 10_000);
    return /^PRETTY_NAME=(["']?)(.+)\1$/m.exec(text)?.[2] ?? null;
  } catch {
    return null;
  }
}
