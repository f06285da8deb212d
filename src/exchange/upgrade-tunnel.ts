import type { Call } from '../call/call.ts';
import type { ClientSide } from '../client/client-side.ts';
import type { Failure } from '../failures/failure.ts';
import type { UpstreamConnection, UpstreamOwner } from '../upstream/h1/upstream-connection.ts';
import type { Wire } from './wire.ts';

/** A silent tunnel has no timeout, so the kernel asks from time to time if the client still exists. */
const PEER_PROBE_MS = 60_000;

/**
 * A connection that has switched protocols: bytes go both ways as they are, each side's FIN is passed on, and the call
 * ends with the tunnel.
 */
export class UpgradeTunnel implements UpstreamOwner {
  bytesIn = 0;
  bytesOut = 0;
  readonly #wire: Wire;
  readonly #client: ClientSide;
  readonly #upstream: UpstreamConnection;
  readonly #call: Call;
  #isOver = false;
  #isReleased = false;
  #hasUpstreamEnded = false;
  #sendLast: () => void = () => undefined;

  constructor(wire: Wire, call: Call, client: ClientSide, upstream: UpstreamConnection) {
    this.#wire = wire;
    this.#call = call;
    this.#client = client;
    this.#upstream = upstream;
  }

  /** Starts with what came from either side together with the switch. */
  begin(fromUpstream: Buffer, fromClient: Buffer | null): void {
    this.#upstream.owner = this;
    this.#client.socket.setKeepAlive(true, PEER_PROBE_MS);
    this.#client.socket.resume();
    if (fromUpstream.length > 0) this.onBytes(fromUpstream, fromUpstream.length);
    if (fromClient !== null) this.takeClientBytes(fromClient);
  }

  /** Takes bytes of the client. */
  takeClientBytes(bytes: Buffer): void {
    this.bytesIn += bytes.length;
    if (this.#hasUpstreamEnded) this.#awaitClient();
    if (!this.#upstream.socket.write(bytes)) this.#wire.unreadClients.pause(this.#client.socket);
  }

  onClientDrain(): void {
    this.#upstream.socket.resume();
  }

  onClientEnd(): void {
    this.#upstream.socket.end();
  }

  /** The client's connection is gone; `isBroken`: not in order. */
  onClientClosed(isBroken: boolean): void {
    if (isBroken) this.#upstream.destroy();
    else this.#upstream.destroySoon();
    if (this.#isOver) return;
    if (!isBroken) {
      this.#finish(null);
      return;
    }
    this.#isOver = true;
    this.#call.leave(this.bytesIn, this.bytesOut);
  }

  /** The client has said nothing for long behind the app's FIN. */
  onDeadline(): void {
    this.#client.socket.destroy();
  }

  /** Sends FIN to both sides. */
  close(): void {
    this.#upstream.socket.end();
    this.#end(() => this.#client.socket.end());
  }

  onConnected(): void {
    throw new Error('BUG: a tunnel over a connection that was not connected');
  }

  onBytes(bytes: Buffer, end: number): void {
    this.bytesOut += end;
    // The read buffer is shared: what the client does not take at once would be overwritten.
    if (!this.#client.socket.write(Buffer.from(bytes.subarray(0, end)))) this.#upstream.socket.pause();
  }

  onEnd(): void {
    this.#hasUpstreamEnded = true;
    this.#awaitClient();
    this.#end(() => this.#client.socket.end());
  }

  onClosed(error: NodeJS.ErrnoException | null): void {
    if (error === null || this.#isOver) this.#end(() => this.#client.socket.destroySoon());
    else this.#break();
  }

  onDrain(): void {
    this.#client.socket.resume();
  }

  /** The call's end marker is out. */
  onReleased(): void {
    this.#isReleased = true;
    this.#sendLast();
  }

  // Half a tunnel may live on, but not for a client that has nothing more to say and never leaves.
  #awaitClient(): void {
    this.#client.deadlineMs = this.#wire.wheel.after(this.#wire.settings.clientTimeouts.idleMs);
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
    this.#sendLast = () => this.#client.socket.resetAndDestroy();
    const details = { reason: 'the connection broke in the middle of an upgraded exchange' };
    void this.#wire.desk.explain(this.#call, 'APP_TRUNCATED', details).then((failure) => this.#finish(failure));
  }

  #finish(failure: Failure | null): void {
    this.#isOver = true;
    this.#call.finish({ status: 101, failure, bytesIn: this.bytesIn, bytesOut: this.bytesOut });
  }
}
