import type { Call } from '../call/call.ts';
import { formatDuration } from '../core/duration.ts';
import type { ProxySettings } from '../core/proxy-settings.ts';
import type { TimeoutWheel } from '../core/timeout-wheel.ts';
import type { FailureAnswer } from '../failures/answer.ts';
import type { Failure } from '../failures/failure.ts';
import type { RequestHead } from '../http1/request-head.ts';
import { type ClientPersistence, toAnswerBytes } from '../http1/response-writer.ts';
import type { RoundTrip, UpstreamFault } from '../upstream/transport.ts';
import type { Collection } from './collection.ts';
import { Download, type ResponseProgress } from './download.ts';
import type { EventProgress } from './event-progress.ts';
import type { ClientSide, ExchangeContext } from './exchange-context.ts';
import { Upload } from './upload.ts';

/**
 * `collecting` a body before that; `waiting` for admission, then for a `connecting` app, `forwarding`; `delivering` what an event has become; `asking` what is behind a gateway status;
 * `explaining` what broke the exchange; `finishing`: the last bytes are in hand and wait for the end marker; `tunnel`
 * after a switch of protocols. docs/design.md has the diagram.
 */
export type ExchangeStage =
  | 'idle'
  | 'collecting'
  | 'waiting'
  | 'connecting'
  | 'forwarding'
  | 'delivering'
  | 'asking'
  | 'explaining'
  | 'finishing'
  | 'tunnel';

/** All that is known of one request; made anew for each, so that nothing of the last one can be left. */
export class Progress implements ResponseProgress {
  stage: ExchangeStage = 'waiting';
  isHead = false;
  isHttp10 = false;
  wantsClose = false;
  hasBody = false;
  requestId = '';
  persistence: ClientPersistence = 'default';
  /** The client waits for the app's word before it sends its body (RFC 9110 section 10.1.1). */
  awaitsContinue = false;
  /** It was let in only once. */
  mayEnterAgain = true;
  /** The parser that holds the head, as long as it may be needed. */
  head: RequestHead | null = null;
  roundTrip: RoundTrip | null = null;
  /** A body without a length that is gathered, or was and has to be sent. */
  collection: Collection | null = null;
  /** What becomes of it, if it is an event of the platform's that the config has rules for. */
  event: EventProgress | null = null;
  /** The same behind a whole response, as long as the app may read the rest of the body. */
  lateUpload: RoundTrip | null = null;
  /** What came from the app while nobody could be told. */
  deferred: (() => void) | null = null;
  /** An answer of ours. */
  answer: Buffer | null = null;
  /** The client must see that the response is not whole. */
  mustReset = false;
  status = 0;
  bytesOut = 0;
  isBegun = false;
  isChunkedOut = false;
  remaining = 0;
  isHeld = false;
}

/** What an exchange waits for at the moment. `reader`: a client that does not take the response. */
export type Phase = 'nothing' | 'connect' | 'bodyIdle' | 'firstByte' | 'idle' | 'reader';

/** The phases as a failure names them; its `key` is the setting's. */
const WORDS: Readonly<Record<Phase | 'total', string>> = {
  nothing: '',
  connect: 'connecting',
  bodyIdle: 'a pause inside the body',
  firstByte: 'the first byte of the response',
  idle: 'a pause inside the response',
  reader: 'taking the response',
  total: 'the whole exchange',
};

/** The deadline of an exchange: that of its phase or that of the whole, whichever is first. Moving it is cheap. */
export class ExchangeDeadline {
  phase: Phase = 'nothing';
  readonly #wheel: TimeoutWheel;
  readonly #limits: Readonly<Record<Phase | 'total', number>>;
  #totalMs = Number.POSITIVE_INFINITY;

  constructor(wheel: TimeoutWheel, { upstreamTimeouts, clientTimeouts }: ProxySettings) {
    this.#wheel = wheel;
    this.#limits = {
      nothing: 0,
      connect: upstreamTimeouts.connectMs,
      bodyIdle: clientTimeouts.bodyIdleMs,
      firstByte: upstreamTimeouts.firstByteMs,
      idle: upstreamTimeouts.idleMs,
      reader: clientTimeouts.readerMs,
      total: upstreamTimeouts.totalMs,
    };
  }

  /** The exchange with the upstream begins now. */
  begin(): void {
    this.#totalMs = this.#wheel.after(this.#limits.total);
  }

  /** The exchange is over. */
  end(): void {
    this.phase = 'nothing';
    this.#totalMs = Number.POSITIVE_INFINITY;
  }

  /** A phase begins, or goes on after progress; returns the deadline to keep. */
  enter(phase: Phase): number {
    this.phase = phase;
    if (phase === 'nothing') return Number.POSITIVE_INFINITY;
    return Math.min(this.#wheel.after(this.#limits[phase]), this.#totalMs);
  }

  /** True if it is the whole exchange that took too long. */
  get isTotal(): boolean {
    return this.#totalMs <= this.#wheel.nowMs;
  }

  /** What a failure tells of the deadline that has passed. */
  describe(): { readonly phase: string; readonly limit: string; readonly key: string } {
    const key = this.isTotal ? 'total' : this.phase;
    return { phase: WORDS[key], limit: formatDuration(this.#limits[key]), key };
  }
}

/** The exchange as far as it does not matter what comes next: who takes part, how far it is, and the ways it ends. */
export abstract class ExchangeState {
  protected readonly context: ExchangeContext;
  protected readonly client: ClientSide;
  protected readonly upload: Upload;
  protected readonly download: Download;
  protected readonly deadline: ExchangeDeadline;
  protected progress = new Progress();
  protected call: Call | null = null;

  constructor(context: ExchangeContext, client: ClientSide) {
    this.context = context;
    this.client = client;
    this.upload = new Upload(context);
    this.download = new Download(client.socket, context.buffers, context.failureVerdict);
    this.deadline = new ExchangeDeadline(context.wheel, context.settings);
  }

  /** A phase begins, or goes on after progress. */
  protected watch(phase: Phase): void {
    this.client.deadlineMs = this.deadline.enter(phase);
  }

  /** Whoever is waited for while nobody is held up. */
  protected watchPhase(): void {
    if (this.progress.status > 0) this.watch('idle');
    else this.watch(this.upload.isDone || this.progress.awaitsContinue ? 'firstByte' : 'bodyIdle');
  }

  protected get isForwarding(): boolean {
    return this.progress.stage === 'forwarding' || this.progress.stage === 'asking';
  }

  /** What becomes of the client's connection. Decided when the response's head is there. */
  protected choosePersistence(isUnbounded: boolean): ClientPersistence {
    const { wantsClose, isHttp10 } = this.progress;
    const mustClose = wantsClose || this.context.isDraining || !this.upload.isDone;
    if (mustClose || (isUnbounded && isHttp10)) return 'close';
    return isHttp10 ? 'keep-alive' : 'default';
  }

  /** The app broke the exchange: ends it as soon as it is known what is behind that. */
  protected breakOff(fault: Pick<UpstreamFault, 'code' | 'details'>): void {
    const progress = this.progress;
    this.dropUpstream();
    progress.stage = 'explaining';
    this.watch('nothing');
    void this.context.dispatcher.explain(this.call!, fault).then((failure) => {
      if (this.progress === progress && progress.stage === 'explaining') this.fail(failure);
    });
  }

  /** Ends the exchange with a failure, in whichever way is still open. */
  protected fail(failure: Failure): void {
    if (!this.progress.isBegun) {
      this.answer(this.context.dispatcher.toAnswer(failure, this.call!), failure);
      return;
    }
    this.dropUpstream();
    this.progress.mustReset = true;
    this.finish(this.progress.status, failure, this.progress.bytesOut);
  }

  /** Ends the exchange with an answer of ours. */
  protected answer(answer: FailureAnswer, failure: Failure | null): void {
    const progress = this.progress;
    this.dropUpstream();
    this.download.drop();
    progress.persistence = this.choosePersistence(false);
    progress.answer = toAnswerBytes(answer, progress.persistence, progress.isHead);
    this.finish(answer.status, failure, progress.isHead ? 0 : answer.body.length);
  }

  /** The last bytes are in hand: they leave once the call is released. */
  protected finish(status: number, failure: Failure | null, bytesOut: number): void {
    this.progress.stage = 'finishing';
    this.watch('nothing');
    this.call!.finish({ status, failure, bytesIn: this.upload.bytesIn, bytesOut });
  }

  protected leave(failure: Failure): void {
    const call = this.call!;
    this.dropUpstream();
    this.end();
    this.download.drop();
    call.leave(this.upload.bytesIn, this.progress.bytesOut, failure);
  }

  protected dropUpstream(): void {
    const { progress } = this;
    progress.collection?.stop();
    progress.roundTrip?.abort();
    progress.roundTrip = null;
    progress.event?.delivery?.abort();
    progress.lateUpload?.abort();
    progress.lateUpload = null;
  }

  protected releaseHead(): void {
    const { head } = this.progress;
    this.progress.head = null;
    if (head !== null) this.context.requestHeads.give(head);
  }

  /** The exchange is over. */
  protected end(): void {
    this.releaseHead();
    this.upload.dropBacklog();
    this.progress.collection?.release();
    this.progress.collection = null;
    if (this.progress.event !== null) this.context.events!.keptBytes -= this.progress.event.keptBytes;
    this.progress.event = null;
    this.progress.stage = 'idle';
    this.call = null;
    this.deadline.end();
  }
}
