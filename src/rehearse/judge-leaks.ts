import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { callAtOnce, findFault } from './judge-calls.ts';
import { listPids, readStat } from './process-list.ts';
import type { Rehearsal } from './rehearsal.ts';
import { pass, type Verdict, warn } from './verdict.ts';

const STEP = 'leaks';
const WINDOWS = 2;
/** A pool or a cache that fills grows once; what grows by as much again has no end. */
const LEAKING_SHARE = 0.9;
/** What calls have opened is closed a moment after them, and on a busy machine not all at once. */
const LOOK_MS = 100;
const QUIET_LOOKS = 4;
const MOST_LOOKS = 40;

/** What an instance holds between calls. */
interface Held {
  readonly descriptors: number;
  readonly processes: number;
}

/** Makes many calls, twice, and says what each of them has left open or running. */
export async function judgeLeaks(rehearsal: Rehearsal): Promise<Verdict> {
  const grown: Held[] = [];
  let calls = 0;
  let before = await settle(rehearsal);
  for (let window = 0; window < WINDOWS; window++) {
    const made = await callAtOnce(rehearsal);
    const fault = findFault(made, STEP);
    if (fault !== null) return fault;
    calls = made.length;
    const after = await settle(rehearsal);
    grown.push({
      descriptors: after.descriptors - before.descriptors,
      processes: after.processes - before.processes,
    });
    before = after;
  }
  const least = (kind: keyof Held): number => Math.min(...grown.map((held) => held[kind]));
  const seen = (kind: keyof Held): string => `${calls} calls left ${least(kind)} more`;
  // A process has files of its own.
  if (least('processes') >= calls * LEAKING_SHARE)
    return warn(
      STEP,
      'leaks-processes',
      `${seen('processes')} processes, and the next ${calls} as many again`,
      PROCESS_CURE,
    );
  if (least('descriptors') >= calls * LEAKING_SHARE)
    return warn(
      STEP,
      'leaks-descriptors',
      `${seen('descriptors')} files or connections open, and the next ${calls} as many again: without any left, the app can serve nothing`,
      'close what a call has opened, also where the call fails',
    );
  return pass(STEP, `${WINDOWS * calls} more calls left no file, connection or process behind`);
}

const PROCESS_CURE =
  'end what a call has started, and wait for its end (or let SIGCHLD be ignored): the number of processes is limited';

/** Resolves with what is held once nothing is let go any more. */
async function settle(rehearsal: Rehearsal): Promise<Held> {
  let least = measure(rehearsal);
  for (let looks = 0, quiet = 0; quiet < QUIET_LOOKS && looks < MOST_LOOKS; looks++) {
    await delay(LOOK_MS);
    const held = measure(rehearsal);
    quiet = held.descriptors < least.descriptors || held.processes < least.processes ? 0 : quiet + 1;
    least = held;
  }
  return least;
}

function measure({ place }: Rehearsal): Held {
  const pids = place.listProcesses().map(({ pid }) => pid);
  const own = new Set(pids);
  // One that has ended and is not waited for counts against the limit too.
  const ended = listPids().filter((pid) => {
    const { state, parent } = readStat(pid);
    return state === 'Z' && own.has(parent);
  });
  return {
    descriptors: pids.reduce((sum, pid) => sum + countDescriptors(pid), 0),
    processes: pids.length + ended.length,
  };
}

function countDescriptors(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}
