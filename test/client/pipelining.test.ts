import { describe, expect, test } from 'vitest';
import {
  type FrontDoorOptions,
  GET,
  makeRoundTrip,
  openFrontDoorTo,
  TRANSPORTS,
  type TransportName,
} from '../helpers/front-door-harness.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: app\r\n\r\n`;

describe.for(TRANSPORTS)('pipelined requests through %s', (transport) => {
  test('requests in one segment are answered in order', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      for (;;) {
        const request = await connection.readRequest();
        if (request === null) return;
        connection.send(respond(`${request.startLine} ${request.body}`));
      }
    });
    const client = await door.connect();
    const post = 'POST /3 HTTP/1.1\r\nHost: app\r\nContent-Length: 4\r\n\r\nbody';
    const chunked = 'POST /4 HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nmore\r\n0\r\n\r\n';
    client.send(get('/1') + get('/2') + post + chunked + get('/5'));
    const bodies = [];
    for (let i = 0; i < 5; i++) bodies.push((await client.readResponse()).body);
    expect(bodies).toEqual([
      'GET /1 HTTP/1.1 ',
      'GET /2 HTTP/1.1 ',
      'POST /3 HTTP/1.1 body',
      'POST /4 HTTP/1.1 more',
      'GET /5 HTTP/1.1 ',
    ]);
    expect(upstream.requests.length).toBe(5);
    expect(door.markers.length).toBe(10);
  });

  test('the app gets a request only when the one before it is answered', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, () => {});
    const client = await door.connect();
    client.send(get('/1') + get('/2'));
    await upstream.waitForConnections(1);
    await upstream.connections[0]?.waitForText('\r\n\r\n');
    await makeRoundTrip();
    expect(upstream.connections.length).toBe(1);
    expect(upstream.texts.join('')).not.toContain('/2');
    expect(door.markers.length).toBe(1);
    upstream.connections[0]?.send(respond('first'));
    expect((await client.readResponse()).body).toBe('first');
    await upstream.connections[0]?.waitForText('/2');
    upstream.connections[0]?.send(respond('second'));
    expect((await client.readResponse()).body).toBe('second');
  });

  test('five hundred requests in one go are all answered', async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send(GET.repeat(500));
    for (let i = 0; i < 500; i++) expect((await client.readResponse()).body).toBe('ok');
    expect(door.markers.length).toBe(1_000);
  });

  test('empty lines between requests are skipped', async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send(`\r\n${GET}\r\n${GET}`);
    for (let i = 0; i < 2; i++) expect((await client.readResponse()).body).toBe('ok');
  });

  test('nothing behind a request with Connection: close is served', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send(`GET / HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n${GET}`);
    const answer = await client.readResponse();
    expect([answer.body, answer.field('connection')]).toEqual(['ok', 'close']);
    expect(await client.ended).toBe('fin');
    expect([client.text.length, upstream.requests.length]).toEqual([answer.totalBytes, 1]);
  });

  test('a client that ends its half behind requests it has not read the answers of gets them all', async () => {
    const { client, upstream } = await openUnread(transport);
    client.end();
    await makeRoundTrip();
    let answered = 0;
    client.socket.removeAllListeners('data').on('data', (bytes: Buffer) => {
      for (let at = bytes.indexOf('~'); at !== -1; at = bytes.indexOf('~', at + 1)) answered += 1;
    });
    client.socket.resume();
    expect(await client.ended).toBe('fin');
    expect([answered, upstream.requests.length]).toEqual([UNREAD, UNREAD]);
  });
});

describe.for(TRANSPORTS)('requests whose answers are not read, through %s,', (transport) => {
  const BODY = get('/smuggled');
  const UPLOAD = `POST /upload HTTP/1.1\r\nHost: app\r\nContent-Length: ${BODY.length}\r\n\r\n`;
  const WANTED = [...Array.from({ length: UNREAD }, (_, n) => `GET /${n} HTTP/1.1`), 'POST /upload HTTP/1.1'];

  test('keep their order, and a body that comes meanwhile stays a body', async () => {
    const { client, upstream } = await openUnread(transport, {}, WANTED.slice(0, -1).map(toGet).join('') + UPLOAD);
    client.send(BODY);
    await makeRoundTrip();
    client.socket.removeAllListeners('data').resume();
    await expect.poll(() => upstream.requests.length, { timeout: 20_000 }).toBe(WANTED.length);
    expect(upstream.requests.map(({ startLine }) => startLine)).toEqual(WANTED);
    expect(upstream.requests.at(-1)?.body).toBe(BODY);
  });

  test('are whole although the last of them came in halves', async () => {
    const last = get(`/last?${'x'.repeat(100)}`);
    const { client, upstream } = await openUnread(transport, {}, GET.repeat(UNREAD) + last.slice(0, 60));
    client.send(last.slice(60));
    client.socket.removeAllListeners('data').resume();
    await expect.poll(() => upstream.requests.length, { timeout: 20_000 }).toBe(UNREAD + 1);
    expect(upstream.requests.at(-1)?.startLine).toContain('/last?');
  });
});

test('requests whose answers are not read, are served in a drain as far as the one whose answer says close', async () => {
  const { door, client, upstream } = await openUnread('h1');
  const drained = door.drain(60_000);
  let text = '';
  client.socket.removeAllListeners('data').on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1').replaceAll(/x{100,}/g, '');
  });
  client.socket.resume();
  expect(await client.ended).toBe('fin');
  await drained;
  expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(upstream.requests.length);
  expect(text.slice(text.lastIndexOf('HTTP/1.1 200')).toLowerCase()).toContain('connection: close');
});

function toGet(startLine: string): string {
  return `${startLine}\r\nHost: app\r\n\r\n`;
}

test('a client that never reads the answers to its requests is let go', async () => {
  const clientTimeouts = { idleMs: 0, headMs: 60_000, bodyIdleMs: 60_000, readerMs: 200 };
  const { door } = await openUnread('h1', { clientTimeouts });
  await expect.poll(() => [door.connections.count, door.admission.inFlight]).toEqual([0, 0]);
});

/** More requests, with answers of this size, than the kernel keeps for a client that does not read. */
const UNREAD = 1_500;
const ANSWER = respond(`${'x'.repeat(12_000)}~`);

/** A client that has sent so many requests and reads none of the answers, until nothing moves any more. */
async function openUnread(
  transport: TransportName,
  proxy: FrontDoorOptions['proxy'] = {},
  requests: string = GET.repeat(UNREAD),
) {
  const { door, upstream } = await openFrontDoorTo(transport, answerAlways(ANSWER), { proxy });
  const client = await door.connect();
  client.socket.pause();
  client.send(requests);
  for (let seen = 0, trips = 0; trips < 50; trips = seen > 0 && upstream.requests.length === seen ? trips + 1 : 0) {
    seen = upstream.requests.length;
    await makeRoundTrip();
  }
  expect(upstream.requests.length).toBeLessThan(UNREAD);
  return { door, upstream, client };
}
