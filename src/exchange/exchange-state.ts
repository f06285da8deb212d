import type { Call } from '../call/call.ts';
import type { ClientSide } from '../client/client-side.ts';
import type { Failure } from '../failures/failure.ts';
import { UpstreamLink } from '../upstream/h1/upstream-link.ts';
import { ExchangeDeadline, type Phase } from './exchange-deadline.ts';
import { RequestSender } from './request-sender.ts';
import { ResponseRelay } from './response-relay.ts';
import { ResponseTerms } from './response-terms.ts';
import type { UpgradeTunnel } from './upgrade-tunnel.ts';
import type { Wire } from './wire.ts';

/**
 * `waiting` for admission, then for a `connecting` upstream, `forwarding`; `asking` what is behind a gateway status;
 * `explaining` what broke the exchange; `finishing`: the last bytes are in hand and wait for the end marker.
 */
export type Stage = 'idle' | 'waiting' | 'connecting' | 'forwarding' | 'asking' | 'explaining' | 'finishing';

/** What the sides of an exchange share: who takes part in it and how far it is. */
export class ExchangeState {
  stage: Stage = 'idle';
  call: Call | null = null;
  /** What the exchange has become after a switch of protocols. */
  tunnel: UpgradeTunnel | null = null;
  readonly wire: Wire;
  readonly client: ClientSide;
  readonly sender: RequestSender;
  readonly terms: ResponseTerms;
  readonly link: UpstreamLink;
  readonly relay: ResponseRelay;
  readonly deadline: ExchangeDeadline;

  constructor(wire: Wire, client: ClientSide) {
    this.wire = wire;
    this.client = client;
    this.sender = new RequestSender(wire);
    this.terms = new ResponseTerms(wire, this.sender.body);
    this.link = new UpstreamLink(wire.pool);
    this.relay = new ResponseRelay(wire, client.socket, this.terms);
    this.deadline = new ExchangeDeadline(wire.wheel, wire.settings);
  }

  get isForwarding(): boolean {
    return this.stage === 'forwarding' || this.stage === 'asking';
  }

  /** Whom the exchange waits for while nobody is held up. */
  get phase(): Phase {
    if (this.relay.status > 0) return 'idle';
    return this.sender.body.isDone || this.terms.awaitsContinue ? 'firstByte' : 'bodyIdle';
  }

  /** A phase begins, or goes on after progress. */
  watch(phase: Phase): void {
    this.client.deadlineMs = this.deadline.enter(phase);
  }

  /** Closes the connection to the app, whatever is under way on it. */
  dropUpstream(): void {
    this.link.drop();
    this.sender.release(false);
  }

  /** The last bytes are in hand: they leave once the call is released. */
  finish(status: number, failure: Failure | null, bytesOut: number): void {
    this.stage = 'finishing';
    this.watch('nothing');
    this.call!.finish({ status, failure, bytesIn: this.sender.body.received, bytesOut });
  }

  /** The exchange is over. */
  end(): void {
    this.stage = 'idle';
    this.call = null;
    this.link.connection = null;
    this.deadline.end();
  }
}
