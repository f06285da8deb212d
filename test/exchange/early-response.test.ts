import { Socket } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import type { ProxySettings } from '../../src/core/proxy-settings.ts';
import type { UpstreamConnection as DialledConnection } from '../../src/upstream/h1/connection.ts';
import { UpstreamPool } from '../../src/upstream/h1/pool.ts';
import { ask, makeRoundTrip, openFrontDoorTo, TRANSPORTS, type TransportName } from '../helpers/front-door-harness.ts';
import type { RawClient } from '../helpers/raw-client.ts';
import { respond, type UpstreamConnection, type UpstreamScript } from '../helpers/recording-upstream.ts';
import { onTestFinished } from '../helpers/test-end.ts';

describe.for(TRANSPORTS)('early responses through %s', (transport) => {
  test('a response that comes during the upload reaches the client, then the connection ends', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.waitForText('half');
      connection.send(respond('too much', '', '413 Payload Too Large'));
    });
    const client = await door.connect();
    client.send('POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 1000\r\n\r\nhalf');
    const answer = await client.readResponse();
    expect([answer.status, answer.body, answer.field('connection')]).toEqual([413, 'too much', 'close']);
    expect(answer.field('x-berth-error')).toBeNull();
    expect(await client.ended).toBe('fin');
    client.end();
    await upstream.connections[0]?.closed;
    expect(door.records[0]).toMatchObject({ status: 413, by: 'app' });
    expect(door.markers.length).toBe(2);
  });

  test('the connection to the app is not used again after an unfinished upload', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      if (connection.number > 1) {
        await connection.readRequest();
        return connection.send(respond('second'));
      }
      await connection.waitForText('half');
      connection.send(respond('early'));
    });
    const client = await door.connect();
    client.send('POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 1000\r\n\r\nhalf');
    expect((await client.readResponse()).body).toBe('early');
    expect((await ask(door)).body).toBe('second');
    expect(upstream.connections.length).toBe(2);
  });

  test('the connection to the app is not used again while the end of an upload waits to be sent', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      if (connection.number === 1) {
        connection.socket.pause();
        return;
      }
      await connection.readRequest();
      connection.send(respond('second'));
    });
    const client = await door.connect();
    const readUnsent = recordUnsent(transport);
    client.send('POST / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n');
    await upstream.waitForConnections(1);
    // The app does not read: at some time the kernel takes no more of it.
    while (readUnsent(0) === 0) {
      await sendWhole(client, Buffer.from(`1000\r\n${'x'.repeat(0x1000)}\r\n`));
      await makeRoundTrip();
    }
    const unsent = readUnsent(0);
    client.send('0\r\n\r\n');
    await expect.poll(() => readUnsent(0), POLL).toBeGreaterThan(unsent);
    upstream.connections[0]?.send(respond('early'));
    expect((await client.readResponse()).body).toBe('early');
    expect((await ask(door)).body).toBe('second');
    expect(upstream.connections.length).toBe(2);
  });

  test('a client that goes on sending can still read the response', async () => {
    const { door } = await openFrontDoorTo(transport, async (connection) => {
      await connection.waitForText('xxx');
      connection.send(respond('stop', 'Connection: close\r\n', '413 Payload Too Large'));
    });
    const client = await door.connect();
    client.send(`POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 600000\r\n\r\n${'x'.repeat(300_000)}`);
    const answer = await client.readResponse();
    client.send('x'.repeat(100_000));
    expect([answer.status, answer.body]).toEqual([413, 'stop']);
    expect(await client.ended).toBe('fin');
  });

  test.for<[title: string, script: UpstreamScript, status: number, proxy: Partial<ProxySettings>]>([
    ['an app that reads on', answerEarly(() => {}), 401, {}],
    ['an app that closes in order', answerEarly(({ socket }) => socket.end()), 401, {}],
    ['an app that resets the connection', answerEarly(({ socket }) => socket.destroySoon()), 401, {}],
    ['berth, for a body over its limit', () => {}, 413, { limits: { ...LIMITS, bodyBytes: 1_000_000 } }],
    ['berth, for an app that closes without a word', ({ socket }) => void socket.destroy(), 502, {}],
  ])('a client that reads only once all is sent gets the answer of %s', async ([, script, status, proxy]) => {
    const { door } = await openFrontDoorTo(transport, script, { proxy });
    const isRefused = status === 413;
    for (const [fields, frame] of isRefused ? [LENGTH] : [LENGTH, CHUNKED]) {
      const client = await door.connect();
      client.socket.pause();
      client.send(`POST / HTTP/1.1\r\nHost: app\r\n${fields}\r\n\r\n`);
      for (let sent = 0; sent < BODY_BYTES; sent += PIECE.length) await sendWhole(client, frame(PIECE));
      client.socket.resume();
      expect((await client.readResponse()).status).toBe(status);
      expect(await client.ended).toBe('fin');
    }
  });

  test('an app that reads on gets all of the body, and the record tells of the call alone', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.waitForText('xxx');
      connection.send(respond('accepted', '', '202 Accepted'));
    });
    const client = await door.connect();
    client.send(`POST / HTTP/1.1\r\nHost: app\r\nContent-Length: ${BODY_BYTES}\r\n\r\n`);
    client.send(PIECE);
    expect((await client.readResponse()).status).toBe(202);
    await door.waitForRecords(1);
    for (let sent = PIECE.length; sent < BODY_BYTES; sent += PIECE.length) await sendWhole(client, PIECE);
    expect((await upstream.connections[0]!.readRequest())!.body.length).toBe(BODY_BYTES);
    await upstream.connections[0]!.closed;
    expect(door.records[0]).toMatchObject({ status: 202, bytesIn: PIECE.length });
    client.end();
    await expect.poll(() => door.connections.count).toBe(0);
  });

  test('a client that leaves behind an early answer leaves the app with a body that is visibly cut', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.waitForText('half');
      connection.send(respond('early'));
    });
    const client = await door.connect();
    client.send('POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 1000\r\n\r\nhalf');
    await client.readResponse();
    client.socket.destroy();
    await upstream.connections[0]!.closed;
    expect(upstream.requests).toEqual([]);
  });

  test('an app that says more behind its early answer gets nothing more of the body', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.waitForText('half');
      connection.send(respond('early'));
    });
    const client = await door.connect();
    client.send('POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 1000\r\n\r\nhalf');
    await client.readResponse();
    upstream.connections[0]!.send(respond('it took the body for a request'));
    await upstream.connections[0]!.closed;
    client.send('x'.repeat(996));
    expect(upstream.connections[0]!.text).not.toContain('xxx');
    expect(client.text).not.toContain('it took');
  });

  test('an app that takes nothing more costs its client seconds, not the answer', async () => {
    const { door } = await openFrontDoorTo(transport, async (connection) => {
      await connection.waitForText('xxx');
      connection.socket.pause();
      connection.send(respond('early'));
    });
    const client = await door.connect();
    client.socket.pause();
    client.send(`POST / HTTP/1.1\r\nHost: app\r\nContent-Length: ${BODY_BYTES}\r\n\r\n`);
    for (let sent = 0; sent < BODY_BYTES; sent += PIECE.length) await sendWhole(client, PIECE);
    client.socket.resume();
    expect((await client.readResponse()).body).toBe('early');
  });

  test('request and response can stream at the same time', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, (connection) => {
      connection.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    });
    const client = await door.connect();
    client.send('POST / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n');
    await upstream.waitForConnections(1);
    const app = upstream.connections[0]!;
    for (const word of ['one', 'two', 'three']) {
      client.send(`${word.length}\r\n${word}\r\n`);
      await app.waitForText(word);
      app.send(`4\r\nre: \r\n${word.length}\r\n${word}\r\n`);
      await client.waitForText(word);
    }
    client.send('0\r\n\r\n');
    await app.readRequest();
    app.send('0\r\n\r\n');
    expect((await client.readResponse()).body).toBe('re: onere: twore: three');
    expect(upstream.requests[0]?.body).toBe('onetwothree');
  });
});

const LIMITS = { headBytes: 65_536, fields: 200, requestLineBytes: 16_384 };
const BODY_BYTES = 20 * 1_048_576;
const PIECE = Buffer.alloc(65_536, 'x');
const LENGTH = [`Content-Length: ${BODY_BYTES}`, (piece: Buffer): Buffer => piece] as const;
const CHUNKED = ['Transfer-Encoding: chunked', toChunk] as const;

function toChunk(piece: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
}

/** Answers while the body is on its way, then does this. */
function answerEarly(act: (connection: UpstreamConnection) => void): UpstreamScript {
  return async (connection) => {
    await connection.waitForText('xxx');
    connection.send(respond('no', '', '401 Unauthorized'));
    act(connection);
  };
}

/** Resolves when the kernel has taken it; rejects if the connection breaks before. */
function sendWhole(client: RawClient, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => client.socket.write(bytes, (error) => (error ? reject(error) : resolve())));
}

const POLL = { interval: 1 };

/** What the connections that are opened to the app from now on have yet to send, in order. */
function recordUnsent(transport: TransportName): (nth: number) => number {
  const dialled = vi.spyOn(UpstreamPool.prototype, 'connect');
  const connected = vi.spyOn(Socket.prototype, 'connect');
  onTestFinished(() => {
    dialled.mockRestore();
    connected.mockRestore();
  });
  if (transport === 'h1') return (nth) => (dialled.mock.results[nth]!.value as DialledConnection).socket.writableLength;
  return (nth) => (connected.mock.contexts[nth] as Socket).writableLength;
}
