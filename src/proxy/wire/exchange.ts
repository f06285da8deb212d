import type { FailureCode } from '../../core/failure-code.ts';
import type { UpstreamAddress } from '../../core/settings.ts';
import { formatSize } from '../../core/size.ts';
import type { FailureDetails } from '../../core/upstream-status.ts';
import type { FailureAnswer } from '../../failures/answer.ts';
import { Failure } from '../../failures/failure.ts';
import type { Call, Exchange } from '../call.ts';
import type { ClientSide } from './client-side.ts';
import { ExchangeDeadline, type Phase } from './exchange-deadline.ts';
import { REFUSED } from './field-section.ts';
import type { RequestHead } from './request-head.ts';
import { RequestSender } from './request-sender.ts';
import { type RelayStep, ResponseRelay, type ResponseTerms } from './response-relay.ts';
import { type ClientPersistence, toAnswerBytes } from './response-writer.ts';
import { UpgradeTunnel } from './upgrade-tunnel.ts';
import type { UpstreamConnection, UpstreamOwner } from './upstream-connection.ts';
import { toHostName, toUpstreamFault } from './upstream-fault.ts';
import { UpstreamLink } from './upstream-link.ts';
import type { Wire } from './wire.ts';

/**
 * `waiting` for admission, then for a `connecting` upstream, `forwarding`; `asking` what is behind a gateway status;
 * `explaining` what broke the exchange; `finishing`: the last bytes are in hand and wait for the end marker.
 */
type Stage = 'idle' | 'waiting' | 'connecting' | 'forwarding' | 'asking' | 'explaining' | 'finishing';

/** A half-closed client may as well be gone: the kernel asks it, so that a call does not go on for nobody. */
const HALF_CLOSED_PROBE_MS = 1_000;

/** Of a body, while the request waits to be forwarded. */
const MOST_KEPT_BYTES = 65_536;

const REPEATABLE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/**
 * A request on its way from a client's connection to the app and its response on the way back. One object serves all
 * the requests of a connection, one after the other.
 */
export class WireExchange implements Exchange, UpstreamOwner, ResponseTerms {
  requestId = '';
  isHead = false;
  isHttp10 = false;
  isUpgrade = false;
  readonly #wire: Wire;
  readonly #client: ClientSide;
  readonly #sender: RequestSender;
  readonly #relay: ResponseRelay;
  readonly #deadline: ExchangeDeadline;
  readonly #link: UpstreamLink;
  #stage: Stage = 'idle';
  #call: Call | null = null;
  #wantsClose = false;
  /** Nothing was sent yet of a request that may be sent again by its method, and it was let in only once. */
  #mayEnterAgain = false;
  #mustReset = false;
  #answer: Buffer | null = null;
  #tunnel: UpgradeTunnel | null = null;

  constructor(wire: Wire, client: ClientSide) {
    this.#wire = wire;
    this.#client = client;
    this.#sender = new RequestSender(wire);
    this.#link = new UpstreamLink(wire.pool, this);
    this.#relay = new ResponseRelay(wire, client.socket, this);
    this.#deadline = new ExchangeDeadline(wire.wheel, wire.settings);
  }

  /** Takes a parsed head and what follows it; returns where the bytes that are dealt with end. */
  begin(head: RequestHead, bytes: Buffer, headEnd: number, end: number): number {
    const { method, meaning } = head;
    const call = this.#wire.desk.open({
      method,
      target: bytes.toString('latin1', head.targetStart, head.targetEnd),
      accept: head.acceptField === -1 ? '' : head.fields.valueOf(bytes, head.acceptField),
      requestId: head.requestIdField === -1 ? '' : head.fields.valueOf(bytes, head.requestIdField),
      controlPath: head.controlPathField === -1 ? '' : head.fields.valueOf(bytes, head.controlPathField),
    });
    this.#call = call;
    this.requestId = call.id;
    this.isHead = method === 'HEAD';
    this.isHttp10 = head.isHttp10;
    this.#wantsClose = meaning.wantsClose || (head.isHttp10 && !meaning.wantsKeepAlive);
    const hasBody = meaning.isChunked || meaning.contentLength > 0;
    this.isUpgrade = meaning.offersUpgrade && meaning.upgradeField !== -1 && !head.isHttp10 && !hasBody;
    this.#mustReset = false;
    this.#link.begin(REPEATABLE_METHODS.has(method));
    this.#mayEnterAgain = REPEATABLE_METHODS.has(method);
    this.#answer = null;
    this.#relay.begin();
    const pos = this.#sender.begin(head, this.#toContext(), bytes, headEnd, end);
    this.#stage = 'waiting';
    call.enter(this);
    return pos;
  }

  onAdmitted(address: UpstreamAddress): void {
    if (this.#sender.isOversize) {
      this.#answerWith(this.#toOversize());
      return;
    }
    this.#deadline.begin();
    this.#use(this.#link.open(address));
  }

  onAnswered(answer: FailureAnswer): void {
    this.#send(answer, null);
  }

  onRefused(failure: Failure): void {
    this.#answerWith(failure);
  }

  onReleased(): void {
    if (this.#tunnel !== null) {
      this.#tunnel.onReleased();
      return;
    }
    const mustClose = this.#mustClose();
    this.#reset();
    if (this.#mustReset) {
      this.#client.reset();
      return;
    }
    if (this.#answer !== null) this.#client.socket.write(this.#answer);
    else this.#relay.send();
    this.#answer = null;
    this.#client.onExchangeDone(mustClose);
  }

  /** Takes bytes of the request's body; returns where the bytes that are dealt with end. */
  takeClientBytes(bytes: Buffer, from: number): number {
    if (this.#sender.body.isDone) return from;
    // Nobody wants them any more, and the connection will be closed.
    if (this.#stage === 'finishing' || this.#stage === 'explaining') return bytes.length;
    if (!this.#isForwarding) {
      // Read on for a while: a socket that is not read does not tell that its client is gone.
      const kept = this.#sender.keep(from === 0 ? bytes : bytes.subarray(from));
      if (kept >= MOST_KEPT_BYTES) this.#client.pauseReading();
      return bytes.length;
    }
    return this.#sendBody(this.#link.connection!, bytes, from);
  }

  /** True while bytes from the client belong to a request body. */
  get isReadingBody(): boolean {
    return !this.#sender.body.isDone;
  }

  /** Bytes that were taken may still be needed: kept for later, or not yet in the hands of the kernel. */
  get holdsClientBytes(): boolean {
    const { connection } = this.#link;
    return connection === null || this.#sender.hasBacklog || connection.socket.writableLength > 0;
  }

  /** The client is gone. */
  abandon(): void {
    if (this.#stage === 'idle') return;
    this.#dropUpstream();
    const call = this.#call!;
    this.#reset();
    this.#relay.drop();
    call.leave(this.#sender.body.received, this.#relay.bytesOut);
  }

  /** The client sent FIN. It is gone if its request was not whole, else it still waits for the answer. */
  onClientEnd(): void {
    // What was read before and not yet sent may hold the end of the body.
    if (this.#sender.body.isDone) this.#client.socket.setKeepAlive(true, HALF_CLOSED_PROBE_MS);
    else if (this.#isForwarding) this.#client.socket.destroy();
  }

  onClientDrain(): void {
    this.#relay.onClientDrain();
    if (this.#stage !== 'forwarding') return;
    this.#link.connection!.socket.resume();
    this.#watch(this.#phase);
  }

  onDeadline(): void {
    const { phase, isTotal } = this.#deadline;
    if (!isTotal && phase === 'reader') {
      this.#client.reset();
      return;
    }
    if (!isTotal && phase === 'bodyIdle') {
      this.#fail(new Failure('REQUEST_TIMEOUT', this.#deadline.describe()));
      return;
    }
    this.#break('APP_TIMEOUT', this.#deadline.describe());
  }

  onConnected(): void {
    const upstream = this.#link.connection!;
    this.#stage = 'forwarding';
    this.#mayEnterAgain = false;
    this.#call!.markConnected(upstream.isReused);
    const { socket } = upstream;
    const backlog = this.#sender.takeBacklog();
    if (backlog.length > 0) socket.cork();
    this.#sender.sendHead(socket, toHostName(upstream.address));
    if (backlog.length > 0) {
      const pos = this.#sendBody(upstream, backlog, 0);
      if (pos < backlog.length) this.#client.stash(backlog.subarray(pos));
      socket.uncork();
      if (this.#stage === 'forwarding' && !socket.writableNeedDrain) this.#client.resumeReading();
    } else this.#watch(this.#phase);
    if (this.#client.hasEnded) this.onClientEnd();
  }

  onBytes(bytes: Buffer, end: number): void {
    if (!this.#link.hasFirstByte) {
      this.#link.hasFirstByte = true;
      this.#call!.markFirstByte();
    }
    this.#follow(this.#relay.take(this.#link.connection!, bytes, end));
  }

  onEnd(): void {
    if (this.#stage === 'asking') this.#link.hasEnded = true;
    else if (this.#relay.takeEnd()) this.#complete();
    else this.#loseUpstream(null);
  }

  onClosed(error: NodeJS.ErrnoException | null): void {
    this.#link.error = error;
    if (this.#stage === 'asking') this.#link.hasEnded = true;
    else this.#loseUpstream(error);
  }

  onDrain(): void {
    if (!this.#isForwarding || this.#sender.body.isDone) return;
    this.#watch(this.#phase);
    this.#client.resumeReading();
  }

  choosePersistence(isUnbounded: boolean): ClientPersistence {
    const mustClose = this.#wantsClose || this.#wire.isDraining || !this.#sender.body.isDone;
    if (mustClose || (isUnbounded && this.isHttp10)) return 'close';
    return this.isHttp10 ? 'keep-alive' : 'default';
  }

  get #isForwarding(): boolean {
    return this.#stage === 'forwarding' || this.#stage === 'asking';
  }

  /** Whom the exchange waits for while nobody is held up. */
  get #phase(): Phase {
    if (this.#relay.status > 0) return 'idle';
    return this.#sender.body.isDone ? 'firstByte' : 'bodyIdle';
  }

  #toContext() {
    return {
      requestId: this.requestId,
      peer: this.#client.peer,
      keepsUpstream: this.#wire.settings.upstreamIdleMs > 0,
      isUpgrade: this.isUpgrade,
    };
  }

  #use(upstream: UpstreamConnection): void {
    if (upstream.isConnected) {
      this.onConnected();
      return;
    }
    this.#stage = 'connecting';
    this.#watch('connect');
  }

  #sendBody(upstream: UpstreamConnection, bytes: Buffer, from: number): number {
    const { body } = this.#sender;
    const pos = this.#sender.sendBody(upstream.socket, bytes, from);
    if (pos === REFUSED) {
      this.#fail(
        this.#sender.isOversize ? this.#toOversize() : new Failure('REQUEST_MALFORMED', { reason: body.fault }),
      );
      return bytes.length;
    }
    if (body.isDone || !upstream.socket.writableNeedDrain) this.#watch(this.#phase);
    else {
      this.#client.pauseReading();
      this.#watch('idle');
    }
    return pos;
  }

  #follow(step: RelayStep): void {
    switch (step) {
      case 'more':
        if (this.#client.socket.writableNeedDrain) {
          this.#link.connection!.socket.pause();
          this.#watch('reader');
        } else this.#watch(this.#phase);
        return;
      case 'done':
        this.#complete();
        return;
      case 'asked':
        this.#askForCause();
        return;
      case 'switched':
        this.#switch();
        return;
      case 'broken':
        this.#break('APP_BAD_RESPONSE', { reason: this.#relay.fault, bytes: this.#relay.faultBytes });
        return;
      default:
        throw new Error(`BUG: unknown step ${step satisfies never}`);
    }
  }

  #complete(): void {
    const { socket } = this.#link.connection!;
    this.#sender.release(socket.writableLength === 0);
    this.#link.complete(this.#relay.isUpstreamClean && this.#sender.body.isDone);
    this.#finish(this.#relay.status, null, this.#relay.bytesOut);
  }

  // A gateway status may be another of our processes crashing behind the one that answers.
  #askForCause(): void {
    const call = this.#call!;
    this.#stage = 'asking';
    this.#watch('nothing');
    this.#link.connection!.socket.pause();
    void this.#wire.desk.explainGatewayStatus(call).then((failure) => {
      if (this.#call !== call || this.#stage !== 'asking') return;
      if (failure !== null) return this.#fail(failure);
      const upstream = this.#link.connection!;
      this.#stage = 'forwarding';
      upstream.socket.resume();
      this.#follow(this.#relay.goOn(upstream));
      if (this.#link.connection !== upstream) return;
      if (this.#link.error !== null) this.#loseUpstream(this.#link.error);
      else if (this.#link.hasEnded) this.onEnd();
    });
  }

  #switch(): void {
    const upstream = this.#link.connection!;
    const call = this.#call!;
    const rest = this.#relay.takeRest();
    this.#relay.send();
    this.#watch('nothing');
    this.#sender.release(upstream.socket.writableLength === 0);
    this.#reset();
    const { socket } = this.#client;
    this.#tunnel = new UpgradeTunnel(this.#wire.desk, call, socket, upstream);
    this.#tunnel.begin(rest, this.#client.takeStash());
    this.#client.onTunnel(this.#tunnel);
  }

  /** The connection to the upstream ended or broke before the response was whole. */
  #loseUpstream(error: NodeJS.ErrnoException | null): void {
    const upstream = this.#link.connection!;
    const another = this.#sender.hasOnlyHead ? this.#link.reopen(upstream) : null;
    if (another !== null) {
      this.#use(another);
      return;
    }
    const { code, details } = toUpstreamFault(error, upstream, this.#relay.status > 0);
    if (this.#mayEnterAgain && this.#sender.body.isDone) this.#waitForRestart(code, details);
    else this.#break(code, details);
  }

  // The app was gone before it was known to be: nothing was sent, so the request waits with those that came later.
  #waitForRestart(code: FailureCode, details: FailureDetails): void {
    const call = this.#call!;
    this.#mayEnterAgain = false;
    this.#link.drop();
    this.#stage = 'explaining';
    this.#watch('nothing');
    void this.#wire.desk.explain(call, code, details).then((failure) => {
      if (this.#call !== call || this.#stage !== 'explaining') return;
      if (failure.code === code) return this.#fail(failure);
      this.#stage = 'waiting';
      call.enterAgain();
    });
  }

  #break(code: FailureCode, details: FailureDetails): void {
    const call = this.#call!;
    this.#dropUpstream();
    this.#stage = 'explaining';
    this.#watch('nothing');
    void this.#wire.desk.explain(call, code, details).then((failure) => {
      if (this.#call === call && this.#stage === 'explaining') this.#fail(failure);
    });
  }

  /** Ends the exchange with a failure: an answer of ours, or a reset where the app's head is out already. */
  #fail(failure: Failure): void {
    if (!this.#relay.isHeadOut) {
      this.#answerWith(failure);
      return;
    }
    this.#dropUpstream();
    this.#mustReset = true;
    this.#finish(this.#relay.status, failure, this.#relay.bytesOut);
  }

  #answerWith(failure: Failure): void {
    this.#send(this.#wire.desk.toAnswer(failure, this.#call!), failure);
  }

  #send(answer: FailureAnswer, failure: Failure | null): void {
    this.#dropUpstream();
    this.#relay.drop();
    this.#relay.persistence = this.choosePersistence(false);
    this.#answer = toAnswerBytes(answer, this.#relay.persistence, this.isHead);
    this.#finish(answer.status, failure, this.isHead ? 0 : answer.body.length);
  }

  #finish(status: number, failure: Failure | null, bytesOut: number): void {
    this.#stage = 'finishing';
    this.#watch('nothing');
    this.#call!.finish({ status, failure, bytesIn: this.#sender.body.received, bytesOut });
  }

  #mustClose(): boolean {
    return this.#relay.persistence === 'close' || !this.#sender.body.isDone;
  }

  #dropUpstream(): void {
    this.#link.drop();
    this.#sender.release(false);
  }

  #reset(): void {
    this.#stage = 'idle';
    this.#call = null;
    this.#link.connection = null;
    this.#deadline.end();
  }

  #watch(phase: Phase): void {
    this.#client.deadlineMs = this.#deadline.enter(phase);
  }

  #toOversize(): Failure {
    return new Failure('BODY_TOO_LARGE', { limit: formatSize(this.#wire.settings.limits.bodyBytes) });
  }
}
