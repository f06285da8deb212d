import { describe, expect, test } from 'vitest';
import { type AnswerContext, renderFailureAnswer } from '../../src/failures/answer.ts';
import { Failure } from '../../src/failures/failure.ts';

const CRASH = new Failure('APP_CRASHED', { process: 'php-fpm', status: 'exited with code 255' });
const TIMEOUT = new Failure('APP_TIMEOUT', { phase: 'the first byte', limit: '1s', key: 'firstByte' });

const CONTEXT: AnswerContext = {
  requestId: '1-67a59f35-150c1267-f381ba1c085c',
  accept: '',
  detail: null,
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
      errorMessage: 'Process php-fpm exited with code 255 unexpectedly.',
      requestId: CONTEXT.requestId,
      hint: CRASH.cure,
    });
  });

  test('in plain text reads from what happened to what to do', () => {
    const { fields, text } = render(CRASH, { accept: 'text/plain' });
    expect(fields['content-type']).toBe('text/plain; charset=utf-8');
    expect(text).toBe(`APP_CRASHED: ${CRASH.message}\n${CRASH.cure}\nRequest id: ${CONTEXT.requestId}\n`);
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
