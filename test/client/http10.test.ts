import { describe, expect, test } from 'vitest';
import { ask, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';

describe.for(TRANSPORTS)('clients of HTTP/1.0 through %s', (transport) => {
  test('the connection ends behind the response', async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send('GET / HTTP/1.0\r\n\r\n');
    expect((await client.readResponse()).body).toBe('ok');
    expect(await client.ended).toBe('fin');
  });

  test('without a Host the app is told its own address', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send('GET / HTTP/1.0\r\n\r\n');
    await client.readResponse();
    const { address } = upstream;
    expect(upstream.requests[0]?.startLine).toBe('GET / HTTP/1.1');
    expect(upstream.requests[0]?.field('host')).toBe(address.kind === 'tcp' ? `${address.host}:${address.port}` : '');
    expect(upstream.requests[0]?.field('x-forwarded-host')).toBeNull();
  });

  test('a client that asks for it keeps its connection', async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    for (let i = 0; i < 3; i++) {
      client.send('GET / HTTP/1.0\r\nHost: app\r\nConnection: keep-alive\r\n\r\n');
      const answer = await client.readResponse();
      expect([answer.body, answer.field('connection')?.toLowerCase()]).toEqual(['ok', 'keep-alive']);
    }
  });

  test('a chunked response loses its chunks and ends with the connection', async () => {
    const { door } = await openFrontDoorTo(
      transport,
      answerAlways('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\nX-A: b\r\n\r\n'),
    );
    const client = await door.connect();
    client.send('GET / HTTP/1.0\r\nHost: app\r\nConnection: keep-alive\r\n\r\n');
    expect(await client.ended).toBe('fin');
    const answer = await client.readResponse();
    expect([answer.field('transfer-encoding'), answer.body]).toEqual([null, 'abcdef']);
  });

  test('a chunked response that breaks off resets the client, since nothing else tells it', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n');
    });
    const client = await door.connect();
    client.send('GET / HTTP/1.0\r\n\r\n');
    await client.waitForText('abc');
    upstream.connections[0]?.end();
    expect(await client.ended).toBe('reset');
  });

  test('a body with a length reaches the app', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send('POST / HTTP/1.0\r\nHost: app\r\nContent-Length: 4\r\n\r\nbody');
    await client.readResponse();
    expect(upstream.requests[0]?.body).toBe('body');
  });

  test('an upgrade is ignored', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send('GET / HTTP/1.0\r\nHost: app\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    expect((await client.readResponse()).body).toBe('ok');
    expect(upstream.requests[0]?.field('upgrade')).toBeNull();
  });

  test.for([
    ['GET http://app:80/x HTTP/1.1', 'app', 'GET /x HTTP/1.1'],
    ['GET https://app/x HTTP/1.1', 'app:443', 'GET /x HTTP/1.1'],
    ['GET http://app?y HTTP/1.1', 'app', 'GET /?y HTTP/1.1'],
    ['GET http://[::1]:8080 HTTP/1.1', '[::1]:8080', 'GET / HTTP/1.1'],
    ['OPTIONS http://app HTTP/1.1', 'app', 'OPTIONS * HTTP/1.1'],
    ['OPTIONS * HTTP/1.1', 'app', 'OPTIONS * HTTP/1.1'],
  ] as const)('%s with the Host %s asks the app for %s', async ([line, host, expected]) => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    expect((await ask(door, `${line}\r\nHost: ${host}\r\n\r\n`)).status).toBe(200);
    expect(upstream.requests[0]?.startLine).toBe(expected);
  });

  test('a target in absolute form goes to the app as a path', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send('GET http://App.example/x?y HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n');
    await client.readResponse();
    expect(upstream.requests[0]?.startLine).toBe('GET /x?y HTTP/1.1');
    expect(upstream.requests[0]?.field('host')?.toLowerCase()).toBe('app.example');
  });
});
