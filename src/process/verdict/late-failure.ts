import { isIPv4 } from 'node:net';
import type { Diagnosis } from '../../core/diagnosis.ts';
import { formatDuration } from '../../core/duration.ts';
import type { ChosenPort } from '../../core/port-rule.ts';
import type { ReadinessProbeSettings, UpstreamAddress } from '../../core/settings.ts';
import type { TimelineMoment } from '../../core/timeline.ts';
import { diagnoseWaiting } from '../../failures/diagnosis/dependency-wait.ts';
import { diagnoseHttpAnswer } from '../../failures/diagnosis/http-answer.ts';
import {
  describeExpected,
  diagnoseListening,
  type ExpectedListener,
  type Misplaced,
} from '../../failures/diagnosis/listening.ts';
import { toOwnPortCure } from '../../failures/diagnosis/own-port.ts';
import { type KeyPlaces, placeSetting, placeSettings } from '../../failures/diagnosis/setting-place.ts';
import { diagnoseStall, type Stalled } from '../../failures/diagnosis/stall.ts';
import { Failure } from '../../failures/failure.ts';
import type { Child } from '../group/child.ts';
import { listProcesses, type ProcessEntry } from '../group/process-table.ts';
import type { Spawner } from '../group/spawner.ts';
import { type AppSockets, readAppSockets } from '../inspection/app-socket.ts';
import { isOnlyKept } from '../inspection/keeper.ts';
import { findOtherPort, findPortHolders, isLocalHost } from '../inspection/port-holder.ts';
import { describeMissing, type NotReady } from '../probe/readiness-probe.ts';
import { LOOPBACK_HOSTS, toHosts } from '../probe/socket-probe.ts';

/** Servers that no call could be sent to, and those that look after others. */
const NO_HTTP = /^(?:supervisord|PM2 |php-fpm|redis-server|valkey-server|memcached|mysqld|mariadbd|postgres|mongod)/;

/** A child that runs and is not ready, and where it was looked for. */
export interface LateChild {
  readonly processName: string;
  readonly child: Child;
  readonly spawner: Spawner;
  readonly expected: readonly ExpectedListener[];
  readonly awaited: Stalled['awaited'];
  /** Where its settings stand in the config file. */
  readonly places: KeyPlaces;
  /** berth's own. */
  readonly ownPort: ChosenPort;
}

/** The places where the probes look for a process; the upstream's own address where none of them names one. */
export function listExpected(
  probes: readonly ReadinessProbeSettings[],
  upstream: UpstreamAddress | null,
): ExpectedListener[] {
  const isUpstream = upstream !== null;
  const named = probes.flatMap((probe): ExpectedListener[] => {
    if (probe.kind === 'unix') return [{ address: { kind: 'unix', path: probe.path }, hosts: [], isUpstream }];
    if (probe.kind === 'http') return [toExpected(probe.address, isUpstream, toHosts)];
    if (probe.kind !== 'tcp') return [];
    const address = { kind: 'tcp', host: probe.host ?? '127.0.0.1', port: probe.port } as const;
    return [toExpected(address, isUpstream, (host) => (probe.host === null ? LOOPBACK_HOSTS : [host]))];
  });
  const expected = named.length > 0 || upstream === null ? named : [toExpected(upstream, true, (host) => [host])];
  // A name would have to be resolved before a listener can be compared with it.
  return expected.filter(({ hosts }) => hosts.every(isAddress));
}

// Not by isIP(): the expression by which Node.js knows IPv6 takes 3 ms to compile, and this stands on the way of each start.
function isAddress(host: string): boolean {
  return host.includes(':') || isIPv4(host);
}

/** What is known of a start when its time is over. */
export interface Lateness {
  readonly missing: readonly NotReady[];
  /** As it was set, not as a clock has measured it. */
  readonly limitMs: number;
  readonly timeline: readonly TimelineMoment[];
}

/**
 * The failure of a process that was not ready in time, by what can be seen of it while it still runs: a stranger on its
 * port, a listener elsewhere, a wrong answer, a connection that hangs; else whether it listens at all.
 */
export function toLateFailure(late: LateChild, lateness: Lateness): Failure {
  const failure = findLateFailure(late, lateness);
  const { diagnosis } = failure;
  if (diagnosis === null) return failure;
  return failure.withDiagnosis({ ...diagnosis, cure: placeSettings(diagnosis.cure, late.places) });
}

function findLateFailure(late: LateChild, { missing, limitMs, timeline }: Lateness): Failure {
  const known = { process: late.processName, deadline: formatDuration(limitMs) };
  const probe = describeMissing(missing);
  const want = missing.find((result) => result.want !== undefined)?.want;
  if (want !== undefined) return want;
  const answer = missing.find((result) => result.answer !== undefined)?.answer;
  if (answer !== undefined) {
    const options = { diagnosis: diagnoseHttpAnswer(answer), timeline };
    return new Failure('APP_NOT_READY_IN_TIME', { ...known, probe }, options);
  }
  const stranger = findStranger(late);
  if (stranger !== null) {
    const holder = `${stranger.entry.command} (pid ${stranger.entry.pid})`;
    return new Failure('PORT_HELD_BY_STRANGER', { ...known, port: stranger.port, holder }, { timeline });
  }
  const sockets = readSockets(late);
  for (const expected of late.expected) {
    const misplaced = diagnoseListening(expected, sockets.listeners);
    if (misplaced === null) continue;
    const { code, found } = misplaced;
    const details = { ...known, found, expected: describeExpected(expected) };
    return new Failure(code, details, { diagnosis: nameOwnListener(misplaced, late.ownPort), timeline });
  }
  const isListening = sockets.listeners.length > 0;
  const left = isLost(late) ? [...new Set(listOwn(late).map(({ command }) => command))] : [];
  const stalled = { isListening, awaited: late.awaited, missing: probe, left };
  const diagnosis = diagnoseWaiting(sockets.connecting) ?? diagnoseStall(stalled);
  return new Failure('APP_NOT_READY_IN_TIME', { ...known, probe }, { diagnosis, timeline });
}

/** What is seen of a slow start beyond the probes' own reasons. */
export interface SlowStart {
  /** As a phrase. */
  readonly seen: string;
  /** What lets berth find it there, as YAML that can be put into the config file as it is; null if no setting would. */
  readonly setting: string | null;
}

/** Looks at a slow start; null if nothing is seen of it. */
export function describeSlowStart(late: LateChild): SlowStart | null {
  const sockets = readSockets(late);
  const misplaced = findMisplaced(late, sockets);
  if (misplaced === null) {
    const seen = diagnoseWaiting(sockets.connecting)?.evidence[0];
    return seen === undefined ? null : { seen, setting: null };
  }
  const { found, nearest, setting } = misplaced;
  // berth's own port cannot be that of the app as long as berth has it.
  const isOwn = nearest.kind === 'tcp' && nearest.port === late.ownPort.port;
  return { seen: `it listens on ${found}`, setting: isOwn ? null : placeSetting(setting, late.places) };
}

// berth opens its port only when the app is ready on some platforms: then an app that has it written into it gets it first.
function nameOwnListener({ nearest, diagnosis }: Misplaced, ownPort: ChosenPort): Diagnosis {
  if (nearest.kind !== 'tcp' || nearest.port !== ownPort.port) return diagnosis;
  return { ...diagnosis, cure: toOwnPortCure({ ...ownPort, otherPort: findOtherPort(ownPort.port) }) };
}

/** The processes that may be the app's doing: those of the child's group, and younger strays. */
export function listOwn({ child, spawner }: Pick<LateChild, 'child' | 'spawner'>): ProcessEntry[] {
  const young = child.startedAtTicks ?? 0;
  return listProcesses().filter(
    (entry) =>
      entry.groupId === child.group.id || (entry.startedAtTicks >= young && spawner.classify(entry) === 'stray'),
  );
}

/**
 * True if nothing is left of it that could become the server that is looked for on this machine. Never where somebody has come since
 * that has no parent: a daemon that has lost every mark may be the app's. `own`: as `listOwn` has just found them.
 */
export function isLost(late: LateChild, own: readonly ProcessEntry[] = listOwn(late)): boolean {
  const { child, spawner, expected, awaited } = late;
  const isHere = expected.every(({ address }) => address.kind === 'unix' || isLocalHost(address.host));
  if (awaited !== 'listener' || expected.length === 0 || !isHere || !isOnlyKept(own)) return false;
  const young = child.startedAtTicks ?? 0;
  return !listProcesses().some(
    (entry) =>
      entry.startedAtTicks >= young &&
      entry.parentPid === 1 &&
      !entry.isZombie &&
      spawner.classify(entry) === 'stranger',
  );
}

/** What it listens on while it was expected elsewhere; null if it listens on nothing, or where it is to. */
export function findMisplaced({ expected }: LateChild, { listeners }: AppSockets): Misplaced | null {
  const places = expected.map((place) => diagnoseListening(place, listeners));
  return places.find((place) => place !== null) ?? null;
}

/** What may be the app's own way of being found: not what its helpers, which speak no HTTP, listen on. */
export function readSockets(late: LateChild, own: readonly ProcessEntry[] = listOwn(late)): AppSockets {
  const servers = own.filter(({ command }) => !NO_HTTP.test(command));
  return readAppSockets(servers.map(({ pid }) => pid));
}

function findStranger({ expected, spawner }: LateChild): { port: number; entry: ProcessEntry } | null {
  for (const { address } of expected) {
    if (address.kind !== 'tcp' || !isLocalHost(address.host)) continue;
    const holders = findPortHolders(address.port);
    const [entry] = holders;
    if (entry !== undefined && holders.every((holder) => spawner.classify(holder) === 'stranger')) {
      return { port: address.port, entry };
    }
  }
  return null;
}

function toExpected(
  address: UpstreamAddress,
  isUpstream: boolean,
  listHosts: (host: string) => readonly string[],
): ExpectedListener {
  return { address, hosts: address.kind === 'tcp' ? listHosts(address.host) : [], isUpstream };
}
