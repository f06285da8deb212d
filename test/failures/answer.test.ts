import { describe, expect, test } from 'vitest';
import { type AnswerContext, renderFailureAnswer } from '../../src/failures/answer.ts';
import { Failure } from '../../src/failures/failure.ts';

const CRASH = new Failure('APP_CRASHED', { process: 'php-fpm', status: 'exited with code 255' });
const QUEUE = new Failure('QUEUE_TIMEOUT', { limit: '60s' });
const TIMEOUT = new Failure('APP_TIMEOUT', { phase: 'the first byte', limit: '1s', key: 'firstByte' });

const CONTEXT: AnswerContext = {
  requestId: '1-67a59f35-150c1267-f381ba1c085c',
  accept: '',
  detail: null,
  errors: { page: null, pages: new Map() },
  platform: { name: 'generic', requestIdHeaders: [], ownIdHeader: null, failureHeaders: {} },
};

const FULL = { logTail: ['PHP Fatal error: out of cheese'], mask: (text: string) => text };

const render = (failure: Failure, changes: Partial<AnswerContext> = {}) => {
  const { status, fields, body } = renderFailureAnswer(failure, { ...CONTEXT, ...changes });
  return { status, fields: Object.fromEntries(fields), text: body.toString(), bytes: body.length };
};

describe('the answer for a failure', () => {
  test('carries the status of its row, its code and the request id, and is never cached', () => {
    const { status, fields } = render(CRASH);
    expect(status).toBe(502);
    expect(fields).toEqual({
      'content-type': 'application/json; charset=utf-8',
      'content-length': expect.stringMatching(/^\d+$/),
      'cache-control': 'no-store',
      'x-berth-error': 'APP_CRASHED',
      'x-request-id': CONTEXT.requestId,
      'retry-after': '1',
    });
  });

  test('says nothing of trying again where that does not help', () => {
    expect(render(TIMEOUT).fields).not.toHaveProperty('retry-after');
  });

  test('carries the fields its platform asks for', () => {
    const platform = { ...CONTEXT.platform, failureHeaders: { 'x-fc-status': '404' } };
    expect(render(CRASH, { platform }).fields).toHaveProperty('x-fc-status', '404');
  });

  test.for(['', 'text/plain', 'text/html'])('counts its length in bytes for Accept %j', (accept) => {
    const failure = new Failure('APP_BAD_RESPONSE', { reason: 'ünïcode – 日本' });
    const { fields, bytes } = render(failure, { accept });
    expect(fields['content-length']).toBe(String(bytes));
  });

  test('in JSON has the field names of Function Compute', () => {
    expect(JSON.parse(render(CRASH).text)).toEqual({
      errorType: 'APP_CRASHED',
      errorMessage: 'The request could not be answered. The fault is on our side, not on yours.',
      requestId: CONTEXT.requestId,
      hint: 'Try again in a second. If the request changes something, look first whether that has been done.',
    });
  });

  test('in plain text reads from what happened to what to do', () => {
    const { fields, text } = render(QUEUE, { accept: 'text/plain' });
    expect(fields['content-type']).toBe('text/plain; charset=utf-8');
    expect(text).toBe(
      `QUEUE_TIMEOUT: The site is not available right now.\nTry again in a second.\nRequest id: ${CONTEXT.requestId}\n`,
    );
  });

  test('in HTML is the config’s page, by status and with what stands for the call filled in', () => {
    const page = { contentType: 'text/html; charset=utf-8', text: `<p>\${requestId} \${status} \${other} $& ünï` };
    const lost = { contentType: 'text/plain; charset=utf-8', text: 'closed' };
    const errors = { page, pages: new Map([[504, lost]]) };
    const crashed = render(CRASH, { errors, accept: 'text/html, */*;q=0.8' });
    expect(crashed.text).toBe(`<p>${CONTEXT.requestId} 502 \${other} $& ünï`);
    expect(crashed).toMatchObject({ status: 502, fields: { 'content-type': page.contentType, 'retry-after': '1' } });
    expect(crashed.fields['content-length']).toBe(String(crashed.bytes));
    expect(render(TIMEOUT, { errors, accept: 'text/html' })).toMatchObject({ status: 504, text: 'closed' });
    expect(render(TIMEOUT, { errors, accept: 'text/html' }).fields['content-type']).toBe(lost.contentType);
  });

  test('is berth’s own for whoever takes no HTML, and in full detail', () => {
    const page = { contentType: 'text/html', text: 'mine' };
    const errors = { page, pages: new Map([[502, page]]) };
    for (const accept of ['', '*/*', 'application/json', 'text/plain']) {
      expect(render(CRASH, { errors, accept }).text).toContain('APP_CRASHED');
    }
    expect(render(CRASH, { errors, accept: 'text/html', detail: FULL }).text).toContain('out of cheese');
  });

  test('in HTML is the page', () => {
    const { fields, text } = render(CRASH, { accept: 'text/html' });
    expect(fields['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toMatch(/^<!doctype html>/);
  });

  test.for(['', 'text/plain', 'text/html'])('shows the last output only with full detail, for Accept %j', (accept) => {
    expect(render(CRASH, { accept }).text).not.toContain('cheese');
    expect(render(CRASH, { accept, detail: FULL }).text).toContain('cheese');
  });

  test('in plain text has no heading for an output that is not there', () => {
    const { text } = render(CRASH, { accept: 'text/plain', detail: { ...FULL, logTail: [] } });
    expect(text).not.toContain('Last output');
  });
});
