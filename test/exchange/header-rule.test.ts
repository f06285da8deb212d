import { describe, expect, test } from 'vitest';
import { ask, GET, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';

const HOP_BY_HOP = [
  'Keep-Alive: timeout=5',
  'Proxy-Connection: keep-alive',
  'Proxy-Authorization: Basic eA==',
  'Proxy-Authenticate: Basic',
  'TE: trailers',
];

describe.for(TRANSPORTS)('header rules of %s', (transport) => {
  async function forward(fields: string) {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    await ask(door, `GET / HTTP/1.1\r\nHost: app\r\n${fields}\r\n\r\n`);
    return upstream.requests[0]!;
  }

  async function relay(fields: string) {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('ok', `${fields}\r\n`)));
    return ask(door);
  }

  test.for(HOP_BY_HOP.map((field) => [field]))('the field "%s" does not reach the app', async ([field]) => {
    const request = await forward(field!);
    expect(request.fields.has(field!.split(':')[0]!.toLowerCase())).toBe(false);
  });

  test.for(HOP_BY_HOP.filter((field) => !field.startsWith('Keep-Alive')).map((field) => [field]))(
    'the field "%s" does not reach the client',
    async ([field]) => {
      const response = await relay(field!);
      expect(response.fields.has(field!.split(':')[0]!.toLowerCase())).toBe(false);
    },
  );

  test('fields named in Connection stay behind, both ways', async () => {
    const request = await forward(
      'Connection: keep-alive, X-Hop ,x-other\r\nConnection: X-Third\r\nX-Hop: 1\r\nX-OTHER: 2\r\nX-Third: 3\r\nX-End: 4',
    );
    expect(['x-hop', 'x-other', 'x-third'].filter((name) => request.fields.has(name))).toEqual([]);
    expect(request.field('x-end')).toBe('4');
    expect((request.field('connection') ?? '').toLowerCase()).not.toContain('x-hop');
    const response = await relay('Connection: x-hop\r\nX-Hop: 1\r\nX-End: 2');
    expect([response.field('x-hop'), response.field('x-end')]).toEqual([null, '2']);
  });

  test('naming a field in Connection cannot strip what the app relies on (GHSA-2q7r-29rg-6m5h)', async () => {
    const names = 'Host, Cookie, Authorization, X-Forwarded-For, X-Forwarded-Proto, X-Request-Id, Content-Length';
    const request = await forward(`Connection: ${names}\r\nCookie: a=1\r\nAuthorization: Basic eA==`);
    expect(request.field('host')).toBe('app');
    expect(request.field('cookie')).toBe('a=1');
    expect(request.field('authorization')).toBe('Basic eA==');
    expect(request.field('x-forwarded-for')).toBe('127.0.0.1');
    expect(request.field('x-forwarded-proto')).toBe('http');
    expect(request.field('x-request-id')).not.toBeNull();
  });

  test('a Proxy field never reaches the app (CVE-2016-5385)', async () => {
    const request = await forward('Proxy: http://evil.example\r\npRoXy: again');
    expect(request.fields.has('proxy')).toBe(false);
  });

  test("the platform's credentials stay behind, its other fields go on", async () => {
    const request = await forward(
      'X-Fc-Access-Key-Id: id\r\nX-FC-Access-Key-Secret: secret\r\nx-fc-security-token: token\r\nX-Fc-Region: somewhere',
    );
    expect(request.head.toLowerCase()).not.toMatch(/access-key|security-token|secret/);
    expect(request.field('x-fc-region')).toBe('somewhere');
  });

  test('doubled fields stay doubled and in order', async () => {
    const request = await forward('X-A: 1\r\nX-B: x\r\nx-a: 2\r\nCookie: a=1\r\nCookie: b=2\r\nX-A: 3');
    expect(request.fields.get('x-a')).toEqual(['1', '2', '3']);
    expect(request.fields.get('cookie')?.join('; ')).toBe('a=1; b=2');
  });

  test('a field with an empty value and one with bytes above ASCII go on as they are', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send(Buffer.from('GET / HTTP/1.1\r\nHost: app\r\nX-Empty:\r\nX-Name: J\xfcrgen\r\n\r\n', 'latin1'));
    await client.readResponse();
    expect(upstream.requests[0]?.field('x-empty')).toBe('');
    expect(upstream.requests[0]?.field('x-name')).toBe('J\xfcrgen');
  });

  test("the platform's request id goes to the app and back to the client", async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok', 'X-Request-Id: other\r\n')));
    const response = await ask(
      door,
      'GET / HTTP/1.1\r\nHost: app\r\nX-Fc-Request-Id: 1-abc\r\nX-Request-Id: mine\r\n\r\n',
    );
    expect(upstream.requests[0]?.fields.get('x-request-id')).toEqual(['1-abc']);
    expect(upstream.requests[0]?.field('x-fc-request-id')).toBe('1-abc');
    expect(response.fields.get('x-request-id')).toEqual(['other']);
    expect(response.fields.get('x-berth-request-id')).toEqual(['1-abc']);
    expect(door.markers).toEqual(['FC Invoke Start RequestId: 1-abc', 'FC Invoke End RequestId: 1-abc']);
  });

  test.for(
    ['X-Request-Id', 'X-Fc-Request-Id'].flatMap((name) =>
      ['with space', 'x'.repeat(129), '\xe9', ''].map((id) => [name, id] as const),
    ),
  )('an id that is not safe (%s: %s) is replaced everywhere', async ([name, id]) => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send(Buffer.from(`GET / HTTP/1.1\r\nHost: app\r\n${name}: ${id}\r\n\r\n`, 'latin1'));
    const minted = (await client.readResponse()).field('x-request-id');
    expect(minted).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{12}$/);
    expect(upstream.requests[0]?.fields.get('x-request-id')).toEqual([minted]);
    expect(upstream.requests[0]?.fields.get('x-fc-request-id')).toEqual([minted]);
  });

  test.for([
    ['a call without an id', '', /^1-/],
    ['a call whose id came under the common name', 'X-Request-Id: mine', /^mine$/],
    ['the same field twice', 'X-Fc-Request-Id: one\r\nx-fc-request-id: two', /^one$/],
    ['a twin of the field', 'X_Fc_Request_Id: evil', /^1-/],
    ['a Connection that names it', 'Connection: X-Fc-Request-Id\r\nX-Fc-Request-Id: mine', /^mine$/],
  ] as const)("the app is told the id once in the platform's own field too: %s", async ([, fields, expected]) => {
    const request = await forward(fields === '' ? 'Accept: */*' : fields);
    const told = request.fields.get('x-fc-request-id');
    expect(told).toEqual(request.fields.get('x-request-id'));
    expect([told?.length, request.head.match(/fc.request.id/gi)?.length]).toEqual([1, 1]);
    expect(told?.[0]).toMatch(expected);
  });

  test('no trailer of a client can tell the app another id', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send('POST / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n');
    client.send('X-Fc-Request-Id: evil\r\nX_Request_Id: evil\r\nX-Sum: 1\r\n\r\n');
    await client.readResponse();
    expect([...(upstream.requests[0]?.trailers ?? [])]).toEqual([['x-sum', ['1']]]);
  });

  test('every request gets an id of its own', async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const ids = [await ask(door, GET), await ask(door, GET)].map((response) => response.field('x-request-id'));
    expect(new Set(ids).size).toBe(2);
  });
});
