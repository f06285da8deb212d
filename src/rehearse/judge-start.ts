import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { TcpSocket } from '../core/socket-table.ts';
import { findTrap, quote, toEndVerdict } from './end-verdict.ts';
import { listListening } from './listening.ts';
import type { Place } from './place.ts';
import type { Rehearsal } from './rehearsal.ts';
import { fail, pass, type Verdict, warn } from './verdict.ts';

const STEP = 'start';
const PROBE_PERIOD_MS = 20;
const PROBE_LIMIT_MS = 1_000;
/** A server that listens elsewhere for so long will not come to the port any more. */
const MISPLACED_MS = { loopback: 2_000, elsewhere: 30_000 } as const;

/** Waits until the platform can connect to the port, and says how the start went. */
export async function judgeStart(rehearsal: Rehearsal): Promise<Verdict> {
  const { instance, place, plan, profile } = rehearsal;
  const { deadlineMs } = plan.times;
  const watch = new MisplacedWatch(place, profile.platform.limits.needsAllAddresses);
  while (performance.now() - instance.startedAtMs < deadlineMs) {
    if (instance.exit !== null) {
      await instance.settle();
      return toEndVerdict(rehearsal, STEP);
    }
    const misplaced = watch.look();
    if (misplaced !== null && misplaced.sinceMs > MISPLACED_MS[misplaced.kind])
      return toMisplaced(misplaced, place.port);
    // On a network that is not its own the platform's connections reach the loopback address too.
    if ((await canConnect(place.address, place.port)) && watch.look()?.kind !== 'loopback') {
      const elapsedMs = performance.now() - instance.startedAtMs;
      await instance.settle();
      return instance.exit === null ? toStarted(rehearsal, elapsedMs) : toEndVerdict(rehearsal, STEP);
    }
    await delay(PROBE_PERIOD_MS);
  }
  const misplaced = watch.look();
  if (misplaced !== null) return toMisplaced(misplaced, place.port);
  const trap = findTrap(rehearsal, STEP);
  if (trap !== null) return trap;
  const seen = `the port ${place.port} was not open after ${toSeconds(deadlineMs)}, and the platform gives up${quoteLast(rehearsal)}`;
  return fail(
    STEP,
    'start-too-slow',
    seen,
    'open the port before the slow work, which can go on behind it (berth does that), or wait for nothing that the platform cannot reach',
  );
}

function toStarted({ profile, place, startMoments }: Rehearsal, elapsedMs: number): Verdict {
  startMoments.push({ moment: 'port open', elapsedMs });
  const seen = `the port ${place.port} was open after ${toSeconds(elapsedMs)}`;
  if (profile.slowStartMs === null || elapsedMs <= profile.slowStartMs) return pass(STEP, seen);
  return warn(
    STEP,
    'start-slow',
    `${seen}, and older generations of ${profile.platform.title} give up after ${toSeconds(profile.slowStartMs)}`,
    'open the port before the slow work, as berth does',
  );
}

/** A server that listens where the platform does not look. */
interface Misplaced {
  readonly kind: 'loopback' | 'elsewhere';
  readonly socket: TcpSocket;
  readonly sinceMs: number;
}

/** Watches the sockets of the instance that listen. */
class MisplacedWatch {
  readonly #place: Place;
  readonly #needsAllAddresses: boolean;
  #since: { key: string; atMs: number } | null = null;

  constructor(place: Place, needsAllAddresses: boolean) {
    this.#place = place;
    this.#needsAllAddresses = needsAllAddresses;
  }

  look(): Misplaced | null {
    const { port } = this.#place;
    const sockets = listListening(this.#place);
    const onPort = sockets.filter(({ localPort }) => localPort === port);
    const kind = onPort.length > 0 ? 'loopback' : 'elsewhere';
    const [socket] = onPort.length > 0 ? onPort : sockets;
    const isReached = onPort.some(({ localHost }) => !this.#needsAllAddresses || !isLoopback(localHost));
    if (socket === undefined || isReached) {
      this.#since = null;
      return null;
    }
    const key = `${kind} ${socket.localPort}`;
    if (this.#since?.key !== key) this.#since = { key, atMs: performance.now() };
    return { kind, socket, sinceMs: performance.now() - this.#since.atMs };
  }
}

function isLoopback(host: string): boolean {
  return host.startsWith('127.') || host === '::1';
}

function toMisplaced({ kind, socket: { localHost, localPort } }: Misplaced, port: number): Verdict {
  if (kind === 'loopback') {
    return fail(
      STEP,
      'bound-to-loopback',
      `the app listens on ${localHost}:${localPort}, which only itself can reach`,
      'listen on 0.0.0.0',
    );
  }
  return fail(
    STEP,
    'wrong-port',
    `the app listens on port ${localPort}, and the platform asks on ${port}`,
    `listen on what the platform's variable for the port says, or set the port of the function to ${localPort} (here: --port ${localPort})`,
  );
}

export function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PROBE_LIMIT_MS });
    const end = (isOpen: boolean): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}

/** True if the port answers to the first words of TLS, whatever its certificate. */
export function speaksTls(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTls({ host, port, timeout: PROBE_LIMIT_MS, rejectUnauthorized: false });
    const end = (isSpoken: boolean): void => {
      socket.destroy();
      resolve(isSpoken);
    };
    socket
      .once('secureConnect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}

function quoteLast({ instance, mask }: Rehearsal): string {
  const last = instance.output.texts.findLast((line) => line.trim() !== '');
  return last === undefined ? '' : `; the last it said: ${quote(mask(last))}`;
}

export function toSeconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(durationMs < 10_000 ? 2 : 0)} s`;
}
