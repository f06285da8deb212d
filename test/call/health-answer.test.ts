import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failures/failure.ts';
import {
  ask,
  GET,
  makeRoundTrip,
  openFrontDoor,
  openFrontDoorTo,
  type RunningFrontDoor,
} from '../helpers/front-door-harness.ts';
import { answerAlways, respond, startUpstream } from '../helpers/recording-upstream.ts';

const READY = { path: '/-/healthz', answers: 'when-ready' } as const;
const ALWAYS = { path: '/-/healthz', answers: 'always' } as const;

const toProbe = (method: string, target = '/-/healthz', rest = ''): string =>
  `${method} ${target} HTTP/1.1\r\nHost: app\r\n${rest}\r\n`;

const probe = async (door: RunningFrontDoor): Promise<number> => (await ask(door, toProbe('GET'))).status;

describe('a path of our own for probes', () => {
  test('is answered 200 by berth, and leaves no marker, no record and no request to the app', async () => {
    const { door, upstream } = await openFrontDoorTo('h1', answerAlways(respond('from the app')), { health: READY });
    const client = await door.connect();
    client.send(toProbe('GET', '/-/healthz?from=kubelet'));
    const answer = await client.readResponse();
    expect([answer.status, answer.body, answer.field('cache-control')]).toEqual([200, 'ok\n', 'no-store']);
    client.send(toProbe('HEAD'));
    const head = await client.readResponse({ isHead: true });
    expect([head.status, head.field('content-length')]).toEqual([200, '3']);
    // The same connection serves a call behind them.
    client.send(GET);
    expect((await client.readResponse()).body).toBe('from the app');
    await door.waitForRecords(1);
    expect(door.records).toMatchObject([{ path: '/', by: 'app' }]);
    expect(door.markers).toHaveLength(2);
    expect(upstream.requests).toHaveLength(1);
  });

  test.for(['/-/healthz/', '/-/health', '/x/-/healthz', '/-/HEALTHZ'])('is not %s, which is a call', async (target) => {
    const { door } = await openFrontDoorTo('h1', answerAlways(respond('from the app')), { health: READY });
    expect((await ask(door, toProbe('GET', target))).body).toBe('from the app');
  });

  test.for(['POST', 'DELETE', 'OPTIONS'])('takes no %s', async (method) => {
    const { door, upstream } = await openFrontDoorTo('h1', answerAlways(respond('no')), { health: ALWAYS });
    const answer = await ask(door, toProbe(method, '/-/healthz', 'Content-Length: 4\r\n'));
    expect([answer.status, answer.field('allow')]).toEqual([405, 'GET, HEAD']);
    expect(upstream.requests).toEqual([]);
    expect(door.records).toEqual([]);
  });

  test('says 503 while the app is not ready, and 200 as soon as it is', async () => {
    const upstream = await startUpstream(answerAlways(respond('ok')));
    const door = await openFrontDoor({ transport: 'h1', upstream: null, health: READY });
    const held = await door.connect();
    held.send(GET);
    await expect.poll(() => door.connections.count).toBe(1);
    const answer = await ask(door, toProbe('GET'));
    expect([answer.status, answer.body, answer.field('retry-after')]).toEqual([503, 'not ready\n', '1']);
    expect(held.text).toBe('');
    door.becomeReady(upstream.address);
    expect(await probe(door)).toBe(200);
    expect((await held.readResponse()).body).toBe('ok');
  });

  test('says 503 of an app that has failed for good', async () => {
    const door = await openFrontDoor({ transport: 'h1', upstream: null, health: READY });
    door.fail(new Failure('APP_CRASHED', { process: 'app', exit: 'exited with code 1' }));
    expect(await probe(door)).toBe(503);
  });

  test('says 200 of any app where it answers always', async () => {
    const door = await openFrontDoor({ transport: 'h1', upstream: null, health: ALWAYS });
    expect(await probe(door)).toBe(200);
    door.fail(new Failure('APP_CRASHED', { process: 'app', exit: 'exited with code 1' }));
    expect(await probe(door)).toBe(200);
  });

  test('waits neither for a place nor for a reader of the log', async () => {
    const { door } = await openFrontDoorTo('h1', async (connection) => void (await connection.readRequest()), {
      health: READY,
      proxy: { maxInFlight: 1 },
    });
    const busy = await door.connect();
    busy.send(GET);
    await expect.poll(() => door.admission.inFlight).toBe(1);
    void door.holdMarkers();
    expect(await probe(door)).toBe(200);
    door.releaseMarkers();
  });

  test.for([
    [READY, 503],
    [ALWAYS, 200],
  ] as const)('on an open connection says of a drain what $0.answers means', async ([health, status]) => {
    const { door, upstream } = await openFrontDoorTo(
      'h1',
      async (connection) => void (await connection.readRequest()),
      {
        health,
      },
    );
    const busy = await door.connect();
    busy.send(GET);
    await upstream.waitForConnections(1);
    const client = await door.connect();
    await expect.poll(() => door.connections.count).toBe(2);
    const drained = door.drain(10_000);
    client.send(toProbe('GET'));
    const answer = await client.readResponse();
    expect([answer.status, answer.field('connection')]).toEqual([status, 'close']);
    upstream.connections[0]?.send(respond('last'));
    expect((await busy.readResponse()).body).toBe('last');
    await drained;
  });

  test('answers requests of a pipeline in their order', async () => {
    const { door } = await openFrontDoorTo('h1', answerAlways(respond('from the app')), { health: READY });
    const client = await door.connect();
    client.send(toProbe('GET') + GET + toProbe('GET') + GET);
    const bodies: string[] = [];
    for (let count = 0; count < 4; count++) bodies.push((await client.readResponse()).body);
    expect(bodies).toEqual(['ok\n', 'from the app', 'ok\n', 'from the app']);
  });

  test('leaves a client that is gone before its answer in peace', async () => {
    const { door } = await openFrontDoorTo('h1', answerAlways(respond('ok')), { health: READY });
    const client = await door.connect();
    client.send(toProbe('GET'));
    client.socket.resetAndDestroy();
    await makeRoundTrip();
    await expect.poll(() => door.connections.count).toBe(0);
    expect(await probe(door)).toBe(200);
    expect(door.records).toEqual([]);
  });
});
