import type { CallMade } from './platform-client.ts';
import type { Profile } from './profile.ts';
import { fail, pass, type Verdict } from './verdict.ts';

/** Judges the size of the response heads. */
export function judgeHeads(calls: readonly CallMade[], { platform }: Profile): Verdict {
  const whole = calls.flatMap(({ request, answer }) => (answer.kind === 'whole' ? [{ request, answer }] : []));
  const [largest] = whole.sort((a, b) => b.answer.headBytes - a.answer.headBytes);
  if (largest === undefined) return pass('heads', 'there was no answer to look at');
  const limit = platform.limits.responseHeadBytes;
  const { headBytes } = largest.answer;
  const seen = `the largest head of an answer had ${headBytes} bytes (${largest.request.method} ${largest.request.path})`;
  if (limit === null) return pass('heads', seen);
  if (headBytes <= limit) return pass('heads', `${seen}, of ${limit}`);
  return fail(
    'heads',
    'head-too-large',
    `${seen}; from ${limit} on the platform answers 502 BadResponse instead`,
    'set fewer or smaller cookies and headers',
  );
}

/** Hosts that are those of the instance alone. */
export const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0|21\.0\.0\.7)$/;

/** Judges where redirects lead: the visitor came by https, to the host's own port. */
export function judgeRedirects(calls: readonly CallMade[], host: string): Verdict {
  let count = 0;
  for (const { request, answer } of calls) {
    if (answer.kind !== 'whole' || answer.status < 300 || answer.status > 399) continue;
    const location = String(answer.fields['location'] ?? '');
    const asked = `https://${host}${request.path}`;
    if (location === '' || !URL.canParse(location, asked)) continue;
    count++;
    const target = new URL(location, asked);
    const seen = `${request.path} is redirected to ${location}`;
    const verdict = judgeTarget(target, host, seen);
    if (verdict !== null) return verdict;
    // With a cookie it may be another page the next time.
    if (target.href === new URL(asked).href && answer.fields['set-cookie'] === undefined) return judgeLoop(seen);
  }
  return pass('redirects', count === 0 ? 'there were none' : 'all lead to where the visitor came from');
}

function judgeTarget(target: URL, host: string, seen: string): Verdict | null {
  const isInternal = LOOPBACK.test(target.hostname);
  if (!isInternal && target.hostname !== host) return null;
  if (isInternal || target.port !== '') {
    return fail(
      'redirects',
      'redirect-to-port',
      `${seen}, an address that only the instance knows`,
      'let the app redirect to a path alone, or make its address from Host and X-Forwarded-Proto (nginx: absolute_redirect off)',
    );
  }
  if (target.protocol !== 'http:') return null;
  return fail(
    'redirects',
    'redirect-to-http',
    `${seen}, and the visitor came by https`,
    'let the app redirect to a path alone, or trust X-Forwarded-Proto',
  );
}

function judgeLoop(seen: string): Verdict {
  return fail(
    'redirects',
    'redirect-loop',
    `${seen}, which is where the visitor came from, by https: it goes round without an end`,
    'let the app trust X-Forwarded-Proto, for behind the platform every connection is plain http; or let it ask for no https at all',
  );
}
