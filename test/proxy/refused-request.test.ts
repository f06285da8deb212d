import { describe, expect, test } from 'vitest';
import { ask, ENGINES, type EngineName, findTraits, GET, openFrontDoorTo } from '../helpers/front-door-harness.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';

const HEAD = 'POST /x HTTP/1.1\r\nHost: app\r\n';

/** Requests that two parsers could read differently. */
const MALFORMED: ReadonlyArray<readonly [name: string, request: string]> = [
  [
    'a length and chunked',
    `${HEAD}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n`,
  ],
  ['chunked and a length', `${HEAD}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n`],
  ['two different lengths', `${HEAD}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`],
  ['two equal lengths', `${HEAD}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc`],
  ['a list of lengths', `${HEAD}Content-Length: 3, 3\r\n\r\nabc`],
  ['a signed length', `${HEAD}Content-Length: +3\r\n\r\nabc`],
  ['a negative length', `${HEAD}Content-Length: -3\r\n\r\nabc`],
  ['a hexadecimal length', `${HEAD}Content-Length: 0x3\r\n\r\nabc`],
  ['an empty length', `${HEAD}Content-Length:\r\n\r\nabc`],
  ['a length with a space in it', `${HEAD}Content-Length: 1 2\r\n\r\nabc`],
  ['a length beyond all numbers', `${HEAD}Content-Length: 99999999999999999999999\r\n\r\nabc`],
  ['another coding', `${HEAD}Transfer-Encoding: gzip\r\n\r\nabc`],
  ['identity as coding', `${HEAD}Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc`],
  ['two codings', `${HEAD}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
  ['chunked twice', `${HEAD}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n`],
  ['two coding fields', `${HEAD}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['a coding like chunked', `${HEAD}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
  ['a quoted coding', `${HEAD}Transfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n`],
  ['a coding with a vertical tab', `${HEAD}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n`],
  ['chunked in HTTP/1.0', 'POST /x HTTP/1.0\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a space before the colon', `${HEAD}Content-Length : 3\r\n\r\nabc`],
  ['a tab before the colon', `${HEAD}Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n`],
  ['an empty field name', `${HEAD}: value\r\n\r\n`],
  ['a field without a colon', `${HEAD}NoColon\r\n\r\n`],
  ['a space in a field name', `${HEAD}Bad Name: x\r\n\r\n`],
  ['a control character in a field name', `${HEAD}X\x01: x\r\n\r\n`],
  ['a byte above ASCII in a field name', `${HEAD}X\xe9: x\r\n\r\n`],
  ['NUL in a field value', `${HEAD}X-A: a\x00b\r\n\r\n`],
  ['a folded field', `${HEAD}X-A: a\r\n b\r\n\r\n`],
  ['a folded coding', `${HEAD}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n`],
  ['space before the first field', 'GET /x HTTP/1.1\r\n Host: app\r\n\r\n'],
  ['a bare CR in a field value', `${HEAD}X-A: a\rb\r\n\r\n`],
  ['a bare LF as line end', 'GET /x HTTP/1.1\r\nHost: app\nX-A: b\r\n\r\n'],
  ['bare LFs throughout', 'GET /x HTTP/1.1\nHost: app\n\n'],
  ['a bare LF behind the request line', 'GET /x HTTP/1.1\nHost: app\r\n\r\n'],
  ['a missing Host', 'GET /x HTTP/1.1\r\nX-A: b\r\n\r\n'],
  ['two Hosts', 'GET /x HTTP/1.1\r\nHost: app\r\nHost: evil\r\n\r\n'],
  ['two equal Hosts', 'GET /x HTTP/1.1\r\nHost: app\r\nhost: app\r\n\r\n'],
  ['a Host with a path', 'GET /x HTTP/1.1\r\nHost: app/evil\r\n\r\n'],
  ['a Host with userinfo', 'GET /x HTTP/1.1\r\nHost: user@app\r\n\r\n'],
  ['a Host with a space', 'GET /x HTTP/1.1\r\nHost: app evil\r\n\r\n'],
  ['a Host with a bad port', 'GET /x HTTP/1.1\r\nHost: app:80x\r\n\r\n'],
  ['a target of another host', 'GET http://evil/x HTTP/1.1\r\nHost: app\r\n\r\n'],
  ['a target with userinfo', 'GET http://app@evil/x HTTP/1.1\r\nHost: app\r\n\r\n'],
  ['a target that is not a path', 'GET x HTTP/1.1\r\nHost: app\r\n\r\n'],
  ['a target of another scheme', 'GET ftp://app/x HTTP/1.1\r\nHost: app\r\n\r\n'],
  ['an asterisk for GET', 'GET * HTTP/1.1\r\nHost: app\r\n\r\n'],
  ['a target with a fragment', 'GET /x#y HTTP/1.1\r\nHost: app\r\n\r\n'],
  ['a space in the target', 'GET /x y HTTP/1.1\r\nHost: app\r\n\r\n'],
  ['a control character in the target', 'GET /x\x01y HTTP/1.1\r\nHost: app\r\n\r\n'],
  ['NUL in the target', 'GET /x\x00 HTTP/1.1\r\nHost: app\r\n\r\n'],
  ['no version', 'GET /x\r\nHost: app\r\n\r\n'],
  ['version 0.9', 'GET /x HTTP/0.9\r\nHost: app\r\n\r\n'],
  ['version 1.2', 'GET /x HTTP/1.2\r\nHost: app\r\n\r\n'],
  ['version 2.0', 'GET /x HTTP/2.0\r\nHost: app\r\n\r\n'],
  ['version 11', 'GET /x HTTP/11\r\nHost: app\r\n\r\n'],
  ['a version in lower case', 'GET /x http/1.1\r\nHost: app\r\n\r\n'],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['CONNECT', 'CONNECT app:443 HTTP/1.1\r\nHost: app:443\r\n\r\n'],
  ['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03abcdefgh\r\n\r\n'],
];

const FIELD = 'POST /x HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n';

/** Bodies whose end two parsers could see at different places. */
const BAD_BODIES: ReadonlyArray<readonly [name: string, request: string]> = [
  ['a chunk size that is no number', `${FIELD}zz\r\n`],
  ['a signed chunk size', `${FIELD}+3\r\nabc\r\n0\r\n\r\n`],
  ['a chunk size with 0x', `${FIELD}0x3\r\nabc\r\n0\r\n\r\n`],
  ['a chunk size beyond all numbers', `${FIELD}fffffffffffffffff\r\nabc\r\n0\r\n\r\n`],
  ['an empty chunk size', `${FIELD}\r\nabc\r\n0\r\n\r\n`],
  ['a chunk size behind a space', `${FIELD} 3\r\nabc\r\n0\r\n\r\n`],
  ['a chunk longer than its size', `${FIELD}3\r\nabcdef\r\n0\r\n\r\n`],
  ['a chunk extension', `${FIELD}3;name=value\r\nabc\r\n0\r\n\r\n`],
  ['an extension of the last chunk', `${FIELD}3\r\nabc\r\n0;x\r\n\r\n`],
  ['a bare LF behind a chunk size', `${FIELD}3\nabc\r\n0\r\n\r\n`],
  ['a bare LF behind a chunk', `${FIELD}3\r\nabc\n0\r\n\r\n`],
  ['a bad name in the trailers', `${FIELD}3\r\nabc\r\n0\r\nBad Name: x\r\n\r\n`],
  ['a folded trailer', `${FIELD}3\r\nabc\r\n0\r\nX-A: b\r\n c\r\n\r\n`],
];

function isTolerated(engine: EngineName, name: string): boolean {
  return findTraits(engine).tolerates.includes(name);
}

describe.for(ENGINES)('refused requests of %s', (engine) => {
  const cases = MALFORMED.filter(([name]) => !isTolerated(engine, name));

  test.for(cases)('%s gets 400, nothing reaches the app, the connection ends', async ([, request]) => {
    const { door, upstream } = await openFrontDoorTo(engine, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send(Buffer.from(request, 'latin1'));
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error')]).toEqual([400, 'REQUEST_MALFORMED']);
    expect(answer.field('connection')).toBe('close');
    expect(answer.field('x-request-id')).not.toBeNull();
    expect(await client.ended).toBe('fin');
    expect(client.text.length).toBe(answer.totalBytes);
    expect(upstream.connections.length).toBe(0);
    expect(door.markers).toEqual([]);
    expect(door.records.map((record) => [record['status'], record['code']])).toEqual([[400, 'REQUEST_MALFORMED']]);
    expect((await ask(door)).body).toBe('ok');
    expect(upstream.requests.map((seen) => seen.startLine)).toEqual(['GET / HTTP/1.1']);
  });

  test.for(cases)('%s is refused just so when it comes byte by byte', async ([, request]) => {
    const { door, upstream } = await openFrontDoorTo(engine, answerAlways(respond('ok')));
    const client = await door.connect();
    await client.sendSlowly(request);
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error')]).toEqual([400, 'REQUEST_MALFORMED']);
    expect(upstream.connections.length).toBe(0);
  });

  test('the answer to a malformed request never quotes it', async () => {
    const { door } = await openFrontDoorTo(engine, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send('GET /secret-target HTTP/1.1\r\nHost: app\r\nBad Secret: secret-value\r\n\r\n');
    expect((await client.readResponse()).body).not.toContain('ecret');
  });

  test('a malformed request behind a good one is refused after the answer to the good one', async () => {
    const { door, upstream } = await openFrontDoorTo(engine, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send(`${GET}GET /x HTTP/1.1\r\nHost: app\r\nHost: evil\r\n\r\n${GET}`);
    expect((await client.readResponse()).body).toBe('ok');
    expect((await client.readResponse()).status).toBe(400);
    expect(await client.ended).toBe('fin');
    expect(upstream.requests.length).toBe(1);
  });

  test('garbage behind a good request is refused after its answer', async () => {
    const { door, upstream } = await openFrontDoorTo(engine, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send(`${GET}\x00\x01garbage\r\n\r\n`);
    expect((await client.readResponse()).body).toBe('ok');
    expect((await client.readResponse()).status).toBe(400);
    expect(await client.ended).toBe('fin');
    expect(upstream.requests.length).toBe(1);
  });

  test.for(BAD_BODIES.filter(([name]) => !isTolerated(engine, name)))(
    'a body with %s gets 400, and the app never takes its request for whole',
    async ([, request]) => {
      const { door, upstream } = await openFrontDoorTo(engine, answerAlways(respond('ok')));
      const client = await door.connect();
      client.send(request);
      const answer = await client.readResponse();
      expect([answer.status, answer.field('x-berth-error')]).toEqual([400, 'REQUEST_MALFORMED']);
      expect(await client.ended).toBe('fin');
      expect(upstream.requests.length).toBe(0);
      await Promise.all(upstream.connections.map((connection) => connection.closed));
      expect(door.markers.length).toBe(2);
      expect((await ask(door)).body).toBe('ok');
    },
  );

  // An engine that tolerates nothing has no case here.
  test.for(BAD_BODIES.filter(([name]) => isTolerated(engine, name)))(
    'a body with %s is tolerated: the app gets a clean one',
    async ([, request]) => {
      const { door, upstream } = await openFrontDoorTo(engine, answerAlways(respond('ok')));
      expect((await ask(door, request)).body).toBe('ok');
      expect(upstream.requests[0]?.body).toBe('abc');
      expect(upstream.texts[0]).toMatch(/\r\n\r\n3\r\nabc\r\n0\r\n\r\n$/);
    },
  );
});
