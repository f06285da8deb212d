import { describe, expect, test } from 'vitest';
import type { BasePathSettings } from '../../src/core/base-path.ts';
import { ask, openFrontDoorTo, TRANSPORTS, type TransportName } from '../helpers/front-door-harness.ts';
import { respond } from '../helpers/recording-upstream.ts';

const open = (transport: TransportName, basePath: BasePathSettings, fields = '', more = {}) =>
  openFrontDoorTo(
    transport,
    async (connection) => {
      const own = fields.replaceAll('PORT', String(connection.socket.localPort));
      while ((await connection.readRequest()) !== null) connection.send(respond('', own, '302 Found'));
    },
    { proxy: { basePath, ...more } },
  );

const BLOG = { strip: '/blog', add: '' };

describe.for(TRANSPORTS)('the base path, through %s', (transport) => {
  test.for([
    [BLOG, 'GET /blog/a%20b?c=/blog/', '/a%20b?c=/blog/', '/blog'],
    [BLOG, 'GET /blog', '/', '/blog'],
    [BLOG, 'GET /blog?x', '/?x', '/blog'],
    [BLOG, 'GET /blogger', '/blogger', null],
    [BLOG, 'GET http://h.example/blog/x', '/x', '/blog'],
    [BLOG, 'GET http://h.example/blog', '/', '/blog'],
    [BLOG, 'GET http://h.example', '/', null],
    [BLOG, 'OPTIONS /blog', '/', '/blog'],
    [BLOG, 'OPTIONS *', '*', null],
    [{ strip: '', add: '/app' }, 'GET /x?y', '/app/x?y', null],
    [{ strip: '', add: '/app' }, 'OPTIONS *', '*', null],
    [{ strip: '/blog', add: '/app' }, 'GET /blog/x', '/app/x', '/blog'],
    [{ strip: '/blog', add: '/app' }, 'GET /blog', '/app', '/blog'],
  ] as const)('of %j makes %s %s', async ([base, line, target, prefix]) => {
    const { door, upstream } = await open(transport, base);
    await ask(door, `${line} HTTP/1.1\r\nHost: h.example\r\n\r\n`);
    const [request] = upstream.requests;
    expect([request!.startLine.split(' ')[1], request!.field('x-forwarded-prefix')]).toEqual([target, prefix]);
    expect(door.records.map(({ path }) => path)).toEqual([line.split(/[ ?]/)[1]]);
  });

  test('a body and the next request of the connection are as they are', async () => {
    const { door, upstream } = await open(transport, BLOG);
    const client = await door.connect();
    client.send('POST /blog/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n/blog');
    await client.readResponse();
    client.send('GET /y HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.readResponse();
    expect(
      upstream.requests.map(({ startLine, body, field }) => [
        startLine.split(' ')[1],
        body,
        field('x-forwarded-prefix'),
      ]),
    ).toEqual([
      ['/x', '/blog', '/blog'],
      ['/y', '', null],
    ]);
  });

  test('what a peer says of a prefix counts where it is believed', async () => {
    for (const [trust, prefix] of [
      [true, '/outer/blog'],
      [false, '/blog'],
    ] as const) {
      const { door, upstream } = await open(transport, BLOG, '', { forwarded: { trust, proto: null } });
      await ask(
        door,
        'GET /blog/x HTTP/1.1\r\nHost: a\r\nX-Forwarded-Prefix: /outer/\r\nX_Forwarded_Prefix: /x\r\n\r\n',
      );
      const { fields } = upstream.requests[0]!;
      const told = [...fields].filter(([name]) => /prefix/.test(name)).flatMap(([, values]) => values);
      expect(told).toEqual([prefix]);
    }
  });

  test.for([
    ['Location: /login', '/blog/login'],
    ['Location: /', '/blog/'],
    ['Location: http://127.0.0.1:PORT/login', 'https://h.example/blog/login'],
    ['Location: https://h.example/login?next=/x', 'https://h.example/blog/login?next=/x'],
    ['Location: https://h.example', 'https://h.example/blog'],
    ['Location: https://h.example/blog/login', 'https://h.example/blog/login'],
    ['Location: /blog/login', '/blog/login'],
    ['Location: login', 'login'],
    ['Location: //other.example/login', '//other.example/login'],
    ['Location: https://other.example/login', 'https://other.example/login'],
    ['Location: mailto:x@y', 'mailto:x@y'],
    ['Content-Location: /doc.en', '/blog/doc.en'],
    ['Refresh: 0; url=/next', '0; url=/blog/next'],
    [
      'Link: </page/2>; rel=next, <https://cdn.example/a>; rel=x',
      '</blog/page/2>; rel=next, <https://cdn.example/a>; rel=x',
    ],
    ['Set-Cookie: sid=1; Path=/; HttpOnly', 'sid=1; Path=/blog; HttpOnly'],
    ['X-Other: /login', '/login'],
  ])('%s is repaired', async ([field, expected]) => {
    const { door } = await open(transport, BLOG, `${field}\r\n`);
    const answer = await ask(door, 'GET /blog/a HTTP/1.1\r\nHost: h.example\r\nX-Forwarded-Proto: https\r\n\r\n');
    expect(answer.field(field!.split(':')[0]!.toLowerCase())).toBe(expected);
    const past = await ask(door, 'GET /a HTTP/1.1\r\nHost: h.example\r\nX-Forwarded-Proto: https\r\n\r\n');
    const asItCame = field!.includes('PORT') ? 'https://h.example/login' : field!.slice(field!.indexOf(':') + 2);
    expect(past.field(field!.split(':')[0]!.toLowerCase())).toBe(asItCame);
  });

  test('each of several cookies is repaired', async () => {
    const { door } = await open(
      transport,
      { strip: '/blog', add: '/app' },
      'Set-Cookie: a=1; Path=/app\r\nSet-Cookie: b=2; Path=/app/x\r\n',
    );
    const answer = await ask(door, 'GET /blog/a HTTP/1.1\r\nHost: h\r\n\r\n');
    const cookies = answer.fields.get('set-cookie');
    expect(cookies).toEqual(['a=1; Path=/blog', 'b=2; Path=/blog/x']);
  });

  test('with `proxy.rewrite: off` paths are repaired all the same, and addresses stay', async () => {
    const { door } = await open(transport, BLOG, 'Location: http://127.0.0.1:PORT/x\r\nContent-Location: /y\r\n', {
      rewritesAddresses: false,
    });
    const answer = await ask(door, 'GET /blog/a HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(answer.field('location')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/blog\/x$/);
    expect(answer.field('content-location')).toBe('/blog/y');
  });

  test.for([
    ['Destination: https://h.example/blog/b', 'MOVE', /^http:\/\/h\.example\/b$/],
    ['Destination: /blog/b', 'COPY', /^\/b$/],
    ['Destination: https://other.example/blog/b', 'MOVE', /^https:\/\/other\.example\/blog\/b$/],
    ['If: <https://h.example/blog/b> (<opaque:1>)', 'PUT', /^<http:\/\/h\.example\/b> \(<opaque:1>\)$/],
  ] as const)('WebDAV’s %s is what the app knows it by', async ([field, method, expected]) => {
    const { door, upstream } = await open(transport, BLOG);
    await ask(door, `${method} /blog/a HTTP/1.1\r\nHost: h.example\r\nX-Forwarded-Proto: https\r\n${field}\r\n\r\n`);
    expect(upstream.requests[0]!.field(field.split(':')[0]!.toLowerCase())).toMatch(expected);
  });
});
