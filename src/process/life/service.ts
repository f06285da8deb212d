import type { AwakeClock } from '../../core/awake-clock.ts';
import type { Log } from '../../core/log.ts';
import type { ChosenPort } from '../../core/port-rule.ts';
import type { ProcessSettings, UpstreamAddress } from '../../core/settings.ts';
import { Failure } from '../../failures/failure.ts';
import type { ChildOutput, OpenChildOutput } from '../../logging/child-output.ts';
import { pause, unlessLate } from '../bounded-wait.ts';
import type { Child } from '../group/child.ts';
import type { Spawner } from '../group/spawner.ts';
import { PortOwnership } from '../inspection/port-ownership.ts';
import { toCrashFailure } from '../verdict/end-failure.ts';
import { FailureRecorder, FLUSH_LIMIT_MS } from '../verdict/failure-record.ts';
import { readLastWords } from '../verdict/last-words.ts';
import { listClaimedPorts } from './claim.ts';
import { watchLeft } from './daemon-watch.ts';
import { type Deadline, startDeadline, toEarlier } from './deadline.ts';
import { endLife } from './end-life.ts';
import { waitForLoss } from './hang-watch.ts';
import { type LaunchParts, type LaunchResult, launch } from './launch.ts';
import { isRepeated, type LifeEnd, Restarts } from './restarts.ts';

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
  /** Where the calls go, if it is this process that answers them; else null. */
  readonly upstream: UpstreamAddress | null;
  /** berth's own. */
  readonly ownPort: ChosenPort;
  /** Answers of the app to calls so far. */
  countAnswers(): number;
  readonly clock: AwakeClock;
}

/** One process of the config over all its lives: launch → ready → end → restart. Nothing runs before `start`. */
export class Service {
  readonly settings: ProcessSettings;
  readonly #parts: ServiceParts;
  readonly #stopped = new AbortController();
  readonly #ownership: PortOwnership;
  readonly #recorder: FailureRecorder;
  readonly #restarts: Restarts;
  #life: Promise<void> = Promise.resolve();
  /** null once the first start has gone well or badly. */
  #first: { resolve(): void; reject(reason: unknown): void } | null = null;
  #output: ChildOutput | null = null;
  #isReady = false;
  #child: Child | null = null;
  #foundHost: string | null = null;

  constructor(settings: ProcessSettings, parts: ServiceParts) {
    this.settings = settings;
    this.#parts = parts;
    this.#ownership = new PortOwnership(settings.name, parts.spawner);
    this.#recorder = new FailureRecorder(parts.log, settings);
    this.#restarts = new Restarts(settings);
  }

  /** For a one-shot: it has exited with 0. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** The child that is ready; null while there is none. */
  get child(): Child | null {
    return this.#child;
  }

  /** The address of this machine on which a probe found it; null if the probes did not have to choose. */
  get foundHost(): string | null {
    return this.#foundHost;
  }

  /**
   * Starts it for the first time; resolves when it is ready. Rejects with the failure, already logged: a first start is
   * not repeated, because what keeps an app from starting seldom goes away by itself. Only a helper, and a one-shot whose
   * policy is `on-failure`, get their restarts from the first start on. Rejects with DRAINING after `stop`. Call it once.
   */
  async start(startup: Deadline): Promise<void> {
    if (this.#stopped.signal.aborted) throw new Failure('DRAINING');
    const deadline = toEarlier(startup, startDeadline(this.settings.readyDeadlineMs, this.#parts.clock));
    await new Promise<void>((resolve, reject) => {
      this.#first = { resolve, reject };
      this.#life = this.#live(deadline)
        .catch((error: unknown) => this.#onBug(error))
        .finally(() => this.#settleFirst(new Failure('DRAINING')));
    });
  }

  /** Stops it for good. Resolves when nothing of its group is left. Never rejects. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#isReady = false;
    await this.#life;
  }

  /** Gives its output back, last lines first. Until then a daemon that left the group can write without a SIGPIPE. */
  async close(): Promise<void> {
    if (this.#output === null) return;
    await unlessLate(this.#output.flush(), FLUSH_LIMIT_MS);
    this.#output.close();
  }

  // From the first launch to the last end, with every crash and restart between them.
  async #live(firstDeadline: Deadline): Promise<void> {
    const { settings } = this;
    const output = await this.#parts.openOutput(settings.name);
    this.#output = output;
    const { spawner, log, upstream, ownPort } = this.#parts;
    const parts: LaunchParts = { settings, spawner, ownership: this.#ownership, output, log, upstream, ownPort };
    const stopped = this.#stopped.signal;
    for (let deadline = firstDeadline, isFirst = true; ; isFirst = false) {
      output.startLife();
      const launched = await launch(parts, { deadline, stopped, isFirst });
      const readyAtMs = performance.now();
      const lost = launched.kind === 'ready' ? await this.#serve(launched, parts) : null;
      if (launched.kind === 'ready' && settings.kind === 'oneshot') return;
      if (stopped.aborted) return endLife(launched.child, settings, parts);
      if (!(await this.#end(launched, { output, deadline, readyAtMs, lost }))) return;
      // The step before the start of others is repeated within the time of that start.
      if (!this.#isUnfinishedStep) deadline = startDeadline(settings.readyDeadlineMs, this.#parts.clock);
    }
  }

  /**
   * Resolves when the child has ended, or with the stop; for a one-shot, which has ended, at once. With a failure when it runs
   * on, but has lost a daemon that its start had made, or has hung.
   */
  async #serve(
    { child, foundHost }: Extract<LaunchResult, { kind: 'ready' }>,
    parts: LaunchParts,
  ): Promise<Failure | null> {
    this.#foundHost = foundHost;
    this.#child = child;
    const { countAnswers, upstream } = this.#parts;
    const live = { child, countAnswers: upstream === null ? () => 0 : countAnswers };
    // What is watched is known before the first call comes.
    const loss = this.settings.kind === 'oneshot' ? null : waitForLoss(parts, live, this.#stopped.signal);
    this.#becomeReady(true);
    this.#settleFirst(null);
    // What a one-shot has left running is wanted; the last sweep finds it.
    if (loss === null) {
      this.#parts.spawner.release(child);
      void watchLeft(parts, child, this.#stopped.signal);
    }
    const lost = await loss;
    this.#child = null;
    return lost;
  }

  /** Finds out why a life ended that was not asked to, and tells; resolves with true when the time for another has come. */
  async #end(launched: LaunchResult, { output, deadline, readyAtMs, lost }: Life): Promise<boolean> {
    const { child } = launched;
    const { watcher, ownPort } = this.#parts;
    const atMs = child?.exitedAtMs ?? performance.now();
    const status = child?.exitStatus ?? null;
    const readyForMs = launched.kind === 'ready' ? atMs - readyAtMs : 0;
    const isLast = this.#first !== null && !isRepeated(this.settings, deadline);
    if (!isLast) watcher.onEnd(this, atMs);
    this.#becomeReady(false);
    const seen = lost ?? (await this.#toFailure(launched, output, readyForMs));
    // Workers that outlive their leader (php-fpm's do) would go on holding its sockets.
    if (status !== null) child?.group.signal('SIGKILL');
    const since = launched.kind === 'ready' ? readyAtMs : null;
    const failure = await readLastWords(seen, { output, status, ownPort, readyAtMs: since, settings: this.settings });
    if (!isLast) watcher.onCrash(this, failure, atMs);
    await this.#recorder.record(failure, { child, output });
    if (isLast) this.#settleFirst(failure);
    await endLife(child, this.settings, { ...this.#parts, output });
    return !isLast && (await this.#waitForRestart({ failure, status, readyForMs }, deadline));
  }

  async #toFailure(launched: LaunchResult, output: ChildOutput, readyForMs: number): Promise<Failure> {
    if (launched.kind === 'failed') return launched.failure;
    const { child } = launched;
    const status = child?.exitStatus ?? null;
    if (child === null || status === null) throw new Error('BUG: a life without an end is over');
    const { settings } = this;
    const { spawner, upstream } = this.#parts;
    const ports = listClaimedPorts(settings, upstream).map(({ port }) => port);
    return toCrashFailure({ settings, child, status, spawner, ports, output }, readyForMs);
  }

  async #waitForRestart(end: LifeEnd, deadline: Deadline): Promise<boolean> {
    if (this.#stopped.signal.aborted) return false;
    const step = this.#restarts.next(end, this.#isUnfinishedStep ? deadline.atMs : Number.POSITIVE_INFINITY);
    if (step.kind === 'given-up') {
      this.#giveUp(step.failure);
      return false;
    }
    const { name } = this.settings;
    const { backoffMs } = step;
    const fields = { event: 'restarting', process: name, backoffMs };
    this.#parts.log.info(fields, `restarting process ${name} ${backoffMs === 0 ? 'at once' : `in ${backoffMs}ms`}`);
    await pause(backoffMs, this.#stopped.signal);
    return !this.#stopped.signal.aborted;
  }

  #giveUp(failure: Failure): void {
    if (failure.code === 'CRASH_LOOP') this.#recorder.recordLoop(failure, this.#output);
    if (this.#first !== null) this.#settleFirst(failure);
    else this.#parts.watcher.onGivenUp(this, failure);
  }

  get #isUnfinishedStep(): boolean {
    return this.#first !== null && this.settings.kind === 'oneshot';
  }

  #becomeReady(value: boolean): void {
    if (this.#isReady === value || this.#stopped.signal.aborted) return;
    this.#isReady = value;
    this.#parts.watcher.onChange(this);
  }

  #settleFirst(failure: unknown): void {
    const first = this.#first;
    this.#first = null;
    if (failure === null) first?.resolve();
    else first?.reject(failure);
  }

  // Only a bug or a lack of descriptors comes here; after the first start nobody else would hear of it.
  #onBug(error: unknown): void {
    const { name } = this.settings;
    const message = `process ${name} is no longer watched: ${String(error)}`;
    if (this.#first === null) this.#parts.log.error({ process: name }, message);
    this.#settleFirst(error);
  }
}

/** What is known of a life while it lasts. */
interface Life {
  readonly output: ChildOutput;
  /** Of its start. */
  readonly deadline: Deadline;
  readonly readyAtMs: number;
  /** It runs on without something that it needs; null: it has ended. */
  readonly lost: Failure | null;
}
