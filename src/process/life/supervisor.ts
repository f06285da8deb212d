import type { AcceptQueue } from '../../core/accept-queue.ts';
import { AwakeClock } from '../../core/awake-clock.ts';
import type { LifecycleHook } from '../../core/lifecycle-hook.ts';
import type { Log } from '../../core/log.ts';
import type { ChosenPort } from '../../core/port-rule.ts';
import type {
  HookCommand,
  ProcessSettings,
  SignalRule,
  ThawSettings,
  UpstreamAddress,
  UpstreamSettings,
} from '../../core/settings.ts';
import { toFailureFields } from '../../failures/explanation.ts';
import { Failure } from '../../failures/failure.ts';
import type { OpenChildOutput } from '../../logging/child-output.ts';
import { isTableReadable } from '../group/process-table.ts';
import type { Spawner } from '../group/spawner.ts';
import type { MemoryKill } from '../inspection/memory-watch.ts';
import { readStandingQueues } from '../inspection/standing-queue.ts';
import { toCallFailure } from '../verdict/follow-up-failure.ts';
import type { AppWatcher } from './app-watcher.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { HookCommands } from './hook-command.ts';
import { type Services, type Starts, startInOrder, stopInOrder } from './order.ts';
import { PassedSignals } from './passed-signal.ts';
import { Service } from './service.ts';
import { ThawNotice } from './thaw-notice.ts';

/** What a supervisor is made of. */
export interface SupervisorParts {
  /** In dependency order. */
  readonly processes: readonly ProcessSettings[];
  readonly upstream: Pick<UpstreamSettings, 'processName' | 'address'>;
  readonly startupDeadlineMs: number;
  /** berth's own port, for the explanation of an app that wants it too. */
  readonly ownPort: ChosenPort;
  /** Grows whenever the app answers a call; absent: nobody counts. */
  readonly countAnswers?: () => number;
  /** Nothing was spawned by it; from now on nobody else may use it. */
  readonly spawner: Spawner;
  /** Absent: the app is told of no thaw. */
  readonly thaw?: ThawSettings | undefined;
  readonly openOutput: OpenChildOutput;
  readonly log: Log;
  readonly watcher: AppWatcher;
}

/** How long daemons that left their group get between SIGTERM and SIGKILL. */
const STRAY_GRACE_PERIOD_MS = 2_000;

const NO_PROC =
  'there is no /proc that berth can read: a daemon of the app may outlive it, a stranger on a port of the app is not known from it, and slow starts are not explained';

/** All processes of the app, from the first start to the last stop. Nothing is spawned before `start`. */
export class Supervisor {
  readonly #parts: SupervisorParts;
  readonly #spawner: Spawner;
  readonly #services: Services;
  readonly #passedSignals: PassedSignals;
  readonly #hookCommands: HookCommands;
  readonly #clock = new AwakeClock();
  readonly #thawNotice: ThawNotice | null;
  #state: 'not-ready' | 'ready' | 'failed' | 'stopping' = 'not-ready';
  #stopped: Promise<void> | null = null;
  #isStarted = false;
  #giveUpStart: (failure: Failure) => void = () => {};

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
    this.#spawner = parts.spawner;
    this.#services = new Map(parts.processes.map((settings) => [settings.name, this.#createService(settings)]));
    const { openOutput, log, thaw, upstream } = parts;
    const common = { spawner: this.#spawner, openOutput, log };
    this.#hookCommands = new HookCommands(common);
    this.#passedSignals = new PassedSignals({ ...common, services: this.#services });
    const { processName } = upstream;
    this.#thawNotice = thaw === undefined ? null : new ThawNotice(thaw, { ...common, processName });
  }

  /**
   * Starts every process when what it comes `after` is ready, independent ones side by side. Resolves when all that the
   * app needs are ready, with performance.now() of the first spawn; rejects with the failure that stopped the start. Call it once.
   */
  async start(): Promise<number | null> {
    if (!isTableReadable()) this.#parts.log.warn({ event: 'no-proc' }, NO_PROC);
    this.#clock.start();
    const deadline = startDeadline(this.#parts.startupDeadlineMs, this.#clock);
    const givenUp = new Promise<never>((_resolve, reject) => {
      this.#giveUpStart = reject;
    });
    const starts = startInOrder(
      this.#services,
      (service) => this.#startOne(service, deadline),
      (service, error) => this.#onStartFailed(service, error),
    );
    // Behind the FIFOs, which the first process waits for before its spawn.
    setImmediate(() => this.#spawner.prepare(this.#parts.processes[0]?.name ?? ''));
    await Promise.race([givenUp, this.#waitForNeeded(starts)]);
    this.#isStarted = true;
    return this.#spawner.firstSpawnAtMs;
  }

  /** Stops all in reverse order; nothing that was started is left when it resolves. May be called at any time. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  /** Does what the config wants of a signal to berth; nothing once the stop has begun. Never rejects. */
  async passSignal(rule: SignalRule): Promise<void> {
    if (this.#state !== 'stopping') await this.#passedSignals.pass(rule);
  }

  /** Runs the command of a lifecycle hook; resolves with why the hook has failed, or null. Never rejects. */
  runHookCommand(hook: LifecycleHook, command: HookCommand): Promise<Failure | null> {
    if (this.#state === 'stopping') return Promise.resolve(new Failure('DRAINING'));
    return this.#hookCommands.run(hook, command);
  }

  /** Tells the app of a thaw, if the config says how and the stop has not begun. Never rejects. */
  async tellOfThaw(): Promise<void> {
    if (this.#state !== 'stopping') await this.#thawNotice?.give(this.#findAddress());
  }

  /** A kill for want of memory among the app's processes in the last seconds; null: none was counted. */
  findMemoryKill(): MemoryKill | null {
    return this.#spawner.findMemoryKill();
  }

  /** The app's listening sockets that connections stand before, taken by no process. */
  readQueues(): AcceptQueue[] {
    return readStandingQueues(() => this.#spawner.listOwn());
  }

  /** SIGKILL to everything now, without waiting. */
  killNow(): void {
    void this.stop();
    this.#spawner.killAll();
  }

  #createService(settings: ProcessSettings): Service {
    const { upstream, openOutput, log, ownPort, countAnswers = () => 0 } = this.#parts;
    return new Service(settings, {
      spawner: this.#spawner,
      openOutput,
      log,
      watcher: {
        onChange: () => this.#update(),
        onEnd: (service, atMs) => this.#onEnd(service, atMs),
        onCrash: (service, failure, atMs) => this.#onCrash(service, failure, atMs),
        onGivenUp: (service, failure) => this.#onGivenUp(service, failure),
      },
      upstream: settings.name === upstream.processName ? upstream.address : null,
      ownPort,
      countAnswers,
      clock: this.#clock,
    });
  }

  async #startOne(service: Service, deadline: Deadline): Promise<void> {
    // Once one process has failed the start, no other is begun.
    if (this.#isOver) throw new Failure('DRAINING');
    await service.start(deadline);
  }

  async #waitForNeeded(starts: Starts): Promise<void> {
    const own = this.#listNeeded().map(({ settings }) => {
      const start = starts.get(settings.name);
      return this.#isStep(settings) ? start?.catch(() => {}) : start;
    });
    await Promise.all(own);
  }

  async #stopAll(): Promise<void> {
    this.#state = 'stopping';
    this.#thawNotice?.stop();
    this.#clock.stop();
    await stopInOrder(this.#services);
    await this.#spawner.close(STRAY_GRACE_PERIOD_MS);
    await Promise.all([...this.#services.values()].map((service) => service.close()));
    this.#passedSignals.close();
    this.#hookCommands.close();
    this.#thawNotice?.close();
  }

  #update(): void {
    if (this.#isOver) return;
    const isReady = this.#listNeeded().every((service) => service.isReady);
    if (isReady === (this.#state === 'ready')) return;
    this.#state = isReady ? 'ready' : 'not-ready';
    if (isReady) this.#parts.watcher.onReady(this.#findAddress());
    else this.#parts.watcher.onNotReady();
  }

  // What has failed for good stays so: calls are refused with its cause, whatever the other processes do.
  #fail(failure: Failure): void {
    if (this.#isOver) return;
    this.#state = 'failed';
    this.#parts.watcher.onFailed(failure);
  }

  get #isOver(): boolean {
    return this.#state === 'failed' || this.#state === 'stopping';
  }

  #onEnd({ settings }: Service, atMs: number): void {
    if (settings.kind === 'essential') this.#parts.watcher.onCrashSeen(atMs);
  }

  #onCrash({ settings }: Service, failure: Failure, atMs: number): void {
    if (settings.kind === 'essential') this.#parts.watcher.onCrash(toCallFailure(settings.name, failure), atMs);
  }

  #onGivenUp({ settings }: Service, failure: Failure): void {
    if (settings.kind !== 'essential' || this.#state === 'stopping') return;
    this.#fail(failure);
    this.#giveUpStart(failure);
    if (!this.#isStarted) return;
    const { log, watcher } = this.#parts;
    if (failure.code === 'CRASH_LOOP' && settings.restart.whenSpent === 'refuse') {
      log.warn({ event: 'refusing', process: settings.name }, 'berth stays, and refuses every call with CRASH_LOOP');
    } else watcher.onFatal(failure);
  }

  #onStartFailed({ settings }: Service, error: unknown): void {
    if (!(error instanceof Failure) || error.code === 'DRAINING' || this.#state === 'stopping') return;
    if (error.code === 'DEPENDENCY_FAILED') {
      this.#parts.log.error({ ...toFailureFields(error), process: settings.name }, error.message);
    }
    if (settings.kind !== 'helper' && !this.#isStep(settings)) this.#fail(error);
  }

  #listNeeded(): Service[] {
    return [...this.#services.values()].filter(({ settings }) => settings.kind !== 'helper');
  }

  // A one-shot that something comes after is a step on the way: what the app lacks is the process that comes next.
  #isStep({ kind, name }: ProcessSettings): boolean {
    const { processes } = this.#parts;
    return kind === 'oneshot' && processes.some((other) => other.kind !== 'helper' && other.after.includes(name));
  }

  #findAddress(): UpstreamAddress {
    const { address, processName } = this.#parts.upstream;
    const host = this.#services.get(processName)?.foundHost ?? null;
    return address.kind === 'tcp' && host !== null ? { ...address, host } : address;
  }
}
