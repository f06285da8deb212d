import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, vi } from 'vitest';
import type { FailureCode } from '../../../src/core/failure-code.ts';
import { CATALOGUE } from '../../../src/failures/catalogue.ts';
import { type Berth, type BerthEnd, startBerth } from '../../helpers/berth.ts';
import { findByCommandLine } from '../../helpers/process-table.ts';

/** A file of a broken set-up: its text, or its bytes and permissions. */
export type BrokenFile = string | { readonly content: string | Uint8Array; readonly mode?: number };

/** One set-up that cannot work, and what everybody must be told of it. `FOLDER` in texts stands for its folder. */
export interface BrokenApp {
  /** Completes "is told of a set-up with …". */
  readonly title: string;
  readonly files?: Readonly<Record<string, BrokenFile>>;
  /** The keys of the process, as in berth.yaml. */
  readonly app: Readonly<Record<string, unknown>>;
  readonly upstream?: Readonly<Record<string, unknown>>;
  readonly deadline?: string;
  readonly code: FailureCode;
  readonly message: RegExp;
  readonly cause?: RegExp;
  readonly cure?: RegExp;
  /** Fields of the log record. */
  readonly record?: Readonly<Record<string, unknown>>;
}

/** What the three of them were told. */
export interface Telling {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
  /** The record of the process's failure. */
  readonly record: Readonly<Record<string, unknown>>;
  readonly end: BerthEnd;
  readonly lines: readonly string[];
}

// A request is held while a one-shot waits for the file `go`; only then is the broken process begun. So the client is
// there, whenever the failure comes.
const GATE = { command: ['sh', '-c', 'until [ -e go ]; do sleep 0.02; done'], oneshot: true };

/** Runs a broken set-up with one request held in front of it, until berth has ended. Nothing of it may be left then. */
export async function runBrokenApp(broken: BrokenApp): Promise<Telling> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'berth-broken-')));
  try {
    for (const [name, file] of Object.entries(broken.files ?? {})) writeBrokenFile(folder, name, file);
    writeFileSync(join(folder, 'berth.yaml'), toConfig(broken, folder));
    await using berth = await startBerth({ file: join(folder, 'berth.yaml') });
    const answer = await ask(berth, () => writeFileSync(join(folder, 'go'), ''));
    const end = await berth.ended;
    await vi.waitFor(() => expect(findByCommandLine(folder), berth.lines.join('\n')).toEqual([]), {
      timeout: 20_000,
      interval: 20,
    });
    return { ...answer, end, record: findRecord(berth, broken.code), lines: berth.lines };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Holds a telling against what the set-up promises and what the catalogue says of its code. */
export function expectTelling(broken: BrokenApp, telling: Telling): void {
  const row = CATALOGUE[broken.code];
  const { record, lines } = telling;
  expect({ status: telling.status, error: telling.headers['x-berth-error'] }).toEqual({
    status: row.status,
    error: broken.code,
  });
  expect(telling.body).toMatchObject({ errorType: broken.code, requestId: telling.headers['x-request-id'] });
  expect(record).toMatchObject({ level: 'error', process: 'app', ...broken.record });
  expect(record['msg']).toMatch(broken.message);
  expect(telling.body['errorMessage']).toBe(record['msg']);
  if (broken.cause !== undefined) expect(record['cause']).toMatch(broken.cause);
  if (broken.cure !== undefined) expect(record['cure']).toMatch(broken.cure);
  expect(telling.end).toEqual({ code: row.exitStatus, signal: null });
  expect(readMarkers(lines, 'End')).toEqual(readMarkers(lines, 'Start'));
}

function readMarkers(lines: readonly string[], kind: 'Start' | 'End'): string[] {
  const marker = new RegExp(`^FC Invoke ${kind} RequestId: ([^,]*)`);
  return lines.flatMap((line) => marker.exec(line)?.[1] ?? []).sort();
}

function writeBrokenFile(folder: string, name: string, file: BrokenFile): void {
  const { content, mode } = typeof file === 'string' ? { content: file, mode: 0o644 } : { mode: 0o755, ...file };
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content.replaceAll('FOLDER', folder) : content);
  chmodSync(path, mode);
}

// JSON is YAML. The patience is that of the process alone, and much shorter than that of the held request, which must
// not end first on a machine that stalls.
function toConfig({ app, upstream, deadline }: BrokenApp, folder: string): string {
  const place = upstream?.['unix'] === undefined ? { tcp: `\${port}` } : { unix: upstream['unix'] };
  const ready = deadline === undefined ? {} : { ready: { ...place, deadline } };
  const own =
    deadline === undefined || app['ready'] === undefined ? {} : { ready: { ...Object(app['ready']), deadline } };
  const config = {
    processes: { gate: GATE, app: { after: ['gate'], restart: 'never', gracePeriod: '2s', ...ready, ...app, ...own } },
    upstream: { process: 'app', port: 'auto', ...upstream },
    startup: { deadline: '60s' },
    errors: { detail: 'full' },
  };
  return JSON.stringify(config).replaceAll('FOLDER', folder);
}

function ask(berth: Berth, onSent: () => void): Promise<Pick<Telling, 'status' | 'headers' | 'body'>> {
  return new Promise((resolve, reject) => {
    const req = request({ port: berth.port, host: '127.0.0.1', headers: { accept: 'application/json' } });
    req.once('error', reject);
    req.once('socket', (socket) => socket.once('connect', onSent));
    req.once('response', (res) => {
      const { statusCode: status = 0, headers } = res;
      text(res)
        .then((body) => resolve({ status, headers, body: JSON.parse(body) }))
        .catch(reject);
    });
    req.end();
  });
}

function findRecord({ records, lines }: Berth, code: FailureCode): Readonly<Record<string, unknown>> {
  const found = records.filter((record) => record['event'] === 'failure' && record['process'] === 'app');
  expect(
    found.map((record) => record['code']),
    lines.join('\n'),
  ).toEqual([code]);
  return found[0]!;
}
