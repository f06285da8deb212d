import { afterEach, describe, expect, test, vi } from 'vitest';
import { Failure } from '../../src/failures/failure.ts';
import { FRESH_MS } from '../../src/upstream/reuse.ts';
import {
  ask,
  GET,
  makeRoundTrip,
  openFrontDoor,
  openFrontDoorTo,
  TRANSPORTS,
  type TransportName,
} from '../helpers/front-door-harness.ts';
import { answerAlways, DEAD_ADDRESS, respond, startUpstream } from '../helpers/recording-upstream.ts';
import { runUndisturbed } from '../helpers/undisturbed.ts';

const CRASH = new Failure('APP_CRASHED', { process: 'web', status: 'was killed by SIGKILL' });

/** A request is sent again only within this time of being written (src/upstream/upstream-request.ts). */
const REPEAT_MS = 100;

const IDEMPOTENT = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

/** Answers the first request, then resets its connection when the second one has arrived there. */
async function openStale(transport: TransportName, bytesBeforeReset = '') {
  const opened = await openFrontDoorTo(transport, async (connection) => {
    const request = await connection.readRequest();
    connection.send(request?.startLine.startsWith('HEAD') ? respond('') : respond(`from ${connection.number}`));
    if (connection.number > 1) return;
    await connection.readRequest();
    if (bytesBeforeReset === '') connection.reset();
    else connection.socket.write(bytesBeforeReset, () => connection.reset());
  });
  const client = await opened.door.connect();
  client.send(GET);
  expect((await client.readResponse()).body).toBe('from 1');
  return { ...opened, client };
}

describe.for(TRANSPORTS)('retries of %s', (transport) => {
  afterEach(() => vi.restoreAllMocks());

  test.for(IDEMPOTENT.map((method) => [method]))(
    'a %s without a body is sent again when a connection used before breaks',
    ([method]) =>
      runUndisturbed(REPEAT_MS, async () => {
        const { client, upstream, door } = await openStale(transport);
        client.send(`${method} /again HTTP/1.1\r\nHost: app\r\n\r\n`);
        const answer = await client.readResponse();
        expect(answer.status).toBe(200);
        expect(upstream.connections.length).toBe(2);
        expect(upstream.requests.at(-1)?.startLine).toBe(`${method} /again HTTP/1.1`);
        expect(door.markers.length).toBe(4);
        expect(door.records.map(({ status, repeated }) => [status, repeated])).toEqual([
          [200, undefined],
          [200, true],
        ]);
      }),
  );

  test.for(IDEMPOTENT.map((method) => [method]))(
    'a %s whose connection ends only after the app can have worked on it is not sent again, and told as that',
    async ([method]) => {
      const clock = performance.now.bind(performance);
      let laterMs = 0;
      vi.spyOn(performance, 'now').mockImplementation(() => clock() + laterMs);
      const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
        await connection.readRequest();
        connection.send(respond('ok'));
        await connection.readRequest();
        laterMs += REPEAT_MS;
        connection.reset();
      });
      const client = await door.connect();
      client.send(GET);
      await client.readResponse();
      client.send(`${method} /worked-on HTTP/1.1\r\nHost: app\r\n\r\n`);
      const answer = await client.readResponse({ isHead: method === 'HEAD' });
      expect([answer.status, answer.field('x-berth-error')]).toEqual([502, 'APP_CLOSED_CONNECTION']);
      expect(upstream.requests.length).toBe(2);
      expect(door.records[1]).toMatchObject({ status: 502, code: 'APP_CLOSED_CONNECTION' });
      expect(door.records[1]).not.toHaveProperty('repeated');
    },
  );

  test.for([['POST'], ['PATCH']])('a %s is never sent twice', ([method]) =>
    // Longer after the last use such a request gets a connection of its own.
    runUndisturbed(FRESH_MS, async () => {
      const { client, upstream } = await openStale(transport);
      client.send(`${method} /once HTTP/1.1\r\nHost: app\r\nContent-Length: 2\r\n\r\nhi`);
      const answer = await client.readResponse();
      expect([answer.status, answer.field('x-berth-error')]).toEqual([502, 'APP_CLOSED_CONNECTION']);
      expect(upstream.connections.length).toBe(1);
    }),
  );

  test('a PUT whose body went out already is not sent again', async () => {
    const { client, upstream } = await openStale(transport);
    client.send('PUT /once HTTP/1.1\r\nHost: app\r\nContent-Length: 2\r\n\r\nhi');
    expect((await client.readResponse()).status).toBe(502);
    expect(upstream.connections.length).toBe(1);
  });

  test('nothing is sent again once a byte of the response is there', async () => {
    const { client, upstream } = await openStale(transport, 'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf');
    client.send(GET);
    await client.ended;
    await expect(client.readResponse()).rejects.toThrow('ended');
    expect(upstream.connections.length).toBe(1);
  });

  test('a request on a fresh connection is not sent again', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.reset();
    });
    expect((await ask(door)).status).toBe(502);
    expect(upstream.connections.length).toBe(1);
  });

  test('a request is sent again only once', () =>
    runUndisturbed(REPEAT_MS, async () => {
      const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
        await connection.readRequest();
        if (connection.number > 1) return connection.reset();
        connection.send(respond('ok'));
        connection.socket.once('data', () => connection.reset());
      });
      expect((await ask(door)).body).toBe('ok');
      const answer = await ask(door);
      expect([answer.status, answer.field('x-berth-error')]).toEqual([502, 'APP_CLOSED_CONNECTION']);
      expect(upstream.connections.length).toBe(2);
      expect(door.records[1]).toMatchObject({ status: 502, repeated: true });
    }));

  test("the app's own 503 is never tried again", async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      while ((await connection.readRequest()) !== null) connection.send(respond('busy', '', '503 Busy'));
    });
    expect((await ask(door)).status).toBe(503);
    expect(upstream.requests.length).toBe(1);
  });

  /** The app is gone and its restart under way, and berth learns of it only from the request it is asked to send. */
  async function openGone() {
    const next = await startUpstream(answerAlways(respond('from the next')));
    const door = await openFrontDoor({ transport, upstream: DEAD_ADDRESS });
    door.crashWhenAsked(CRASH);
    return { door, next, client: await door.connect() };
  }

  test.for([
    ['a GET', GET],
    ['a PUT with a body', 'PUT / HTTP/1.1\r\nHost: app\r\nContent-Length: 2\r\n\r\nhi'],
    ['a POST', 'POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 2\r\n\r\nhi'],
    ['a POST in chunks', 'POST / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n'],
  ] as const)('%s that nothing was sent of when the app was gone waits for the next process', async ([, request]) => {
    const { door, next, client } = await openGone();
    client.send(request);
    await expect.poll(() => door.admission.waiting).toBe(1);
    expect(door.admission.inFlight).toBe(0);
    door.becomeReady(next.address);
    expect((await client.readResponse()).body).toBe('from the next');
    expect(next.requests).toHaveLength(1);
    expect([door.markers.length, door.records.map(({ status }) => status)]).toEqual([2, [200]]);
    expect(door.admission.inFlight).toBe(0);
  });

  test('a POST whose body comes while it waits for the next process is sent whole', async () => {
    const { door, next, client } = await openGone();
    client.send(`POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 40000\r\n\r\n${'a'.repeat(10_000)}`);
    await expect.poll(() => door.admission.waiting).toBe(1);
    client.send('b'.repeat(20_000));
    await makeRoundTrip();
    door.becomeReady(next.address);
    client.send('c'.repeat(10_000));
    expect((await client.readResponse()).body).toBe('from the next');
    expect(next.requests[0]?.body).toBe(`${'a'.repeat(10_000)}${'b'.repeat(20_000)}${'c'.repeat(10_000)}`);
  });

  test('a request that waits for the next process is let go when its client leaves', async () => {
    const { door, client } = await openGone();
    client.send(GET);
    await expect.poll(() => door.admission.waiting).toBe(1);
    client.socket.resetAndDestroy();
    await expect.poll(() => door.admission.waiting).toBe(0);
    await door.waitForRecords(1);
    expect(door.records).toMatchObject([{ code: 'CLIENT_GONE' }]);
    expect(door.markers).toHaveLength(2);
  });

  test('a request enters again only once', async () => {
    const { door, client } = await openGone();
    client.send(GET);
    await expect.poll(() => door.admission.waiting).toBe(1);
    door.becomeReady({ ...DEAD_ADDRESS });
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error')]).toEqual([502, 'APP_CRASHED']);
  });
});
