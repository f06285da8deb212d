import { type Entry, toSizeBytes } from './entry.ts';
import type { PackForm, PackPlatform } from './pack-request.ts';

const MEBI = 1024 ** 2;

/** What a platform takes of a package, in bytes; null: it has no such limit. */
interface SizeLimit {
  readonly packedBytes: number | null;
  readonly unpackedBytes: number | null;
  /** What only some take, or only by another way, and how that is said. */
  readonly narrow: { readonly packedBytes: number; readonly words: string } | null;
}

/** Function Compute: "limits of usage"; Lambda: "quotas". An image may be of any size on the others. */
const LIMITS: Readonly<Record<PackPlatform, SizeLimit>> = {
  fc: {
    packedBytes: 500 * MEBI,
    unpackedBytes: null,
    narrow: { packedBytes: 100 * MEBI, words: 'its smaller regions take 100 MiB' },
  },
  'lambda-web': {
    packedBytes: null,
    unpackedBytes: 250 * MEBI,
    narrow: { packedBytes: 50 * MEBI, words: 'more than 50 MiB has to come from a bucket of S3' },
  },
  knative: { packedBytes: null, unpackedBytes: null, narrow: null },
  cloudrun: { packedBytes: null, unpackedBytes: null, narrow: null },
  container: { packedBytes: null, unpackedBytes: null, narrow: null },
};

const MOST_PARTS = 5;

/** How large a package is, and whether its platform takes it. */
export interface SizeReport {
  readonly unpackedBytes: number;
  /** The largest parts, as `node_modules/typescript 8.1 MiB`. */
  readonly largest: string;
  /** Why the platform refuses it, as a sentence without an end; null: it does not. */
  readonly excess: string | null;
  /** What may be in the way. */
  readonly warning: string | null;
}

/** Adds the entries up. `packedBytes`: the size of the zip; null for a folder. */
export function reportSize(
  entries: readonly Entry[],
  packedBytes: number | null,
  { platform, form }: { readonly platform: PackPlatform; readonly form: PackForm },
): SizeReport {
  const unpackedBytes = entries.reduce((sum, entry) => sum + toSizeBytes(entry), 0);
  const limit = LIMITS[form === 'image' ? 'knative' : platform];
  const excess =
    describeExcess('it is', packedBytes, limit.packedBytes) ??
    describeExcess('unpacked it is', unpackedBytes, limit.unpackedBytes);
  const isNarrow = limit.narrow !== null && (packedBytes ?? 0) > limit.narrow.packedBytes;
  return { unpackedBytes, largest: describeLargest(entries), excess, warning: isNarrow ? limit.narrow.words : null };
}

function describeExcess(subject: string, bytes: number | null, mostBytes: number | null): string | null {
  if (bytes === null || mostBytes === null || bytes <= mostBytes) return null;
  return `${subject} ${describeBytes(bytes)}, and the platform takes ${describeBytes(mostBytes)}`;
}

function describeLargest(entries: readonly Entry[]): string {
  const parts = new Map<string, number>();
  for (const entry of entries) {
    const part = toPart(entry.path);
    parts.set(part, (parts.get(part) ?? 0) + toSizeBytes(entry));
  }
  const sorted = [...parts].sort(([a, aBytes], [b, bBytes]) => bBytes - aBytes || Number(a > b) - Number(a < b));
  return sorted
    .slice(0, MOST_PARTS)
    .map(([part, bytes]) => `${part} ${describeBytes(bytes)}`)
    .join(', ');
}

/** A package of others by its own name, all else by the folder at the top. */
function toPart(path: string): string {
  return (
    /^(?:.*?\/)?(?:node_modules|site-packages|vendor)\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? /^[^/]+/.exec(path)![0]
  );
}

/** As a person says a size: `812 B`, `3.4 KiB`, `12.0 MiB`. */
export function describeBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < MEBI) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / MEBI).toFixed(1)} MiB`;
}
