import { describe, expect, test } from 'vitest';
import type { FailureCode } from '../../src/core/failure-code.ts';
import { CATALOGUE } from '../../src/failures/catalogue.ts';
import { Failure } from '../../src/failures/failure.ts';
import { renderFailurePage } from '../../src/failures/page.ts';
import { tellFailure } from '../../src/failures/telling.ts';

const QUEUE = new Failure('QUEUE_TIMEOUT', { limit: '60s' });
const LOOP = new Failure('CRASH_LOOP', { process: 'app', count: 11, status: 'exited with code 1' });
const MALFORMED = new Failure('REQUEST_MALFORMED', { reason: 'two lengths' });
const CODES = Object.keys(CATALOGUE) as FailureCode[];
const GONE = new Failure('CLIENT_GONE');

const render = (failure: Failure, detail: 'brief' | 'full' = 'brief', logTail: string[] = [], requestId = 'id-1') =>
  renderFailurePage(tellFailure(failure, detail === 'brief' ? null : { logTail, mask: (text) => text }), requestId);

describe('the failure page', () => {
  test.for(CODES)('of %s says nothing of how the site is run', (code) => {
    const details = {
      process: 'web',
      status: 'exited with code 1',
      reason: 'x',
      limit: '1s',
      key: 'firstByte',
      file: 'f',
    };
    const page = render(new Failure(code, details));
    const shown = page.replace(/<(style|svg)[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, ' ');
    expect(shown).not.toMatch(
      /\b(apps?|berth|ports?|process(es)?|config|yaml|proxy|logs?|upstream|server|instance|request id|code|timeouts?|restarts?)\b|_|[{}`]/i,
    );
    expect(shown).toContain('id-1');
  });

  test('in production has plain words, a way to try again and the id to quote', () => {
    const page = render(new Failure('APP_CLOSED_CONNECTION'));
    expect(page).toContain('<h1>Something went wrong</h1>');
    expect(page).toContain('The fault is on our side, not on yours.');
    expect(page).toContain('<a href="">Try again</a>');
    expect(page).toContain('<dt>Reference</dt><dd><code>id-1</code></dd>');
  });

  test('with full detail says what happened, what to do, and the id and code to quote', () => {
    const page = render(QUEUE, 'full');
    expect(page).toContain('<p class="sentence">The request waited 60s without being let through to the app.</p>');
    expect(page).toContain('<code>startup.deadline</code>');
    expect(page).toContain('<dd><code>id-1</code></dd>');
    expect(page).toContain('<dd><code>QUEUE_TIMEOUT</code></dd>');
  });

  test('names its language and its charset, and has one main heading', () => {
    const page = render(QUEUE);
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">/);
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page).toContain('<title>Just a moment, please</title>');
  });

  test.for([[QUEUE, '1', 'in a second']] as const)(
    'of a 503 reloads itself after the seconds of its row',
    ([failure, seconds, words]) => {
      const page = render(failure);
      expect(page).toContain(`<meta http-equiv="refresh" content="${seconds}">`);
      expect(page).toContain(`The next try is ${words}.`);
    },
  );

  test('never repeats by itself a request that the app may have died of', () => {
    const page = render(new Failure('APP_CRASHED', { process: 'app', status: 'exited with code 3' }));
    expect(page).not.toContain('http-equiv');
    expect(page).toContain('<a href="">Try again</a>');
    const full = render(new Failure('APP_CRASHED', { process: 'app', status: 'exited with code 3' }), 'full');
    expect(full).toContain('A second try may succeed. <a href="">Try again</a>');
  });

  test.for([MALFORMED, GONE, LOOP])('does not reload itself where that does not help: $code', (failure) => {
    expect(render(failure)).not.toMatch(/http-equiv|next try/);
    expect(render(failure, 'full')).not.toMatch(/http-equiv|next try|second try/);
  });

  test.for([
    [MALFORMED, 'This request cannot be understood'],
    [new Failure('COMMAND_NOT_FOUND'), 'This site is not available right now', 'The app is not available'],
    [new Failure('APP_CLOSED_CONNECTION'), 'Something went wrong', 'The app could not answer'],
    [GONE, 'Something went wrong'],
  ] as const)('has a heading for its status', ([failure, headline, full = headline]) => {
    expect(render(failure)).toContain(`<h1>${headline}</h1>`);
    expect(render(failure, 'full')).toContain(`<h1>${full}</h1>`);
  });

  test('loads nothing: no script, no link, no address of another host', () => {
    const page = render(LOOP, 'full', ['a line']);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:|src=/);
  });

  test('escapes everything that comes from outside', () => {
    const nasty = `</pre><script>alert("1 & 'x'")</script>`;
    const failure = new Failure('APP_BAD_RESPONSE', { reason: nasty });
    const page = render(failure, 'full', [nasty], nasty);
    expect(page).not.toContain('<script');
    expect(page.match(/&lt;\/pre&gt;&lt;script&gt;alert\(&quot;1 &amp; &#39;x&#39;&quot;\)/g)).toHaveLength(3);
  });

  test('shows the cause and the last output only with full detail', () => {
    expect(render(LOOP, 'brief', ['secret line'])).not.toMatch(/secret line|ause not known|<pre/);
    const page = render(LOOP, 'full', ['first line', 'second line']);
    expect(page).toContain('Cause not known');
    expect(page).toContain('>first line\nsecond line</pre>');
  });

  test('says so if the app has written nothing', () => {
    expect(render(LOOP, 'full')).toContain('berth has seen no output of the app.');
  });
});
