import { describe, expect, test } from 'vitest';
import type { HeadLimits } from '../../src/core/proxy-settings.ts';
import { ask, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond, type UpstreamScript } from '../helpers/recording-upstream.ts';

const LIMITS: HeadLimits = { headBytes: 2_048, fields: 10, requestLineBytes: 512, bodyBytes: 100 };

describe.for(TRANSPORTS)('limits of %s', (transport) => {
  const open = (script: UpstreamScript = answerAlways(respond('ok'))) =>
    openFrontDoorTo(transport, script, { proxy: { limits: LIMITS } });

  const get = (path: string, fields = ''): string => `GET ${path} HTTP/1.1\r\nHost: app\r\n${fields}\r\n`;
  const numbered = (count: number): string => Array.from({ length: count }, (_, i) => `X-${i}: v\r\n`).join('');

  test.for([
    ['a request line over its limit', get(`/${'a'.repeat(600)}`), 414, 'URI_TOO_LONG'],
    ['a head over its limit in one field', get('/', `X-Big: ${'a'.repeat(2_100)}\r\n`), 431, 'HEADERS_TOO_LARGE'],
    [
      'a head over its limit in several fields',
      get('/', `Cookie: ${'a'.repeat(700)}\r\n`.repeat(3)),
      431,
      'HEADERS_TOO_LARGE',
    ],
    ['a head far over its limit', get('/', `X-Big: ${'a'.repeat(100_000)}\r\n`), 431, 'HEADERS_TOO_LARGE'],
    ['more fields than allowed', get('/', numbered(10)), 431, 'HEADERS_TOO_LARGE'],
  ] as const)('%s is refused, and the app does not hear of it', async ([, request, status, code]) => {
    const { door, upstream } = await open();
    const client = await door.connect();
    client.send(request);
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error'), answer.field('connection')]).toEqual([status, code, 'close']);
    expect(await client.ended).toBe('fin');
    expect(upstream.connections.length).toBe(0);
    expect((await ask(door)).body).toBe('ok');
  });

  test.for([
    ['a request line', get(`/${'a'.repeat(480)}`)],
    ['a head', get('/', `X-Big: ${'a'.repeat(1_900)}\r\n`)],
    ['the number of fields', get('/', numbered(9))],
    ['a body', `POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 100\r\n\r\n${'b'.repeat(100)}`],
    [
      'a chunked body',
      `POST / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n${'b'.repeat(100)}\r\n0\r\n\r\n`,
    ],
  ] as const)('%s just within the limit passes', async ([, request]) => {
    const { door, upstream } = await open();
    expect((await ask(door, request)).body).toBe('ok');
    expect(upstream.requests.length).toBe(1);
  });

  test('a body that announces too much gets 413 before a byte of it is read', async () => {
    const { door, upstream } = await open();
    const client = await door.connect();
    client.send('POST / HTTP/1.1\r\nHost: app\r\nX-Request-Id: big\r\nContent-Length: 101\r\n\r\n');
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error'), answer.field('x-request-id')]).toEqual([
      413,
      'BODY_TOO_LARGE',
      'big',
    ]);
    expect(answer.field('connection')).toBe('close');
    expect(await client.ended).toBe('fin');
    expect(upstream.connections.length).toBe(0);
  });

  test('the answer to a large upload arrives although the client is still sending', async () => {
    const { door } = await open();
    const client = await door.connect();
    const body = 'b'.repeat(300_000);
    client.send(`POST / HTTP/1.1\r\nHost: app\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    expect((await client.readResponse()).status).toBe(413);
    expect(await client.ended).toBe('fin');
  });

  test('a chunked body that grows too large gets 413, and the app never takes it for whole', async () => {
    const { door, upstream } = await open();
    const client = await door.connect();
    client.send(`POST / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n32\r\n${'b'.repeat(50)}\r\n`);
    await upstream.waitForConnections(1);
    await upstream.connections[0]?.waitForText('bbb');
    client.send(`33\r\n${'c'.repeat(51)}\r\n0\r\n\r\n`);
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error')]).toEqual([413, 'BODY_TOO_LARGE']);
    await upstream.connections[0]?.closed;
    expect(upstream.requests.length).toBe(0);
    expect(door.markers.length).toBe(2);
  });

  test('a body that grows too large after the response began resets the connection', async () => {
    const { door } = await open((connection) =>
      connection.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nearly\r\n'),
    );
    const client = await door.connect();
    client.send('POST / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n');
    await client.waitForText('early');
    client.send(`65\r\n${'c'.repeat(101)}\r\n0\r\n\r\n`);
    expect(await client.ended).toBe('reset');
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ status: 200, code: 'BODY_TOO_LARGE', by: 'berth' });
  });

  test('fields of a response are not counted: none is lost', async () => {
    const fields = Array.from({ length: 300 }, (_, i) => `X-${i}: v\r\n`).join('');
    const { door } = await open(answerAlways(respond('ok', fields)));
    const answer = await ask(door);
    expect(Array.from({ length: 300 }, (_, i) => answer.field(`x-${i}`)).every((value) => value === 'v')).toBe(true);
  });

  test('a response head of 60 KiB passes', async () => {
    const { door } = await open(answerAlways(respond('ok', `X-Big: ${'a'.repeat(60_000)}\r\n`)));
    expect((await ask(door)).field('x-big')?.length).toBe(60_000);
  });
});
