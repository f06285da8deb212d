import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failures/failure.ts';
import { ask, GET, openFrontDoor, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import {
  answerAlways,
  DEAD_ADDRESS,
  respond,
  startUpstream,
  type UpstreamConnection,
} from '../helpers/recording-upstream.ts';

const ORDER = 'POST /order HTTP/1.1\r\nHost: app\r\nContent-Length: 4\r\n\r\nshoe';
const NOT_SENT = expect.stringMatching(/^The client .* while its request waited, so that was not sent to the app\.$/);
const GONE = { code: 'CLIENT_GONE', status: 499, by: 'nobody', cause: NOT_SENT };

describe.for(TRANSPORTS)('a client that ends its side while its request waits, through %s', (transport) => {
  async function openHeld(proxy = {}) {
    const upstream = await startUpstream(answerAlways(respond('ok')));
    return { upstream, door: await openFrontDoor({ transport, upstream: null, proxy }) };
  }

  test.for([
    ['FIN', 'end'],
    ['a reset', 'reset'],
  ] as const)('has given up: of three tries with %s and one that stays, the app hears one', async ([, verb]) => {
    const { door, upstream } = await openHeld();
    for (let tries = 1; tries <= 3; tries++) {
      const client = await door.connect();
      client.send(ORDER);
      await expect.poll(() => door.admission.waiting).toBe(1);
      client[verb]();
      await door.waitForRecords(tries);
    }
    const last = await door.connect();
    last.send(ORDER);
    await expect.poll(() => door.admission.waiting).toBe(1);
    door.becomeReady(upstream.address);
    expect((await last.readResponse()).body).toBe('ok');
    expect(upstream.requests.length).toBe(1);
    expect(door.records.slice(0, 3)).toMatchObject([GONE, GONE, GONE]);
    await expect.poll(() => door.connections.count).toBe(1);
  });

  test('has given up an upload of a megabyte as well, of which all has come', async () => {
    const { door, upstream } = await openHeld();
    for (let tries = 1; tries <= 3; tries++) {
      const client = await door.connect();
      client.send(`POST /order HTTP/1.1\r\nHost: app\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(1_000_000)}`);
      client.end();
      await door.waitForRecords(tries);
    }
    door.becomeReady(upstream.address);
    await ask(door);
    expect(upstream.requests.map(({ startLine }) => startLine)).toEqual(['GET / HTTP/1.1']);
    expect(door.records.slice(0, 3)).toMatchObject([GONE, GONE, GONE]);
  });

  test('is let go at once, and its markers pair', async () => {
    const { door } = await openHeld();
    const client = await door.connect();
    client.send(ORDER);
    client.end();
    expect(await client.ended).toBe('fin');
    expect(client.text).toBe('');
    await door.waitForRecords(1);
    expect(door.markers.map((line) => line.split(' ', 3).join(' '))).toEqual(['FC Invoke Start', 'FC Invoke End']);
    expect([door.admission.waiting, door.admission.inFlight]).toEqual([0, 0]);
    await expect.poll(() => door.connections.count).toBe(0);
  });

  test('has given up the whole pipeline', async () => {
    const { door, upstream } = await openHeld();
    const client = await door.connect();
    client.send(ORDER + ORDER);
    client.end();
    await door.waitForRecords(1);
    door.becomeReady(upstream.address);
    await ask(door);
    expect(upstream.requests.map(({ startLine }) => startLine)).toEqual(['GET / HTTP/1.1']);
  });

  test('has given up inside its body too', async () => {
    const { door, upstream } = await openHeld();
    const client = await door.connect();
    client.send(ORDER.slice(0, -2));
    client.end();
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject(GONE);
    door.becomeReady(upstream.address);
    await ask(door);
    expect(upstream.requests.length).toBe(1);
  });

  test('has given up where it waits for a place as well', async () => {
    const apps: UpstreamConnection[] = [];
    const { door, upstream } = await openFrontDoorTo(
      transport,
      async (connection) => {
        apps.push(connection);
        while ((await connection.readRequest()) !== null);
      },
      { proxy: { maxInFlight: 1 } },
    );
    const busy = await door.connect();
    busy.send(GET);
    await upstream.waitForConnections(1);
    await apps[0]?.waitForText('\r\n\r\n');
    const waiting = await door.connect();
    waiting.send(ORDER);
    await expect.poll(() => door.admission.waiting).toBe(1);
    waiting.end();
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject(GONE);
    apps[0]?.send(respond('ok'));
    await busy.readResponse();
    expect(upstream.requests.length).toBe(1);
    expect(door.admission.inFlight).toBe(0);
  });

  test('has given up the second of two requests if that has to wait, and has the answer to the first', async () => {
    const { door, upstream } = await openFrontDoorTo(
      transport,
      async (connection) => {
        while ((await connection.readRequest()) !== null)
          if (connection.text.includes('/other')) connection.send(respond('other'));
      },
      { proxy: { maxInFlight: 1 } },
    );
    const client = await door.connect();
    client.send(GET + ORDER);
    client.end();
    await upstream.waitForConnections(1);
    await upstream.connections[0]?.waitForText('\r\n\r\n');
    const other = await door.connect();
    other.send('GET /other HTTP/1.1\r\nHost: app\r\n\r\n');
    await expect.poll(() => door.admission.waiting).toBe(1);
    upstream.connections[0]?.send(respond('first'));
    expect((await client.readResponse()).body).toBe('first');
    expect((await other.readResponse()).body).toBe('other');
    expect(await client.ended).toBe('fin');
    await door.waitForRecords(3);
    expect(upstream.requests.map(({ startLine }) => startLine)).toEqual(['GET / HTTP/1.1', 'GET /other HTTP/1.1']);
    expect(door.records).toContainEqual(expect.objectContaining(GONE));
  });

  test('has given up a request that met an app just gone', async () => {
    const { door } = await openHeld();
    door.crashWhenAsked(new Failure('APP_CRASHED', { process: 'app', status: 'exited with code 1' }));
    const client = await door.connect();
    client.send(ORDER);
    client.end();
    door.becomeReady(DEAD_ADDRESS);
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject(GONE);
  });

  test('is served where that is set, but not if a reset follows', async () => {
    const { door, upstream } = await openHeld({ halfClosed: 'serve' });
    const patient = await door.connect();
    patient.send(ORDER);
    patient.end();
    const gone = await door.connect();
    gone.send(ORDER);
    gone.end();
    await expect.poll(() => door.admission.waiting).toBe(2);
    gone.reset();
    await door.waitForRecords(1);
    door.becomeReady(upstream.address);
    expect((await patient.readResponse()).body).toBe('ok');
    expect(await patient.ended).toBe('fin');
    expect(upstream.requests.length).toBe(1);
    expect(door.records).toMatchObject([GONE, { status: 200 }]);
  });

  test('is served as ever once its request is forwarded', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send(ORDER + ORDER);
    client.end();
    expect((await client.readResponse()).body).toBe('ok');
    expect((await client.readResponse()).body).toBe('ok');
    expect(await client.ended).toBe('fin');
    expect(upstream.requests.length).toBe(2);
  });
});
