import type { Socket } from 'node:net';
import type { Call } from '../call.ts';
import type { UpstreamConnection, UpstreamOwner } from './upstream-connection.ts';

/**
 * A connection that has switched protocols: bytes go both ways as they are, each side's FIN is passed on, and the call
 * ends with the tunnel.
 */
export class UpgradeTunnel implements UpstreamOwner {
  bytesIn = 0;
  bytesOut = 0;
  readonly #client: Socket;
  readonly #upstream: UpstreamConnection;
  readonly #call: Call;
  #isOver = false;
  #isReleased = false;
  #sendLast: () => void = () => undefined;

  /** Starts with what came from either side together with the switch. */
  constructor(
    client: Socket,
    upstream: UpstreamConnection,
    call: Call,
    fromUpstream: Buffer,
    fromClient: Buffer | null,
  ) {
    this.#client = client;
    this.#upstream = upstream;
    this.#call = call;
    upstream.owner = this;
    client.resume();
    if (fromUpstream.length > 0) this.onBytes(fromUpstream, fromUpstream.length);
    if (fromClient !== null) this.takeClientBytes(fromClient);
  }

  /** Takes bytes of the client. */
  takeClientBytes(bytes: Buffer): void {
    this.bytesIn += bytes.length;
    if (!this.#upstream.socket.write(bytes)) this.#client.pause();
  }

  onClientDrain(): void {
    this.#upstream.socket.resume();
  }

  onClientEnd(): void {
    this.#upstream.socket.end();
  }

  /** The client's connection is gone; `isBroken`: not in order. */
  onClientClosed(isBroken: boolean): void {
    this.#upstream.destroy();
    if (this.#isOver) return;
    if (!isBroken) {
      this.#finish();
      return;
    }
    this.#isOver = true;
    this.#call.leave(this.bytesIn, this.bytesOut);
  }

  /** Sends FIN to both sides. */
  close(): void {
    this.#upstream.socket.end();
    this.#end(() => this.#client.end());
  }

  onConnected(): void {
    throw new Error('BUG: a tunnel over a connection that was not connected');
  }

  onBytes(bytes: Buffer, end: number): void {
    this.bytesOut += end;
    // The read buffer is shared: what the client does not take at once would be overwritten.
    if (!this.#client.write(Buffer.from(bytes.subarray(0, end)))) this.#upstream.socket.pause();
  }

  onEnd(): void {
    this.#end(() => this.#client.end());
  }

  onClosed(error: NodeJS.ErrnoException | null): void {
    const isOrderly = error === null || this.#isOver;
    this.#end(() => (isOrderly ? this.#client.destroySoon() : this.#client.resetAndDestroy()));
  }

  onDrain(): void {
    this.#client.resume();
  }

  /** The call's end marker is out. */
  onReleased(): void {
    this.#isReleased = true;
    this.#sendLast();
  }

  // The FIN is the last the client sees of the call, so it waits for the end marker.
  #end(sendLast: () => void): void {
    if (this.#isReleased) {
      sendLast();
      return;
    }
    this.#sendLast = sendLast;
    if (!this.#isOver) this.#finish();
  }

  #finish(): void {
    this.#isOver = true;
    this.#call.finish({ status: 101, failure: null, bytesIn: this.bytesIn, bytesOut: this.bytesOut });
  }
}
