import type { ResponseHandler, RoundTrip, Trailers, UpstreamFault } from '../upstream/transport.ts';
import type { UpstreamHead } from '../upstream/upstream-head.ts';
import { ExchangeState } from './exchange-state.ts';
import { Tunnel } from './tunnel.ts';

/** As a transport tells it; what is found out here has left something behind. */
type Fault = Pick<UpstreamFault, 'code' | 'details'> & { readonly isUnsent?: boolean };

/** The exchange as the app sees it: what comes back, from the connection to the last byte. */
export abstract class ExchangeResponse extends ExchangeState implements ResponseHandler {
  /** What the exchange has become after a switch of protocols. */
  tunnel: Tunnel | null = null;

  // HTTP/1.0 knows no interim responses (RFC 9110 section 15.2).
  onInterim(head: UpstreamHead): void {
    this.progress.awaitsContinue = false;
    if (!this.progress.isHttp10) this.download.sendInterim(head);
    this.watchPhase();
  }

  onHead(head: UpstreamHead, isAlone: boolean): void {
    this.call!.firstByteAtMs = performance.now();
    const progress = this.progress;
    progress.persistence = this.choosePersistence(head.framing === 'streamed');
    const headBytes = this.download.takeHead(head, progress);
    const { dispatcher } = this.context;
    if (headBytes > dispatcher.mostHeadBytes) dispatcher.warnOfHead(headBytes, this.call!);
    dispatcher.answers += 1;
    dispatcher.answered += 1;
    if (head.status >= 502 && dispatcher.mayExplain(head.status)) this.#askForCause(head.status);
    else if (isAlone) {
      this.download.send();
      this.watchPhase();
    }
  }

  onData(bytes: Buffer, start: number, end: number, isLast: boolean): void {
    const progress = this.progress;
    this.context.dispatcher.answers += 1;
    if (!this.download.takeData(bytes, start, end, isLast, progress.roundTrip!)) {
      this.breakOff({ code: 'APP_BAD_RESPONSE', details: { reason: 'bytes follow behind its end', bytes: '' } });
      return;
    }
    if (isLast || progress.stage !== 'forwarding') return;
    if (this.client.socket.writableNeedDrain) {
      progress.roundTrip!.pause();
      this.client.hasTakenSome();
      this.watch('reader');
    } else this.watchPhase();
  }

  onEnd(trailers: Trailers): void {
    const { progress } = this;
    const roundTrip = progress.roundTrip!;
    progress.roundTrip = null;
    if (roundTrip.readsOn) this.sendOn(roundTrip);
    else if (progress.collection?.isSending === true) progress.collection.stop();
    if (progress.stage === 'asking') progress.deferred = () => this.#takeEnd(trailers);
    else this.#takeEnd(trailers);
  }

  onFault(fault: Fault): void {
    const { progress } = this;
    progress.roundTrip = null;
    // One that was not sent of may be sent to the app once it is back.
    if (progress.collection?.isSending === true) progress.collection.stop();
    if (progress.stage === 'asking') progress.deferred = () => this.#takeFault(fault);
    else this.#takeFault(fault);
  }

  onSwitch(head: UpstreamHead): void {
    this.context.dispatcher.answered += 1;
    const call = this.call!;
    call.firstByteAtMs = performance.now();
    const roundTrip = this.progress.roundTrip!;
    this.download.sendSwitch(head, this.progress);
    this.end();
    this.progress.stage = 'tunnel';
    this.client.deadlineMs = Number.POSITIVE_INFINITY;
    const tunnel = new Tunnel(this.context, call, this.client, roundTrip);
    this.tunnel = tunnel;
    roundTrip.handler = tunnel;
    this.client.onTunnel();
    tunnel.begin(this.client.takeStash());
  }

  onGone(): void {
    this.progress.lateUpload = null;
    this.client.socket.resume();
  }

  onRepeated(): void {
    this.call!.isRepeated = true;
  }

  abstract onConnected(isReused: boolean): void;

  abstract onDrain(): void;

  abstract onClientEnd(): void;

  /** The app has answered before it had all of the body, and may read the rest. */
  protected abstract sendOn(roundTrip: RoundTrip): void;

  #takeEnd(trailers: Trailers): void {
    const details = { reason: 'it ends before the length it announced' };
    if (this.download.takeEnd(trailers)) this.finish(this.progress.status, null, this.progress.bytesOut);
    else this.#takeFault({ code: 'APP_TRUNCATED', details });
  }

  #takeFault(fault: Fault): void {
    // Nothing was sent to an app that was gone before it was known to be: it waits with those that came later.
    if (fault.isUnsent === true && this.progress.mayEnterAgain) this.#waitForRestart(fault);
    else this.breakOff(fault);
  }

  // A gateway status may be another of our processes crashing behind the one that answers.
  #askForCause(status: number): void {
    const progress = this.progress;
    progress.stage = 'asking';
    this.watch('nothing');
    progress.isHeld = true;
    progress.roundTrip!.pause();
    void this.context.dispatcher.explainGatewayStatus(this.call!, status).then((failure) => {
      if (this.progress !== progress || progress.stage !== 'asking') return;
      progress.stage = 'forwarding';
      progress.isHeld = false;
      if (failure !== null) this.fail(failure);
      else if (progress.deferred !== null) progress.deferred();
      else {
        this.download.send();
        progress.roundTrip!.resume();
        this.watchPhase();
      }
    });
  }

  #waitForRestart(fault: Pick<UpstreamFault, 'code' | 'details'>): void {
    const progress = this.progress;
    const call = this.call!;
    progress.mayEnterAgain = false;
    progress.stage = 'waiting';
    this.watch('nothing');
    // More of a body is kept now than while a connection was being made.
    this.client.socket.resume();
    void this.context.dispatcher.explain(call, fault).then((failure) => {
      if (this.progress !== progress || progress.stage !== 'waiting') return;
      if (failure.code === fault.code) this.fail(failure);
      else call.enterAgain();
      if (this.client.hasEnded && this.progress === progress && progress.stage === 'waiting') this.onClientEnd();
    });
  }
}
