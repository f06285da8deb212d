import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failures/failure.ts';
import { ask, makeRoundTrip, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import type { RawClient } from '../helpers/raw-client.ts';
import { answerAlways, respond, type UpstreamScript } from '../helpers/recording-upstream.ts';

const UPGRADE =
  'GET /ws HTTP/1.1\r\nHost: app\r\nX-Request-Id: up\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n';
const SWITCHED =
  'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: y\r\n\r\n';

const accept: UpstreamScript = async (connection) => {
  await connection.readRequest();
  connection.send(SWITCHED);
};

const END_MARKER = 'FC Invoke End RequestId: up';

/** More than the kernel keeps for an app that does not read, in pieces. */
const FLOOD = Buffer.alloc(64_000, 'x');

describe.for(TRANSPORTS)('upgrades through %s', (transport) => {
  async function openTunnel(script: UpstreamScript = accept) {
    const { door, upstream } = await openFrontDoorTo(transport, script);
    const client = await door.connect();
    client.send(UPGRADE);
    const head = await client.readResponse();
    return { door, upstream, client, head, app: upstream.connections[0]! };
  }

  test('an upgraded connection carries bytes both ways, and its call ends with it', async () => {
    const { door, client, app, head, upstream } = await openTunnel();
    expect([head.status, head.field('upgrade'), head.field('connection')?.toLowerCase()]).toEqual([
      101,
      'websocket',
      'upgrade',
    ]);
    expect([head.field('sec-websocket-accept'), head.field('x-request-id')]).toEqual(['y', 'up']);
    expect(upstream.requests[0]?.field('upgrade')).toBe('websocket');
    expect(upstream.requests[0]?.field('connection')?.toLowerCase()).toBe('upgrade');
    client.send('\x00ping\xff');
    await app.waitForText('ping');
    app.send('pong');
    await client.waitForText('pong');
    expect(door.markers).toEqual(['FC Invoke Start RequestId: up']);
    app.end();
    expect(await client.ended).toBe('fin');
    expect(door.markers).toEqual(['FC Invoke Start RequestId: up', END_MARKER]);
    expect(door.records[0]).toMatchObject({ status: 101, by: 'app', bytesOut: 4 });
  });

  test.for([
    ['websocket', ['websocket']],
    ['WebSocket', ['websocket']],
    ['h2c', ['h2c']],
    ['my-protocol/1.0', ['websocket', 'my-protocol/1.0']],
  ] as const)('the protocol %s is passed on as it is where %j are allowed', async ([protocol, upgrades]) => {
    const script: UpstreamScript = async (connection) => {
      await connection.readRequest();
      connection.send(`HTTP/1.1 101 Yes\r\nConnection: upgrade\r\nUpgrade: ${protocol}\r\n\r\nhello`);
    };
    const { door, upstream } = await openFrontDoorTo(transport, script, { proxy: { upgrades } });
    const client = await door.connect();
    client.send(`GET / HTTP/1.1\r\nHost: app\r\nconnection: UPGRADE\r\nUPGRADE: ${protocol}\r\n\r\n`);
    await client.waitForText('hello');
    expect(upstream.requests[0]?.field('upgrade')).toBe(protocol);
  });

  // Whatever runs in a tunnel has no ids, markers or limits; a client of h2c would send all its requests there.
  test.for([
    ['h2c', ['websocket'], null],
    ['h2c, websocket', ['websocket'], 'websocket'],
    ['websocket', [], null],
  ] as const)('of a wish for %s the app hears what %j allows', async ([wish, upgrades, heard]) => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('plain')), {
      proxy: { upgrades },
    });
    const answer = await ask(
      door,
      `GET / HTTP/1.1\r\nHost: app\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: ${wish}\r\nHTTP2-Settings: x\r\n\r\n`,
    );
    expect(answer.body).toBe('plain');
    expect(upstream.requests[0]?.field('upgrade')).toBe(heard);
    expect(upstream.requests[0]?.field('http2-settings')).toBeNull();
  });

  test('bytes that come together with the heads are not lost', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send(`${SWITCHED}early from the app`);
    });
    const client = await door.connect();
    client.send(`${UPGRADE}early from the client`);
    await client.waitForText('early from the app');
    await upstream.connections[0]?.waitForText('early from the client');
  });

  test('a client that ends its half can still hear the app', async () => {
    const { client, app } = await openTunnel();
    client.send('last words');
    client.end();
    await app.closed;
    expect(app.text).toContain('last words');
    app.send('understood');
    await client.waitForText('understood');
    app.end();
    expect(await client.ended).toBe('fin');
  });

  test('a client that leaves ends the connection to the app', async () => {
    const { door, client, app } = await openTunnel();
    client.reset();
    await app.closed;
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ code: 'CLIENT_GONE' });
    expect(door.markers).toEqual(['FC Invoke Start RequestId: up', END_MARKER]);
  });

  test('an app that breaks resets the client', async () => {
    const { door, client, app } = await openTunnel();
    app.reset();
    expect(await client.ended).toBe('reset');
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ status: 101, code: 'APP_TRUNCATED', by: 'berth' });
    expect(door.markers.length).toBe(2);
  });

  const CRASH = new Failure('APP_CRASHED', { process: 'app', status: 'was killed by SIGKILL' });
  const TOLD_CRASH = { level: 'warn', status: 101, by: 'berth', code: 'APP_CRASHED' };

  test.for(['end', 'reset'] as const)('a tunnel that a crash has cut (%s) is told as that', async (how) => {
    const { door, client, app } = await openTunnel();
    app.send('word');
    await client.waitForText('word');
    door.crashWhenAsked(CRASH);
    app[how]();
    expect(await client.ended).toBe(how === 'end' ? 'fin' : 'reset');
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ ...TOLD_CRASH, bytesOut: 4, msg: CRASH.message });
    expect(door.markers[1]).toContain(`${END_MARKER}, Error`);
  });

  test('a tunnel that breaks without a crash is told as that', async () => {
    const { door, app } = await openTunnel();
    app.reset();
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ level: 'warn', status: 101, by: 'berth', code: 'APP_TRUNCATED' });
  });

  test.for(['', 'bye', 'x'.repeat(123)])('a tunnel that the app closes in order (%s) is no failure', async (reason) => {
    const { door, client, app } = await openTunnel();
    door.crashWhenAsked(CRASH);
    const code = reason === '' ? '' : '\x03\xe8';
    const frame = `\x81\x02hi\x88${String.fromCharCode(code.length + reason.length)}${code}${reason}`;
    app.send(Buffer.from(frame, 'latin1'));
    app.end();
    expect(await client.ended).toBe('fin');
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ level: 'info', status: 101, by: 'app' });
  });

  test('a tunnel that the client ends first is no failure, whatever becomes of the app', async () => {
    const { door, client, app } = await openTunnel();
    client.end();
    await app.closed;
    door.crashWhenAsked(CRASH);
    app.end();
    expect(await client.ended).toBe('fin');
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ level: 'info', status: 101, by: 'app' });
  });

  test('a tunnel whose client resets it is nobody’s failure', async () => {
    const { door, client } = await openTunnel();
    client.reset();
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ level: 'info', status: 499, by: 'nobody', code: 'CLIENT_GONE' });
  });

  test('a tunnel that a crash has cut is told as that too while the client writes to it', async () => {
    const { door, client, app } = await openTunnel();
    client.send('x');
    await app.waitForText('x');
    door.crashWhenAsked(CRASH);
    // What it has not read makes a reset of its end.
    app.socket.pause();
    client.send(FLOOD);
    await makeRoundTrip();
    app.socket.destroy();
    for (let i = 0; i < 20; i++) client.send('y');
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject(TOLD_CRASH);
  });

  test('a refused upgrade is relayed like any response', async () => {
    const { door } = await openFrontDoorTo(
      transport,
      answerAlways(
        'HTTP/1.1 403 Forbidden\r\nX-Why: login\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nno,\r\n3\r\n no\r\n0\r\n\r\n',
      ),
    );
    const answer = await ask(door, UPGRADE);
    expect([answer.status, answer.body, answer.field('x-why')]).toEqual([403, 'no, no', 'login']);
    expect(door.markers).toEqual(['FC Invoke Start RequestId: up', END_MARKER]);
  });

  test('a refused upgrade with a large body comes whole', async () => {
    const body = 'x'.repeat(3_000_000);
    const { door } = await openFrontDoorTo(transport, answerAlways(respond(body, '', '426 Upgrade Required')));
    expect((await ask(door, UPGRADE)).body === body).toBe(true);
  });

  test('Upgrade without Connection: upgrade asks for nothing', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    await ask(door, 'GET / HTTP/1.1\r\nHost: app\r\nUpgrade: websocket\r\n\r\n');
    expect(upstream.requests[0]?.field('upgrade')).toBeNull();
  });

  test('a request with a body that asks for an upgrade is served without it (curl --http2)', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    const head =
      'POST / HTTP/1.1\r\nHost: app\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n';
    for (const body of ['Content-Length: 4\r\n\r\nbody', 'Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n']) {
      client.send(head + body);
      expect((await client.readResponse()).body).toBe('ok');
    }
    expect(upstream.requests.map((request) => [request.body, request.field('upgrade')])).toEqual([
      ['body', null],
      ['body', null],
    ]);
  });

  test('a tunnel is as fast as its slower end: nothing piles up', async () => {
    const { client, app } = await openTunnel();
    client.socket.pause();
    const chunk = Buffer.alloc(65_536);
    let accepted = 0;
    while (app.socket.writableLength < 1_048_576 && accepted < 1_000_000_000) {
      accepted += chunk.length;
      app.send(chunk);
      await makeRoundTrip();
    }
    expect(accepted).toBeLessThan(100_000_000);
  });
});

describe.for(TRANSPORTS)('a tunnel of %s', (transport) => {
  async function openFull() {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.socket.pause();
      connection.send(SWITCHED);
    });
    const client = await door.connect();
    client.send(UPGRADE);
    await client.readResponse();
    return { door, client, app: upstream.connections[0]! };
  }

  /** Sends until nothing is taken any more; resolves with the number of bytes. */
  async function fill(client: RawClient): Promise<number> {
    let sent = 0;
    for (let stuck = 0; stuck < 20; stuck = client.socket.writableLength > 0 ? stuck + 1 : 0) {
      if (client.socket.writableLength === 0) {
        client.socket.write(FLOOD);
        sent += FLOOD.length;
      }
      await makeRoundTrip();
    }
    return sent;
  }

  test('brings an app that has ended its half every byte of a client that leaves in order', async () => {
    const { client, app } = await openFull();
    app.end();
    expect(await client.ended).toBe('fin');
    const sent = await fill(client);
    client.end();
    let received = 0;
    app.socket.removeAllListeners('data').on('data', (bytes: Buffer) => {
      received += bytes.length;
    });
    app.socket.resume();
    await app.closed;
    expect(received).toBe(sent);
  });

  test('ends at once for a client that resets it, although the app reads nothing', async () => {
    const { door, client } = await openFull();
    await fill(client);
    client.reset();
    await expect.poll(() => door.markers).toContain(END_MARKER);
    expect(door.admission.inFlight).toBe(0);
  });

  test('is not held for ever by a client that says nothing when the app is gone', async () => {
    const clientTimeouts = { idleMs: 0, headMs: 0, bodyIdleMs: 0, readerMs: 200 };
    const { door, upstream } = await openFrontDoorTo(transport, accept, { proxy: { clientTimeouts } });
    const client = await door.connect();
    client.send(UPGRADE);
    await client.readResponse();
    upstream.connections[0]!.socket.destroy();
    expect(await client.ended).toBe('fin');
    await expect.poll(() => door.connections.count).toBe(0);
  });
});
