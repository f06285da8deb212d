import { Dispatcher } from '../call/dispatcher.ts';
import type { SpoiltCallFacts } from '../call/spoilt-call.ts';
import { ClientConnections } from '../client/client-connections.ts';
import { ClientContext } from '../client/client-context.ts';
import { describeAddress } from '../core/address.ts';
import type { Diagnosis } from '../core/diagnosis.ts';
import type { MarkerSettings, Settings, UpstreamAddress } from '../core/settings.ts';
import type { Failure } from '../failures/failure.ts';
import { recogniseInCall } from '../failures/recogniser.ts';
import { createAppMask } from '../failures/secret-mask.ts';
import { createAppMarkers } from '../logging/app-markers.ts';
import type { ChildOutput } from '../logging/child-output.ts';
import type { LogBook } from '../logging/log-book.ts';
import { createOpenChildOutput } from '../logging/open-child-output.ts';
import type { OwnLog } from '../logging/own-log.ts';
import { Spawner } from '../process/group/spawner.ts';
import { Supervisor } from '../process/life/supervisor.ts';
import { TargetSet } from '../upstream/target.ts';
import type { Transport } from '../upstream/transport.ts';
import { WatchedApp } from './app-status.ts';
import { loadTransport } from './load-transport.ts';
import { openEvents } from './open-events.ts';
import { QueueWatch } from './queue-watch.ts';
import { ThawGate } from './thaw-gate.ts';

/** How long the last answers have to leave before connections are cut. */
const LAST_ANSWERS_MS = 1_000;

/**
 * A call ends with the worker that has it. Servers tell of that up to a second later; gunicorn, which first asks a worker to end,
 * up to two before.
 */
const LAST_MOMENTS_MS = 3_000;

/** What generations share with each other: berth's own log, and all that is written to it. */
export interface GenerationParts {
  readonly settings: Settings;
  readonly book: LogBook;
  readonly log: OwnLog;
}

/**
 * The app under one set of settings: its processes, their status, the targets that they make, and the client connections
 * that it serves. Several may live at a time; each starts, serves what `FrontDoor` hands it, drains and stops for itself.
 */
export class Generation {
  readonly settings: Settings;
  /** Takes the connections of the front door. */
  readonly connections: ClientConnections;
  readonly #parts: GenerationParts;
  readonly #app: WatchedApp;
  /** null: the app is told of no thaw. */
  readonly #thawGate: ThawGate | null;
  readonly #targets: TargetSet;
  readonly #supervisor: Supervisor;
  readonly #outputs: ChildOutput[] = [];
  readonly #queues: QueueWatch;

  private constructor(parts: GenerationParts, toTransport: (context: ClientContext) => CreateTransport) {
    const { settings, book, log } = parts;
    this.#parts = parts;
    this.settings = settings;
    book.appMarkers = createAppMarkers(settings.markers, () => tellOfMarkers(log, settings.markers));
    this.#app = new WatchedApp((address) => this.#targets.at(address));
    this.#thawGate = settings.thaw === undefined ? null : new ThawGate(this.#app, () => this.#supervisor.tellOfThaw());
    const readLogTail = (): string[] => this.#outputs.flatMap((output) => output.tail);
    const mask = createAppMask(settings, process.env);
    const dispatcher = new Dispatcher({
      settings,
      status: this.#thawGate ?? this.#app,
      book,
      log,
      readLogTail,
      findCause: (call) => this.#findCause(call),
      mask,
      runHookCommand: (hook, command) => this.#supervisor.runHookCommand(hook, command),
    });
    const context = new ClientContext(dispatcher, settings.proxy, openEvents(settings, log, mask));
    this.connections = new ClientConnections(context);
    this.#targets = new TargetSet(toTransport(context));
    // What waits for a request may lead to a process that is no more.
    this.#app.onChange(({ kind }) => (kind === 'not-ready' ? this.#targets.dropIdle() : undefined));
    this.#supervisor = this.#createSupervisor(() => dispatcher.answers);
    const { admission } = dispatcher;
    this.#queues = new QueueWatch(
      () => ({ inFlight: admission.inFlight, admitted: admission.admitted, answered: dispatcher.answered }),
      () => this.#supervisor.readQueues(),
      settings.processes.filter(({ live }) => live !== undefined).length,
    );
  }

  /** Creates a generation; nothing runs yet, and calls are held. */
  static async create(parts: GenerationParts): Promise<Generation> {
    const { upstream, proxy } = parts.settings;
    return new Generation(parts, await loadTransport(upstream, proxy, parts.log));
  }

  /**
   * Resolves when the app is ready, rejects with the failure that kept it from that. `openedAtMs`: when the port was opened
   * (performance.now()); null: it is closed yet. Call it once.
   */
  async start(openedAtMs: number | null = null): Promise<void> {
    const spawnedAtMs = await this.#supervisor.start();
    const { log, settings } = this.#parts;
    const { state } = this.#app;
    const upstream = describeAddress(state.kind === 'ready' ? state.target.address : settings.upstream.address);
    // berth's own part of the start, then the app's; all from the start of Node.js on.
    const moments = [
      ['portOpenMs', openedAtMs],
      ['spawnedMs', spawnedAtMs],
      ['sinceStartMs', performance.now()],
    ] as const;
    const since = Object.fromEntries(moments.map(([name, atMs]) => [name, atMs === null ? null : Math.round(atMs)]));
    log.info({ event: 'ready', upstream, ...since }, `ready: the app answers at ${upstream}`);
  }

  /** Resolves with the failure of an app that was ready and will not come back; never, where calls are refused then. */
  get fatal(): Promise<Failure> {
    return this.#app.fatal;
  }

  /**
   * Lets calls in flight end for at most `drainMs`. `untilAccepted`: its last connections are being handed over until then.
   * Resolves with the number of calls still in flight.
   */
  async drain(drainMs: number, untilAccepted?: Promise<void>): Promise<number> {
    const left = await this.connections.drain(drainMs, untilAccepted);
    this.#targets.endReuse();
    return left;
  }

  /** Stops the app, and lets the last answers leave. Nothing that was started is left when it resolves. */
  async stop(): Promise<void> {
    this.#app.stop();
    await this.#supervisor.stop();
    await this.connections.waitForEnd(LAST_ANSWERS_MS);
    this.destroy();
  }

  /** Does what the config wants of a signal to berth; false: it wants nothing. */
  passSignal(signal: NodeJS.Signals): boolean {
    const rule = this.settings.signals.find((own) => own.signal === signal);
    if (rule !== undefined) void this.#supervisor.passSignal(rule);
    return rule !== undefined;
  }

  /** Calls that were let in and have not ended. */
  get inFlight(): number {
    return this.connections.inFlight;
  }

  /** SIGKILL to the app now, without waiting. */
  killNow(): void {
    this.#supervisor.killNow();
  }

  /** Cuts every connection, on both sides. */
  destroy(): void {
    this.#queues.stop();
    this.#thawGate?.stop();
    this.connections.destroy();
    this.#targets.destroy();
  }

  // A call that no worker took came to nothing else that is told; one that was answered, or broken off, was taken.
  #findCause(call: SpoiltCallFacts): Diagnosis | null {
    const waited = this.#queues.explain(call);
    const isUntaken = waited?.isToTheEnd === true;
    if (!call.isSpoilt || (call.end === 'late' && isUntaken)) return waited?.diagnosis ?? null;
    const readSince = (atMs: number): string[] => this.#outputs.flatMap((output) => output.linesSince(atMs));
    const lastMs = Math.max(call.sinceMs, performance.now() - LAST_MOMENTS_MS);
    const said = { lines: readSince(call.sinceMs), lastLines: readSince(lastMs) };
    const found = recogniseInCall(said, call, () => this.#supervisor.findMemoryKill());
    const mayBeQueue = call.end === 'late' || (call.end === 'lost' && isUntaken);
    return found ?? (mayBeQueue ? (waited?.diagnosis ?? null) : null);
  }

  #createSupervisor(countAnswers: () => number): Supervisor {
    const { settings, book, log } = this.#parts;
    const temporaryFolder = settings.isRunDirTemporary ? settings.runDir : null;
    const spawner = new Spawner({ temporaryFolder, marksLimit: true }, log);
    const openChildOutput = createOpenChildOutput({
      book,
      log,
      settings: settings.logs,
      runDir: settings.runDir,
      makeFifos: (folder, name) => spawner.makeFifos(folder, name),
    });
    return new Supervisor({
      spawner,
      processes: settings.processes,
      upstream: settings.upstream,
      startupDeadlineMs: settings.startup.deadlineMs,
      countAnswers,
      ownPort: { port: settings.listen.port, source: settings.listen.portSource },
      thaw: settings.thaw,
      log,
      watcher: this.#app,
      openOutput: async (name) => {
        const output = await openChildOutput(name);
        this.#outputs.push(output);
        return output;
      },
    });
  }
}

function tellOfMarkers(log: OwnLog, { ofApp }: MarkerSettings): void {
  const seen = 'the app writes the markers of its calls itself (FC Invoke Start RequestId: …)';
  if (ofApp === 'merged')
    log.info({ event: 'markers-merged' }, `${seen}: they are left out, so that each call stands once in the log`);
  else
    log.warn(
      { event: 'markers-twice' },
      `${seen}, so each call stands twice in the log: set \`markers: auto\`, and each stands once`,
    );
}

type CreateTransport = (address: UpstreamAddress) => Transport;
