import type { Socket } from 'node:net';
import type { Failure } from '../../failures/failure.ts';
import type { Call } from '../call.ts';
import type { CallDesk } from '../call-desk.ts';
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
  readonly #desk: CallDesk;
  #isOver = false;
  #isReleased = false;
  #sendLast: () => void = () => undefined;

  constructor(desk: CallDesk, call: Call, client: Socket, upstream: UpstreamConnection) {
    this.#desk = desk;
    this.#call = call;
    this.#client = client;
    this.#upstream = upstream;
  }

  /** Starts with what came from either side together with the switch. */
  begin(fromUpstream: Buffer, fromClient: Buffer | null): void {
    this.#upstream.owner = this;
    this.#client.resume();
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
      this.#finish(null);
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
    if (error === null || this.#isOver) this.#end(() => this.#client.destroySoon());
    else this.#break();
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
    if (!this.#isOver) this.#finish(null);
  }

  #break(): void {
    this.#isOver = true;
    this.#sendLast = () => this.#client.resetAndDestroy();
    const details = { reason: 'the connection broke in the middle of an upgraded exchange' };
    void this.#desk.explain(this.#call, 'APP_TRUNCATED', details).then((failure) => this.#finish(failure));
  }

  #finish(failure: Failure | null): void {
    this.#isOver = true;
    this.#call.finish({ status: 101, failure, bytesIn: this.bytesIn, bytesOut: this.bytesOut });
  }
}
