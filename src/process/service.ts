import { describeExitStatus, type ExitStatus } from '../core/exit-status.ts';
import type { Log } from '../core/log.ts';
import { decideRestart, NO_CRASHES, type RestartDecision } from '../core/restart-policy.ts';
import type { ProcessSettings } from '../core/settings.ts';
import { Failure } from '../failures/failure.ts';
import type { ChildOutput, OpenChildOutput } from '../logging/child-output.ts';
import type { Child } from './child.ts';
import { createLaunch, type Launched } from './launch.ts';
import { pause } from './pause.ts';
import { createPortOwnership } from './port-ownership.ts';
import type { Spawner } from './spawner.ts';
import { killGroup, runStopSequence } from './stop-sequence.ts';

/** What a service tells the supervisor. */
export interface ServiceWatcher {
  /** `isReady` has changed. */
  onChange(service: Service): void;
  /** It ended without being asked to. */
  onCrash(service: Service, failure: Failure): void;
  /** It will not be started again. */
  onGivenUp(service: Service, failure: Failure): void;
}

export interface ServiceParts {
  readonly spawner: Spawner;
  readonly openOutput: OpenChildOutput;
  readonly log: Log;
  readonly watcher: ServiceWatcher;
}

/** One process of the config over all its restarts. */
export interface Service {
  readonly settings: ProcessSettings;
  readonly isReady: boolean;
  /** The address of this machine on which a TCP probe found it; null if the probes did not have to choose. */
  readonly foundHost: string | null;
  /**
   * Starts it for the first time; resolves when it is ready (a one-shot: when it has exited with 0). Rejects with the
   * failure: a first start is not repeated, because what keeps an app from starting seldom goes away by itself.
   */
  start(startupDeadlineMs: number): Promise<void>;
  /** Stops it for good; SIGKILL comes at once when `hurry` aborts. Never rejects. */
  stop(hurry: AbortSignal): Promise<void>;
}

/** How much of the last output goes into the record of a failure. */
const SHOWN_TAIL_LINES = 20;

/** Creates the service; nothing runs before `start`. */
export function createService(settings: ProcessSettings, parts: ServiceParts): Service {
  const { log, spawner, watcher } = parts;
  const { name } = settings;
  const stopped = new AbortController();
  const ownership = createPortOwnership(name, spawner);
  let output: ChildOutput | null = null;
  let running: Launched | null = null;
  let history = NO_CRASHES;
  let watching: Promise<void> = Promise.resolve();
  let isReady = false;

  async function start(startupDeadlineMs: number): Promise<void> {
    const ownOutput = await parts.openOutput(name);
    output = ownOutput;
    const launched = await launch(ownOutput, Math.min(startupDeadlineMs, performance.now() + settings.readyDeadlineMs));
    if (launched instanceof Failure) {
      if (!stopped.signal.aborted) await tell(launched, ownOutput);
      throw launched;
    }
    if (settings.kind === 'oneshot') await clear(launched.child);
    else watching = watch(launched, ownOutput);
    becomeReady(true);
  }

  async function launch(ownOutput: ChildOutput, deadlineMs: number): Promise<Launched | Failure> {
    const launched = await createLaunch(settings, { spawner, log, ownership, output: ownOutput })(deadlineMs, stopped.signal);
    running = launched instanceof Failure ? null : launched;
    return launched;
  }

  // Runs from one crash to the next until the policy, the budget or a stop ends it.
  async function watch(first: Launched, ownOutput: ChildOutput): Promise<void> {
    let current: Launched | Failure = first;
    for (;;) {
      const readyAtMs = performance.now();
      const failure: Failure = current instanceof Failure ? current : await waitForCrash(current);
      if (stopped.signal.aborted) return;
      const status = current instanceof Failure ? null : current.child.exitStatus;
      becomeReady(false);
      watcher.onCrash(service, failure);
      if (!(current instanceof Failure)) await clear(current.child);
      await tell(failure, ownOutput, status);
      const decision = decide(status, current instanceof Failure ? 0 : performance.now() - readyAtMs);
      if (decision.kind !== 'restart') return giveUp(decision, failure);
      history = decision.history;
      log.info({ event: 'restarting', process: name, backoffMs: decision.backoffMs }, `restarting process ${name}`);
      await pause(decision.backoffMs, stopped.signal);
      if (stopped.signal.aborted) return;
      current = await launch(ownOutput, performance.now() + settings.readyDeadlineMs);
      if (stopped.signal.aborted) return;
      if (!(current instanceof Failure)) becomeReady(true);
    }
  }

  async function waitForCrash({ child }: Launched): Promise<Failure> {
    const status = await child.exited;
    return new Failure('APP_CRASHED', { process: name, status: describeExitStatus(status) });
  }

  function decide(status: ExitStatus | null, readyForMs: number): RestartDecision {
    const isFailure = status === null || status.kind === 'signal' || status.code !== 0;
    return decideRestart(settings.restart, history, { atMs: performance.now(), isFailure, readyForMs });
  }

  function giveUp(decision: RestartDecision, last: Failure): void {
    const status = String(last.details['status'] ?? last.message);
    const failure =
      decision.kind === 'crash-loop' ? new Failure('CRASH_LOOP', { process: name, count: decision.count, status }) : last;
    if (decision.kind === 'crash-loop') log.error({ event: 'failure', code: failure.code, process: name, cure: failure.cure }, failure.message);
    watcher.onGivenUp(service, failure);
  }

  // Workers that outlive their leader (php-fpm's do) would go on holding its sockets.
  async function clear(child: Child): Promise<void> {
    await killGroup(child);
    spawner.release(child);
    running = null;
  }

  async function tell(failure: Failure, ownOutput: ChildOutput, status: ExitStatus | null = null): Promise<void> {
    await ownOutput.flush();
    const end = status === null ? {} : toEndFields(status);
    const logTail = ownOutput.tail.slice(-SHOWN_TAIL_LINES);
    log.error({ event: 'failure', code: failure.code, process: name, ...end, cure: failure.cure, logTail }, failure.message);
  }

  function becomeReady(value: boolean): void {
    if (isReady === value || stopped.signal.aborted) return;
    isReady = value;
    watcher.onChange(service);
  }

  async function stop(hurry: AbortSignal): Promise<void> {
    stopped.abort();
    isReady = false;
    if (running !== null) {
      const { child } = running;
      const outcome = await runStopSequence(child, settings, hurry);
      if (outcome.wasKilled) log.warn({ process: name }, `process ${name} was killed: it did not stop within its grace period`);
      spawner.release(child);
    }
    await watching;
    await output?.flush();
    output?.close();
  }

  const service: Service = {
    settings,
    get isReady() {
      return isReady;
    },
    get foundHost() {
      return running?.foundHost ?? null;
    },
    start,
    stop,
  };
  return service;
}

function toEndFields(status: ExitStatus): { exitCode: number } | { signal: NodeJS.Signals } {
  return status.kind === 'code' ? { exitCode: status.code } : { signal: status.signal };
}
