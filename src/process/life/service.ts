import type { Log } from '../../core/log.ts';
import type { ProcessSettings, UpstreamAddress } from '../../core/settings.ts';
import { toFailureFields } from '../../failures/explanation.ts';
import { Failure } from '../../failures/failure.ts';
import type { ChildOutput, OpenChildOutput } from '../../logging/child-output.ts';
import type { Child } from '../group/child.ts';
import type { Spawner } from '../group/spawner.ts';
import { killGroup, runStopSequence } from '../group/stop-sequence.ts';
import { createPortOwnership } from '../inspection/port-ownership.ts';
import { pause, unlessAborted, unlessLate } from '../pause.ts';
import { toCrashFailure } from '../verdict/end-failure.ts';
import {
  createFailureRecorder,
  diagnoseFailure,
  FLUSH_LIMIT_MS,
  LOGGED_TAIL_LINES,
} from '../verdict/failure-record.ts';
import { createFirstStart, type FirstStart } from './first-start.ts';
import { createLaunch, type LaunchResult, listClaimedPorts } from './launch.ts';
import { createRestarts, type LifeEnd } from './restarts.ts';

/** What a service tells the supervisor. */
export interface ServiceWatcher {
  /** `isReady` has changed. */
  onChange(service: Service): void;
  /** It ended without being asked to, or a restart of it failed, at this performance.now(). */
  onEnd(service: Service, atMs: number): void;
  /** Follows `onEnd`, with the same moment, once it is known why. */
  onCrash(service: Service, failure: Failure, atMs: number): void;
  /** It was ready once and will not be started again. */
  onGivenUp(service: Service, failure: Failure): void;
}

export interface ServiceParts {
  readonly spawner: Spawner;
  readonly openOutput: OpenChildOutput;
  readonly log: Log;
  readonly watcher: ServiceWatcher;
  /** Cuts every grace period short when it aborts. */
  readonly hurry: AbortSignal;
  /** Where the calls go, if it is this process that answers them; else null. */
  readonly upstream: UpstreamAddress | null;
  /** berth's own port. */
  readonly listenPort: number;
}

/** One process of the config over all its restarts. */
export interface Service {
  readonly settings: ProcessSettings;
  /** For a one-shot: it has exited with 0. */
  readonly isReady: boolean;
  /** The address of this machine on which a TCP probe found it; null if the probes did not have to choose. */
  readonly foundHost: string | null;
  /**
   * Starts it for the first time; resolves when it is ready. Rejects with the failure, already logged: a first start is
   * not repeated, because what keeps an app from starting seldom goes away by itself. Only a helper, and a one-shot whose
   * policy is `on-failure`, get their restarts from the first start on. Rejects with DRAINING after `stop`.
   */
  start(startupDeadlineMs: number): Promise<void>;
  /** Stops it for good. Resolves when nothing of its group is left. Never rejects. */
  stop(): Promise<void>;
  /** Gives its output back, last lines first. Until then a daemon that left the group can write without a SIGPIPE. */
  close(): Promise<void>;
}

/** Creates the service; nothing runs before `start`. */
export function createService(settings: ProcessSettings, parts: ServiceParts): Service {
  const { log, spawner, watcher } = parts;
  const { name } = settings;
  const stopped = new AbortController();
  const ownership = createPortOwnership(name, spawner);
  const recorder = createFailureRecorder(log, name);
  const restarts = createRestarts(settings);
  let output: ChildOutput | null = null;
  let life: Promise<void> = Promise.resolve();
  let isReady = false;
  let foundHost: string | null = null;

  // From the first launch to the last end, with every crash and restart between them.
  async function live(ownOutput: ChildOutput, firstDeadlineMs: number, onFirst: FirstStart): Promise<void> {
    const launch = createLaunch(settings, { ...parts, ownership, output: ownOutput });
    for (let deadlineMs = firstDeadlineMs; ; deadlineMs = nextDeadlineMs(onFirst, firstDeadlineMs)) {
      ownOutput.startLife();
      const launched = await launch(deadlineMs, stopped.signal);
      const readyAtMs = performance.now();
      const ended = await waitForEnd(launched, onFirst, ownOutput);
      if (ended === null) return;
      const endedAtMs = launched.child?.exitedAtMs ?? performance.now();
      const readyForMs = launched.kind === 'ready' ? endedAtMs - readyAtMs : 0;
      const status = launched.child?.exitStatus ?? null;
      const isLast = onFirst.isPending && !isRepeated(settings, deadlineMs);
      if (!isLast) watcher.onEnd(service, endedAtMs);
      const failure = await diagnoseFailure(ended, { output: ownOutput, status, listenPort: parts.listenPort });
      if (isLast) {
        await recorder.record(failure, { child: launched.child, output: ownOutput });
        onFirst.reject(failure);
        return dispose(launched.child);
      }
      watcher.onCrash(service, failure, endedAtMs);
      await recorder.record(failure, { child: launched.child, output: ownOutput });
      await dispose(launched.child);
      const latestMs = onFirst.isPending && settings.kind === 'oneshot' ? deadlineMs : Number.POSITIVE_INFINITY;
      if (!(await mayRestart({ failure, status, readyForMs }, latestMs, onFirst))) return;
    }
  }

  // The step before the start of others is repeated within the time of that start.
  function nextDeadlineMs(onFirst: FirstStart, firstDeadlineMs: number): number {
    if (onFirst.isPending && settings.kind === 'oneshot') return firstDeadlineMs;
    return performance.now() + settings.readyDeadlineMs;
  }

  /** Resolves with the failure that ended the child, or with null if there is nothing more to do for this service. */
  async function waitForEnd(
    launched: LaunchResult,
    onFirst: FirstStart,
    ownOutput: ChildOutput,
  ): Promise<Failure | null> {
    const { child } = launched;
    const launchedAtMs = performance.now();
    if (launched.kind === 'ready') {
      foundHost = launched.foundHost;
      becomeReady(true);
      onFirst.resolve();
      // What a one-shot has left running is wanted; the last sweep finds it.
      if (settings.kind === 'oneshot') {
        spawner.release(launched.child);
        return null;
      }
      await unlessAborted(launched.child.exited, stopped.signal);
    }
    if (stopped.signal.aborted) {
      onFirst.reject(new Failure('DRAINING'));
      await dispose(child);
      return null;
    }
    becomeReady(false);
    const readyForMs = performance.now() - launchedAtMs;
    const failure = launched.kind === 'ready' ? describeCrash(launched.child, readyForMs, ownOutput) : null;
    // Workers that outlive their leader (php-fpm's do) would go on holding its sockets.
    if (child !== null && child.exitStatus !== null) child.group.signal('SIGKILL');
    return launched.kind === 'failed' ? launched.failure : failure;
  }

  function describeCrash(child: Child, readyForMs: number, ownOutput: ChildOutput): Failure {
    const status = child.exitStatus ?? { kind: 'code', code: 0 };
    const ports = listClaimedPorts(settings, parts.upstream).map(({ port }) => port);
    return toCrashFailure({ settings, child, status, spawner, ports, output: ownOutput }, readyForMs);
  }

  async function mayRestart(end: LifeEnd, latestMs: number, onFirst: FirstStart): Promise<boolean> {
    if (stopped.signal.aborted) return false;
    const step = restarts.next(end, latestMs);
    if (step.kind === 'given-up') {
      giveUp(step.failure, onFirst);
      return false;
    }
    const { backoffMs } = step;
    log.info({ event: 'restarting', process: name, backoffMs }, `restarting process ${name} in ${backoffMs}ms`);
    await pause(backoffMs, stopped.signal);
    return !stopped.signal.aborted;
  }

  function giveUp(failure: Failure, onFirst: FirstStart): void {
    if (failure.code === 'CRASH_LOOP') {
      const logTail = output?.lifeTail.slice(-LOGGED_TAIL_LINES) ?? [];
      log.error({ ...toFailureFields(failure), process: name, logTail }, failure.message);
    }
    if (onFirst.isPending) onFirst.reject(failure);
    else watcher.onGivenUp(service, failure);
  }

  async function dispose(child: Child | null): Promise<void> {
    if (child === null) return;
    if (child.exitStatus !== null) {
      await killGroup(child);
    } else {
      const { wasKilled } = await runStopSequence(child, settings, parts.hurry);
      const { stopSignal } = settings;
      const message = `process ${name} was killed: it did not stop within its grace period after ${stopSignal}`;
      if (wasKilled && !parts.hurry.aborted) log.warn({ event: 'killed', process: name, stopSignal }, message);
    }
    spawner.release(child);
  }

  function becomeReady(value: boolean): void {
    if (isReady === value || stopped.signal.aborted) return;
    isReady = value;
    watcher.onChange(service);
  }

  const service: Service = {
    settings,
    get isReady() {
      return isReady;
    },
    get foundHost() {
      return foundHost;
    },
    async start(startupDeadlineMs) {
      if (stopped.signal.aborted) throw new Failure('DRAINING');
      const deadlineMs = Math.min(startupDeadlineMs, performance.now() + settings.readyDeadlineMs);
      const onFirst = createFirstStart();
      life = parts
        .openOutput(name)
        .then((ownOutput) => {
          output = ownOutput;
          return live(ownOutput, deadlineMs, onFirst);
        })
        .catch((error: unknown) => {
          // Only a bug or a lack of descriptors comes here; after the first start nobody else would hear of it.
          if (!onFirst.isPending)
            log.error({ process: name }, `process ${name} is no longer watched: ${String(error)}`);
          onFirst.reject(error);
        })
        .finally(() => onFirst.reject(new Failure('DRAINING')));
      return onFirst.promise;
    },
    async stop() {
      stopped.abort();
      isReady = false;
      await life;
    },
    async close() {
      if (output === null) return;
      await unlessLate(output.flush(), FLUSH_LIMIT_MS);
      output.close();
    },
  };
  return service;
}

function isRepeated({ kind, restart }: ProcessSettings, deadlineMs: number): boolean {
  if (kind === 'helper') return true;
  return kind === 'oneshot' && restart.policy === 'on-failure' && performance.now() < deadlineMs;
}
