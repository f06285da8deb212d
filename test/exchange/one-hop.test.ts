import { describe, expect, test } from 'vitest';
import { ask, GET, makeRoundTrip, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';

const OK = answerAlways(respond('ok'));

describe.for(TRANSPORTS)('one hop more, through %s:', (transport) => {
  // RFC 9110 section 6.6.1: a recipient with a clock dates what came without.
  test('a response without Date gets one, a response with one keeps it', async () => {
    const { door } = await openFrontDoorTo(transport, OK);
    const made = (await ask(door)).fields.get('date');
    expect(made).toHaveLength(1);
    expect(Math.abs(Date.parse(made![0]!) - Date.now())).toBeLessThan(60_000);
    const dated = await openFrontDoorTo(
      transport,
      answerAlways(respond('ok', 'Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n')),
    );
    expect((await ask(dated.door)).fields.get('date')).toEqual(['Sun, 06 Nov 1994 08:49:37 GMT']);
  });

  // RFC 9110 section 7.6.3 wants Via; nginx's gzip_proxied would switch the app's compression off for it.
  test('no Via is added in either direction', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, OK);
    expect((await ask(door)).field('via')).toBeNull();
    expect(upstream.requests[0]?.field('via')).toBeNull();
  });

  // RFC 9110 section 7.6.2.
  test('TRACE with Max-Forwards: 0 is answered with the request, without its secrets, and the app hears nothing', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, OK);
    const answer = await ask(
      door,
      'TRACE /a?b HTTP/1.1\r\nHost: app\r\nMax-Forwards: 0\r\nCookie: secret\r\nAuthorization: secret\r\nX-Fc-Access-Key-Secret: secret\r\nX-A: shown\r\n\r\n',
    );
    expect([answer.status, answer.field('content-type')]).toEqual([200, 'message/http']);
    expect(answer.body).toBe('TRACE /a?b HTTP/1.1\r\nHost: app\r\nMax-Forwards: 0\r\nX-A: shown\r\n\r\n');
    expect(upstream.connections).toHaveLength(0);
    expect(door.markers).toHaveLength(2);
    expect(door.records[0]).toMatchObject({ status: 200, by: 'berth', method: 'TRACE' });
  });

  test('OPTIONS with Max-Forwards: 0 is answered here', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, OK);
    const answer = await ask(door, 'OPTIONS * HTTP/1.1\r\nHost: app\r\nMax-Forwards: 0\r\n\r\n');
    expect([answer.status, answer.body]).toEqual([200, '']);
    expect(upstream.connections).toHaveLength(0);
  });

  test.for([
    ['OPTIONS', '5', '4'],
    ['TRACE', '1', '0'],
    ['GET', '0', '0'],
    ['OPTIONS', 'many', 'many'],
  ])('%s with Max-Forwards: %s goes on with %s', async ([method, sent, forwarded]) => {
    const { door, upstream } = await openFrontDoorTo(transport, OK);
    await ask(door, `${method} / HTTP/1.1\r\nHost: app\r\nMax-Forwards: ${sent}\r\n\r\n`);
    expect(upstream.requests[0]?.fields.get('max-forwards')).toEqual([forwarded]);
  });

  test.for([['HTTP/1.2'], ['HTTP/1.9']])('a request in %s is read as HTTP/1.1', async ([version]) => {
    const { door, upstream } = await openFrontDoorTo(transport, OK);
    expect((await ask(door, GET.replace('HTTP/1.1', version!))).body).toBe('ok');
    expect(upstream.requests[0]?.startLine).toBe('GET / HTTP/1.1');
  });

  // RFC 9112 section 7.1.1.
  test('chunk extensions of the app are ignored', async () => {
    const { door } = await openFrontDoorTo(
      transport,
      answerAlways('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b;c="d"\r\nab\r\n0;last\r\n\r\n'),
    );
    expect((await ask(door)).body).toBe('ab');
  });

  // RFC 9110 section 15.5.22: without the field nobody knows what is required.
  test('a 426 keeps its Upgrade', async () => {
    const { door } = await openFrontDoorTo(
      transport,
      answerAlways(respond('no', 'Connection: Upgrade\r\nUpgrade: websocket\r\n', '426 Upgrade Required')),
    );
    const answer = await ask(door);
    expect([answer.status, answer.field('upgrade')]).toEqual([426, 'websocket']);
    expect(answer.field('connection')?.toLowerCase()).toContain('upgrade');
  });

  // aiohttp writes one behind its 100 Continue.
  test('an empty line before the status line of the app is passed over', async () => {
    const { door } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send(`HTTP/1.1 100 Continue\r\n\r\n\r\n${respond('after')}`);
    });
    const client = await door.connect();
    client.send('POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 2\r\n\r\nhi');
    expect(await client.waitForText('after')).toContain('HTTP/1.1 200 OK');
  });

  test('a length in an interim response is not passed on', async () => {
    const { door } = await openFrontDoorTo(
      transport,
      answerAlways(`HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\nLink: <a>\r\n\r\n${respond('ok')}`),
    );
    const client = await door.connect();
    client.send(GET);
    const text = await client.waitForText('ok');
    expect(text.slice(0, text.indexOf('HTTP/1.1 200'))).not.toMatch(/content-length/i);
    expect(text).toContain('Link: <a>');
  });

  test.for([
    ['HEAD /a b HTTP/1.1\r\nHost: app\r\n\r\n'],
    ['HEAD / HTTP/1.1\r\nHost: app\r\nHost: other\r\n\r\n'],
    [`HEAD /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: app\r\n\r\n`],
  ])('a HEAD that is refused gets no body', async ([request]) => {
    const { door } = await openFrontDoorTo(transport, OK);
    const client = await door.connect();
    client.send(request!);
    expect(await client.ended).toBe('fin');
    expect(client.text).toMatch(/^HTTP\/1\.1 4\d\d (?:.|\r\n)*\r\n\r\n$/);
    expect(Number(/content-length: (\d+)/i.exec(client.text)?.[1])).toBeGreaterThan(0);
  });

  // An engine on Node's own server stalled here for good, with its place and sockets.
  test('a wish to upgrade in the pipeline behind a large answer is served after it', async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('x'.repeat(2_000_000))), {
      proxy: { maxInFlight: 1 },
    });
    const client = await door.connect();
    client.send(`${GET}${GET.replace('Host', 'Connection: Upgrade\r\nUpgrade: websocket\r\nHost')}`);
    for (let i = 0; i < 2; i++) expect((await client.readResponse()).body.length).toBe(2_000_000);
    client.end();
    expect(await client.ended).toBe('fin');
    await expect.poll(() => [door.admission.inFlight, door.connections.count]).toEqual([0, 0]);
  });

  test.for([
    ['a byte', 'z'],
    ['a response', respond('evil')],
  ])('%s behind the last chunk harms nobody but the connection of the app', async ([, rest]) => {
    const { door, upstream } = await openFrontDoorTo(
      transport,
      async (connection) => {
        while ((await connection.readRequest()) !== null) {
          connection.send(
            `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n${connection.number === 1 ? rest : ''}`,
          );
        }
      },
      { proxy: { upstreamIdleMs: 600_000 } },
    );
    const client = await door.connect();
    client.send(GET);
    await client.waitForText('\r\n\r\n');
    for (let i = 0; i < 20; i++) await makeRoundTrip();
    expect((await ask(door)).body).toBe('ok');
    expect(client.text).not.toContain('evil');
    expect(upstream.connections.length).toBe(2);
  });
});

// Node's parser, which `node-client` reads responses with, knows no other minor version than 0 and 1.
test.for([['HTTP/1.2'], ['HTTP/1.9']])('a response in %s is read as HTTP/1.1 by h1', async ([version]) => {
  const { door } = await openFrontDoorTo('h1', answerAlways(respond('ok').replace('HTTP/1.1', version!)));
  const answer = await ask(door);
  expect([answer.startLine, answer.body]).toEqual(['HTTP/1.1 200 OK', 'ok']);
});
