import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/failures/failure.ts';
import { createMemoryTransport } from '../../fixtures/transports/memory-transport.ts';
import { ask, type FrontDoorOptions, GET, makeRoundTrip, openFrontDoor } from '../../helpers/front-door-harness.ts';
import { DEAD_ADDRESS, startUpstream } from '../../helpers/recording-upstream.ts';
import { type AppScript, playOnSocket, type Seen } from './app-script.ts';

/** What a protocol towards the app must do to stand behind the seam; a new one gets a name here and a way to play the app. */
const TRANSPORTS = ['h1', 'node-client', 'memory'] as const;

const BULK = 'x'.repeat(300_000);

describe.for(TRANSPORTS)('the transport %s', (name) => {
  async function open(script: AppScript, options: Partial<FrontDoorOptions> = {}) {
    const seen: Seen[] = [];
    const app: AppScript = (request) => {
      seen.push(request);
      return script(request);
    };
    if (name === 'memory') {
      const createTransport = () => createMemoryTransport(app);
      const door = await openFrontDoor({ transport: 'h1', upstream: DEAD_ADDRESS, createTransport, ...options });
      return { door, seen, address: DEAD_ADDRESS };
    }
    const { address } = await startUpstream((connection) => playOnSocket(app, connection));
    return { door: await openFrontDoor({ transport: name, upstream: address, ...options }), seen, address };
  }

  test('gives the app the request by the header rules, and the client the answer', async () => {
    const fields = [
      ['X-App', 'yes'],
      ['x-request-id', 'other'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
    ] as const;
    const { door, seen } = await open(() => ({ status: 201, fields, data: ['hello'] }));
    const client = await door.connect();
    const request = 'GET //a?b=%20 HTTP/1.1\r\nHost: app\r\nX-Request-Id: id\r\nKeep-Alive: 1\r\nX-A: \xe9\r\n\r\n';
    client.send(Buffer.from(request, 'latin1'));
    const answer = await client.readResponse();
    expect([answer.status, answer.body, answer.field('x-app')]).toEqual([201, 'hello', 'yes']);
    expect(answer.fields.get('set-cookie')).toEqual(['a=1', 'b=2']);
    expect(answer.fields.get('x-request-id')).toEqual(['other']);
    expect(answer.fields.get('x-berth-request-id')).toEqual(['id']);
    const [heard] = seen;
    expect([heard?.method, heard?.target]).toEqual(['GET', '//a?b=%20']);
    expect(heard?.fields.get('x-forwarded-for')).toBe('127.0.0.1');
    expect([heard?.fields.get('x-request-id'), heard?.fields.get('x-a')]).toEqual(['id', '\xe9']);
    expect(heard?.fields.has('keep-alive')).toBe(false);
    expect(door.markers).toEqual(['FC Invoke Start RequestId: id', 'FC Invoke End RequestId: id']);
  });

  test.for([
    ['of a known length, in pieces', { data: ['one', 'two', 'three'] }, 'onetwothree'],
    ['of an unknown length', { data: ['one', 'two'], isChunked: true }, 'onetwo'],
    ['that is empty', { data: [] }, ''],
    ['that is empty, of an unknown length', { data: [], isChunked: true }, ''],
    ['that is large', { data: [BULK, BULK] }, BULK + BULK],
    ['that is large, of an unknown length', { data: [BULK, BULK], isChunked: true }, BULK + BULK],
  ] as const)('passes on a body %s, and serves the next request on the same connection', async ([, answer, body]) => {
    const { door } = await open(() => ({ status: 200, ...answer }));
    const client = await door.connect();
    for (let i = 0; i < 3; i++) {
      client.send(GET);
      expect((await client.readResponse()).body).toBe(body);
    }
    await door.waitForRecords(3);
    expect(door.records.map(({ status, bytesOut }) => [status, bytesOut])).toEqual(Array(3).fill([200, body.length]));
  });

  test('passes trailers on, both ways', async () => {
    const { door, seen } = await open(() => ({ status: 200, data: ['x'], isChunked: true, end: [['x-sum', '1']] }));
    const answer = await ask(
      door,
      'POST / HTTP/1.1\r\nHost: app\r\nTrailer: X-T\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-T: 2\r\n\r\n',
    );
    expect(answer.trailers.get('x-sum')).toEqual(['1']);
    expect([seen[0]?.body, seen[0]?.fields.get('trailer')]).toEqual(['hi', 'X-T']);
    expect(seen[0]?.trailers.map(([key, value]) => [key.toLowerCase(), value])).toEqual([['x-t', '2']]);
  });

  test.for([
    ['with its head', 'hello'],
    ['in pieces', BULK],
  ])('brings the app a body %s', async ([, body]) => {
    const { door, seen } = await open(({ body: sent }) => ({ status: 200, data: [String(sent.length)] }));
    const answer = await ask(door, `POST / HTTP/1.1\r\nHost: app\r\nContent-Length: ${body!.length}\r\n\r\n${body}`);
    expect(answer.body).toBe(String(body!.length));
    expect(seen[0]?.body === body).toBe(true);
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ bytesIn: body!.length });
  });

  test.for(['nobody', 'same-client'] as const)(
    'answers no other client on a connection that has carried a body (%s)',
    async (reuseAfterBody) => {
      const carriedBody = new Set<number>();
      const proxy = { reuseAfterBody, upstreamIdleMs: 600_000, forwarded: { trust: false, proto: null } };
      const { door } = await open(
        ({ method, connection }) => {
          const isLent = method === 'GET' && carriedBody.has(connection);
          if (method === 'POST') carriedBody.add(connection);
          return { status: 200, data: [isLent ? 'lent' : 'own'] };
        },
        { proxy },
      );
      for (let i = 0; i < 5; i++) {
        const client = await door.connect();
        client.send('POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 2\r\n\r\nhi');
        expect((await client.readResponse()).body).toBe('own');
        expect((await ask(door)).body).toBe('own');
      }
    },
  );

  test('gives HEAD no body, and what it would have said of one', async () => {
    const { door } = await open(() => ({ status: 200, data: ['hello'] }));
    const answer = await ask(door, GET.replace('GET', 'HEAD'));
    expect([answer.status, answer.body, answer.field('content-length')]).toEqual([200, '', '5']);
  });

  test('passes an interim response on before the final one', async () => {
    const { door } = await open(() => ({ status: 200, interim: 103, fields: [['Link', '<a>']], data: ['hello'] }));
    const client = await door.connect();
    client.send(GET);
    expect(await client.waitForText('hello')).toMatch(/^HTTP\/1\.1 103 [^\r]*\r\nLink: <a>\r\n\r\nHTTP\/1\.1 200 /);
  });

  test('shows a client that the end of a response came too early', async () => {
    const { door } = await open(() => ({ status: 200, data: ['some', 'more'], end: 'broken' }));
    const client = await door.connect();
    client.send(GET);
    expect(await client.ended).toBe('reset');
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ status: 200, code: 'APP_TRUNCATED', by: 'berth' });
    expect(door.markers).toHaveLength(2);
  });

  test('does not send faster than its client reads, and sends all of it', async () => {
    const { door } = await open(() => ({ status: 200, data: Array<string>(100).fill(BULK) }));
    const client = await door.connect();
    client.socket.pause();
    client.send(GET);
    for (let i = 0; i < 20; i++) await makeRoundTrip();
    client.socket.resume();
    expect((await client.readResponse()).body.length).toBe(100 * BULK.length);
  });

  test('is given up when its client leaves, and the next one is served', async () => {
    const { door } = await open(() => ({ status: 200, data: Array<string>(100).fill(BULK) }));
    const client = await door.connect();
    client.send(GET);
    await client.waitForText('x');
    client.reset();
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ code: 'CLIENT_GONE', by: 'nobody' });
    expect(door.admission.inFlight).toBe(0);
    expect((await ask(door)).status).toBe(200);
  });

  test.for([
    ['the answer of the app, where no process has crashed', false],
    ['the crash behind it', true],
  ] as const)(
    'holds a gateway status until its cause is known: %s; the next request is served as ever',
    async ([, hasCrash]) => {
      let calls = 0;
      const { door } = await open(() => ({ status: ++calls === 1 ? 502 : 200, data: ['one', 'two'] }), {
        processCount: 2,
      });
      if (hasCrash) door.crash(new Failure('APP_CRASHED', { process: 'php-fpm', status: 'was killed by SIGKILL' }));
      const client = await door.connect();
      client.send(GET);
      const first = await client.readResponse();
      expect([first.status, first.field('x-berth-error')]).toEqual([502, hasCrash ? 'APP_CRASHED' : null]);
      if (!hasCrash) expect(first.body).toBe('onetwo');
      for (let i = 0; i < 3; i++) {
        client.send(GET);
        expect((await client.readResponse()).body).toBe('onetwo');
      }
    },
  );

  test('answers the requests of a pipeline in their order', async () => {
    const { door } = await open(({ target }) => ({ status: 200, data: [target] }));
    const client = await door.connect();
    client.send([1, 2, 3, 4, 5].map((i) => `GET /${i} HTTP/1.1\r\nHost: app\r\n\r\n`).join(''));
    for (const i of [1, 2, 3, 4, 5]) expect((await client.readResponse()).body).toBe(`/${i}`);
  });

  test('gets a request that had to wait as it came', async () => {
    const { door, seen, address } = await open(() => ({ status: 200, data: ['late'] }), { upstream: null });
    const client = await door.connect();
    client.send('POST /held HTTP/1.1\r\nHost: app\r\nX-A: kept\r\nContent-Length: 5\r\n\r\nsmall');
    await expect.poll(() => door.admission.waiting).toBe(1);
    // What comes meanwhile is read into the buffer that the first one was read into.
    for (let i = 0; i < 3; i++) (await door.connect()).send(`GET /${'z'.repeat(200)} HTTP/1.1\r\nHost: zz\r\n\r\n`);
    await expect.poll(() => door.admission.waiting).toBe(4);
    door.becomeReady(address);
    expect((await client.readResponse()).body).toBe('late');
    const held = seen.find(({ method }) => method === 'POST');
    expect([held?.target, held?.body, held?.fields.get('x-a')]).toEqual(['/held', 'small', 'kept']);
  });
});
