import { networkInterfaces, hostname as readHostName } from 'node:os';
import {
  ADDRESS_FIELDS,
  findDefaultPort,
  parseAuthority,
  parseUrl,
  replaceAddresses,
  type UrlParts,
} from '../core/address-field.ts';
import { type BasePathSettings, findAppPath, toPublicCookie, toPublicPath } from '../core/base-path.ts';
import type { UpstreamAddress } from '../core/settings.ts';
import { type NewValues, replaceAddressValues } from '../http1/new-values.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/** Where the client of a call is, by what the app was told. */
export interface PublicPlace {
  /** The Host that was sent to the app. */
  readonly host: string;
  /** The X-Forwarded-Proto that was sent to the app. */
  readonly proto: string;
  /** What was asked for there: path and query. */
  readonly target: string;
  /** The X-Forwarded-Prefix that was sent to the app; '' for none. */
  readonly prefix: string;
}

/** What an app says to an address on a server that it takes for another one. */
const REFUSED = 502;

/** Reads them from a head that was sent. */
export function readPublicPlace(sentHead: string): PublicPlace {
  const read = (name: string): string => new RegExp(`^${name}: (.*)$`, 'im').exec(sentHead)?.[1]?.trim() ?? '';
  const [, target = ''] = /^\S+ (\S+)/.exec(sentHead) ?? [];
  return { host: read('Host'), proto: read('X-Forwarded-Proto'), target, prefix: read('X-Forwarded-Prefix') };
}

const ADDRESSES: ReadonlySet<string> = new Set(ADDRESS_FIELDS);

const LOOPBACK =
  /^(localhost|localhost\.localdomain|ip6-localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|\[::ffff:7f[\da-f]{2}:[\da-f]+\])$/;

/**
 * Brings addresses between what the app believes and what its clients can reach: an app that builds addresses from the port
 * it listens on names one that nobody else can open. Other addresses stay as they are, to the letter.
 */
export class AddressRewriter {
  readonly #upstream: UpstreamAddress;
  readonly #rewrites: boolean;
  readonly #basePath: BasePathSettings | null;
  readonly #scheme: 'http' | 'https';
  /** What the app takes its own address for, by what it accepted: what it hears, or what it is told of the client's. */
  #belief: 'unknown' | 'own' | 'public' = 'unknown';

  constructor(upstream: UpstreamAddress, isTls: boolean, settings: RewriteSettings = ADDRESSES_ALONE) {
    this.#upstream = upstream;
    this.#rewrites = settings.rewritesAddresses;
    this.#basePath = settings.basePath;
    this.#scheme = isTls ? 'https' : 'http';
  }

  /** The value of a field, by its lower-case name, as the client gets it. `readPlace` is called only where an address is the app's. */
  toPublic(name: string, value: string, readPlace: () => PublicPlace): string {
    const base = this.#basePath;
    if (base !== null && name === 'set-cookie') return toPublicCookie(value, readPlace().prefix, base);
    if (!ADDRESSES.has(name)) return value;
    if (base !== null) return replaceAddresses(name, value, (address) => this.#rebase(address, readPlace(), base));
    if (!this.#rewrites || !value.includes('//')) return value;
    return replaceAddresses(name, value, (address) => {
      const parts = parseUrl(address);
      if (parts === null) return address;
      const place = readPlace();
      return this.#isOwn(parts, place) ? this.#publish(address, parts, place) : address;
    });
  }

  /**
   * The values of `DAV_FIELDS` as the app gets them: it refuses an address on a server that is not the one it believes to
   * be. An address is the app's own if it names the call's Host, or what a trusted peer says the Host was before.
   */
  rewriteRequest(request: UpstreamRequest): NewValues {
    const { host, method, head, bytes } = request;
    const base = this.#basePath;
    const mayBeOwn = this.#rewrites && this.#belief !== 'public';
    if (host === '' || (base === null && !mayBeOwn)) return null;
    const hosts = [host, request.toForwarded().host].flatMap((list) => list.split(',', 1)).map((one) => one.trim());
    const places = hosts.map(parseAuthority).filter((place) => place !== null);
    const toOwn = (address: string): string => {
      if (isPath(address)) return toAppPath(address, base);
      const parts = parseUrl(address);
      const isOwn = parts !== null && parts.userinfo === '' && places.some((place) => isSamePlace(parts, place));
      if (!isOwn) return address;
      const origin = mayBeOwn ? `${this.#scheme}://${host}` : cutRest(address, parts);
      return origin + toAppPath(parts.rest, base);
    };
    return replaceAddressValues(head.fields, bytes, (name, value) => {
      const isOthers = name === 'destination' && !hasDestination(method);
      return isOthers ? value : replaceAddresses(name, value, toOwn);
    });
  }

  /**
   * Takes in what became of a COPY or MOVE with values of `rewriteRequest`, or of the same one as it came. True if it should
   * be sent again as it came: some apps believe X-Forwarded-Proto, and such a 502 says that nothing was done (RFC 4918
   * section 9.8.5). Other refusals, as for want of a password, may have come before it looked at the address.
   */
  isMistaken(status: number, isAsItCame: boolean): boolean {
    if (this.#belief !== 'unknown') return false;
    if (status === REFUSED) return !isAsItCame;
    if (isAsItCame) this.#belief = 'public';
    else if (status >= 200 && status < 300) this.#belief = 'own';
    return false;
  }

  // An app names its own pages by path, by its own address, or by the public one that Host has told it.
  #rebase(address: string, place: PublicPlace, base: BasePathSettings): string {
    if (isPath(address)) return toPublicPath(address, place.prefix, base);
    const parts = parseUrl(address);
    if (parts === null) return address;
    const isOwn = this.#isOwn(parts, place);
    const known = parseAuthority(place.host);
    if (!isOwn && (known === null || !isSamePlace(parts, known))) return address;
    const rest = toPublicPath(parts.rest, place.prefix, base);
    const moved = cutRest(address, parts) + rest;
    return isOwn && this.#rewrites ? this.#publish(moved, { ...parts, rest }, place) : moved;
  }

  #publish(address: string, { scheme, userinfo, rest }: UrlParts, { host, proto }: PublicPlace): string {
    const publicPlace = parseAuthority(host);
    const isKnown = publicPlace !== null && !this.#isReached({ ...publicPlace, scheme: this.#scheme });
    if (!isKnown) return toPath(rest) ?? address;
    if (scheme === '') return `//${userinfo}${host}${rest}`;
    const told = toScheme(proto);
    return `${told === 'http' || told === 'https' ? told : scheme}://${userinfo}${host}${rest}`;
  }

  #isOwn(parts: UrlParts, { host, proto, target }: PublicPlace): boolean {
    if (this.#isReached(parts)) return true;
    const place = parseAuthority(host);
    if (place?.hostName !== parts.hostName) return false;
    // Of an app that cannot know of the TLS before it, and keeps what Host says. A port that is written speaks either of the two;
    // without one, whoever sends to the very page that was asked for means to have it without TLS.
    if (parts.port === place.port && parts.scheme === 'http' && toScheme(proto) === 'https')
      return parts.port !== null || toTarget(parts.rest) !== target;
    if (this.#upstream.kind === 'unix') return false;
    if (parts.port !== null) return parts.port === this.#upstream.port;
    // The same on port 80. One that says https has thought of it.
    return this.#scheme === 'http' && parts.scheme !== 'https' && this.#upstream.port === 80;
  }

  /** True if the app itself listens there: nobody but its machine can open it, or means to. */
  #isReached({ scheme, hostName, port }: Pick<UrlParts, 'scheme' | 'hostName' | 'port'>): boolean {
    const upstream = this.#upstream;
    // On a unix socket there is no port to write.
    if (upstream.kind === 'unix') return port === null && LOOPBACK.test(hostName);
    if ((port ?? findDefaultPort(scheme || this.#scheme)) !== upstream.port) return false;
    return (
      LOOPBACK.test(hostName) ||
      listMachineNames(upstream.host).some((name) => parseAuthority(name)?.hostName === hostName)
    );
  }
}

/** What is to be done about addresses. */
export interface RewriteSettings {
  readonly rewritesAddresses: boolean;
  readonly basePath: BasePathSettings | null;
}

const ADDRESSES_ALONE: RewriteSettings = { rewritesAddresses: true, basePath: null };

/** The fields of responses in which something is looked for; none where nothing is to be done. */
export function listRewrittenFields({ rewritesAddresses, basePath }: RewriteSettings): readonly string[] {
  if (basePath !== null) return [...ADDRESS_FIELDS, 'set-cookie'];
  return rewritesAddresses ? ADDRESS_FIELDS : [];
}

/** A path on the same server; two slashes begin a host. */
function isPath(address: string): boolean {
  return address.startsWith('/') && address[1] !== '/';
}

function toAppPath(path: string, base: BasePathSettings | null): string {
  if (base === null) return path;
  const { cut, prefix } = findAppPath(path, base);
  return prefix + path.slice(cut);
}

function cutRest(address: string, { rest }: UrlParts): string {
  return address.slice(0, address.length - rest.length);
}

/** True for the methods whose Destination names a place on a server (RFC 4918 section 10.3). */
export function hasDestination(method: string): boolean {
  return method === 'COPY' || method === 'MOVE';
}

/** What the nearest to the client says. */
function toScheme(proto: string): string {
  return proto.split(',', 1)[0]!.trim().toLowerCase();
}

/** Path and query. */
function toTarget(rest: string): string {
  const target = rest.split('#', 1)[0]!;
  return target.startsWith('/') ? target : `/${target}`;
}

/** The path alone, which a client that names no host takes as well; never one that begins like a host. */
function toPath(rest: string): string | null {
  if (rest.startsWith('\\')) return null;
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  return /^\/[/\\]/.test(path) ? `/.${path}` : path;
}

function isSamePlace({ scheme, hostName, port }: UrlParts, place: Pick<UrlParts, 'hostName' | 'port'>): boolean {
  const ownPort = findDefaultPort(scheme);
  return scheme !== '' && place.hostName === hostName && (place.port ?? ownPort) === (port ?? ownPort);
}

function listMachineNames(upstreamHost: string): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
  return [upstreamHost, readHostName(), ...addresses].map((name) => (name.includes(':') ? `[${name}]` : name));
}
