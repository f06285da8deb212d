import { Call } from '../call/call.ts';
import type { CallCarrier } from '../call/carrier.ts';
import { formatDuration } from '../core/duration.ts';
import type { FailureAnswer } from '../failures/answer.ts';
import { Failure } from '../failures/failure.ts';
import type { RequestHead } from '../http1/request-head.ts';
import type { Target } from '../upstream/target.ts';
import type { RoundTrip } from '../upstream/transport.ts';
import { UpstreamRequest } from '../upstream/upstream-request.ts';
import type { ClientSide, ExchangeContext } from './exchange-context.ts';
import { ExchangeEvent } from './exchange-event.ts';
import { Progress } from './exchange-state.ts';
import { isWithout } from './inner-request.ts';
import { answerLastHop, chooseUpgrade } from './own-hop.ts';

/** A half-closed client may as well be gone: the kernel asks it, so that a call does not go on for nobody. */
const HALF_CLOSED_PROBE_MS = 1_000;

/**
 * A request on its way from a client's connection to the app and its response on the way back. One object serves all
 * the requests of a connection, one after the other.
 */
export class Exchange extends ExchangeEvent implements CallCarrier {
  readonly #request: UpstreamRequest;
  /** The last target, and the round trip that is used again as long as it stays the same. */
  #target: Target | null = null;
  #roundTrip: RoundTrip | null = null;

  constructor(context: ExchangeContext, client: ClientSide) {
    super(context, client);
    const { requestNames, settings } = context;
    this.#request = new UpstreamRequest(requestNames, client.peer, client.isTrusted, settings.forwarded);
  }

  /** Takes a parsed head, and the parser with it, and what follows it; returns where the bytes that are dealt with end. */
  begin(head: RequestHead, bytes: Buffer, headEnd: number, end: number): number {
    const { method, fields, meaning, isHttp10 } = head;
    const read = (index: number): string => (index === -1 ? '' : fields.valueOf(bytes, index));
    const call = new Call(this.context.dispatcher.calls, {
      method,
      target: head.targetOf(bytes),
      accept: read(head.acceptField),
      requestId: read(head.requestIdField),
      controlPath: read(head.controlPathField),
      isInner: this.client.innerPrefix !== null && isWithout(this.client.innerPrefix, head, bytes),
      ownAnswer: head.maxForwards === 0 ? answerLastHop(head, bytes, this.context.withheld) : null,
    });
    const progress = new Progress();
    this.progress = progress;
    this.call = call;
    progress.head = head;
    progress.requestId = call.id;
    progress.isHead = method === 'HEAD';
    progress.isHttp10 = isHttp10;
    progress.hasBody = meaning.isChunked || meaning.contentLength > 0;
    progress.wantsClose = meaning.wantsClose || (isHttp10 && !meaning.wantsKeepAlive);
    this.#request.head = head;
    this.#request.bytes = bytes;
    if (this.context.settings.basePath !== null) this.#request.rebase(this.context.settings.basePath);
    this.#request.requestId = call.id;
    call.traceId = this.#request.trace();
    this.#request.upgrade = meaning.offersUpgrade ? chooseUpgrade(head, bytes, this.context.upgrades) : '';
    const pos = this.upload.begin(this.#request, headEnd, end);
    progress.awaitsContinue = head.expectsContinue && !this.upload.isDone;
    const isEvent = this.context.events !== null && this.openEvent(call.facts.controlPath, this.#request);
    if (meaning.isChunked && !isEvent) this.openCollection(this.#request);
    call.enter(this);
    if (progress.head !== null) this.#request.keep(headEnd);
    return pos;
  }

  collectBody(): boolean {
    const { collection, event } = this.progress;
    if (event !== null && !event.isRouted) {
      this.readEvent();
      return false;
    }
    if (collection === null || collection.isSettled) return true;
    this.startCollecting();
    return false;
  }

  onAdmitted(target: Target): void {
    const oversize = this.upload.findOversize();
    if (oversize !== null) {
      this.fail(oversize);
      return;
    }
    const order = this.progress.event?.order ?? null;
    if (order !== null) {
      this.deliver(order, target);
      return;
    }
    // Whoever has taken the last one over needs it still.
    const isTaken = this.#roundTrip !== null && this.#roundTrip.handler !== this;
    if (this.#target !== target || isTaken) {
      if (!isTaken) this.#roundTrip?.close();
      this.#roundTrip = target.transport.createRoundTrip(this);
    }
    this.#target = target;
    const progress = this.progress;
    progress.stage = 'connecting';
    progress.roundTrip = this.#roundTrip;
    this.deadline.begin();
    this.#request.admittedAtMs = this.call!.admittedAtMs;
    this.#roundTrip!.begin(this.#request);
    if (progress.stage === 'connecting') this.watch('connect');
  }

  onAnswered(answer: FailureAnswer): void {
    this.answer(answer, null);
  }

  onRefused(failure: Failure): void {
    this.fail(failure);
  }

  onReleased(): void {
    if (this.tunnel !== null) {
      this.tunnel.onReleased();
      return;
    }
    const { persistence, mustReset, answer } = this.progress;
    const mustClose = persistence === 'close' || !this.upload.isDone;
    const isLast = mustClose && this.#isLastOfClient;
    this.end();
    if (mustReset) {
      this.client.socket.resetAndDestroy();
      return;
    }
    if (answer !== null) this.client.socket.write(answer);
    else this.download.send();
    this.client.onExchangeDone(mustClose, isLast);
  }

  /** The head is on its way; the body follows. */
  onConnected(isReused: boolean): void {
    this.progress.stage = 'forwarding';
    this.progress.mayEnterAgain = false;
    this.releaseHead();
    this.call!.markConnected(isReused);
    const { collection } = this.progress;
    if (collection?.mustBeSent === true) this.sendCollected(collection);
    else this.sendBacklog();
    if (this.client.hasEnded) this.onClientEnd();
  }

  protected sendBacklog(): void {
    const backlog = this.upload.takeBacklog();
    if (backlog === null) this.watchPhase();
    else {
      const pos = this.sendBody(backlog, 0);
      if (pos < backlog.length) this.client.stash(backlog.subarray(pos));
    }
    if (!this.upload.isDone && this.progress.stage === 'forwarding' && !this.upload.isBehind)
      this.client.socket.resume();
  }

  /** Takes bytes of the request's body; returns where the bytes that are dealt with end. */
  takeClientBytes(bytes: Buffer, from: number): number {
    const { stage, roundTrip, lateUpload } = this.progress;
    if (this.upload.isDone) return from;
    this.progress.awaitsContinue = false;
    if (lateUpload !== null) return this.sendLate(bytes, from);
    if (stage === 'collecting') return this.collect(bytes, from);
    const mustWait = this.progress.collection?.isSending === true;
    if (this.isForwarding && roundTrip !== null && !mustWait) return this.sendBody(bytes, from);
    // The client is answered already, or about to be, and its connection will be closed.
    if (stage !== 'waiting' && stage !== 'connecting' && !mustWait) return bytes.length;
    const isKept = this.upload.keep(from === 0 ? bytes : bytes.subarray(from), stage === 'connecting');
    if (!isKept) this.context.pauseClient(this.client.socket);
    return bytes.length;
  }

  /** True while bytes from the client belong to a request body. */
  get isReadingBody(): boolean {
    return !this.upload.isDone;
  }

  /** The app has answered and may read the rest of the body. */
  get hasLateUpload(): boolean {
    return this.progress.lateUpload !== null;
  }

  /** Bytes that were taken may still be needed: kept for later, or not yet in the hands of the kernel. */
  get holdsClientBytes(): boolean {
    const { roundTrip, collection } = this.progress;
    return roundTrip === null || collection !== null || this.upload.hasBacklog || roundTrip.hasUnsent;
  }

  /** The client is gone. */
  abandon(): void {
    if (this.hasLateUpload) this.dropLateUpload();
    if (this.call !== null) this.leave(this.toGone('reset'));
    this.#roundTrip?.close();
  }

  /**
   * The client sent FIN. It is gone if its request was not whole, and most likely if it would have to wait; else it is there
   * for the answer.
   */
  onClientEnd(): void {
    const { socket } = this.client;
    if (this.progress.stage === 'waiting') {
      if (this.context.settings.halfClosed === 'drop') this.#dropWaiting();
      // Nothing is read any more, so nothing else would tell of a reset.
      else this.context.pauseClient(socket);
      return;
    }
    // What was read before and not yet sent may hold the end of the body.
    if (this.upload.isDone) socket.setKeepAlive(true, HALF_CLOSED_PROBE_MS);
    else if (this.isForwarding || this.progress.stage === 'collecting') socket.destroy();
  }

  /** The client has said that it sends nothing more, and there was no body behind which some send a line end. */
  get #isLastOfClient(): boolean {
    const { wantsClose, hasBody } = this.progress;
    return this.client.hasEnded || (wantsClose && !hasBody);
  }

  /** Nobody is there for the answer, so the app is not to do the work: whoever has given up may have asked again. */
  #dropWaiting(): void {
    this.leave(this.toGone('fin'));
    this.client.onExchangeDone(true);
  }

  /** The client has taken everything so far. */
  onClientDrain(): void {
    this.download.onDrain();
    if (this.progress.stage !== 'forwarding') return;
    this.progress.roundTrip?.resume();
    this.watchPhase();
  }

  onDeadline(): void {
    const { phase, isTotal } = this.deadline;
    const details = this.deadline.describe();
    if (this.progress.stage === 'delivering') this.failDelivery(this.progress.event!.order!);
    else if (isTotal) this.breakOff({ code: 'APP_TIMEOUT', details });
    else if (phase === 'bodyIdle') this.failBody(new Failure('REQUEST_TIMEOUT', details));
    else if (phase !== 'reader') this.breakOff({ code: 'APP_TIMEOUT', details });
    else if (this.client.hasTakenSome()) this.watch('reader');
    else {
      const limit = formatDuration(this.context.settings.clientTimeouts.readerMs);
      this.leave(new Failure('CLIENT_STALLED', { limit }));
      this.client.socket.resetAndDestroy();
    }
  }
}
