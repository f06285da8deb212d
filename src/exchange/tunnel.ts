import type { Call } from '../call/call.ts';
import { formatDuration } from '../core/duration.ts';
import { Failure } from '../failures/failure.ts';
import { NO_TRAILERS, type ResponseHandler, type RoundTrip } from '../upstream/transport.ts';
import type { ClientSide, ExchangeContext } from './exchange-context.ts';

/** A silent tunnel has no timeout, so the kernel asks from time to time if the client still exists. */
const PEER_PROBE_MS = 60_000;

/** What is under way in a tunnel when a drain begins has this long before either side gets its FIN, and as long after. */
const CLOSING_MS = 250;

/**
 * A connection that has switched protocols: bytes go both ways as they are, each side's FIN is passed on, and the call
 * ends with the tunnel. A client that takes nothing for `proxy.clientTimeouts.reader` is cut.
 */
export class Tunnel implements ResponseHandler {
  #bytesIn = 0;
  #bytesOut = 0;
  readonly #context: ExchangeContext;
  readonly #client: ClientSide;
  readonly #roundTrip: RoundTrip;
  readonly #call: Call;
  #isOver = false;
  #isReleased = false;
  /** The app's connection is closed. */
  #isGone = false;
  #hasUpstreamEnded = false;
  /** The last the app has said is that it closes. */
  #saidClose = false;
  /** It is being found out why the app has ended the tunnel. */
  #isExplaining = false;
  #closing: 'no' | 'soon' | 'asked' = 'no';
  #sendLast: () => void = () => undefined;

  constructor(context: ExchangeContext, call: Call, client: ClientSide, roundTrip: RoundTrip) {
    this.#context = context;
    this.#call = call;
    this.#client = client;
    this.#roundTrip = roundTrip;
  }

  /** Starts with what came from the client together with the switch. */
  begin(fromClient: Buffer | null): void {
    this.#client.socket.setKeepAlive(true, PEER_PROBE_MS);
    this.#client.socket.resume();
    if (fromClient !== null) this.takeClientBytes(fromClient);
    if (this.#context.isDraining) this.closeSoon();
  }

  /** Takes bytes of the client. */
  takeClientBytes(bytes: Buffer): void {
    if (this.#isGone) return;
    this.#bytesIn += bytes.length;
    if (this.#hasUpstreamEnded) this.#awaitClient();
    if (!this.#roundTrip.sendBody(bytes, 0, bytes.length, false)) this.#context.pauseClient(this.#client.socket);
  }

  onClientDrain(): void {
    this.#roundTrip.resume();
    if (!this.#hasUpstreamEnded && this.#closing === 'no') this.#client.deadlineMs = Number.POSITIVE_INFINITY;
  }

  onClientEnd(): void {
    if (!this.#isGone) this.#roundTrip.endBody(NO_TRAILERS);
  }

  /** The client's connection is gone; `isBroken`: not in order. */
  onClientClosed(isBroken: boolean): void {
    if (isBroken) this.#roundTrip.abort();
    else this.#roundTrip.abortSoon();
    if (this.#isOver || this.#isExplaining) return;
    if (!isBroken) {
      this.#finish(null);
      return;
    }
    this.#leave(new Failure('CLIENT_GONE'));
  }

  onDeadline(): void {
    if (this.#closing === 'soon') this.close();
    else if (this.#closing === 'asked' || this.#hasUpstreamEnded) this.#client.socket.destroy();
    else if (this.#client.hasTakenSome()) this.#awaitReader();
    else this.#leaveStalled();
  }

  /** The drain has begun: what is under way has a moment before `close`. */
  closeSoon(): void {
    if (this.#closing !== 'no') return;
    this.#closing = 'soon';
    this.#client.deadlineMs = this.#context.wheel.nowMs + CLOSING_MS;
  }

  /** Sends FIN to both sides, and cuts them in a moment. */
  close(): void {
    if (this.#closing === 'asked') return;
    this.#closing = 'asked';
    this.#client.deadlineMs = this.#context.wheel.nowMs + CLOSING_MS;
    if (!this.#isGone) this.#roundTrip.endBody(NO_TRAILERS);
    this.#end(() => this.#client.socket.end());
  }

  onData(bytes: Buffer, start: number, end: number): void {
    this.#bytesOut += end - start;
    this.#saidClose = endsWithCloseFrame(bytes, start, end);
    if (this.#passOn(bytes.subarray(start, end))) return;
    this.#roundTrip.pause();
    if (this.#closing === 'no') this.#awaitReader();
  }

  onEnd(): void {
    this.#hasUpstreamEnded = true;
    this.#awaitClient();
    this.#endByApp(() => this.#client.socket.end());
  }

  onGone(): void {
    this.#isGone = true;
    this.#endByApp(() => this.#client.socket.destroySoon());
  }

  onFault(): void {
    if (this.#isOver) {
      this.onGone();
      return;
    }
    this.#isGone = true;
    this.#isOver = true;
    this.#sendLast = () => this.#client.socket.resetAndDestroy();
    const details = { reason: 'the connection broke in the middle of an upgraded exchange' };
    void this.#context.dispatcher
      .explain(this.#call, { code: 'APP_TRUNCATED', details })
      .then((failure) => this.#finish(failure));
  }

  onDrain(): void {
    this.#client.socket.resume();
  }

  onConnected(): void {
    throw new Error('BUG: a tunnel over a connection that was not connected');
  }

  onRepeated(): void {
    throw new Error('BUG: a tunnel that is sent again');
  }

  onInterim(): void {
    throw new Error('BUG: a head in a tunnel');
  }

  onHead(): void {
    throw new Error('BUG: a head in a tunnel');
  }

  onSwitch(): void {
    throw new Error('BUG: a head in a tunnel');
  }

  /** The call's end marker is out. */
  onReleased(): void {
    this.#isReleased = true;
    this.#sendLast();
  }

  // What the client does not take at once would be overwritten, where it does not lie in a buffer of its own.
  #passOn(piece: Buffer): boolean {
    const { socket } = this.#client;
    if (!this.#roundTrip.isDataLasting) return socket.write(Buffer.from(piece));
    const buffer = this.#roundTrip.keepData();
    const isTaken = socket.write(piece);
    if (buffer !== null && socket.writableLength === 0) this.#roundTrip.returnBuffer(buffer);
    return isTaken;
  }

  #awaitReader(): void {
    const { wheel, settings } = this.#context;
    this.#client.hasTakenSome();
    this.#client.deadlineMs = wheel.after(settings.clientTimeouts.readerMs);
  }

  // Half a tunnel may live on, but not for a client that has nothing more to say and never leaves.
  #awaitClient(): void {
    if (this.#closing !== 'no') return;
    const { wheel, settings } = this.#context;
    this.#client.deadlineMs = wheel.after(settings.clientTimeouts.readerMs);
  }

  #leaveStalled(): void {
    const limit = formatDuration(this.#context.settings.clientTimeouts.readerMs);
    this.#roundTrip.abort();
    this.#leave(new Failure('CLIENT_STALLED', { limit }));
    this.#client.socket.resetAndDestroy();
  }

  // An app that was killed leaves a FIN behind as well.
  #endByApp(sendLast: () => void): void {
    const isClean = this.#saidClose || this.#closing !== 'no' || this.#client.hasEnded;
    if (this.#isOver || isClean) {
      this.#end(sendLast);
      return;
    }
    this.#sendLast = sendLast;
    if (this.#isExplaining) return;
    this.#isExplaining = true;
    void this.#context.dispatcher.explainGatewayStatus(this.#call, 101).then((failure) => {
      if (!this.#isOver) this.#finish(failure);
    });
  }

  // The FIN is the last the client sees of the call, so it waits for the end marker.
  #end(sendLast: () => void): void {
    if (this.#isReleased) {
      sendLast();
      return;
    }
    this.#sendLast = sendLast;
    if (!this.#isOver) this.#finish(null);
  }

  #leave(failure: Failure): void {
    this.#isOver = true;
    this.#call.leave(this.#bytesIn, this.#bytesOut, failure);
  }

  #finish(failure: Failure | null): void {
    this.#isOver = true;
    this.#call.finish({ status: 101, failure, bytesIn: this.#bytesIn, bytesOut: this.#bytesOut });
  }
}

const CLOSE_FRAME = 0x88;
const LONGEST_CLOSE_FRAME = 125;

/** True for bytes that end with a server's Close frame of WebSocket (RFC 6455 section 5.5.1), unmasked and in one piece. */
function endsWithCloseFrame(bytes: Buffer, start: number, end: number): boolean {
  for (let length = 0; length <= LONGEST_CLOSE_FRAME && end - length - 2 >= start; length++) {
    if (bytes[end - length - 1] === length && bytes[end - length - 2] === CLOSE_FRAME) return true;
  }
  return false;
}
