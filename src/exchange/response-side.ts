import type { FailureCode } from '../core/failure-code.ts';
import type { UpstreamAddress } from '../core/settings.ts';
import type { FailureDetails } from '../core/upstream-status.ts';
import type { UpstreamConnection, UpstreamOwner } from '../upstream/h1/upstream-connection.ts';
import { toUpstreamFault } from '../upstream/h1/upstream-fault.ts';
import type { ExchangeState } from './exchange-state.ts';
import type { FailingSide } from './failing-side.ts';
import type { RequestSide } from './request-side.ts';
import type { RelayStep } from './response-relay.ts';
import { UpgradeTunnel } from './upgrade-tunnel.ts';

/** The app's side of an exchange: its connection, and what comes back on it until the response is whole. */
export class ResponseSide implements UpstreamOwner {
  readonly #state: ExchangeState;
  readonly #request: RequestSide;
  readonly #failing: FailingSide;
  /** Nothing was sent yet of a request that may be sent again by its method, and it was let in only once. */
  #mayEnterAgain = false;

  constructor(state: ExchangeState, request: RequestSide, failing: FailingSide) {
    this.#state = state;
    this.#request = request;
    this.#failing = failing;
  }

  /** Makes ready for the next request; `isRepeatable`: by its method it may be sent twice. */
  begin(isRepeatable: boolean): void {
    this.#mayEnterAgain = isRepeatable;
  }

  /** Forwards the request to the app at this address. */
  open(address: UpstreamAddress): void {
    this.#use(this.#state.link.open(address, this));
  }

  onConnected(): void {
    const state = this.#state;
    state.stage = 'forwarding';
    this.#mayEnterAgain = false;
    state.call!.markConnected(state.link.connection!.isReused);
    this.#request.send();
  }

  onBytes(bytes: Buffer, end: number): void {
    const { link, relay, call } = this.#state;
    if (!link.hasFirstByte) {
      link.hasFirstByte = true;
      call!.markFirstByte();
    }
    this.#follow(relay.take(link.connection!, bytes, end));
  }

  onEnd(): void {
    if (this.#state.stage === 'asking') this.#state.link.hasEnded = true;
    else if (this.#state.relay.takeEnd()) this.#complete();
    else this.#loseUpstream(null);
  }

  onClosed(error: NodeJS.ErrnoException | null): void {
    const { link, stage } = this.#state;
    link.error = error;
    if (stage === 'asking') link.hasEnded = true;
    else this.#loseUpstream(error);
  }

  onDrain(): void {
    this.#request.onUpstreamDrain();
  }

  /** The client has taken everything so far. */
  onClientDrain(): void {
    const { relay, stage, link, phase } = this.#state;
    relay.onClientDrain();
    if (stage !== 'forwarding') return;
    link.connection!.socket.resume();
    this.#state.watch(phase);
  }

  #use(upstream: UpstreamConnection): void {
    if (upstream.isConnected) {
      this.onConnected();
      return;
    }
    this.#state.stage = 'connecting';
    this.#state.watch('connect');
  }

  #follow(step: RelayStep): void {
    const state = this.#state;
    switch (step) {
      case 'more':
        if (state.client.socket.writableNeedDrain) {
          state.link.connection!.socket.pause();
          state.watch('reader');
        } else state.watch(state.phase);
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
        this.#failing.breakOff('APP_BAD_RESPONSE', { reason: state.relay.fault, bytes: state.relay.faultBytes });
        return;
      default:
        throw new Error(`BUG: unknown step ${step satisfies never}`);
    }
  }

  #complete(): void {
    const { link, sender, relay } = this.#state;
    // An app may answer before it has read the end of a body that is still in our hands.
    const isSent = link.connection!.socket.writableLength === 0;
    sender.release(isSent);
    link.complete(relay.isUpstreamClean && sender.body.isDone && isSent);
    this.#state.finish(relay.status, null, relay.bytesOut);
  }

  // A gateway status may be another of our processes crashing behind the one that answers.
  #askForCause(): void {
    const state = this.#state;
    const { link, relay } = state;
    const call = state.call!;
    state.stage = 'asking';
    state.watch('nothing');
    link.connection!.socket.pause();
    void state.wire.desk.explainGatewayStatus(call).then((failure) => {
      if (state.call !== call || state.stage !== 'asking') return;
      if (failure !== null) return this.#failing.fail(failure);
      const upstream = link.connection!;
      state.stage = 'forwarding';
      upstream.socket.resume();
      this.#follow(relay.goOn(upstream));
      if (link.connection !== upstream) return;
      if (link.error !== null) this.#loseUpstream(link.error);
      else if (link.hasEnded) this.onEnd();
    });
  }

  #switch(): void {
    const state = this.#state;
    const { relay, client } = state;
    const upstream = state.link.connection!;
    const call = state.call!;
    const rest = relay.takeRest();
    relay.send();
    state.watch('nothing');
    state.sender.release(upstream.socket.writableLength === 0);
    state.end();
    const tunnel = new UpgradeTunnel(state.wire, call, client, upstream);
    state.tunnel = tunnel;
    tunnel.begin(rest, client.takeStash());
    client.onTunnel(tunnel);
  }

  /** The connection to the upstream ended or broke before the response was whole. */
  #loseUpstream(error: NodeJS.ErrnoException | null): void {
    const { link, sender, relay } = this.#state;
    const upstream = link.connection!;
    const another = sender.hasOnlyHead ? link.reopen(upstream, this) : null;
    if (another !== null) {
      this.#use(another);
      return;
    }
    const { code, details } = toUpstreamFault(error, upstream, relay.status > 0);
    if (this.#mayEnterAgain && sender.body.isDone) this.#waitForRestart(code, details);
    else this.#failing.breakOff(code, details);
  }

  // The app was gone before it was known to be: nothing was sent, so the request waits with those that came later.
  #waitForRestart(code: FailureCode, details: FailureDetails): void {
    const state = this.#state;
    const call = state.call!;
    this.#mayEnterAgain = false;
    state.link.drop();
    state.stage = 'explaining';
    state.watch('nothing');
    void state.wire.desk.explain(call, code, details).then((failure) => {
      if (state.call !== call || state.stage !== 'explaining') return;
      if (failure.code === code) return this.#failing.fail(failure);
      state.stage = 'waiting';
      call.enterAgain();
    });
  }
}
