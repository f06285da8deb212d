import { type ProcessEntry, readProcFile } from '../group/process-table.ts';
import { isKeeper } from './daemon.ts';

/** A script that sleeps longer only keeps itself alive. */
const LONGEST_SLEEP_MS = 60_000;

/** True if nothing is left of an app that could become a server: only shells, and a `sleep` or `tail` that keeps them there. */
export function isOnlyKept(own: readonly ProcessEntry[]): boolean {
  const living = own.filter(({ isZombie }) => !isZombie);
  return living.every(({ command }) => isKeeper(command)) && living.some((entry) => keepsForGood(entry));
}

/** Programs that start a server again whenever it ends, without end. */
const SUPERVISORS = /^(?:supervisord|s6-svscan|s6-supervise|runsvdir|runsv|circusd|monit)$/;

/** True if somebody among them starts again what has ended. */
export function isSupervised(own: readonly ProcessEntry[]): boolean {
  return own.some(({ command }) => SUPERVISORS.test(command));
}

/** The longest that a script sleeps before it goes on, by its own word; 0 if it does not. */
export function findSleepMs(own: readonly ProcessEntry[]): number {
  const times = own.filter(({ command }) => command === 'sleep').map(({ pid }) => readSleepMs(pid));
  return Math.max(0, ...times.filter((ms) => ms <= LONGEST_SLEEP_MS));
}

/** How long a `sleep` was told to; Infinity if that is for good, as far as a start is concerned. */
function readSleepMs(pid: number): number {
  const [, time = ''] = (readProcFile(pid, 'cmdline') ?? '').split('\0');
  if (/^inf/i.test(time) || /^\d+[hd]$/.test(time)) return Number.POSITIVE_INFINITY;
  const [, count, unit = 's'] = /^([\d.]+)([sm]?)$/.exec(time) ?? [];
  const ms = Number(count ?? 0) * (unit === 'm' ? 60_000 : 1_000);
  return ms > LONGEST_SLEEP_MS ? Number.POSITIVE_INFINITY : ms;
}

function keepsForGood({ pid, command }: ProcessEntry): boolean {
  return command === 'tail' || (command === 'sleep' && readSleepMs(pid) === Number.POSITIVE_INFINITY);
}
