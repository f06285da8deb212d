import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask, GET, openFrontDoor, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond, startUpstream } from '../helpers/recording-upstream.ts';
import { onTestFinished } from '../helpers/test-end.ts';

describe.for(TRANSPORTS)('forwarding by %s', (transport) => {
  test.for([
    ['/'],
    ['/a//b///c'],
    ['/a/../b/./c'],
    ['/%2e%2e/%2F?x=%20&y=1//2&z=?'],
    ['/?'],
    ['/;a=1,2;b?q=;&&'],
    ['/a?b=http://c/d'],
    ['/\'()*!~[]{}|^`\\"'],
  ])('the target %s reaches the app byte for byte', async ([target]) => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    await ask(door, `GET ${target} HTTP/1.1\r\nHost: app\r\n\r\n`);
    expect(upstream.requests[0]?.startLine).toBe(`GET ${target} HTTP/1.1`);
  });

  test.for([['GET'], ['POST'], ['PUT'], ['DELETE'], ['PATCH'], ['OPTIONS'], ['PROPFIND'], ['REPORT'], ['PURGE']])(
    'the method %s reaches the app without a body of its own',
    async ([method]) => {
      const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
      await ask(door, `${method} /x HTTP/1.1\r\nHost: app\r\n\r\n`);
      const request = upstream.requests[0];
      expect(request?.startLine).toBe(`${method} /x HTTP/1.1`);
      expect(request?.body).toBe('');
      expect(request?.field('transfer-encoding')).toBeNull();
      expect(request?.field('content-length') ?? '0').toBe('0');
    },
  );

  test('the status, the reason and doubled fields reach the client as the app sent them', async () => {
    const response =
      'HTTP/1.1 418 Short and stout\r\nSet-Cookie: a=1\r\nX-Odd: \xe9\r\nSet-Cookie: b=2\r\nContent-Length: 3\r\n\r\ntea';
    const { door } = await openFrontDoorTo(transport, (connection) => connection.send(Buffer.from(response, 'latin1')));
    const answer = await ask(door);
    expect(answer.startLine).toBe('HTTP/1.1 418 Short and stout');
    expect(answer.fields.get('set-cookie')).toEqual(['a=1', 'b=2']);
    expect(answer.field('x-odd')).toBe('\xe9');
    expect(answer.body).toBe('tea');
  });

  test('a response streams: its first part is there before the app has made the second', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n');
    });
    const client = await door.connect();
    client.send(GET);
    await client.waitForText('first');
    upstream.connections[0]?.send('6\r\nsecond\r\n0\r\n\r\n');
    expect((await client.readResponse()).body).toBe('firstsecond');
  });

  test('a head without a body byte is passed on at once', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n');
    });
    const client = await door.connect();
    client.send(GET);
    await client.waitForText('text/event-stream');
    upstream.connections[0]?.send('0\r\n\r\n');
    expect((await client.readResponse()).body).toBe('');
  });

  test('a request streams: its first part is at the app before the client has sent the second', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send('POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 11\r\n\r\nfirst');
    await upstream.waitForConnections(1);
    await upstream.connections[0]?.waitForText('first');
    client.send('second');
    await client.readResponse();
    expect(upstream.requests[0]?.body).toBe('firstsecond');
  });

  test('heads that go out alone keep their bytes above ASCII, both ways', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.waitForText('\r\n\r\n');
      connection.send(Buffer.from('HTTP/1.1 200 OK\r\nX-Odd: \xe9\r\nTransfer-Encoding: chunked\r\n\r\n', 'latin1'));
    });
    const client = await door.connect();
    client.send(Buffer.from('POST / HTTP/1.1\r\nHost: app\r\nX-Odd: \xe9\r\nContent-Length: 4\r\n\r\n', 'latin1'));
    expect((await client.waitForText('\r\n\r\n')).toLowerCase()).toContain('x-odd: \xe9\r\n');
    expect(upstream.texts[0]?.toLowerCase()).toContain('x-odd: \xe9\r\n');
  });

  test('a body of several megabytes comes through both ways unchanged', async () => {
    const body = Buffer.alloc(5_000_000, 'abcdefghijk').toString('latin1');
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond(body)));
    const answer = await ask(door, `POST / HTTP/1.1\r\nHost: app\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    expect(answer.body === body).toBe(true);
    expect(upstream.requests[0]?.body === body).toBe(true);
  });

  test('requests follow each other on one connection', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    for (let i = 0; i < 20; i++) {
      client.send(`POST /${i} HTTP/1.1\r\nHost: app\r\nContent-Length: 4\r\n\r\nbody`);
      expect((await client.readResponse()).body).toBe('ok');
    }
    expect(upstream.requests.map((request) => request.startLine)).toEqual(
      Array.from({ length: 20 }, (_, i) => `POST /${i} HTTP/1.1`),
    );
  });

  test('an app on a UNIX socket is reached', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'berth-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const upstream = await startUpstream(answerAlways(respond('from the socket')), join(folder, 'app.sock'));
    const door = await openFrontDoor({ transport, upstream: upstream.address });
    expect((await ask(door)).body).toBe('from the socket');
    expect(upstream.requests[0]?.field('host')).toBe('app');
  });

  test('a status that nobody knows passes', async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('ok', '', '599 Odd')));
    expect((await ask(door)).startLine).toBe('HTTP/1.1 599 Odd');
  });

  test("the app's own errors pass untouched", async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('mine', '', '500 Internal Server Error')));
    const answer = await ask(door);
    expect([answer.status, answer.body, answer.field('x-berth-error')]).toEqual([500, 'mine', null]);
  });

  test.for([
    ['301 Moved Permanently', 'Location: https://app.example/\r\n'],
    ['401 Unauthorized', 'WWW-Authenticate: Basic realm="app"\r\n'],
    ['200 OK', 'X-Sendfile: /srv/index.html\r\n'],
    ['200 OK', 'X-Accel-Redirect: /protected/index.html\r\n'],
  ] as const)("a %s with %j is the client's to act on, not ours", async ([status, field]) => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('as it is', field, status)));
    const answer = await ask(door);
    expect([answer.startLine, answer.body]).toEqual([`HTTP/1.1 ${status}`, 'as it is']);
    expect(answer.head).toContain(field);
  });
});
