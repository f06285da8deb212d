import type { Log } from '../../core/log.ts';
import type { ProcessSettings, UpstreamAddress, UpstreamSettings } from '../../core/settings.ts';
import type { UpstreamStatus } from '../../core/upstream-status.ts';
import { toFailureFields } from '../../failures/explanation.ts';
import { Failure } from '../../failures/failure.ts';
import type { OpenChildOutput } from '../../logging/child-output.ts';
import { createSpawner } from '../group/spawner.ts';
import { describeFailedProcess } from '../verdict/failure-phrase.ts';
import { createAppStatus } from './app-status.ts';
import { createService, type Service } from './service.ts';

/** What a supervisor is made of. */
export interface SupervisorParts {
  /** In dependency order. */
  readonly processes: readonly ProcessSettings[];
  readonly upstream: UpstreamSettings;
  readonly startupDeadlineMs: number;
  /** berth's own port, for the explanation of an app that wants it too. */
  readonly listenPort: number;
  /** Removed with everything else if berth is killed; null: nothing to remove. */
  readonly temporaryFolder: string | null;
  readonly openOutput: OpenChildOutput;
  readonly log: Log;
}

/** All processes of the app, from the first start to the last stop. */
export interface Supervisor {
  readonly status: UpstreamStatus;
  /**
   * Starts every process when what it comes `after` is ready, independent ones side by side. Resolves when all essential
   * ones are ready, rejects with the failure that stopped the start. Call it once.
   */
  start(): Promise<void>;
  /** Stops all in reverse order; nothing that was started is left when it resolves. May be called at any time. */
  stop(): Promise<void>;
  /** SIGKILL to everything now, without waiting. */
  killNow(): void;
  /**
   * Calls the listener when an essential process will not come back after the app was ready once, unless its settings
   * want the calls to be refused from then on.
   */
  onFatal(listener: (failure: Failure) => void): void;
}

/** How long daemons that left their group get between SIGTERM and SIGKILL. */
const STRAY_GRACE_PERIOD_MS = 2_000;

/** Creates the supervisor; nothing is spawned before `start`. */
export function createSupervisor(parts: SupervisorParts): Supervisor {
  const { log, upstream } = parts;
  const spawner = createSpawner(parts.temporaryFolder, log);
  const hurry = new AbortController();
  const status = createAppStatus();
  const fatalListeners: Array<(failure: Failure) => void> = [];
  let stopping: Promise<void> | null = null;
  let isStarted = false;
  let giveUpStart: (failure: Failure) => void = () => {};

  const services = new Map<string, Service>();
  for (const settings of parts.processes) {
    const watcher = { onChange: update, onEnd, onCrash, onGivenUp };
    const own = settings.name === upstream.processName ? upstream.address : null;
    const { openOutput, listenPort } = parts;
    const shared = { spawner, openOutput, log, watcher, hurry: hurry.signal, upstream: own, listenPort };
    services.set(settings.name, createService(settings, shared));
  }

  // What has failed for good stays so: calls are refused with its cause, whatever the other processes do.
  function update(): void {
    if (stopping !== null || status.state.kind === 'failed') return;
    const needed = [...services.values()].filter(({ settings }) => settings.kind !== 'helper');
    if (!needed.every((service) => service.isReady)) status.become({ kind: 'not-ready' });
    else if (status.state.kind !== 'ready') status.become({ kind: 'ready', address: findAddress() });
  }

  function findAddress(): UpstreamAddress {
    const { address, processName } = upstream;
    const host = services.get(processName)?.foundHost ?? null;
    return address.kind === 'tcp' && host !== null ? { ...address, host } : address;
  }

  function onEnd({ settings }: Service): void {
    if (settings.kind === 'essential') status.announceCrash();
  }

  function onCrash({ settings }: Service, failure: Failure): void {
    if (settings.kind !== 'essential') return;
    const details = { process: settings.name, status: describeFailedProcess(failure) };
    const { code, diagnosis } = failure;
    if (code === 'APP_OUT_OF_MEMORY') status.addCrash({ code, details: failure.details, diagnosis });
    else status.addCrash({ code: 'APP_CRASHED', details, ...(diagnosis === null ? {} : { diagnosis }) });
  }

  function onGivenUp({ settings }: Service, failure: Failure): void {
    if (settings.kind !== 'essential' || stopping !== null) return;
    fail(failure);
    giveUpStart(failure);
    if (!isStarted) return;
    if (failure.code === 'CRASH_LOOP' && settings.restart.whenSpent === 'refuse') {
      log.warn({ event: 'refusing', process: settings.name }, 'berth stays, and refuses every call with CRASH_LOOP');
    } else for (const listener of fatalListeners) listener(failure);
  }

  function fail(failure: Failure): void {
    if (status.state.kind !== 'failed') status.become({ kind: 'failed', fault: failure });
  }

  async function start(): Promise<void> {
    const deadlineMs = performance.now() + parts.startupDeadlineMs;
    const started = new Map<string, Promise<void>>();
    for (const [name, service] of services) {
      const run = startAfter(service, started, deadlineMs);
      run.catch((error: unknown) => onStartFailed(service, error));
      started.set(name, run);
    }
    const needed = [...services.values()].filter(({ settings }) => settings.kind !== 'helper');
    const givenUp = new Promise<never>((_resolve, reject) => {
      giveUpStart = reject;
    });
    await Promise.race([givenUp, Promise.all(needed.map(({ settings }) => toAppStart(settings, started)))]);
    isStarted = true;
  }

  async function startAfter(service: Service, started: Started, deadlineMs: number): Promise<void> {
    const { name, after } = service.settings;
    const dependencies = after.map(async (dependency) => {
      await started.get(dependency)?.catch((error: unknown) => {
        throw toDependencyFailure(name, dependency, error);
      });
    });
    await Promise.all(dependencies);
    // Once one process has failed the start, no other is begun.
    if (stopping !== null || status.state.kind === 'failed') throw new Failure('DRAINING');
    await service.start(deadlineMs);
  }

  // A one-shot that something comes after is a step on the way: what the app lacks is the process that comes next.
  function isStep({ kind, name }: ProcessSettings): boolean {
    return kind === 'oneshot' && parts.processes.some((other) => other.kind !== 'helper' && other.after.includes(name));
  }

  function toAppStart(settings: ProcessSettings, started: Started): Promise<void> | undefined {
    const run = started.get(settings.name);
    return isStep(settings) ? run?.catch(() => {}) : run;
  }

  function onStartFailed({ settings }: Service, error: unknown): void {
    if (!(error instanceof Failure) || error.code === 'DRAINING' || stopping !== null) return;
    if (error.code === 'DEPENDENCY_FAILED') {
      log.error({ ...toFailureFields(error), process: settings.name }, error.message);
    }
    if (settings.kind !== 'helper' && !isStep(settings)) fail(error);
  }

  function stop(): Promise<void> {
    stopping ??= stopAll();
    return stopping;
  }

  async function stopAll(): Promise<void> {
    status.become({ kind: 'stopping' });
    const stopped = new Map<string, Promise<void>>();
    // Backwards, each when all that come after it are gone.
    for (const [name, service] of [...services].reverse()) {
      const dependents = [...services.values()].filter(({ settings }) => settings.after.includes(name));
      const earlier = dependents.map(({ settings }) => stopped.get(settings.name));
      stopped.set(
        name,
        Promise.all(earlier).then(() => service.stop()),
      );
    }
    await Promise.all(stopped.values());
    await spawner.close(STRAY_GRACE_PERIOD_MS, hurry.signal);
    await Promise.all([...services.values()].map((service) => service.close()));
  }

  return {
    status,
    start,
    stop,
    killNow: () => {
      hurry.abort();
      void stop();
      spawner.killAll();
    },
    onFatal: (listener) => {
      fatalListeners.push(listener);
    },
  };
}

type Started = ReadonlyMap<string, Promise<void>>;

function toDependencyFailure(process: string, dependency: string, error: unknown): unknown {
  if (!(error instanceof Failure) || error.code === 'DRAINING') return error;
  // Through a chain of processes the one that really failed is named.
  const root =
    error.code === 'DEPENDENCY_FAILED' ? error.details : { dependency, status: describeFailedProcess(error) };
  return new Failure('DEPENDENCY_FAILED', { ...root, process }, { cause: error, diagnosis: error.diagnosis });
}
