import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseDuration } from '../core/duration.ts';
import { parsePort } from '../core/port-rule.ts';
import { parseSize } from '../core/size.ts';
import { describeFileError, toErrorCode } from '../core/system-error.ts';
import { findEndCause } from '../failures/end-cause.ts';
import { readRecogniser } from '../failures/recogniser.ts';
import { createSecretMask } from '../failures/secret-mask.ts';
import { REHEARSED_PLATFORMS, type RehearsalWishes, type RehearsedPlatform } from '../rehearse/plan.ts';
import type { RehearsalFlags } from './command-table.ts';
import { Misuse } from './flag.ts';

const MEBI = 1024 ** 2;
/** The smallest memory of a function, and more than any has. */
const MEMORY_MB = { least: 64, most: 1_048_576 } as const;

/** What `rehearse` reads of the command line. */
export interface RehearseFlags {
  /** The deployable folder; the current one if there is none. */
  readonly operands: readonly string[];
  readonly platform: string | null;
  readonly port: string | null;
  readonly json: boolean;
  readonly rehearsal: RehearsalFlags;
}

/**
 * Runs a deployable folder as its platform would, and prints what was seen. Resolves with 0 if the platform would take it, else
 * with 1. Rejects with Misuse.
 */
export async function rehearse(flags: RehearseFlags, ownCommand = [process.execPath, ...process.argv.slice(1)]) {
  const wishes = toWishes(flags);
  const { runRehearsal } = await import('../rehearse/run-rehearsal.ts');
  await readRecogniser();
  return runRehearsal({
    wishes,
    ownCommand,
    asJson: flags.json,
    showsOutput: flags.rehearsal.showOutput,
    mask: createSecretMask({ ...process.env, ...Object.fromEntries(wishes.env) }),
    findCause: (lines, exit) => findEndCause(lines, exit)?.diagnosis ?? null,
  });
}

function toWishes({ operands, platform, port, rehearsal }: RehearseFlags): RehearsalWishes {
  const [name = '.', ...more] = operands;
  if (more.length > 0) throw new Misuse(`rehearse runs one folder, and not also ${more.join(', ')}`);
  const folder = resolve(name);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new Misuse(`${name} is no folder: a package is unpacked first, or made as one by \`berth pack -o DIR\``);
  const { memory, env, paths, body, event, host, deadline, idle, freeze, grace, timeout } = rehearsal;
  return {
    folder,
    platform: toPlatform(platform ?? 'fc'),
    port: read('port', port, parsePort, 'a port from 1 to 65535'),
    host: host === null ? null : toHost(host),
    memoryBytes: read('memory', memory, parseMemory, `a number of MB from ${MEMORY_MB.least}`),
    bodyBytes: read('body', body, parseSize, 'a size such as 2MiB'),
    event: event === null ? null : readEvent(event),
    env: env.map(toVariable),
    paths: paths.map(toPath),
    times: {
      deadlineMs: readTime('deadline', deadline),
      idleMs: readTime('idle', idle),
      freezeMs: readTime('freeze', freeze),
      graceMs: readTime('grace', grace),
      callMs: readTime('timeout', timeout),
    },
    hasNetwork: rehearsal.withNetwork,
    isCodeWritable: rehearsal.writable,
  };
}

function toPlatform(name: string): RehearsedPlatform {
  const platform = REHEARSED_PLATFORMS.find((known) => known === name);
  if (platform === undefined) throw new Misuse(`--platform is '${name}', expected ${REHEARSED_PLATFORMS.join(', ')}`);
  return platform;
}

function readTime(flag: string, text: string | null): number | null {
  return read(flag, text, parseDuration, 'a time such as 500ms, 15s or 2m');
}

function read(
  flag: string,
  text: string | null,
  parse: (text: string) => number | null,
  expected: string,
): number | null {
  if (text === null) return null;
  const value = parse(text);
  if (value === null) throw new Misuse(`--${flag} is '${text}', expected ${expected}`);
  return value;
}

function parseMemory(text: string): number | null {
  const megabytes = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return megabytes >= MEMORY_MB.least && megabytes <= MEMORY_MB.most ? megabytes * MEBI : null;
}

function readEvent(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Misuse(`--event: ${file} ${describeFileError(toErrorCode(error), 'read')}`);
  }
}

function toVariable(text: string): readonly [string, string] {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new Misuse(`--env is '${text}', expected NAME=VALUE`);
  return [name, value];
}

function toHost(text: string): string {
  if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i.test(text))
    throw new Misuse(`--host is '${text}', expected a name such as shop.example.com`);
  return text.toLowerCase();
}

function toPath(text: string): string {
  if (!/^\/[\x21-\x7e]*$/.test(text)) throw new Misuse(`--path is '${text}', expected a path such as /shop?page=2`);
  return text;
}
