import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createEmptyFolder } from '../helpers/deployed-folder.ts';
import { ask, openFrontDoor, openFrontDoorTo, TRANSPORTS, type TransportName } from '../helpers/front-door-harness.ts';
import type { RawMessage } from '../helpers/raw-message.ts';
import { answerAlways, respond, startUpstream, type UpstreamConnection } from '../helpers/recording-upstream.ts';

/** Answers with these fields, in which PORT is the app's own. */
const answerWith = (fields: string) => async (connection: UpstreamConnection) => {
  const own = fields.replaceAll('PORT', String(connection.socket.localPort));
  while ((await connection.readRequest()) !== null) connection.send(respond('', `${own}\r\n`, '302 Found'));
};

const FROM_VISITOR = 'GET /a HTTP/1.1\r\nHost: shop.example:8443\r\nX-Forwarded-Proto: https\r\n\r\n';

async function relay(transport: TransportName, fields: string, request = FROM_VISITOR): Promise<RawMessage> {
  const { door } = await openFrontDoorTo(transport, answerWith(fields));
  return ask(door, request);
}

describe.for(TRANSPORTS)('addresses of the app through %s', (transport) => {
  test.for([
    ['http://127.0.0.1:PORT/login', 'https://shop.example:8443/login'],
    ['http://localhost:PORT', 'https://shop.example:8443'],
    [
      'HTTP://LocalHost:PORT/?next=http://127.0.0.1:PORT/x#f',
      'https://shop.example:8443/?next=http://127.0.0.1:PORT/x#f',
    ],
    ['http://[::1]:PORT/', 'https://shop.example:8443/'],
    ['http://0.0.0.0:PORT/', 'https://shop.example:8443/'],
    ['http://shop.example:PORT/a/', 'https://shop.example:8443/a/'],
    ['https://shop.example:PORT/a/', 'https://shop.example:8443/a/'],
    [`http://${hostname()}:PORT/a/`, 'https://shop.example:8443/a/'],
    ['http://me:pw@127.0.0.1:PORT/', 'https://me:pw@shop.example:8443/'],
    ['//127.0.0.1:PORT/x', '//shop.example:8443/x'],
  ])('Location: %s becomes the public one', async ([location, expected]) => {
    const response = await relay(transport, `Location: ${location}`);
    const port = /PORT/.test(expected!) ? /127\.0\.0\.1:(\d+)/.exec(response.field('location') ?? '')?.[1] : '';
    expect(response.field('location')).toBe(expected!.replaceAll('PORT', port ?? ''));
  });

  test.for([
    '/login?next=http://127.0.0.1:9/',
    'login',
    'https://shop.example:8443/a',
    'http://shop.example/a',
    'http://shop.example:81/a',
    'http://127.0.0.1:81/a',
    'http://localhost/a',
    'https://elsewhere.example/?back=//127.0.0.1:80/',
    'app://127.0.0.1:80/a',
    'http://127.0.0.1:x/',
  ])('Location: %s stays as it is', async (location) => {
    expect((await relay(transport, `Location:  ${location}`)).field('location')).toBe(location);
  });

  test('another host with the port of the app stays as it is', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerWith('Location: http://other.example:PORT/'));
    const port = upstream.address.kind === 'tcp' ? upstream.address.port : 0;
    expect((await ask(door, FROM_VISITOR)).field('location')).toBe(`http://other.example:${port}/`);
  });

  test.for([
    ['Content-Location: http://localhost:PORT/doc.en', 'https://shop.example:8443/doc.en'],
    ['Refresh: 5; url=http://127.0.0.1:PORT/next', '5; url=https://shop.example:8443/next'],
    ["REFRESH: 0;URL='http://127.0.0.1:PORT/next'", "0;URL='https://shop.example:8443/next'"],
    [
      'Link: <http://localhost:PORT/?page=2>; rel="next", <https://cdn.example/>; rel=preconnect',
      '<https://shop.example:8443/?page=2>; rel="next", <https://cdn.example/>; rel=preconnect',
    ],
  ])('%s becomes the public one', async ([field, expected]) => {
    expect((await relay(transport, field!)).field(field!.split(':')[0]!.toLowerCase())).toBe(expected);
  });

  test('what an origin is allowed, and a cookie’s domain, are the app’s own words', async () => {
    const response = await relay(
      transport,
      'Access-Control-Allow-Origin: http://localhost:81\r\nSet-Cookie: a=b; Domain=127.0.0.1',
    );
    expect(response.field('access-control-allow-origin')).toBe('http://localhost:81');
    expect(response.field('set-cookie')).toBe('a=b; Domain=127.0.0.1');
  });

  test('the fields keep their order and spelling, and those beside them their values', async () => {
    const response = await relay(
      transport,
      'X-A: 1\r\nlOCATION:http://localhost:PORT/\r\nX-B:  2\r\nLink: </c>; rel=x',
    );
    expect(response.head).toMatch(
      /X-A: 1\r\nlOCATION: https:\/\/shop.example:8443\/\r\nX-B: 2\r\nLink: <\/c>; rel=x\r\n/,
    );
  });

  test('a HEAD, a 201 and an early hint are told the public address too', async () => {
    const { door } = await openFrontDoorTo(transport, async (connection) => {
      const own = `http://127.0.0.1:${connection.socket.localPort}`;
      await connection.readRequest();
      connection.send(`HTTP/1.1 103 Early Hints\r\nLink: <${own}/a.css>; rel=preload\r\n\r\n`);
      connection.send(`HTTP/1.1 201 Created\r\nLocation: ${own}/new\r\nContent-Length: 2\r\n\r\n`);
    });
    const client = await door.connect();
    client.send(FROM_VISITOR.replace('GET', 'HEAD'));
    const text = await client.waitForText('/new');
    expect(text).toContain('103 Early Hints\r\nLink: <https://shop.example:8443/a.css>; rel=preload');
    expect(text).toContain('Location: https://shop.example:8443/new');
  });

  test('each request of a pipeline is told of its own host', async () => {
    const { door } = await openFrontDoorTo(transport, answerWith('Location: http://localhost:PORT/x'));
    const client = await door.connect();
    client.send(['a', 'b'].map((name) => `GET / HTTP/1.1\r\nHost: ${name}.example\r\n\r\n`).join(''));
    const locations = [await client.readResponse(), await client.readResponse()].map((one) => one.field('location'));
    expect(locations).toEqual(['http://a.example/x', 'http://b.example/x']);
  });

  test.for([
    ['http://127.0.0.1:PORT/x?y', '/x?y'],
    ['http://localhost:PORT', '/'],
    ['http://localhost:PORT?y', '/?y'],
    ['http://localhost:PORT//evil.example/', '/.//evil.example/'],
  ])('a client of HTTP/1.0 that names no host gets %s as a path', async ([location, expected]) => {
    const response = await relay(transport, `Location: ${location}`, 'GET / HTTP/1.0\r\n\r\n');
    expect(response.field('location')).toBe(expected);
  });

  test('a scheme that no browser knows is not told; the address keeps its own', async () => {
    const request = 'GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: wss, http\r\n\r\n';
    expect((await relay(transport, 'Location: http://localhost:PORT/', request)).field('location')).toBe('http://a/');
  });

  test('on a unix socket an address of this machine without a port is the app’s', async () => {
    const path = join(createEmptyFolder(), 'app.sock');
    const { address } = await startUpstream(answerAlways(respond('', 'Location: http://localhost/x\r\n')), path);
    const door = await openFrontDoor({ transport, upstream: address });
    expect((await ask(door, FROM_VISITOR)).field('location')).toBe('https://shop.example:8443/x');
    expect((await ask(door, 'GET / HTTP/1.0\r\n\r\n')).field('location')).toBe('/x');
  });

  test('`proxy.rewrite: off` leaves all as they are', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerWith('Location: http://127.0.0.1:81/'), {
      proxy: { rewritesAddresses: false },
    });
    const response = await ask(door, 'MOVE /a HTTP/1.1\r\nHost: h\r\nDestination: https://h/b\r\n\r\n');
    expect(response.field('location')).toBe('http://127.0.0.1:81/');
    expect(upstream.requests[0]!.field('destination')).toBe('https://h/b');
  });
});

describe.for(TRANSPORTS)('addresses of WebDAV through %s', (transport) => {
  async function forward(fields: string, method = 'MOVE', host = 'dav.example') {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('')));
    await ask(door, `${method} /a HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-Proto: https\r\n${fields}\r\n\r\n`);
    return upstream.requests[0]!;
  }

  test.for([
    ['https://dav.example/b', 'http://dav.example/b'],
    ['HTTPS://DAV.example:443/b%20c?d', 'http://dav.example/b%20c?d'],
    ['http://dav.example/b', 'http://dav.example/b'],
    ['https://other.example/b', 'https://other.example/b'],
    ['https://dav.example:8443/b', 'https://dav.example:8443/b'],
    ['/b', '/b'],
  ])('Destination: %s reaches the app as %s', async ([destination, expected]) => {
    const fields = `Destination: ${destination}\r\nOverwrite: F`;
    const requests = [await forward(fields), await forward(fields, 'COPY')];
    expect(requests.map((request) => request.field('destination'))).toEqual([expected, expected]);
    expect(requests.map((request) => request.field('overwrite'))).toEqual(['F', 'F']);
  });

  test('the port that the client writes in Host belongs to its address', async () => {
    const request = await forward('Destination: https://dav.example:8443/b', 'MOVE', 'dav.example:8443');
    expect(request.field('destination')).toBe('http://dav.example:8443/b');
  });

  test('an address by the name that a trusted proxy had is the app’s too', async () => {
    const request = await forward('Destination: https://out.example/b\r\nX-Forwarded-Host: out.example', 'MOVE');
    expect(request.field('destination')).toBe('http://dav.example/b');
  });

  test('resources named in If are brought to what the app believes, states are not', async () => {
    const request = await forward('If: <https://dav.example/b> (<opaquelocktoken:1>) <https://x/> (["e"])', 'PUT');
    expect(request.field('if')).toBe('<http://dav.example/b> (<opaquelocktoken:1>) <https://x/> (["e"])');
  });

  /** Refuses addresses of the other scheme, as servers do. */
  const believing = (scheme: string) => async (connection: UpstreamConnection) => {
    for (;;) {
      const request = await connection.readRequest();
      if (request === null) return;
      const isOwn = request.field('destination')?.startsWith(`${scheme}://dav.example/`) ?? true;
      connection.send(respond('', '', isOwn ? '201 Created' : '502 Bad Gateway'));
    }
  };
  const MOVE =
    'MOVE /a HTTP/1.1\r\nHost: dav.example\r\nX-Forwarded-Proto: https\r\nDestination: https://dav.example/b\r\n\r\n';

  test('an app that believes what it is told of the scheme gets them as they came, from the first time on', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, believing('https'));
    const client = await door.connect();
    for (let i = 0; i < 3; i++) {
      client.send(MOVE);
      expect((await client.readResponse()).status).toBe(201);
    }
    const seen = upstream.requests.map((request) => request.field('destination'));
    const came = 'https://dav.example/b';
    expect(seen).toEqual(['http://dav.example/b', came, came, came]);
  });

  test.for(['401 Unauthorized', '404 Not Found', '423 Locked'])(
    'are no news of an app that has said %s to them',
    async (status) => {
      let number = 0;
      const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
        for (;;) {
          const request = await connection.readRequest();
          number += 1;
          if (request === null) return;
          const isPublic = request.field('destination')?.startsWith('https:') === true;
          connection.send(respond('', '', number === 1 ? status : isPublic ? '201 Created' : '502 Bad Gateway'));
        }
      });
      const client = await door.connect();
      const statuses: number[] = [];
      for (let i = 0; i < 3; i++) {
        client.send(MOVE);
        statuses.push((await client.readResponse()).status);
      }
      expect([statuses, upstream.requests.length]).toEqual([[Number.parseInt(status, 10), 201, 201], 4]);
    },
  );

  test('of what is neither copied nor moved are no reason to send it again', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('', '', '502 Bad Gateway')));
    const fields =
      'Host: dav.example\r\nIf: <https://dav.example/b> (<opaquelocktoken:1>)\r\nContent-Length: 1\r\n\r\nx';
    for (const method of ['POST', 'PUT', 'PATCH', 'LOCK']) await ask(door, `${method} /a HTTP/1.1\r\n${fields}`);
    expect(upstream.requests.length).toBe(4);
  });

  test('what an app refuses that has taken such an address before is not sent again', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, async (connection) => {
      for (let isFirst = true; (await connection.readRequest()) !== null; isFirst = false)
        connection.send(respond('', '', isFirst ? '201 Created' : '502 Bad Gateway'));
    });
    const client = await door.connect();
    const statuses: number[] = [];
    for (let i = 0; i < 2; i++) {
      client.send(MOVE);
      statuses.push((await client.readResponse()).status);
    }
    expect([statuses, upstream.requests.length]).toEqual([[201, 502], 2]);
  });

  test('an app that refuses both is asked twice, and its last word passed on', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, believing('ftp'));
    expect((await ask(door, MOVE)).status).toBe(502);
    expect(upstream.requests).toHaveLength(2);
  });

  test('Destination of another method, Origin and Referer stay as they are', async () => {
    const page = 'https://dav.example/b';
    const request = await forward(`Destination: ${page}\r\nOrigin: https://dav.example\r\nReferer: ${page}`, 'POST');
    const values = ['destination', 'origin', 'referer'].map((name) => request.field(name));
    expect(values).toEqual([page, 'https://dav.example', page]);
  });
});
