import { describe, expect, test } from 'vitest';
import { ask, GET, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'].map((method) => [method]);

describe.for(TRANSPORTS)('framing by %s', (transport) => {
  test.for(METHODS)('a chunked %s stays chunked, never a length with raw bytes behind it', async ([method]) => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    await ask(
      door,
      `${method} / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n`,
    );
    const request = upstream.requests[0];
    expect(request?.fields.get('transfer-encoding')).toEqual(['chunked']);
    expect(request?.field('content-length')).toBeNull();
    expect(request?.body).toBe('abcdefg');
    expect(upstream.texts[0]?.length).toBe(request?.totalBytes);
  });

  test.for(METHODS)('a %s with a length keeps it', async ([method]) => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    await ask(door, `${method} / HTTP/1.1\r\nHost: app\r\nContent-Length: 7\r\n\r\nabcdefg`);
    const request = upstream.requests[0];
    expect(request?.fields.get('content-length')).toEqual(['7']);
    expect(request?.field('transfer-encoding')).toBeNull();
    expect(request?.body).toBe('abcdefg');
    expect(upstream.texts[0]?.length).toBe(request?.totalBytes);
  });

  test('an empty chunked body stays chunked', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    await ask(door, 'POST / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n');
    expect(upstream.requests[0]?.field('transfer-encoding')).toBe('chunked');
    expect(upstream.texts[0]?.endsWith('\r\n\r\n0\r\n\r\n')).toBe(true);
  });

  test('trailers pass both ways, except those that could change the meaning of the message', async () => {
    const { door, upstream } = await openFrontDoorTo(
      transport,
      answerAlways(
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\nX-Request-Id: 9\r\nSet-Cookie: a=1\r\n\r\n',
      ),
    );
    const response = await ask(
      door,
      'POST / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Check: 2\r\nHost: evil\r\nAuthorization: x\r\nX-Forwarded-For: y\r\n\r\n',
    );
    expect([...(upstream.requests[0]?.trailers ?? [])]).toEqual([['x-check', ['2']]]);
    expect([...response.trailers]).toEqual([['x-sum', ['1']]]);
  });

  test.for([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n', '1234'],
    ['HEAD', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', null],
    ['GET', 'HTTP/1.1 204 No Content\r\n\r\n', null],
    ['GET', 'HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n', null],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 1234\r\nETag: "x"\r\n\r\n', '1234'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n', null],
  ] as const)('%s answered by %j has no body, and the connection goes on', async ([method, response, length]) => {
    const { door } = await openFrontDoorTo(transport, answerAlways(response));
    const client = await door.connect();
    for (let i = 0; i < 3; i++) {
      client.send(`${method} / HTTP/1.1\r\nHost: app\r\n\r\n`);
      const answer = await client.readResponse({ isHead: true });
      expect(answer.startLine).toBe(response.split('\r\n')[0]);
      expect(answer.field('content-length')).toBe(length);
    }
  });

  test('a response that ends with the connection is chunked for the client', async () => {
    const { door } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send('HTTP/1.1 200 OK\r\n\r\nall of it');
      connection.end();
    });
    const client = await door.connect();
    client.send(GET + GET);
    for (let i = 0; i < 2; i++) {
      const response = await client.readResponse();
      expect([response.field('transfer-encoding'), response.body]).toEqual(['chunked', 'all of it']);
    }
  });

  test('an app that speaks HTTP/1.0 is understood', async () => {
    const { door } = await openFrontDoorTo(transport, async (connection) => {
      await connection.readRequest();
      connection.send('HTTP/1.0 200 OK\r\nServer: SimpleHTTP\r\nContent-Length: 3\r\n\r\nold');
      connection.end();
    });
    const response = await ask(door);
    expect([response.startLine, response.body]).toEqual(['HTTP/1.1 200 OK', 'old']);
  });

  test('a chunked response stays chunked', async () => {
    const { door } = await openFrontDoorTo(
      transport,
      answerAlways('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0002\r\nbc\r\n0\r\n\r\n'),
    );
    const response = await ask(door);
    expect([response.fields.get('transfer-encoding'), response.field('content-length')]).toEqual([['chunked'], null]);
    expect(response.body).toBe('abc');
  });

  test('two connections in turn never swap their bodies', async () => {
    const { door } = await openFrontDoorTo(transport, async (connection) => {
      for (;;) {
        const request = await connection.readRequest();
        if (request === null) return;
        connection.send(respond(request.body));
      }
    });
    const clients = await Promise.all(Array.from({ length: 8 }, () => door.connect()));
    for (let round = 0; round < 10; round++) {
      const bodies = clients.map((_, i) => `${i}:${round}:${'x'.repeat(i * round)}`);
      clients.forEach((client, i) => {
        const body = bodies[i]!;
        client.send(`POST / HTTP/1.1\r\nHost: app\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      });
      const answers = await Promise.all(clients.map((client) => client.readResponse()));
      expect(answers.map((answer) => answer.body)).toEqual(bodies);
    }
  });
});
