import { formatDuration } from '../../core/duration.ts';
import type { Log } from '../../core/log.ts';
import type { ProcessSettings } from '../../core/settings.ts';
import { describeTimeline, type Timeline, toElapsedMs } from '../../core/timeline.ts';
import { describeSlowStart, type LateChild } from '../verdict/late-failure.ts';

/** Logs what a slow start waits for, with what is seen of the process beyond its probes. */
export function logDelay(
  log: Log,
  late: LateChild,
  { reason, elapsedMs }: { readonly reason: string; readonly elapsedMs: number },
): void {
  const { processName } = late;
  const seen = describeSlowStart(late);
  const whole = seen === null ? reason : `${reason}; ${seen}`;
  const message = `process ${processName} is still not ready after ${formatDuration(elapsedMs)}: ${whole}`;
  const fields = { event: 'not-ready', process: processName, elapsedMs, reason };
  log.warn(seen === null ? fields : { ...fields, seen }, message);
}

/** Logs that a process is ready, or that a one-shot is done, and where the time of its start went. */
export function logReady(log: Log, { kind, name }: ProcessSettings, childPid: number, timeline: Timeline): void {
  const fields = {
    event: kind === 'oneshot' ? 'done' : 'process-ready',
    process: name,
    childPid,
    firstOutputMs: toElapsedMs(timeline, timeline.firstOutputAtMs),
    portBoundMs: toElapsedMs(timeline, timeline.portBoundAtMs),
    readyMs: toElapsedMs(timeline, timeline.readyAtMs),
  };
  log.info(fields, `process ${name}: ${describeTimeline(timeline)}`);
}
