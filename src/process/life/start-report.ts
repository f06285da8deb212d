import { describeAddress } from '../../core/address.ts';
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
  const slow = describeSlowStart(late);
  const whole = slow === null ? reason : `${reason}; ${slow.seen}`;
  const advice = slow === null || slow.setting === null ? '' : ` (set \`${slow.setting}\` if that is the app)`;
  const message = `process ${processName} is still not ready after ${formatDuration(elapsedMs)}: ${whole}${advice}`;
  const fields = { event: 'not-ready', process: processName, elapsedMs, reason };
  log.warn(slow === null ? fields : { ...fields, ...slow }, message);
}

/** Where the upstream was found while it was looked for elsewhere. */
export interface FoundAddress {
  readonly host: string;
  readonly port: number;
}

/** Logs that calls go to another address than they would by the config, and what says so for good. Never rejects. */
export async function logFoundHost(log: Log, { name, command }: ProcessSettings, found: FoundAddress): Promise<void> {
  const place = describeAddress({ kind: 'tcp', ...found });
  const hostName = command.env['HOSTNAME'] ?? '';
  const isByName = hostName !== '' && (await resolveHost(hostName)).includes(found.host);
  const why = isByName
    ? '. It has that from HOSTNAME: `env: { HOSTNAME: 127.0.0.1 }` keeps it to this machine, and'
    : ':';
  const cure = `\`upstream: { host: "${found.host}" }\` says for good where it is`;
  const message = `process ${name} listens on ${place}, and not on 127.0.0.1, so its calls go there${why} ${cure}`;
  log.info({ event: 'address', process: name, host: found.host, port: found.port }, message);
}

async function resolveHost(name: string): Promise<string[]> {
  const { lookup } = await import('node:dns/promises');
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
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
