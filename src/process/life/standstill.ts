import type { ChildOutput } from '../../logging/child-output.ts';
import { pause } from '../bounded-wait.ts';
import type { ProcessEntry } from '../group/process-table.ts';
import { readProcFile } from '../group/process-table.ts';
import { areConnected, readAppSockets } from '../inspection/app-socket.ts';
import { findMisplaced, type LateChild, listOwn, readSockets } from '../verdict/late-failure.ts';

/** When a start is slow enough to be looked at. */
const FIRST_LOOK_MS = 2_000;
const LOOK_MS = 1_000;

/** Between two looks, of which one was late. */
const SHORTEST_MS = LOOK_MS / 2;

/** Looks in a row without a change, after which an app that listens elsewhere is taken to have started. */
const STILL_LOOKS = 8;

/** The same for an app that is connected to something: it may wait for an answer, or have a pool of connections. */
const STILL_LOOKS_CONNECTED = 30;

/** What an idle runtime uses between two looks, in the kernel's ticks of 10 ms: the JVM's timers, a loop that polls. */
const IDLE_TICKS = 2;

/** What an idle process may read and write between two looks. */
const IDLE_BYTES = 65_536;

/** What of an app changes while it starts. */
interface Look {
  /** Its processes, and what they listen on and ask for. */
  readonly shape: string;
  readonly lines: number;
  readonly cpuTicks: number;
  readonly ioBytes: number;
  readonly isBusy: boolean;
  readonly isMisplaced: boolean;
  readonly isConnected: boolean;
}

/**
 * Resolves with true when the app has its port open elsewhere than berth looks for it, and nothing of it moves any more: no
 * processor time, no file, no line of output, no process or socket that comes or goes. An app that opens a port for a debugger
 * or for metrics first, and is still at work, is left its time. False when the signal aborts.
 */
export async function waitForStandstill(late: LateChild, output: ChildOutput, signal: AbortSignal): Promise<boolean> {
  let lines = 0;
  const stopListening = output.onLine(() => lines++);
  try {
    let last: Look | null = null;
    for (let still = 0, dueMs = late.child.spawnedAtMs + FIRST_LOOK_MS; ; dueMs += LOOK_MS) {
      await pause(Math.max(dueMs - performance.now(), SHORTEST_MS), signal);
      if (signal.aborted) return false;
      const look = takeLook(late, lines);
      still = last !== null && isStill(last, look) ? still + 1 : 0;
      if (still >= (look.isConnected ? STILL_LOOKS_CONNECTED : STILL_LOOKS)) return true;
      last = look;
    }
  } finally {
    stopListening();
  }
}

function takeLook(late: LateChild, lines: number): Look {
  const own = listOwn(late);
  const pids = own.map(({ pid }) => pid);
  const sockets = readAppSockets(pids);
  return {
    shape: JSON.stringify([own.map(({ pid, startedAtTicks }) => [pid, startedAtTicks]), sockets]),
    lines,
    cpuTicks: sum(own.map(({ cpuTicks }) => cpuTicks)),
    ioBytes: sum(own.map(readIoBytes)),
    isBusy: own.some(({ isBusy }) => isBusy),
    isMisplaced: findMisplaced(late, readSockets(late)) !== null,
    isConnected: areConnected(pids),
  };
}

function isStill(last: Look, now: Look): boolean {
  return (
    now.isMisplaced &&
    !now.isBusy &&
    now.shape === last.shape &&
    now.lines === last.lines &&
    now.cpuTicks - last.cpuTicks <= IDLE_TICKS &&
    now.ioBytes - last.ioBytes <= IDLE_BYTES
  );
}

/** Also what comes from the page cache (proc_pid_io(5)); 0 where that is not ours to read. */
function readIoBytes({ pid }: ProcessEntry): number {
  const counts = (readProcFile(pid, 'io') ?? '').matchAll(/^(?:rchar|wchar|read_bytes): (\d+)$/gm);
  return sum([...counts].map(([, count]) => Number(count)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
