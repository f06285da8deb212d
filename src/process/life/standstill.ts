import type { ChildOutput } from '../../logging/child-output.ts';
import { pause } from '../bounded-wait.ts';
import type { ProcessEntry } from '../group/process-table.ts';
import { readProcFile } from '../group/process-table.ts';
import { areConnected, readAppSockets } from '../inspection/app-socket.ts';
import { findSleepMs, isSupervised } from '../inspection/keeper.ts';
import { findMisplaced, isLost, type LateChild, listOwn, readSockets } from '../verdict/late-failure.ts';
import { isLastSaid, saysGivenUp, saysListening, saysTheSameAgain } from './dead-end.ts';

/** When a start is slow enough to be looked at. */
const FIRST_LOOK_MS = 2_000;
const LOOK_MS = 1_000;

/** Between two looks, of which one was late. */
const SHORTEST_MS = LOOK_MS / 2;

/** Looks in a row without a change, after which an app that listens elsewhere, or has lost its server, is taken to have started. */
const STILL_LOOKS = 8;

/** The same where only what keeps a script alive is left: it need not be told from an app at work. */
const STILL_LOOKS_KEPT = 3;

/** The same where the app has said that it listens there. */
const STILL_LOOKS_TOLD = 5;

/** The same for a program that runs on behind words that are the end of others. */
const STILL_LOOKS_SAID = 15;

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
  readonly isConnected: boolean;
  readonly isSupervised: boolean;
  readonly sleepMs: number;
  /** Where it is misplaced. */
  readonly foundPort: number | null;
  readonly state: 'misplaced' | 'kept' | 'silent' | 'listening';
}

/**
 * Resolves with true when nothing of a start moves any more (no processor time, no file, no line of output, no process or socket
 * that comes or goes) and it has come to a dead end: the app has its port open elsewhere than berth looks for it; or it listens on
 * nothing, and only what keeps a script alive is left of it, whoever looks after it has given up, or its last words are those of a
 * start that has failed. A supervisor that starts a server again whose last words are always the same is such an end too. An app that opens a port for a debugger or for metrics first, or waits for a database, is left its
 * time. False when the signal aborts.
 */
export async function waitForStandstill(late: LateChild, output: ChildOutput, signal: AbortSignal): Promise<boolean> {
  let lines = 0;
  let hasGivenUp = false;
  const stopListening = output.onLine((line) => {
    lines++;
    hasGivenUp ||= saysGivenUp(line);
  });
  try {
    let last: Look | null = null;
    for (let still = 0, dueMs = late.child.spawnedAtMs + FIRST_LOOK_MS; ; dueMs += LOOK_MS) {
      await pause(Math.max(dueMs - performance.now(), SHORTEST_MS), signal);
      if (signal.aborted) return false;
      const look = takeLook(late, lines);
      still = last !== null && isStill(last, look) ? still + 1 : 0;
      if (isDeadEnd(look, still, hasGivenUp, output)) return true;
      if (look.isSupervised && look.state === 'silent' && saysTheSameAgain(output.lifeTail)) return true;
      last = look;
    }
  } finally {
    stopListening();
  }
}

function isDeadEnd(look: Look, still: number, hasGivenUp: boolean, output: ChildOutput): boolean {
  if (still * LOOK_MS <= look.sleepMs) return false;
  if (look.isConnected) return still >= STILL_LOOKS_CONNECTED && isOver(look, hasGivenUp, output);
  switch (look.state) {
    case 'listening':
      return false;
    case 'kept':
      return still >= STILL_LOOKS_KEPT;
    case 'misplaced':
      return still >= STILL_LOOKS || (still >= STILL_LOOKS_TOLD && saysListening(output.lifeTail, look.foundPort));
    case 'silent':
      return (still >= STILL_LOOKS && hasGivenUp) || (still === STILL_LOOKS_SAID && isLastSaid(output.lifeTail));
    default:
      throw new Error(`BUG: unknown state ${look.state satisfies never}`);
  }
}

function isOver({ state }: Look, hasGivenUp: boolean, output: ChildOutput): boolean {
  return state === 'misplaced' || (state === 'silent' && (hasGivenUp || isLastSaid(output.lifeTail)));
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
    isConnected: areConnected(pids),
    isSupervised: isSupervised(own),
    sleepMs: findSleepMs(own),
    ...findState(late, own),
  };
}

function findState(late: LateChild, own: readonly ProcessEntry[]): Pick<Look, 'state' | 'foundPort'> {
  const sockets = readSockets(late, own);
  const misplaced = findMisplaced(late, sockets);
  if (misplaced !== null) {
    const isOne = sockets.listeners.length === 1 && misplaced.nearest.kind === 'tcp';
    return { state: 'misplaced', foundPort: isOne ? misplaced.nearest.port : null };
  }
  const state = sockets.listeners.length > 0 ? 'listening' : isLost(late, own) ? 'kept' : 'silent';
  return { state, foundPort: null };
}

function isStill(last: Look, now: Look): boolean {
  return (
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
