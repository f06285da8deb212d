import { describe, expect, test } from 'vitest';
import { openFrontDoorTo, TRANSPORTS, type TransportName } from '../helpers/front-door-harness.ts';
import { respond } from '../helpers/recording-upstream.ts';

const SERVER_ERRORS = [{ from: 500, to: 599 }];

async function ask(
  transport: TransportName,
  status: string,
  fields = '',
  method = 'GET',
  failureStatuses = SERVER_ERRORS,
) {
  const { door } = await openFrontDoorTo(
    transport,
    async (connection) => {
      while ((await connection.readRequest()) !== null)
        connection.send(respond(method === 'HEAD' ? '' : 'the page of the app', fields, status));
    },
    { failureStatuses },
  );
  const client = await door.connect();
  client.send(`${method} / HTTP/1.1\r\nHost: a\r\n\r\n`);
  const answer = await client.readResponse({ isHead: method === 'HEAD' });
  await door.waitForRecords(1);
  return { answer, door };
}

describe.for(TRANSPORTS)('`failures.statuses`, through %s', (transport) => {
  test.for(['500 Internal Server Error', '502 Bad Gateway', '503 Service Unavailable', '599 Odd'])(
    'tells the platform of %s, and leaves the rest as it is',
    async (status) => {
      const { answer, door } = await ask(transport, status, 'X-Own: 1\r\n');
      expect([answer.startLine, answer.body]).toEqual([`HTTP/1.1 ${status}`, 'the page of the app']);
      expect([answer.fields.get('x-fc-status'), answer.field('x-own')]).toEqual([['404'], '1']);
      expect(answer.field('x-berth-error')).toBeNull();
      expect(door.records).toMatchObject([{ by: 'app', status: Number(status.slice(0, 3)) }]);
    },
  );

  test.for(['200 OK', '301 Moved', '404 Not Found', '499 Odd'])('says nothing of %s', async (status) => {
    expect((await ask(transport, status)).answer.field('x-fc-status')).toBeNull();
  });

  test('gives way to what the app says itself', async () => {
    const { answer } = await ask(transport, '500 Internal Server Error', 'X-FC-Status: 200\r\n');
    expect(answer.fields.get('x-fc-status')).toEqual(['200']);
  });

  test('counts an answer to HEAD, and one with a long head', async () => {
    expect((await ask(transport, '500 Oops', '', 'HEAD')).answer.field('x-fc-status')).toBe('404');
    const long = `X-Long: ${'y'.repeat(20_000)}\r\n`;
    expect((await ask(transport, '500 Oops', long)).answer.field('x-fc-status')).toBe('404');
  });

  test('says nothing without the key', async () => {
    expect((await ask(transport, '500 Oops', '', 'GET', [])).answer.field('x-fc-status')).toBeNull();
  });
});
