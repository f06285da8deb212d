import { BlockList, isIPv6 } from 'node:net';
import type { Dispatcher } from '../call/dispatcher.ts';
import { DAV_FIELDS } from '../core/address-field.ts';
import { toPeerAddress } from '../core/header-rule.ts';
import type { ForwardedSettings, ProxySettings } from '../core/proxy-settings.ts';
import { TimeoutWheel } from '../core/timeout-wheel.ts';
import { TRACE_FIELDS } from '../core/trace-context.ts';
import { CollectRoom } from '../exchange/collected-body.ts';
import type { ExchangeContext } from '../exchange/exchange-context.ts';
import { createFailureVerdict, type FailureVerdict } from '../exchange/failure-verdict.ts';
import { BufferPool } from '../http1/bytes.ts';
import { createRequestFieldNames, type FieldNames } from '../http1/field-name.ts';
import { ParserStock } from '../http1/message-head.ts';
import { RequestHead } from '../http1/request-head.ts';
import { PREFIX_FIELD } from '../http1/request-writer.ts';
import type { StreamSocket } from '../socket/stream-socket.ts';
import { LingeringClients } from './lingering-clients.ts';
import { UnreadClients } from './unread-clients.ts';

/** An everyday head with a small body, with a larger one, with as much as one read brings. */
const BUFFER_SIZES = [4_096, 20_480, 73_728];
const KEPT_BUFFER_BYTES = 4_194_304;

const SHORTEST_TICK_MS = 20;
const LONGEST_TICK_MS = 250;

/** What all client connections of one generation of the app share. */
export class ClientContext implements ExchangeContext {
  readonly dispatcher: Dispatcher;
  readonly settings: ProxySettings;
  readonly wheel: TimeoutWheel;
  readonly buffers = new BufferPool(BUFFER_SIZES, KEPT_BUFFER_BYTES);
  readonly requestNames: FieldNames;
  readonly requestHeads: ParserStock<RequestHead>;
  readonly withheld: ReadonlySet<string>;
  readonly upgrades: ReadonlySet<string>;
  readonly isTrusted: (peer: string) => boolean;
  readonly collectRoom: CollectRoom | null;
  readonly events: ExchangeContext['events'];
  readonly failureVerdict: FailureVerdict | null;
  readonly backlogRoom = { takenBytes: 0 };
  readonly lingeringClients = new LingeringClients();
  isDraining = false;
  readonly #unreadClients = new UnreadClients();

  constructor(dispatcher: Dispatcher, settings: ProxySettings, events: ExchangeContext['events'] = null) {
    this.dispatcher = dispatcher;
    this.settings = settings;
    this.wheel = new TimeoutWheel(chooseTick(settings));
    const { withheldHeaders, limits, rewritesAddresses, basePath, traces } = settings;
    const { requestIdHeaders, ownIdHeader, hookHeader } = dispatcher;
    this.requestNames = createRequestFieldNames(requestIdHeaders, withheldHeaders, hookHeader, ownIdHeader);
    // Written anew, with what is taken off.
    if (basePath !== null) this.requestNames.drop(PREFIX_FIELD.toLowerCase());
    if (traces) this.requestNames.lookForTraces(TRACE_FIELDS);
    if (rewritesAddresses || basePath !== null) this.requestNames.lookForAddresses(DAV_FIELDS);
    this.requestHeads = new ParserStock(() => new RequestHead(this.requestNames, limits));
    this.withheld = new Set(withheldHeaders);
    this.upgrades = new Set(settings.upgrades);
    this.collectRoom = settings.collect === null ? null : new CollectRoom(settings.collect);
    this.events = events;
    this.failureVerdict = createFailureVerdict(dispatcher.failureStatuses, dispatcher.failureHeaders);
    this.isTrusted = createPeerTrust(settings.forwarded);
  }

  pauseClient(socket: StreamSocket): void {
    this.#unreadClients.pause(socket);
  }
}

/** Says of a peer's address whether what it tells of those before it is believed. */
function createPeerTrust({ trust }: ForwardedSettings): (peer: string) => boolean {
  if (typeof trust === 'boolean') return () => trust;
  const list = new BlockList();
  for (const entry of trust) {
    const [address = '', prefix] = entry.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (peer) => {
    const address = toPeerAddress(peer);
    return address !== '' && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  };
}

/** A quarter of the shortest timeout, so that none is late by more than half of itself. */
function chooseTick({ upstreamTimeouts, clientTimeouts, upstreamIdleMs }: ProxySettings): number {
  const timeouts = [...Object.values(upstreamTimeouts), ...Object.values(clientTimeouts), upstreamIdleMs];
  const shortest = Math.min(...timeouts.filter((timeout) => timeout > 0), 4 * LONGEST_TICK_MS);
  return Math.max(SHORTEST_TICK_MS, Math.ceil(shortest / 4));
}
