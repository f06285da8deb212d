import { describe, expect, test } from 'vitest';
import { ask, GET, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';
import { runUndisturbed } from '../helpers/undisturbed.ts';

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n';
const POST = 'POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 0\r\n\r\n';

/** A request is sent again only within this time (src/upstream/upstream-request.ts). */
const REPEAT_MS = 100;

describe.for(TRANSPORTS)('bytes behind the end of a response, through %s', (transport) => {
  test.for([
    ['garbage behind a length', `${respond('fine')}evil`, 'fine'],
    ['a comment behind a length', `${respond('fine')}<!-- evil -->`, 'fine'],
    ['a response behind a length', respond('fine') + respond('evil'), 'fine'],
    ['garbage behind a length of nothing', `${respond('')}evil`, ''],
    ['garbage behind the last chunk', `${CHUNKED}evil`, 'fine'],
    ['a response behind the last chunk', CHUNKED + respond('evil'), 'fine'],
    ['a response behind 204', `HTTP/1.1 204 No Content\r\n\r\n${respond('evil')}`, ''],
  ] as const)('%s: the response is passed on, and the connection ends', async ([, bytes, body]) => {
    const { door, upstream } = await openFrontDoorTo(
      transport,
      async (connection) => {
        while ((await connection.readRequest()) !== null)
          connection.send(connection.number === 1 ? bytes : respond('good'));
      },
      // A connection that is closed is closed for what came over it, not for its age.
      { proxy: { upstreamIdleMs: 600_000 } },
    );
    const client = await door.connect();
    client.send(GET);
    expect((await client.readResponse()).body).toBe(body);
    await upstream.connections[0]!.closed;
    client.send(GET);
    expect((await client.readResponse()).body).toBe('good');
    expect(client.text).not.toContain('evil');
    expect(door.records.map(({ status, code }) => [status, code])).toEqual([
      [body === '' && bytes.includes('204') ? 204 : 200, undefined],
      [200, undefined],
    ]);
  });

  test('are told of once, however many come, and only their first few', async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(`${respond('fine')}evil\r\n{"session":"secret"}`));
    for (let i = 0; i < 5; i++) expect((await ask(door)).body).toBe('fine');
    expect(door.notes).toMatchObject([{ level: 'warn', event: 'stray-bytes', bytes: 'evil\\r\\n{"session"' }]);
    expect(JSON.stringify(door.notes)).not.toContain('secret');
  });

  // As an app that writes more than it has announced, a moment later.
  test.for([
    ['a line end', '\r\n', 'GET', 2],
    ['a line end', '\r\n', 'POST', 2],
    ['line ends', '\r\n\n\r\n', 'GET', 2],
    ['line ends', '\r\n\n\r\n', 'POST', 2],
    ['a comment', '<!-- made by app -->\n', 'GET', 3],
    ['the rest of a body', 'Hello, world!', 'HEAD', 3],
  ] as const)('%s late (%j): the next request, a %s, gets its own answer, 10 of 10', ([, late, method, requests]) =>
    runUndisturbed(REPEAT_MS, async () => {
      for (let i = 0; i < 10; i++) {
        const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
          await connection.readRequest();
          connection.send(respond(`from ${connection.number}`));
          // The next request is on its way already.
          const next = await connection.readRequest();
          const own = next?.startLine.startsWith('HEAD') ? respond('') : respond('right');
          if (connection.number === 1) connection.socket.write(late, () => connection.send(own));
          else connection.send(own);
        });
        const client = await door.connect();
        client.send(GET);
        await client.readResponse();
        client.send(method === 'POST' ? POST : `${method} / HTTP/1.1\r\nHost: app\r\n\r\n`);
        const answer = await client.readResponse({ isHead: method === 'HEAD' });
        expect([answer.status, answer.field('x-berth-error')]).toEqual([200, null]);
        if (method !== 'HEAD') expect(answer.body).toBe(requests === 2 ? 'right' : 'from 2');
        expect(upstream.requests.length).toBe(requests);
        expect(door.records.map(({ repeated }) => repeated)).toEqual([undefined, requests === 3 ? true : undefined]);
      }
    }),
  );

  test('that are no line end run a POST only once; nothing is reused from then on', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      for (let request = await connection.readRequest(); request !== null; request = await connection.readRequest()) {
        if (request.startLine.startsWith('POST') && connection.number === 1) connection.send('evil');
        connection.send(respond('ok'));
      }
    });
    const client = await door.connect();
    client.send(GET);
    await client.readResponse();
    client.send(POST);
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error')]).toEqual([502, 'APP_BAD_RESPONSE']);
    for (let i = 0; i < 3; i++) {
      client.send(POST);
      expect((await client.readResponse()).body).toBe('ok');
    }
    expect(upstream.requests.map(({ startLine }) => startLine.split(' ')[0])).toEqual([
      'GET',
      'POST',
      'POST',
      'POST',
      'POST',
    ]);
    expect(upstream.connections.length).toBe(4);
  });

  test('on a connection that waits cost the connection; 408 before its end is no fault of the app', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    await ask(door);
    upstream.connections[0]!.send(respond('', '', '408 Request Timeout'));
    await upstream.connections[0]!.closed;
    expect(door.notes).toEqual([]);
    await ask(door);
    upstream.connections[1]!.send('\r\n');
    await upstream.connections[1]!.closed;
    expect((await ask(door)).body).toBe('ok');
    expect(upstream.connections.length).toBe(3);
    expect(door.notes).toMatchObject([{ event: 'stray-bytes', bytes: '\\r\\n' }]);
  });
});
