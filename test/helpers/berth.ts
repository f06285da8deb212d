import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findAlive, listDescendants, type Relative } from './descendants.ts';

/** What `npm run build` makes. */
export const BUNDLE = fileURLToPath(new URL('../../dist/berth.cjs', import.meta.url));
const OWN_VARIABLE = /^(BERTH_|FC_|K_SERVICE$|PORT$)/;

export interface BerthOptions {
  /** The text of a config file, written into a fresh folder; or else `file`, the path of one. */
  readonly config?: string;
  readonly file?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Run as this user instead of our own. */
  readonly uid?: number;
  readonly gid?: number;
  /** The bundle to run, where the built one is out of that user's reach. */
  readonly bundle?: string;
}

/** How berth ended, as the kernel said. */
export interface BerthEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running berth, from the built bundle. Its disposal kills what is left of it. */
export interface Berth extends AsyncDisposable {
  readonly pid: number;
  /** The port that the log says it listens on. */
  readonly port: number;
  /** stdout and stderr in the order in which they were written: both are one pipe. */
  readonly lines: readonly string[];
  /** berth's own records among the lines. */
  readonly records: ReadonlyArray<Readonly<Record<string, unknown>>>;
  /** Resolves with the first line, past or future, that matches; rejects if berth ends before. */
  waitForLine(pattern: RegExp): Promise<string>;
  /** What berth started, directly or not, and is alive now. */
  listDescendants(): Relative[];
  /** SIGTERM, and how berth ended; `survivors` are those of its descendants that outlived it. */
  stop(): Promise<BerthEnd & { readonly survivors: readonly Relative[] }>;
  readonly ended: Promise<BerthEnd>;
}

/** Starts berth on any free port; resolves when it listens, rejects with its output if it ends before. */
export async function startBerth(options: BerthOptions): Promise<Berth> {
  const folder = options.file === undefined ? mkdtempSync(join(tmpdir(), 'berth-config-')) : null;
  const file = options.file ?? join(folder ?? '', 'berth.yaml');
  if (folder !== null) writeFileSync(file, options.config ?? '');
  const output = collectOutput(spawnBerth(file, options));
  const { child, ended } = output;
  const dispose = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  };
  try {
    const listening = await output.waitForLine(/"event":"listening"/);
    return toBerth(output, Number(JSON.parse(listening).port), dispose);
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Leaves the kernel two seconds to carry out what was asked of it. */
async function findSurvivors(relatives: readonly Relative[]): Promise<Relative[]> {
  for (let left = 100; left > 0 && findAlive(relatives).length > 0; left--) await delay(20);
  return findAlive(relatives);
}

function spawnBerth(file: string, options: BerthOptions): ChildProcess {
  const { uid, gid, args = [], bundle = BUNDLE } = options;
  const inherited = Object.entries(process.env).filter(([name]) => !OWN_VARIABLE.test(name));
  const command = [
    process.execPath,
    bundle,
    'run',
    '--config',
    file,
    '--port',
    '0',
    '--set',
    'listen.host=127.0.0.1',
    ...args,
  ];
  return spawn('sh', ['-c', 'exec "$@" 2>&1', 'sh', ...command], {
    env: { ...Object.fromEntries(inherited), ...options.env },
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
}

type Output = ReturnType<typeof collectOutput>;

function collectOutput(child: ChildProcess) {
  const lines: string[] = [];
  const waiting = new Set<(line: string | null) => void>();
  if (child.stdout === null) throw new Error('BUG: stdout is a pipe');
  createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
    lines.push(line);
    for (const offer of waiting) offer(line);
  });
  const ended = once(child, 'close').then(([code, signal]): BerthEnd => {
    for (const offer of waiting) offer(null);
    return { code, signal };
  });
  const waitForLine = (pattern: RegExp): Promise<string> => {
    const past = lines.find((line) => pattern.test(line));
    if (past !== undefined) return Promise.resolve(past);
    return new Promise((resolve, reject) => {
      const offer = (line: string | null): void => {
        if (line !== null && !pattern.test(line)) return;
        waiting.delete(offer);
        if (line !== null) resolve(line);
        else reject(new Error(`berth ended without a line like ${pattern}:\n${lines.slice(-40).join('\n')}`));
      };
      waiting.add(offer);
      if (child.stdout?.closed === true) offer(null);
    });
  };
  return { child, lines, ended, waitForLine };
}

function toBerth({ child, lines, ended, waitForLine }: Output, port: number, dispose: () => Promise<void>): Berth {
  const pid = child.pid ?? 0;
  return {
    pid,
    port,
    lines,
    get records() {
      return lines.filter((line) => line.startsWith('{"level":')).map((line) => JSON.parse(line));
    },
    waitForLine,
    listDescendants: () => listDescendants(pid),
    ended,
    stop: async () => {
      const descendants = listDescendants(pid);
      child.kill('SIGTERM');
      const end = await ended;
      return { ...end, survivors: await findSurvivors(descendants) };
    },
    [Symbol.asyncDispose]: dispose,
  };
}
