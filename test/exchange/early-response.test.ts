import { Socket } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ask, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { respond } from '../helpers/recording-upstream.ts';

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
    const opened = recordOpenedSockets();
    client.send('POST / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n');
    await upstream.waitForConnections(1);
    const toApp = opened[0]!;
    // The app does not read: at some time the kernel takes no more of it.
    while (toApp.writableLength === 0) {
      const before = toApp.bytesWritten;
      client.send(`1000\r\n${'x'.repeat(0x1000)}\r\n`);
      await expect.poll(() => toApp.bytesWritten - before, POLL).toBeGreaterThan(0x1000);
    }
    const unsent = toApp.writableLength;
    client.send('0\r\n\r\n');
    await expect.poll(() => toApp.writableLength, POLL).toBeGreaterThan(unsent);
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

const POLL = { interval: 1 };

/** The sockets that are connected from now on, in order. */
function recordOpenedSockets(): readonly Socket[] {
  const connect = vi.spyOn(Socket.prototype, 'connect');
  onTestFinished(() => connect.mockRestore());
  return connect.mock.contexts as Socket[];
}
