import { LOOPBACK } from './judge-answers.ts';
import type { CallMade } from './platform-client.ts';
import { fail, pass, type Verdict, warn } from './verdict.ts';

/** Judges whether a browser that came by https to the host would keep the cookies. */
export function judgeCookies(calls: readonly CallMade[], host: string): Verdict {
  const cookies = new Set(
    calls.flatMap(({ answer }) => (answer.kind === 'whole' ? [answer.fields['set-cookie'] ?? []].flat() : [])),
  );
  for (const cookie of cookies) {
    const [pair = '', ...rest] = cookie.split(';').map((part) => part.trim());
    const name = pair.split('=')[0] ?? '';
    const attributes = new Map(rest.map((part) => toAttribute(part)));
    const verdict = judgeCookie(name, attributes, host);
    if (verdict !== null) return verdict;
  }
  return pass('cookies', cookies.size === 0 ? 'there were none' : `${cookies.size} different, which a browser keeps`);
}

function toAttribute(part: string): readonly [name: string, value: string] {
  const [name = '', value = ''] = part.split('=');
  return [name.trim().toLowerCase(), value.trim()];
}

function judgeCookie(name: string, attributes: ReadonlyMap<string, string>, host: string): Verdict | null {
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase() ?? '';
  if (domain !== '' && (LOOPBACK.test(domain) || domain.includes(':')))
    return fail(
      'cookies',
      'cookie-domain',
      `the cookie ${name} is for the domain ${domain}, and no browser that came to ${host} keeps it`,
      'set cookies without Domain, or with the domain of the visitors',
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
