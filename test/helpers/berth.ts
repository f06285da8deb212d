import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findAlive, listDescendants, type Relative } from './descendants.ts';

/** What `npm run build` makes. */
export const BUNDLE = fileURLToPath(new URL('../../dist/berth.cjs', import.meta.url));
/** The arguments of a berth that stands behind a platform's gateway, whose word on the visitor it takes. */
export const ON_PLATFORM = ['--set', 'platform=fc'] as const;
/** After berth's own drain and grace period. */
const LONGEST_STOP_MS = 30_000;

/** What berth reads, or sees to itself: it must not come from whoever runs the tests. */
const OWN_VARIABLE = /^(BERTH_(?!SOCKETS$)|FC_|K_SERVICE$|PORT$|PYTHONUNBUFFERED$)/;

export interface BerthOptions {
  /** The text of a config file, written into a fresh folder; or else `file`, the path of one. */
  readonly config?: string;
  readonly file?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** The config or the environment says where to listen; without it that is any free port. */
  readonly isPortGiven?: boolean;
  /** Run as this user instead of our own. */
  readonly uid?: number;
  readonly gid?: number;
  /** In a session of its own: it has no terminal, even if the tests have one. */
  readonly isWithoutTerminal?: boolean;
  /** How many files it may have open. */
  readonly openFiles?: number;
  /** The bundle to run, where the built one is out of that user's reach. */
  readonly bundle?: string;
  /** Sees every line as it comes and says whether it is kept in `lines`. Without it all are. */
  readonly keepLine?: (line: string) => boolean;
}

/** How berth ended, as the kernel said. */
export interface BerthEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** How berth ended when it was asked to, and what it left behind. */
export interface BerthStop extends BerthEnd {
  /** Those of its descendants that outlived it. */
  readonly survivors: readonly Relative[];
  /** What stands in its temporary folder, where its run directory was. */
  readonly leftFiles: readonly string[];
}

/** What a clean stop looks like. */
export const CLEAN_STOP: BerthStop = { code: 0, signal: null, survivors: [], leftFiles: [] };

/** A running berth, from the built bundle. Its disposal stops it, if it still runs. */
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
  /** SIGTERM, and what came of it. */
  stop(): Promise<BerthStop>;
  readonly ended: Promise<BerthEnd>;
}

/** Starts berth on any free port; resolves when it listens, rejects with its output if it ends before. */
export async function startBerth(options: BerthOptions): Promise<Berth> {
  const folder = mkdtempSync(join(tmpdir(), 'berth-test-'));
  const temporaryFolder = join(folder, 'tmp');
  // The app may be another user than berth, and must get through to its run directory.
  chmodSync(folder, 0o755);
  mkdirSync(temporaryFolder);
  chmodSync(temporaryFolder, 0o1777);
  const file = options.file ?? join(folder, 'berth.yaml');
  if (options.config !== undefined) writeFileSync(file, options.config);
  const output = collectOutput(spawnBerth(file, temporaryFolder, options), options.keepLine);
  const dispose = async (): Promise<void> => {
    await end(output);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const listening = await output.waitForLine(/"event":"listening"/);
    return toBerth(output, { port: Number(JSON.parse(listening).port), temporaryFolder, dispose });
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Asks again and again, as somebody who has no patience; resolves with how berth ended. */
export async function insistOnStop({ pid, ended }: Pick<Berth, 'pid' | 'ended'>): Promise<BerthEnd> {
  const again = setInterval(() => process.kill(pid, 'SIGTERM'), 300);
  return ended.finally(() => clearInterval(again));
}

/** SIGTERM, so that berth clears its run directory away, and SIGKILL where that is not enough. */
async function end({ child, ended }: Output): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_STOP_MS);
  await ended;
  clearTimeout(timer);
}

/** Leaves the kernel two seconds to carry out what was asked of it. */
async function findSurvivors(relatives: readonly Relative[]): Promise<Relative[]> {
  for (let left = 100; left > 0 && findAlive(relatives).length > 0; left--) await delay(20);
  return findAlive(relatives);
}

function spawnBerth(file: string, temporaryFolder: string, options: BerthOptions): ChildProcess {
  const { uid, gid, args = [], bundle = BUNDLE, isWithoutTerminal = false } = options;
  const inherited = Object.entries(process.env).filter(([name]) => !OWN_VARIABLE.test(name));
  const port = options.isPortGiven === true ? [] : ['--port', '0'];
  const flags = ['--config', file, ...port, '--set', 'listen.host=127.0.0.1', ...args];
  const command = [process.execPath, bundle, 'run', ...flags];
  const limit = options.openFiles === undefined ? '' : `ulimit -n ${options.openFiles}; `;
  return spawn('sh', ['-c', `${limit}exec "$@" 2>&1`, 'sh', ...command], {
    env: { ...Object.fromEntries(inherited), TMPDIR: temporaryFolder, ...options.env },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: isWithoutTerminal,
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
}

type Output = ReturnType<typeof collectOutput>;

function collectOutput(child: ChildProcess, keepLine: (line: string) => boolean = () => true) {
  const lines: string[] = [];
  const waiting = new Set<(line: string | null) => void>();
  if (child.stdout === null) throw new Error('BUG: stdout is a pipe');
  createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
    if (keepLine(line)) lines.push(line);
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

interface BerthPlace {
  readonly port: number;
  readonly temporaryFolder: string;
  readonly dispose: () => Promise<void>;
}

function toBerth({ child, lines, ended, waitForLine }: Output, place: BerthPlace): Berth {
  const { port, temporaryFolder, dispose } = place;
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
      const { code, signal } = await ended;
      const survivors = await findSurvivors(descendants);
      return { code, signal, survivors, leftFiles: readdirSync(temporaryFolder) };
    },
    [Symbol.asyncDispose]: dispose,
  };
}
