/** Fields of a response that name an address which its client may turn to. */
export const ADDRESS_FIELDS = ['location', 'content-location', 'refresh', 'link'] as const;

/** Fields of a request in which WebDAV names addresses on the same server (RFC 4918 sections 10.3 and 10.4). */
export const DAV_FIELDS = ['destination', 'if'] as const;

/** `5; url=…`, with or without quotes (HTML, "refresh"); any text matches. */
const REFRESH = /^(\s*[\d.]*\s*[;,]?\s*(?:url\s*=\s*)?)(["']?)(.*)$/is;

// Both take time in proportion to the value, whatever stands in it.
/** A quoted parameter, or a target between angle brackets (RFC 8288 section 3). */
const LINK_PART = /"(?:[^"\\]|\\.)*(?:"|$)|<([^<>]*)>/g;

/** A list of states, or the resource that the lists behind it are about (RFC 4918 section 10.4.2). */
const IF_PART = /\([^()]*(?:\)|$)|<([^<>]*)>/g;

/** The value of a field, by its lower-case name, with each address in it replaced; what is no address stays as it is. */
export function replaceAddresses(name: string, value: string, replace: (address: string) => string): string {
  if (name === 'link') return replaceParts(value, LINK_PART, replace);
  if (name === 'if') return replaceParts(value, IF_PART, replace);
  if (name !== 'refresh') return replace(value);
  const [, delay = '', quote = '', rest = ''] = REFRESH.exec(value)!;
  const end = quote === '' ? -1 : rest.indexOf(quote);
  const address = end === -1 ? rest : rest.slice(0, end);
  return delay + quote + replace(address) + rest.slice(address.length);
}

function replaceParts(value: string, parts: RegExp, replace: (address: string) => string): string {
  return value.replace(parts, (part, address?: string) => (address === undefined ? part : `<${replace(address)}>`));
}

/** An address of http, https or without a scheme (`//host/path`), cut where its host begins and ends. */
export interface UrlParts {
  /** In lower case; '' where there is none. */
  readonly scheme: string;
  /** With its `@`; '' where there is none. */
  readonly userinfo: string;
  /** As browsers compare it: in lower case, IP addresses in their usual form, without a dot at its end. */
  readonly hostName: string;
  /** null: not written. */
  readonly port: number | null;
  /** Path, query and fragment, as they are written. */
  readonly rest: string;
}

const URL_FORM = /^(?:(https?):)?\/\/([^/\\?#]*@)?([^/\\?#@]+)(.*)$/is;
const AUTHORITY_FORM = /^(\[[\da-f:.]+\]|[^\s:<>"[\]]+)(?::(\d{1,5}))?$/i;

/** Cuts an address; null for a path, another scheme, or what no browser would go to. */
export function parseUrl(text: string): UrlParts | null {
  const [, scheme = '', userinfo = '', authority = '', rest = ''] = URL_FORM.exec(text) ?? [];
  const place = parseAuthority(authority);
  return place === null ? null : { scheme: scheme.toLowerCase(), userinfo, ...place, rest };
}

/** Cuts `host` or `host:port`; null if it is neither. */
export function parseAuthority(text: string): Pick<UrlParts, 'hostName' | 'port'> | null {
  const [, host = '', port] = AUTHORITY_FORM.exec(text) ?? [];
  const hostName = host === '' ? '' : toHostName(host);
  return hostName === '' ? null : { hostName, port: port === undefined ? null : Number(port) };
}

/** A name that no browser takes for a number or changes but for its case. */
const PLAIN_NAME = /^(?:[a-z\d-]+\.)*[a-z][a-z\d-]*\.?$/i;

function toHostName(host: string): string {
  if (PLAIN_NAME.test(host)) return host.toLowerCase().replace(/\.$/, '');
  try {
    return new URL(`http://${host}`).hostname.replace(/\.$/, '');
  } catch {
    return '';
  }
}

/** The port of an address that names none. */
export function findDefaultPort(scheme: string): number {
  return scheme === 'https' ? 443 : 80;
}
