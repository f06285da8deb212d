import { describe, expect, test } from 'vitest';
import type { ProxySettings } from '../../src/core/proxy-settings.ts';
import { ask, GET, openFrontDoorTo, type RunningFrontDoor, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond, type UpstreamConnection } from '../helpers/recording-upstream.ts';

/** A request inside a body, which ends where the head of the next request on the connection would be part of it. */
const SMUGGLED = 'GET /admin HTTP/1.1\r\nX: ';

const UNTRUSTED: ProxySettings['forwarded'] = { trust: false, proto: null };

/** An app that never reads a body: whatever stands behind a head is the next request. Answers with the target. */
async function ignoreBodies(connection: UpstreamConnection): Promise<void> {
  let from = 0;
  for (;;) {
    const text = await connection.waitForText('\r\n\r\n', from).catch(() => null);
    if (text === null) return;
    const end = text.indexOf('\r\n\r\n', from) + 4;
    const [method, target] = text.slice(from, end).split(' ');
    from = end;
    connection.send(respond(`${method} ${target}`));
  }
}

const toPost = (body: string, fields = `Content-Length: ${body.length}\r\n`, method = 'POST'): string =>
  `${method} /x HTTP/1.1\r\nHost: app\r\n${fields}\r\n${body}`;

const CHUNKED = 'Transfer-Encoding: chunked\r\n';
const toChunks = (body: string): string => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

/** Requests whose body an app may leave unread. */
const BODIES = [
  ['a POST', toPost(SMUGGLED)],
  ['a PUT', toPost(SMUGGLED, undefined, 'PUT')],
  ['a GET', toPost(SMUGGLED, undefined, 'GET')],
  ['a DELETE', toPost(SMUGGLED, undefined, 'DELETE')],
  ['a POST in chunks', toPost(toChunks(SMUGGLED), CHUNKED)],
  ['a GET in chunks', toPost(toChunks(SMUGGLED), CHUNKED, 'GET')],
  [
    'a POST that expects 100-continue',
    toPost(SMUGGLED, `Content-Length: ${SMUGGLED.length}\r\nExpect: 100-continue\r\n`),
  ],
  ['an empty POST in chunks', toPost('0\r\n\r\n', CHUNKED)],
] as const;

describe.for(TRANSPORTS)('a connection of %s that has carried a body', (transport) => {
  const open = (proxy: Partial<ProxySettings>) =>
    // The age at which a connection is closed, and at which it takes no POST, is out of reach.
    openFrontDoorTo(transport, ignoreBodies, { proxy: { upstreamIdleMs: 600_000, forwarded: UNTRUSTED, ...proxy } });

  const askTwice = async (door: RunningFrontDoor, request: string): Promise<string> => {
    const client = await door.connect();
    client.send(request);
    expect((await client.readResponse()).status).toBe(200);
    return (await ask(door, GET.replace('/', '/ok'))).body;
  };

  test.for(
    (['nobody', 'same-client'] as const).flatMap((rule) =>
      BODIES.map(([name, request]) => [name, rule, request] as const),
    ),
  )('never answers another client: %s, lent to %s', async ([, reuseAfterBody, request]) => {
    const { door } = await open({ reuseAfterBody });
    for (let i = 0; i < 20; i++) expect(await askTwice(door, request)).toBe('GET /ok');
  });

  test('that anybody may use next is lent on: for apps that are known to read', async () => {
    const { door } = await open({ reuseAfterBody: 'anybody' });
    expect(await askTwice(door, toPost(SMUGGLED))).toBe('GET /admin');
  });

  test('is closed behind the response, and the app is told so, where nobody may use it next', async () => {
    const { door, upstream } = await open({ reuseAfterBody: 'nobody' });
    const client = await door.connect();
    client.send(toPost('hello'));
    await client.readResponse();
    await upstream.connections[0]!.closed;
    expect(upstream.texts[0]).toMatch(/\r\nConnection: close\r\n/i);
    client.send(GET);
    await client.readResponse();
    expect(upstream.texts[1]).not.toMatch(/\r\nConnection: close\r\n/i);
  });

  test('serves the same client connection on, and is closed with it', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), {
      proxy: { upstreamIdleMs: 600_000, forwarded: UNTRUSTED, reuseAfterBody: 'same-client' },
    });
    const client = await door.connect();
    for (const request of [toPost('hello'), GET, toPost(toChunks('hello'), CHUNKED), GET]) {
      client.send(request);
      await client.readResponse();
    }
    expect(upstream.connections.length).toBe(1);
    await ask(door);
    expect(upstream.connections.length).toBe(2);
    client.socket.destroy();
    await upstream.connections[0]!.closed;
    await ask(door);
    expect(upstream.connections.length).toBe(2);
  });

  test('is closed where the peer is one that is believed about its clients: it may stand before many', async () => {
    const { door, upstream } = await open({ reuseAfterBody: 'same-client', forwarded: { trust: true, proto: null } });
    const client = await door.connect();
    client.send(toPost('hello'));
    await client.readResponse();
    await upstream.connections[0]!.closed;
  });

  test('is closed in every way in which idle ones are', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, ignoreBodies, {
      proxy: { upstreamIdleMs: 50, forwarded: UNTRUSTED, reuseAfterBody: 'same-client' },
    });
    const client = await door.connect();
    client.send(toPost('hello'));
    await client.readResponse();
    await upstream.connections[0]!.closed;
    client.send(GET);
    expect((await client.readResponse()).body).toBe('GET /');
  });

  test('is one that carried a byte: a length of nothing leaves nothing unread', async () => {
    const { door, upstream } = await open({ reuseAfterBody: 'nobody' });
    for (let i = 0; i < 3; i++) await askTwice(door, toPost(''));
    expect(upstream.connections.length).toBe(1);
  });

  test('that is the second one, because the first broke before the body was sent, is lent to nobody either', async () => {
    const { door, upstream } = await openFrontDoorTo(
      transport,
      async (connection) => {
        if (connection.number > 1) return ignoreBodies(connection);
        await connection.readRequest();
        connection.send(respond('first'));
        await connection.waitForText('PUT /x');
        connection.reset();
      },
      { proxy: { upstreamIdleMs: 600_000, forwarded: UNTRUSTED, reuseAfterBody: 'same-client' } },
    );
    const client = await door.connect();
    client.send(toPost('hello'));
    await client.readResponse();
    client.send(`PUT /x HTTP/1.1\r\nHost: app\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n`);
    await upstream.waitForConnections(2);
    client.send(SMUGGLED);
    expect((await client.readResponse()).body).toBe('PUT /x');
    expect((await ask(door, GET.replace('/', '/ok'))).body).toBe('GET /ok');
  });
});
