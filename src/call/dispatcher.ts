import type { Diagnosis } from '../core/diagnosis.ts';
import type { FailureCode } from '../core/failure-code.ts';
import { cutMarkers } from '../core/marker.ts';
import { RequestIdMint } from '../core/request-id.ts';
import type { Settings } from '../core/settings.ts';
import { formatSize } from '../core/size.ts';
import type { StatusRange } from '../core/status-range.ts';
import { type FailureAnswer, renderFailureAnswer } from '../failures/answer.ts';
import { diagnoseBadResponse } from '../failures/diagnosis/bad-response.ts';
import { Failure } from '../failures/failure.ts';
import { recogniseSymptom } from '../failures/recogniser.ts';
import type { CallRecord } from '../logging/call-record.ts';
import type { LogBook } from '../logging/log-book.ts';
import type { OwnLog } from '../logging/own-log.ts';
import { randomHex } from '../random.ts';
import type { UpstreamFault } from '../upstream/transport.ts';
import { Admission } from './admission.ts';
import type { AppStatus } from './app-status.ts';
import type { Call } from './call.ts';
import type { CallContext } from './call-context.ts';
import { createHealthAnswer, type HealthAnswer } from './health-answer.ts';
import { createHookPlans, type RunHookCommand } from './hook-plan.ts';
import { LateWords } from './late-words.ts';
import { toCallFailure } from './outcome.ts';
import { SERVED_BADLY, type SpoiltCallFacts } from './spoilt-call.ts';

/** A broken connection is often seen a moment before the exit that broke it. */
const CRASH_PATIENCE_MS = 250;

/** A server says of a worker that it has lost it a moment after the connection to it is broken. */
const WORDS_PATIENCE_MS = 50;

/** Faults that show when a worker ends under its call. */
const WORKER_LOST: ReadonlySet<FailureCode> = new Set<FailureCode>(['APP_CLOSED_CONNECTION', 'APP_TRUNCATED']);

/** What the dispatcher needs of the rest of berth. */
export interface DispatcherParts {
  readonly settings: Pick<
    Settings,
    'startup' | 'proxy' | 'markers' | 'errors' | 'platform' | 'hooks' | 'processes' | 'health'
  > &
    Partial<Pick<Settings, 'failureStatuses'>>;
  readonly status: AppStatus;
  readonly book: LogBook;
  readonly log: Pick<OwnLog, 'call' | 'warn'>;
  /** The app's last output lines; asked only for answers in full detail. */
  readonly readLogTail: () => readonly string[];
  /** Absent: no hook has a command. */
  readonly runHookCommand?: RunHookCommand;
  /** Why the app spoilt a call that it had; asked only for such. Absent: nobody knows. */
  readonly findCause?: (call: SpoiltCallFacts) => Diagnosis | null;
  /** Hides secrets in a text that a client is to get. */
  readonly mask: (text: string) => string;
}

/** What was read of a head that was refused: printable, and no longer than a record may be. `''` stands for nothing. */
export interface RefusedHead {
  /** The peer's address. */
  readonly client: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly accept: string;
}

/** What the calls of one generation of the app share, and what makes failures and answers for those that the app does not answer. */
export class Dispatcher {
  readonly admission: Admission;
  /** Grows with every piece that the app sends as an answer: it has not hung. */
  answers = 0;
  /** The app is about to be stopped: probes of the platform are to hear of it. */
  isDraining = false;
  /** How many calls have got the head of their answer. */
  answered = 0;
  /** Lower-case names of headers that may carry the request id, best first. */
  readonly requestIdHeaders: readonly string[];
  /** The header in which the app is told the id besides X-Request-Id; null: none. */
  readonly ownIdHeader: string | null;
  /** What an answer has by which the platform knows a failure. */
  readonly failureHeaders: Readonly<Record<string, string>>;
  /** What answers of the app count as such. */
  readonly failureStatuses: readonly StatusRange[];
  /** The platform passes on no longer response head. */
  readonly mostHeadBytes: number;
  /** Lower-case beginning of the platform's own fields; null: what comes from inside the instance is no different. */
  readonly fieldPrefix: string | null;
  /** Lower-case name of the header that tells lifecycle hooks from calls; null: the platform has none. */
  readonly hookHeader: string | null;
  /** More than one of our processes answers calls: any gateway status may come from another of them being down. */
  readonly #isSeveral: boolean;
  /** What calls are opened with. */
  readonly calls: CallContext;
  readonly #parts: DispatcherParts;
  readonly #told = new Set<string>();
  readonly #lateWords: LateWords;
  readonly #requestIds = new RequestIdMint(Date.now, randomHex);

  constructor(parts: DispatcherParts) {
    const { settings, status, book, log } = parts;
    this.#parts = parts;
    this.admission = new Admission(status, settings.startup, settings.proxy);
    this.calls = {
      admission: this.admission,
      book,
      log,
      requestIds: this.#requestIds,
      markers: cutMarkers(settings.markers),
      settleMs: settings.markers.settleMs,
      exceptPaths: this.#listExceptions(settings, status),
      hookPlans: createHookPlans(settings, parts.runHookCommand ?? runNothing),
      findCause: parts.findCause ?? (() => null),
    };
    this.requestIdHeaders = settings.platform.requestIdHeaders;
    this.ownIdHeader = settings.platform.ownIdHeader;
    this.failureStatuses = settings.failureStatuses ?? [];
    this.failureHeaders = settings.platform.failureHeaders;
    this.mostHeadBytes = settings.platform.mostHeadBytes ?? Number.POSITIVE_INFINITY;
    this.fieldPrefix = settings.platform.fieldPrefix ?? null;
    this.hookHeader = settings.hooks.header;
    this.#lateWords = new LateWords(settings.processes);
    this.#isSeveral = settings.processes.filter(({ kind }) => kind === 'essential').length > 1;
  }

  /**
   * The failure behind a broken round trip: the crash of a process if there was one since the call was let in
   * (APP_CRASHED with its exit status), else one with the fault's own code. Resolves within a quarter of a second, with a
   * server that looks after its workers slowly a second later, or when the cause of a crash that is known of has been found.
   */
  async explain(call: Call, { code, details }: Pick<UpstreamFault, 'code' | 'details'>): Promise<Failure> {
    const crash = await this.#parts.status.findCrash(call.admittedAtMs, CRASH_PATIENCE_MS);
    if (crash !== null) return crash;
    const failure = new Failure(code, details, { diagnosis: diagnoseBadResponse(code, details) });
    const outcome = { status: 0, failure, bytesIn: 0, bytesOut: 0 };
    if (WORKER_LOST.has(code)) await this.#lateWords.wait(() => call.explain(outcome) !== null);
    return failure;
  }

  /**
   * True if `explainGatewayStatus` is worth asking before this status of the app is passed on. A single process says 503 for
   * itself; with 502 it may be nginx and what is behind it, started by a script.
   */
  mayExplain(status: number): boolean {
    return this.#isSeveral ? status >= 502 && status <= 504 : status === 502;
  }

  /**
   * The crash of a process while the call was under way; null: the app's gateway status is its own, pass it on. Meanwhile
   * whoever has lost a worker can say so, and in full detail a 502 is told as that instead of the server's own page.
   */
  async explainGatewayStatus(call: Call, status: number): Promise<Failure | null> {
    const patienceMs = this.#isSeveral ? CRASH_PATIENCE_MS : WORDS_PATIENCE_MS;
    const crash = await this.#parts.status.findCrash(call.admittedAtMs, patienceMs);
    if (crash !== null || status !== 502 || this.#parts.settings.errors.detail !== 'full') return crash;
    const diagnosis = call.explain({ status, failure: null, bytesIn: 0, bytesOut: 0 });
    return diagnosis?.certainty === 'certain' ? new Failure('APP_WORKER_LOST', { status }, { diagnosis }) : null;
  }

  /** Warns of something that holds for all calls alike: by its event once, however often it happens. */
  warnOnce(event: string, message: string): void {
    if (this.#told.has(event)) return;
    this.#told.add(event);
    this.#parts.log.warn({ event }, message);
  }

  /** Warns of an answer that the platform will not pass on: of the first, for there is nothing else in any log to tell of it. */
  warnOfHead(headBytes: number, { facts, path }: Call): void {
    const { name } = this.#parts.settings.platform;
    const message = `the answer to ${facts.method} ${path} has a head of ${headBytes} bytes, and ${name} passes on ${formatSize(this.mostHeadBytes)} at most: its visitor gets an error of the platform’s in its place; set fewer or smaller cookies and headers`;
    this.warnOnce('head-too-large', message);
  }

  /** For a head that no call can be opened for: mints an id, logs one record, and renders the answer. */
  refuse(failure: Failure, head: RefusedHead): FailureAnswer {
    const requestId = this.#requestIds.mint();
    this.#parts.log.call(toRefusalRecord(requestId, failure, head));
    return this.#render(failure, head.accept, requestId);
  }

  /** The complete answer for a failure: status, fields and body, by the call's Accept and the detail setting. */
  toAnswer(failure: Failure, call: Call): FailureAnswer {
    // Whoever sends an event reads JSON.
    return this.#render(failure, call.event === null ? call.facts.accept : '', call.id);
  }

  #listExceptions({ markers, health }: DispatcherParts['settings'], status: AppStatus): CallContext['exceptPaths'] {
    const paths: Array<[string, HealthAnswer | null]> = markers.exceptPaths.map((path) => [path, null]);
    const isServing = (): boolean => !this.isDraining && status.state.kind === 'ready';
    if (health !== undefined) paths.push([health.path, createHealthAnswer(health, isServing)]);
    return new Map(paths);
  }

  #render(failure: Failure, accept: string, requestId: string): FailureAnswer {
    const { platform, errors } = this.#parts.settings;
    const context = { requestId, accept, platform, errors };
    if (errors.detail !== 'full') return renderFailureAnswer(failure, { ...context, detail: null });
    const logTail = this.#parts.readLogTail();
    const symptom = failure.diagnosis === null && SERVED_BADLY.has(failure.code) ? recogniseSymptom(logTail) : null;
    const known = symptom === null ? failure : failure.withDiagnosis(symptom);
    return renderFailureAnswer(known, { ...context, detail: { logTail, mask: this.#parts.mask } });
  }
}

function runNothing(): never {
  throw new Error('BUG: a hook has a command, and nobody runs it');
}

function toRefusalRecord(requestId: string, failure: Failure, { client, method, path }: RefusedHead): CallRecord {
  const untold = { queueMs: null, connectMs: null, firstByteMs: null, bodyMs: null };
  return {
    ...untold,
    requestId,
    client,
    method,
    path,
    status: failure.row.status,
    by: 'berth',
    failure: toCallFailure(failure),
    diagnosis: failure.diagnosis,
    durationMs: 0,
    bytesIn: 0,
    bytesOut: 0,
  };
}
