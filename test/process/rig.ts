import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, constants, mkdtempSync, openSync, rmSync, unlinkSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Log, LogFields } from '../../src/core/log.ts';
import type { ProcessSettings, UpstreamAddress } from '../../src/core/settings.ts';
import type { Failure } from '../../src/failures/failure.ts';
import type { ChildOutput } from '../../src/logging/child-output.ts';
import { Spawner } from '../../src/process/group/spawner.ts';
import { Supervisor } from '../../src/process/life/supervisor.ts';
import { findByEnvironment, isAlive } from '../helpers/process-table.ts';
import { onTestFinished } from '../helpers/test-end.ts';
import { AppRecord, type Crash } from './app-record.ts';

/** A line of the log as the supervisor wrote it. */
export interface LogRecord extends LogFields {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
}

/** A supervisor over real processes, with all that it says. */
export interface Rig {
  readonly supervisor: Supervisor;
  readonly records: readonly LogRecord[];
  /** Every line of every process, in order of arrival. */
  readonly lines: readonly string[];
  readonly app: AppRecord;
  readonly folder: string;
  /** What lives of everything that was started, wherever it went. */
  findSurvivors(): number[];
  /** Resolves with the pid of the process's latest child that was ready, once there have been so many. */
  waitForReady(name: string, times?: number): Promise<number>;
  waitForRecord(match: LogFields): Promise<LogRecord>;
  waitForLine(pattern: RegExp): Promise<string>;
  /** The first crash whose cause is known. */
  waitForCrash(): Promise<Crash>;
  waitForFatal(): Promise<Failure>;
}

export interface RigOptions {
  /** Called for each life of a process that was found ready. */
  onReady?(name: string, pid: number): void;
  readonly upstream?: { readonly processName: string; readonly address: UpstreamAddress };
  readonly startupDeadlineMs?: number;
  /** berth's own; 9000 if none is given. */
  readonly ownPort?: number;
  /** The relay never gets to the end of the output, as with a daemon that floods it. */
  readonly isFlooded?: boolean;
}

/** The settings of a process, quick to restart and quick to stop where the test does not say otherwise. */
export function describeProcess(
  name: string,
  command: readonly [string, ...string[]],
  overrides: Partial<ProcessSettings> & { readonly env?: Readonly<Record<string, string>> } = {},
): ProcessSettings {
  const { env, ...rest } = overrides;
  const [file, ...args] = command;
  return {
    name,
    command: { file, args, workingDirectory: tmpdir(), env: { PATH: process.env['PATH'] ?? '', ...env } },
    after: [],
    ready: [{ kind: 'log', pattern: /^ready$/ }],
    readyDeadlineMs: 20_000,
    kind: 'essential',
    restart: { policy: 'on-failure', backoffMs: 1, maxBackoffMs: 10, budgetPerMinute: 100, whenSpent: 'exit' },
    stopSignal: 'SIGTERM',
    gracePeriodMs: 5_000,
    ...rest,
  };
}

/** The command that runs a program of test/fixtures/servers. */
export function fixture(name: string): [string, ...string[]] {
  const path = fileURLToPath(new URL(`../fixtures/servers/${name}`, import.meta.url));
  return name.endsWith('.mjs') ? [process.execPath, path] : ['sh', path];
}

/** Prepares a supervisor; when the test ends, it is stopped, and nothing that it started may be left. */
export function createRig(processes: readonly ProcessSettings[], options: RigOptions = {}): Rig {
  const token = `RIG=${randomUUID()}`;
  const folder = mkdtempSync(join(tmpdir(), 'berth-process-'));
  const records: LogRecord[] = [];
  const lines: string[] = [];
  const app = new AppRecord();
  const log = createMemoryLog(records, options.onReady ?? (() => {}));
  const supervisor = new Supervisor({
    processes: processes.map((settings) => withEnvironment(settings, token)),
    upstream: options.upstream ?? { processName: processes[0]?.name ?? '', address: { kind: 'unix', path: 'unused' } },
    startupDeadlineMs: options.startupDeadlineMs ?? 30_000,
    ownPort: { port: options.ownPort ?? 9000, source: 'default' },
    // The limit would be that of the test process, and of all that the tests start.
    spawner: new Spawner({ temporaryFolder: null, marksLimit: false }, log),
    openOutput: async () => openOutput(folder, lines, options.isFlooded ?? false),
    log,
    watcher: app,
  });
  const findSurvivors = (): number[] => findByEnvironment(token);
  onTestFinished(async () => {
    await supervisor.stop();
    const survivors = findSurvivors();
    for (const pid of survivors) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true });
    expect(survivors).toEqual([]);
  });
  return {
    supervisor,
    records,
    lines,
    app,
    folder,
    findSurvivors,
    async waitForReady(name, times = 1) {
      const found = (): LogRecord[] =>
        records.filter((record) => record['event'] === 'process-ready' && record['process'] === name);
      await expect.poll(() => found().length, { timeout: 20_000, interval: 5 }).toBeGreaterThanOrEqual(times);
      return found().at(-1)?.['childPid'] as number;
    },
    async waitForRecord(match) {
      await expect.poll(() => records, { timeout: 20_000, interval: 5 }).toContainEqual(expect.objectContaining(match));
      return records.find((record) => Object.entries(match).every(([key, value]) => record[key] === value))!;
    },
    async waitForLine(pattern) {
      await expect.poll(() => lines.find((line) => pattern.test(line)), { timeout: 20_000, interval: 5 }).toBeDefined();
      return lines.find((line) => pattern.test(line))!;
    },
    async waitForCrash() {
      await expect.poll(() => app.crashes.length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(0);
      return app.crashes[0]!;
    },
    async waitForFatal() {
      await expect.poll(() => app.fatals.length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(0);
      return app.fatals[0]!;
    },
  };
}

/** Resolves when the process is gone; a zombie is. */
export async function waitUntilGone(...pids: number[]): Promise<void> {
  await expect.poll(() => pids.filter(isAlive), { interval: 5 }).toEqual([]);
}

function withEnvironment(settings: ProcessSettings, token: string): ProcessSettings {
  const [name = '', value = ''] = token.split('=');
  return { ...settings, command: { ...settings.command, env: { ...settings.command.env, [name]: value } } };
}

function createMemoryLog(records: LogRecord[], onReady: (name: string, pid: number) => void): Log {
  const at = (level: LogRecord['level']) => (fields: LogFields, message: string) => {
    records.push({ ...fields, level, message });
    const { event, process: name, childPid } = fields as Readonly<Record<string, unknown>>;
    if (event === 'process-ready') onReady(String(name), Number(childPid));
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

// A real FIFO for both streams: what the children get in production, with the least around it.
function openOutput(folder: string, allLines: string[], isFlooded: boolean): ChildOutput {
  const path = join(folder, randomUUID());
  execFileSync('mkfifo', [path]);
  const source = new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), writable: false });
  const fd = openSync(path, constants.O_WRONLY);
  unlinkSync(path);
  const tail: string[] = [];
  const listeners = new Set<(line: string) => void>();
  createInterface({ input: source }).on('line', (line) => {
    allLines.push(line);
    tail.push(line);
    for (const listener of listeners) listener(line);
  });
  let lifeStart = 0;
  return {
    stdoutFd: fd,
    stderrFd: fd,
    isRead: true,
    tail,
    linesSince: () => [],
    get lifeTail() {
      return tail.slice(lifeStart);
    },
    startLife() {
      lifeStart = tail.length;
    },
    onLine(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async flush() {
      if (isFlooded) await new Promise(() => {});
      for (let quiet = 0, before = -1; quiet < 2; before = source.bytesRead) {
        await new Promise((resolve) => setImmediate(resolve));
        quiet = source.bytesRead === before ? quiet + 1 : 0;
      }
    },
    close() {
      source.destroy();
      closeSync(fd);
    },
  };
}
