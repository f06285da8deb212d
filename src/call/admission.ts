import { formatDuration } from '../core/duration.ts';
import type { ProxySettings, StartupSettings, UpstreamAddress } from '../core/settings.ts';
import type { UpstreamState, UpstreamStatus } from '../core/upstream-status.ts';
import { Failure, toFailure } from '../failures/failure.ts';
import { createWaitingLine, type Waiting, type WaitingLine } from './waiting-line.ts';

/** Somebody who wants to be let in. Exactly one of the two is called, unless `Admission.leave` came first. */
export interface Applicant {
  onAdmitted(upstream: UpstreamAddress): void;
  onRefused(failure: Failure): void;
}

/**
 * The gate and the limit behind it: holds applicants while the app is not ready, queues them while `maxInFlight` are
 * inside, refuses them when a line is full, a wait was too long, or the app has failed for good.
 */
export interface Admission {
  enter(applicant: Applicant): void;
  /** An applicant that waits goes away; nothing happens if it does not wait. */
  leave(applicant: Applicant): void;
  /** An admitted one is done. */
  giveBack(): void;
  readonly inFlight: number;
  readonly waiting: number;
  /** Calls the listener whenever nobody is inside any more. */
  onceIdle(listener: () => void): void;
}

/** Creates the admission and follows the upstream's status from now on. */
export function createAdmission(status: UpstreamStatus, startup: StartupSettings, proxy: ProxySettings): Admission {
  const held = createWaitingLine(startup.maxHeld, startup.deadlineMs);
  const queued = createWaitingLine(proxy.queue.max, proxy.queue.timeoutMs);
  const places = new Map<Applicant, { line: WaitingLine; waiting: Waiting }>();
  const maxInFlight = proxy.maxInFlight === 0 ? Number.POSITIVE_INFINITY : proxy.maxInFlight;
  let idleListeners: Array<() => void> = [];
  let inFlight = 0;

  status.onChange(onStateChange);

  function enter(applicant: Applicant): void {
    const state = status.state;
    switch (state.kind) {
      case 'ready':
        if (inFlight < maxInFlight) admit(applicant, state.address);
        else waitIn(queued, applicant);
        return;
      case 'not-ready':
        waitIn(held, applicant);
        return;
      case 'failed':
        applicant.onRefused(toFailure(state.fault));
        return;
      case 'stopping':
        applicant.onRefused(new Failure('DRAINING'));
        return;
      default:
        throw new Error(`BUG: unknown upstream state ${JSON.stringify(state satisfies never)}`);
    }
  }

  function admit(applicant: Applicant, address: UpstreamAddress): void {
    inFlight += 1;
    applicant.onAdmitted(address);
  }

  function waitIn(line: WaitingLine, applicant: Applicant): void {
    const waiting: Waiting = {
      onTurn: () => {
        places.delete(applicant);
        enter(applicant);
      },
      onTimeout: () => {
        places.delete(applicant);
        applicant.onRefused(new Failure('QUEUE_TIMEOUT', { limit: formatDuration(line.timeoutMs) }));
      },
    };
    if (line.join(waiting)) places.set(applicant, { line, waiting });
    else applicant.onRefused(new Failure('QUEUE_FULL', { limit: line.limit }));
  }

  function onStateChange(state: UpstreamState): void {
    if (state.kind === 'not-ready') return;
    if (state.kind === 'ready') serveQueue();
    else for (const waiting of queued.clear()) waiting.onTurn();
    for (const waiting of held.clear()) waiting.onTurn();
  }

  // Those in the queue were let through the gate before the held ones, so they come first when the app is back.
  function serveQueue(): void {
    while (inFlight < maxInFlight && status.state.kind === 'ready' && queued.serveNext());
  }

  return {
    enter,
    leave(applicant) {
      const place = places.get(applicant);
      if (place === undefined) return;
      places.delete(applicant);
      place.line.leave(place.waiting);
    },
    giveBack() {
      inFlight -= 1;
      serveQueue();
      if (inFlight > 0) return;
      const listeners = idleListeners;
      idleListeners = [];
      for (const listener of listeners) listener();
    },
    get inFlight() {
      return inFlight;
    },
    get waiting() {
      return places.size;
    },
    onceIdle: (listener) => {
      idleListeners.push(listener);
    },
  };
}
