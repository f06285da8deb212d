import { LOOPBACK } from './judge-answers.ts';
import type { CallMade } from './platform-client.ts';
import { fail, pass, type Verdict, warn } from './verdict.ts';

/** RFC 6265, 6.1; browsers take no more of name and value. */
const MOST_COOKIE_BYTES = 4_096;

/** Judges whether a browser that came by https to the host would keep the cookies. */
export function judgeCookies(calls: readonly CallMade[], host: string): Verdict {
  const cookies = new Set(
    calls.flatMap(({ answer }) => (answer.kind === 'whole' ? [answer.fields['set-cookie'] ?? []].flat() : [])),
  );
  for (const cookie of cookies) {
    const [pair = '', ...rest] = cookie.split(';').map((part) => part.trim());
    const name = pair.split('=')[0] ?? '';
    const attributes = new Map(rest.map((part) => toAttribute(part)));
    const verdict = judgeCookie({ name, sizeBytes: pair.length }, attributes, host);
    if (verdict !== null) return verdict;
  }
  return pass('cookies', cookies.size === 0 ? 'there were none' : `${cookies.size} different, which a browser keeps`);
}

/** The name of a cookie, and how long it is with its value. */
interface Pair {
  readonly name: string;
  readonly sizeBytes: number;
}

function toAttribute(part: string): readonly [name: string, value: string] {
  const [name = '', value = ''] = part.split('=');
  return [name.trim().toLowerCase(), value.trim()];
}

function judgeCookie({ name, sizeBytes }: Pair, attributes: ReadonlyMap<string, string>, host: string): Verdict | null {
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase() ?? '';
  if (domain !== '' && (LOOPBACK.test(domain) || domain.includes(':')))
    return fail(
      'cookies',
      'cookie-domain',
      `the cookie ${name} is for the domain ${domain}, and no browser that came to ${host} keeps it`,
      'set cookies without Domain, or with the domain of the visitors',
    );
  if (sizeBytes > MOST_COOKIE_BYTES)
    return fail(
      'cookies',
      'cookie-too-large',
      `the cookie ${name} has ${sizeBytes} bytes, and no browser keeps one of more than ${MOST_COOKIE_BYTES}`,
      'keep what it holds on the side of the server, by an id in the cookie',
    );
  const isSecure = attributes.has('secure');
  const needsSecure = attributes.get('samesite')?.toLowerCase() === 'none' || /^__(?:Host|Secure)-/i.test(name);
  if (!needsSecure || isSecure) return null;
  return fail(
    'cookies',
    'cookie-not-secure',
    `the cookie ${name} lacks Secure, without which no browser keeps one of its kind (SameSite=None, __Host-, __Secure-)`,
    'set Secure, or let the app trust X-Forwarded-Proto: the visitor came by https',
  );
}

/** Judges whether pages and other texts lead to a port that only the instance has. `ports`: those it listens on. */
export function judgeLinks(calls: readonly CallMade[], host: string, ports: ReadonlySet<number>): Verdict {
  let count = 0;
  const hosts = [
    'localhost',
    String.raw`127\.\d+\.\d+\.\d+`,
    String.raw`\[::1\]`,
    String.raw`0\.0\.0\.0`,
    toPattern(host),
  ];
  // JSON may have each slash behind a backslash.
  const address = new RegExp(String.raw`https?:\\?/\\?/(?:${hosts.join('|')}):(\d{1,5})`, 'gi');
  for (const { request, answer } of calls) {
    if (answer.kind !== 'whole' || answer.text === '') continue;
    count++;
    const found = [...answer.text.matchAll(address)].find(([, port]) => ports.has(Number(port)));
    if (found === undefined) continue;
    return warn(
      'links',
      'link-to-port',
      `the answer to ${request.method} ${request.path} holds ${found[0].replaceAll('\\', '')}, an address that only the instance knows`,
      'let the app make addresses of paths alone, or of Host and X-Forwarded-Proto',
    );
  }
  return pass('links', count === 0 ? 'there was no text to look at' : 'no text leads to a port of the instance');
}

function toPattern(text: string): string {
  return text.replace(/[^\w]/g, String.raw`\$&`);
}
