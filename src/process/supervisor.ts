import type { Log } from '../core/log.ts';
import type { ProcessSettings, UpstreamAddress, UpstreamSettings } from '../core/settings.ts';
import type { UpstreamStatus } from '../core/upstream-status.ts';
import { Failure } from '../failures/failure.ts';
import type { OpenChildOutput } from '../logging/child-output.ts';
import { createAppStatus } from './app-status.ts';
import { createService, type Service } from './service.ts';
import { createSpawner } from './spawner.ts';

/** What a supervisor is made of. */
export interface SupervisorParts {
  /** In dependency order. */
  readonly processes: readonly ProcessSettings[];
  readonly upstream: UpstreamSettings;
  readonly startupDeadlineMs: number;
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
  /** Calls the listener when an essential process will not come back after the app was ready once. */
  onFatal(listener: (failure: Failure) => void): void;
}

/** How long daemons that left their group get between SIGTERM and SIGKILL. */
const STRAY_GRACE_PERIOD_MS = 2_000;

/** Creates the supervisor; nothing is spawned before `start`. */
export function createSupervisor(parts: SupervisorParts): Supervisor {
  const { log, upstream } = parts;
  const spawner = createSpawner(log);
  const hurry = new AbortController();
  const status = createAppStatus();
  const fatalListeners: Array<(failure: Failure) => void> = [];
  let stopping: Promise<void> | null = null;

  const services = new Map<string, Service>();
  for (const settings of parts.processes) {
    const watcher = { onChange: update, onCrash, onGivenUp };
    services.set(settings.name, createService(settings, { spawner, openOutput: parts.openOutput, log, watcher }));
  }

  function update(): void {
    if (stopping !== null) return;
    const needed = [...services.values()].filter(({ settings }) => settings.kind === 'essential');
    if (needed.every((service) => service.isReady)) status.become({ kind: 'ready', address: findAddress() });
    else status.become({ kind: 'not-ready' });
  }

  function findAddress(): UpstreamAddress {
    const { address, processName } = upstream;
    const host = services.get(processName)?.foundHost ?? null;
    return address.kind === 'tcp' && host !== null ? { ...address, host } : address;
  }

  function onCrash({ settings }: Service, failure: Failure): void {
    if (settings.kind === 'essential') status.addCrash({ code: 'APP_CRASHED', details: failure.details });
  }

  function onGivenUp({ settings }: Service, failure: Failure): void {
    if (settings.kind !== 'essential' || stopping !== null) return;
    status.become({ kind: 'failed', fault: failure });
    for (const listener of fatalListeners) listener(failure);
  }

  async function start(): Promise<void> {
    const deadlineMs = performance.now() + parts.startupDeadlineMs;
    const started = new Map<string, Promise<void>>();
    for (const [name, service] of services) {
      const dependencies = service.settings.after.map(async (dependency) => {
        await started.get(dependency)?.catch((error: unknown) => {
          throw toDependencyFailure(name, dependency, error);
        });
      });
      const run = Promise.all(dependencies).then(() => service.start(deadlineMs));
      run.catch((error: unknown) => onStartFailed(service, error));
      started.set(name, run);
    }
    const needed = [...services].filter(([, { settings }]) => settings.kind !== 'helper').map(([name]) => started.get(name));
    await Promise.all(needed);
  }

  function onStartFailed({ settings }: Service, error: unknown): void {
    if (!(error instanceof Failure) || stopping !== null) return;
    if (error.code === 'DEPENDENCY_FAILED') log.error({ code: error.code, process: settings.name }, error.message);
    if (settings.kind !== 'helper' && status.state.kind !== 'failed') status.become({ kind: 'failed', fault: error });
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
      stopped.set(name, Promise.all(earlier).then(() => service.stop(hurry.signal)));
    }
    await Promise.all(stopped.values());
    await spawner.close(STRAY_GRACE_PERIOD_MS, hurry.signal);
  }

  return {
    status,
    start,
    stop,
    killNow: () => {
      hurry.abort();
      spawner.killAll();
    },
    onFatal: (listener) => {
      fatalListeners.push(listener);
    },
  };
}

function toDependencyFailure(process: string, dependency: string, error: unknown): unknown {
  if (!(error instanceof Failure)) return error;
  return new Failure('DEPENDENCY_FAILED', { process, dependency, status: 'did not start' }, { cause: error });
}
