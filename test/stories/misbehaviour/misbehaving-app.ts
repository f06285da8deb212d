import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import { type Berth, type BerthOptions, type BerthStop, CLEAN_STOP, startBerth } from '../../helpers/berth.ts';
import type { Relative } from '../../helpers/descendants.ts';

/** Long enough for a machine that stalls; what berth promises to do at once must not need it. */
const PATIENCE = { timeout: 20_000, interval: 20 };

/** The path of a fixture server. */
export function server(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/servers/${name}`, import.meta.url));
}

/** Starts berth with one app and these keys besides; resolves when the app is ready. JSON is YAML. */
export async function startApp(
  command: readonly string[],
  keys: Readonly<Record<string, unknown>> = {},
  options: Omit<BerthOptions, 'config' | 'file'> = {},
): Promise<Berth> {
  const berth = await startBerth({
    ...options,
    config: JSON.stringify({ command, port: 'auto', gracePeriod: '5s', errors: { detail: 'full' }, ...keys }),
  });
  try {
    await berth.waitForLine(/"event":"ready"/);
    return berth;
  } catch (error) {
    await berth[Symbol.asyncDispose]();
    throw error;
  }
}

/** What a client was told, and how long it took. */
export interface Answer {
  readonly status: number;
  /** `x-berth-error`; null for what the app said itself. */
  readonly error: string | null;
  readonly message: string;
  readonly elapsedMs: number;
}

export interface Question {
  readonly method?: string;
  readonly body?: string;
  /** So many pieces of 64 KiB as a body without a length. */
  readonly pieces?: number;
  /** Called when the request is on its way. */
  readonly onSent?: () => void;
}

/** Asks berth on a connection of its own. Rejects if that is cut. */
export function ask(
  berth: Berth,
  path: string,
  { method = 'GET', body, pieces = 0, onSent }: Question = {},
): Promise<Answer> {
  const askedAtMs = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { accept: 'application/json', connection: 'close' };
    const req = request({ host: '127.0.0.1', port: berth.port, path, method, headers, agent: false });
    req.once('error', reject);
    req.once('finish', () => onSent?.());
    req.once('response', (res) => {
      const error = res.headers['x-berth-error'] ?? null;
      text(res).then((content) => {
        const message = error === null ? content : String(JSON.parse(content).errorMessage);
        const elapsedMs = performance.now() - askedAtMs;
        resolve({ status: res.statusCode ?? 0, error: error === null ? null : String(error), message, elapsedMs });
      }, reject);
    });
    for (let i = 0; i < pieces; i++) req.write(Buffer.alloc(65_536, 'x'));
    req.end(body);
  });
}

/** The one process of the app whose command line holds this text. */
export function findProcess(berth: Berth, commandLine: string): Relative {
  const found = berth.listDescendants().filter((relative) => relative.commandLine.includes(commandLine));
  expect(found, `processes with ${commandLine}`).toHaveLength(1);
  return found[0]!;
}

/** Waits until the app has been ready this often, counting the first time. */
export async function waitForLives(berth: Berth, lines: number, pattern = /^ready$/): Promise<void> {
  await eventually(() => expect(berth.lines.filter((line) => pattern.test(line))).toHaveLength(lines));
}

/** Repeats a claim until it holds. */
export async function eventually<T>(claim: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(claim, PATIENCE);
}

/** The records of failures, by code, in order. */
export function listFailures({ records }: Berth, code?: string): ReadonlyArray<Readonly<Record<string, unknown>>> {
  return records.filter((record) => record['event'] === 'failure' && (code === undefined || record['code'] === code));
}

/** How many calls have left their record so far. A call's record may be read after its answer. */
export function countCalls({ records }: Berth): number {
  return records.filter(({ event }) => event === 'call').length;
}

/** Every call has its start marker and its end marker, once each. */
export function expectPairedMarkers({ lines }: Berth, calls: number): void {
  const ids = (kind: 'Start' | 'End'): string[] => {
    const marker = new RegExp(`^FC Invoke ${kind} RequestId: ([^,]*)`);
    return lines.flatMap((line) => marker.exec(line)?.[1] ?? []).sort();
  };
  expect(ids('Start')).toHaveLength(calls);
  expect(new Set(ids('Start')).size).toBe(calls);
  expect(ids('End')).toEqual(ids('Start'));
}

/** Stops berth: with status 0, nothing left behind, and a pair of markers for each call, or each that has a record. */
export async function expectCleanStop(berth: Berth, calls?: number): Promise<BerthStop> {
  const stop = await berth.stop();
  expect(stop).toEqual(CLEAN_STOP);
  expectPairedMarkers(berth, calls ?? countCalls(berth));
  return stop;
}
