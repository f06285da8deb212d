import { describe, expect, test } from 'vitest';
import { GET, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';

const REQUESTS = [
  ['GET', GET, ''],
  [
    'many fields',
    'GET /a?b HTTP/1.1\r\nHost: app\r\nAccept: */*\r\nX-Empty:\r\nX-Tabs:\t\ta \t\r\nCookie: a=1; b=2\r\n\r\n',
    '',
  ],
  ['a length', 'POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 11\r\n\r\nhello world', 'hello world'],
  [
    'chunks',
    'POST / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n006\r\n world\r\n0\r\nX-Check: 1\r\n\r\n',
    'hello world',
  ],
] as const;

const RESPONSES = [
  ['a length', 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 11\r\n\r\nhello world', 'hello world'],
  [
    'chunks',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n',
    'hello world',
  ],
  ['no body', 'HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n', ''],
  [
    'an interim response before it',
    'HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    'ok',
  ],
] as const;

async function sendBytes(send: (bytes: Buffer) => Promise<void>, text: string): Promise<void> {
  for (const byte of Buffer.from(text, 'latin1')) {
    await send(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe.for(TRANSPORTS)('fragments through %s', (transport) => {
  test.for(REQUESTS)('a request with %s that comes byte by byte means the same', async ([, request, body]) => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send(request);
    await client.readResponse();
    await client.sendSlowly(request);
    expect((await client.readResponse()).body).toBe('ok');
    const [whole, slow] = upstream.requests;
    expect(slow?.body).toBe(body);
    expect(withoutIds(slow?.head)).toBe(withoutIds(whole?.head));
    expect(slow?.trailers).toEqual(whole?.trailers);
  });

  test.for(RESPONSES)('a response with %s that comes byte by byte means the same', async ([, response, body]) => {
    const { door } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send(response);
      await connection.readRequest();
      await sendBytes(async (bytes) => connection.send(bytes), response);
    });
    const client = await door.connect();
    const answers = [];
    for (let i = 0; i < 2; i++) {
      client.send(GET);
      let answer = await client.readResponse();
      if (answer.status < 200) answer = await client.readResponse();
      answers.push(answer);
    }
    const [whole, slow] = answers;
    expect(slow?.body).toBe(body);
    expect(withoutIds(slow?.head)).toBe(withoutIds(whole?.head));
    expect(slow?.trailers).toEqual(whole?.trailers);
  });

  test('requests cut at every place are answered rightly', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    const [, , , [, chunked]] = REQUESTS;
    for (let at = 1; at < chunked.length; at++) {
      client.send(chunked.slice(0, at));
      await new Promise((resolve) => setImmediate(resolve));
      client.send(chunked.slice(at));
      expect((await client.readResponse()).body).toBe('ok');
    }
    expect(upstream.requests.length).toBe(chunked.length - 1);
    expect(upstream.requests.every((request) => request.body === 'hello world')).toBe(true);
  });
});

function withoutIds(head: string | undefined): string | undefined {
  return head?.replace(/1-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{12}/g, 'ID').replace(/date: [^\r]*/i, 'DATE');
}
