import { describe, expect, test, vi } from 'vitest';
import { OWN_FIELDS_ROOM, type OwnFields, putOwnFields, toAnswerBytes } from '../../src/http1/response-writer.ts';
import { onTestFinished } from '../helpers/test-end.ts';

const PLAIN: OwnFields = {
  requestId: 'id',
  appRequestId: '',
  framing: 'nothing',
  contentLength: -1,
  persistence: 'default',
  upgrade: '',
  hasDate: true,
};

function put(own: Partial<OwnFields>): string {
  const out = Buffer.alloc(1_000);
  const end = putOwnFields(out, 1, { ...PLAIN, ...own });
  return out.toString('latin1', 1, end);
}

function freezeClock(time: string): void {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(time) });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

describe('the fields of our own', () => {
  test.for([
    [{ framing: 'given', contentLength: 3 }, 'Content-Length: 3\r\nX-Request-Id: id\r\n\r\n'],
    [
      { framing: 'chunked', persistence: 'close' },
      'Transfer-Encoding: chunked\r\nX-Request-Id: id\r\nConnection: close\r\n\r\n',
    ],
    [{ persistence: 'keep-alive' }, 'X-Request-Id: id\r\nConnection: keep-alive\r\n\r\n'],
    [{ appRequestId: 'id' }, '\r\n'],
    [{ appRequestId: 'theirs' }, 'X-Berth-Request-Id: id\r\n\r\n'],
    [{ upgrade: 'echo' }, 'X-Request-Id: id\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n'],
    [{ upgrade: 'h3', persistence: 'close' }, 'X-Request-Id: id\r\nConnection: close, Upgrade\r\nUpgrade: h3\r\n\r\n'],
    [
      { upgrade: 'h3', persistence: 'keep-alive' },
      'X-Request-Id: id\r\nConnection: keep-alive, Upgrade\r\nUpgrade: h3\r\n\r\n',
    ],
  ] as const)('for %j are written behind those of the app', ([own, expected]) => {
    expect(put(own)).toBe(expected);
  });

  test('a response that its app has not dated is dated, to the second', () => {
    freezeClock('1994-11-15T08:12:31.999Z');
    expect(put({ hasDate: false })).toBe('Date: Tue, 15 Nov 1994 08:12:31 GMT\r\nX-Request-Id: id\r\n\r\n');
    vi.setSystemTime(new Date('1994-11-15T08:12:32.000Z'));
    expect(put({ hasDate: false })).toContain('08:12:32 GMT');
    expect(put({ hasDate: false })).toContain('08:12:32 GMT');
  });

  test('have room, however long they are', () => {
    const own = {
      requestId: 'i'.repeat(128),
      appRequestId: 'a',
      framing: 'given',
      contentLength: 999_999_999_999_999,
    } as const;
    const text = put({ ...own, persistence: 'keep-alive', upgrade: 'u', hasDate: false });
    expect(text.length - 1).toBeLessThanOrEqual(OWN_FIELDS_ROOM);
  });
});

test('an answer of berth has its body except for HEAD', () => {
  freezeClock('1994-11-15T08:12:31Z');
  const answer = { status: 502, fields: [['content-length', '2']] as const, body: Buffer.from('no') };
  expect(toAnswerBytes(answer, 'close', false).toString()).toBe(
    'HTTP/1.1 502 Bad Gateway\r\ncontent-length: 2\r\ndate: Tue, 15 Nov 1994 08:12:31 GMT\r\nconnection: close\r\n\r\nno',
  );
  expect(toAnswerBytes({ ...answer, status: 599 }, 'default', true).toString()).toBe(
    'HTTP/1.1 599 \r\ncontent-length: 2\r\ndate: Tue, 15 Nov 1994 08:12:31 GMT\r\n\r\n',
  );
});
