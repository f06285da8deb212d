import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Call, Exchange } from '../../call/call.ts';
import type { FailureCode } from '../../core/failure-code.ts';
import type { UpstreamAddress } from '../../core/settings.ts';
import type { FailureDetails } from '../../core/upstream-status.ts';
import type { FailureAnswer } from '../../failures/answer.ts';
import { Failure } from '../../failures/failure.ts';
import type { Breakage } from './breakage.ts';
import type { Turn } from './client-connection.ts';
import { ClientResponse } from './client-response.ts';
import type { EngineParts, ReadRequest } from './exchange-parts.ts';
import { malformed } from './request-grammar.ts';
import { RequestUpload } from './request-upload.ts';
import { escapeHead, isGatewayStatus, type ResponseHead, toClientFields, toResponseHead } from './response-head.ts';
import { relayBody } from './response-relay.ts';
import { createTunnelForCall, type TunnelOwner } from './tunnel-call.ts';
import { type AttemptWatcher, UpstreamAttempt } from './upstream-attempt.ts';
import { mayRepeat, toCallFacts, toUpstreamRequest } from './upstream-head.ts';
import { UpstreamTimer } from './upstream-timer.ts';

/**
 * One request from its turn on its connection to the last byte of its answer: opened → admitted → forwarded → relayed
 * or answered → finished → released.
 */
export class ForwardedExchange implements Exchange, Turn, AttemptWatcher, TunnelOwner {
  readonly #parts: EngineParts;
  readonly #request: ReadRequest;
  #call!: Call;
  #res!: ServerResponse;
  #client!: ClientResponse;
  #upload!: RequestUpload;
  #timer: UpstreamTimer | null = null;
  #attempt: UpstreamAttempt | null = null;
  #address: UpstreamAddress | null = null;
  #fault: Failure | null = null;
  #sendRest: () => void = () => {};
  #hasRetried = false;
  #mayEnterAgain = true;
  #hasTunnel = false;
  #isBroken = false;
  #isOver = false;

  constructor(parts: EngineParts, request: ReadRequest) {
    this.#parts = parts;
    this.#request = request;
  }

  begin(onDone: () => void): void {
    const { desk, settings } = this.#parts;
    this.#res = this.#request.createResponse();
    this.#res.once('finish', onDone);
    this.#client = new ClientResponse(this.#res);
    this.#upload = new RequestUpload(this.#request, settings, (failure) => this.fail(failure));
    this.#call = desk.open(toCallFacts(this.#request.req, desk));
    this.#call.enter(this);
  }

  onAdmitted(address: UpstreamAddress): void {
    this.#address = address;
    const fault = this.#fault ?? this.#upload.findOversize();
    if (fault !== null) {
      this.fail(fault);
      return;
    }
    this.#timer = new UpstreamTimer(this.#parts.settings.upstreamTimeouts, (details) =>
      this.fail(new Failure('APP_TIMEOUT', details)),
    );
    this.#try(address);
  }

  onAnswered(answer: FailureAnswer): void {
    if (this.#fault === null) this.#answer(answer, null);
    else this.fail(this.#fault);
  }

  onRefused(failure: Failure): void {
    this.#address = null;
    this.fail(this.#fault ?? failure);
  }

  onReleased(): void {
    this.#sendRest();
  }

  onConnected(upstreamReq: ClientRequest): void {
    this.#mayEnterAgain = false;
    this.#call.markConnected(false);
    this.#upload.begin(upstreamReq, (party) => {
      if (!this.#client.isStarted) this.#timer?.watch(party === 'client' ? null : 'firstByte');
    });
  }

  onInterim(status: number, reason: string, rawHeaders: readonly string[]): void {
    const { req } = this.#request;
    this.#timer?.watch('firstByte');
    if (req.httpVersion === '1.0' || this.#client.isStarted) return;
    this.#client.sendInterim(status, reason, status === 100 ? [] : toClientFields(rawHeaders, this.#call.id));
  }

  onResponse(response: IncomingMessage): void {
    const { desk } = this.#parts;
    this.#timer?.watch(null);
    this.#call.markFirstByte();
    const head = toResponseHead(response, this.#call.id, this.#request.req.method === 'HEAD');
    if (typeof head === 'string') this.explain('APP_BAD_RESPONSE', { reason: head, bytes: escapeHead(response) });
    else if (desk.mayExplainGatewayStatus && isGatewayStatus(head.status)) this.#explainStatus(response, head);
    else this.#relay(response, head);
  }

  onUpgrade(response: IncomingMessage, upstream: Duplex, head: Buffer): void {
    if (this.#request.upgrade === null) {
      upstream.destroy();
      this.explain('APP_BAD_RESPONSE', {
        reason: 'it switched protocols without being asked',
        bytes: escapeHead(response),
      });
      return;
    }
    this.#timer?.stop();
    this.#call.markFirstByte();
    this.#hasTunnel = true;
    this.#client.becomeTunnel(this.#request.socket, response, this.#call.id);
    createTunnelForCall(this.#request.socket, upstream, head, this.#parts.tunnels, this);
  }

  onBroken(breakage: Breakage): void {
    if (breakage.isStaleConnection && !this.#hasRetried && mayRepeat(this.#request.req, this.#upload.sentBytes)) {
      this.#hasRetried = true;
      this.#upload.stop();
      // Its neighbours were idle for longer than it was.
      this.#parts.pool.dropIdle();
      this.#try(this.#address!);
    } else if (this.#mayEnterAgain && mayRepeat(this.#request.req, 0)) this.#waitForRestart(breakage);
    else this.explain(breakage.code, breakage.details);
  }

  /** The app was gone before it was known to be: the request waits with those that came later. */
  #waitForRestart({ code, details }: Breakage): void {
    this.#mayEnterAgain = false;
    this.#timer?.stop();
    this.#timer = null;
    void this.#parts.desk.explain(this.#call, code, details).then((failure) => {
      if (failure.code === code) this.fail(failure);
      else if (!this.#isOver) this.#call.enterAgain();
    });
  }

  get isReading(): boolean {
    return !this.#request.req.complete;
  }

  breakRequest(failure: Failure): boolean {
    if (!this.isReading) return false;
    // Until the desk has let the call in or refused it, the call cannot be finished.
    if (this.#timer === null) this.#fault = failure;
    else this.fail(failure);
    return true;
  }

  abandon(): void {
    if (this.#hasTunnel) return;
    this.leave(this.#upload.bytesIn, this.#client.bytesOut);
  }

  leave(bytesIn: number, bytesOut: number): void {
    this.#isOver = true;
    this.#client.dropHead();
    this.#stop();
    this.#call.leave(bytesIn, bytesOut);
  }

  /** Asks the desk for the cause of a broken exchange and fails with what it says. */
  explain(code: FailureCode, details: FailureDetails): void {
    if (this.#isOver || this.#isBroken) return;
    this.#isBroken = true;
    this.#client.dropHead();
    this.#stop();
    void this.#parts.desk.explain(this.#call, code, details).then((failure) => this.fail(failure));
  }

  /** Answers with the failure, or resets the connection if a part of the app's response is out already. */
  fail(failure: Failure): void {
    if (this.#isOver) return;
    this.#client.dropHead();
    const { socket } = this.#request;
    if (this.#client.isHeadOut) {
      this.finish(this.#client.status, failure, this.#client.bytesOut, () => socket.resetAndDestroy());
      return;
    }
    this.#answer(this.#parts.desk.toAnswer(failure, this.#call), failure);
  }

  finish(status: number, failure: Failure | null, bytesOut: number, sendRest: () => void, tunneledIn = 0): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#sendRest = sendRest;
    this.#stop();
    this.#call.finish({ status, failure, bytesIn: this.#upload.bytesIn + tunneledIn, bytesOut });
  }

  #answer(answer: FailureAnswer, failure: Failure | null): void {
    const bytesOut = this.#request.req.method === 'HEAD' ? 0 : answer.body.length;
    this.finish(answer.status, failure, bytesOut, () => this.#client.answer(answer, this.#willClose));
  }

  get #willClose(): boolean {
    return this.#parts.desk.isDraining || !this.#request.req.complete || this.#request.upgrade !== null;
  }

  #try(address: UpstreamAddress): void {
    const { settings, withheld } = this.#parts;
    const rule = { requestId: this.#call.id, withheld, forwarded: settings.forwarded, upgrade: this.#request.upgrade };
    this.#attempt = new UpstreamAttempt(toUpstreamRequest(this.#request, address, rule), this);
    this.#timer?.watch('connect');
    try {
      this.#attempt.begin(this.#parts, this.#request.req, this.#res);
    } catch (error) {
      // Node's client checks fields again, by rules of its own; nothing has been sent.
      if (!String((error as NodeJS.ErrnoException).code).startsWith('ERR_')) throw error;
      this.fail(malformed('a field has a character that is not allowed'));
    }
  }

  #explainStatus(response: IncomingMessage, head: ResponseHead): void {
    void this.#parts.desk.explainGatewayStatus(this.#call).then((failure) => {
      if (this.#isOver || this.#isBroken) return;
      if (failure === null) this.#relay(response, head);
      else this.fail(failure);
    });
  }

  #relay(response: IncomingMessage, head: ResponseHead): void {
    if (this.#willClose) head.fields.push('Connection', 'close');
    this.#client.start(head, head.lengthBytes === 0);
    relayBody(response, this.#res, this.#client, head.lengthBytes, {
      onWaitingFor: (party) => this.#timer?.watch(party === 'upstream' ? 'idle' : null),
      onWhole: (bytesOut, sendRest) => {
        // Node takes a response that ends with the connection for whole, also when that was reset.
        if (!this.#isBroken) this.finish(head.status, null, bytesOut, sendRest);
      },
    });
  }

  #stop(): void {
    this.#timer?.stop();
    this.#upload.stop();
    this.#attempt?.abort();
  }
}
