import { describe, expect, test } from 'vitest';
import { ask, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';

const GET = 'GET / HTTP/1.1\r\nHost: app\r\nX-Request-Id: ours\r\n\r\n';

describe.for(TRANSPORTS)('the request id of a response through %s', (transport) => {
  const open = (response: string) => openFrontDoorTo(transport, answerAlways(response));

  test.for([
    ['none', '', ['ours'], null],
    ['the same', 'X-Request-Id: ours\r\n', ['ours'], null],
    ['another', 'x-request-id: theirs\r\n', ['theirs'], 'ours'],
    ['another in capitals', 'X-REQUEST-ID: OURS\r\n', ['OURS'], 'ours'],
    ['several', 'X-Request-Id: a\r\nX-Request-Id: b\r\n', ['a', 'b'], 'ours'],
    ['an empty one', 'X-Request-Id:\r\n', ['ours'], null],
    ['a blank one', 'X-Request-Id:  \t\r\n', ['ours'], null],
    ['an empty one and another', 'X-Request-Id:\r\nX-Request-Id: theirs\r\n', ['theirs'], 'ours'],
    ['one that Connection names', 'Connection: X-Request-Id\r\nX-Request-Id: theirs\r\n', ['theirs'], 'ours'],
    ["a forged one under berth's own name", 'X-Berth-Request-Id: forged\r\n', ['ours'], null],
    ['another, and a forged one', 'X-Request-Id: theirs\r\nX-Berth-Request-Id: forged\r\n', ['theirs'], 'ours'],
  ] as const)('is told where the app says %s', async ([, fields, told, own]) => {
    const { door } = await open(respond('ok', fields));
    const answer = await ask(door, GET);
    expect([answer.fields.get('x-request-id'), answer.field('x-berth-request-id')]).toEqual([told, own]);
    expect(door.records[0]).toMatchObject({ requestId: 'ours', status: 200 });
    expect(door.markers).toEqual(['FC Invoke Start RequestId: ours', 'FC Invoke End RequestId: ours']);
  });

  test.for([
    ['HEAD', 'HTTP/1.1 200 OK\r\nX-Request-Id: theirs\r\nContent-Length: 2\r\n\r\n'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nX-Request-Id: theirs\r\n\r\n'],
    ['GET', 'HTTP/1.1 204 No Content\r\nX-Request-Id: theirs\r\n\r\n'],
    ['GET', 'HTTP/1.1 200 OK\r\nX-Request-Id: theirs\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['GET', `HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n${respond('', 'X-Request-Id: theirs\r\n')}`],
  ] as const)('of the app stays in the answer to %s (%j)', async ([method, response]) => {
    const { door } = await open(response);
    const client = await door.connect();
    client.send(GET.replace('GET', method));
    let answer = await client.readResponse({ isHead: method === 'HEAD' });
    if (answer.status === 103) answer = await client.readResponse();
    expect([answer.fields.get('x-request-id'), answer.field('x-berth-request-id')]).toEqual([['theirs'], 'ours']);
  });

  test('of the app stays in an interim response, and an empty one is left out', async () => {
    const interim = 'HTTP/1.1 103 Early Hints\r\nX-Request-Id: theirs\r\nX-Request-Id:\r\n\r\n';
    const { door } = await open(interim + respond('ok'));
    const client = await door.connect();
    client.send(GET);
    expect((await client.readResponse()).fields.get('x-request-id')).toEqual(['theirs']);
    expect((await client.readResponse()).fields.get('x-request-id')).toEqual(['ours']);
  });

  test('of the app stays when protocols are switched', async () => {
    const switched = 'HTTP/1.1 101 Yes\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Request-Id: theirs\r\n\r\n';
    const { door } = await open(switched);
    const client = await door.connect();
    client.send(GET.replace('\r\n\r\n', '\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'));
    const head = await client.readResponse();
    expect([head.fields.get('x-request-id'), head.field('x-berth-request-id')]).toEqual([['theirs'], 'ours']);
  });

  test('cannot be told a second time in the trailers', async () => {
    const trailers = 'X-Request-Id: late\r\nX-Berth-Request-Id: late\r\nX-Sum: 1\r\n';
    const { door } = await open(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n${trailers}\r\n`);
    const answer = await ask(door, GET);
    expect([...answer.trailers]).toEqual([['x-sum', ['1']]]);
    expect(answer.fields.get('x-request-id')).toEqual(['ours']);
  });
});
