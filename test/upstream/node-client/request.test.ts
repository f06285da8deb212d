import { Socket } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { answerAlways, respond } from '../../helpers/recording-upstream.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { GET, makeRequest, openRigTo, openRoundTrip, send } from './transport-rig.ts';

const CHUNKED = 'POST / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n';

/** What the app gets, byte for byte. */
async function forward(text: string): Promise<string> {
  const { transport, upstream } = await openRigTo(answerAlways(respond('ok')));
  const handler = await send(transport, text);
  expect(handler.told.at(-1)).toBe('end');
  return upstream.texts[0]!;
}

describe('a request through Node’s client', () => {
  test.for([['/a//b///c'], ['/%2e%2e/%2F?x=%20&y=1//2&z=?'], ['/a?b=http://c/d'], ['/\'()*!~[]{}|^`\\"']])(
    'has the target %s byte for byte',
    async ([target]) => {
      expect(await forward(`GET ${target} HTTP/1.1\r\nHost: app\r\n\r\n`)).toMatch(`GET ${target} HTTP/1.1\r\n`);
    },
  );

  test.for([['GET'], ['POST'], ['DELETE'], ['OPTIONS'], ['PROPFIND'], ['get'], ['M-SEARCH'], ['X_1']])(
    'has the method %s as it is, and no framing that the client did not send',
    async ([method]) => {
      const text = await forward(`${method} /x HTTP/1.1\r\nHost: app\r\n\r\n`);
      expect(text).toMatch(`${method} /x HTTP/1.1\r\nHost: app\r\n`);
      expect(text.toLowerCase()).not.toMatch(/content-length|transfer-encoding/);
    },
  );

  test.for([['DELETE'], ['OPTIONS'], ['GET'], ['POST']])('of %s keeps the framing of its body', async ([method]) => {
    const withLength = await forward(`${method} / HTTP/1.1\r\nHost: app\r\nContent-Length: 4\r\n\r\nbody`);
    expect(withLength.match(/content-length: .*/gi)).toEqual(['Content-Length: 4']);
    expect(withLength).toMatch(/\r\n\r\nbody$/);
    const { roundTrip, handler, upstream } = await openRigTo(answerAlways(respond('ok')));
    handler.onTold = (line) => {
      if (!line.startsWith('connected')) return;
      roundTrip.sendBody(Buffer.from('..body..'), 2, 6, true);
      roundTrip.endBody([['x-sum', '1']]);
    };
    roundTrip.begin(makeRequest(`${method} / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n`));
    await handler.wait('end');
    expect(upstream.texts[0]).toMatch(
      /\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n4\r\nbody\r\n0\r\nx-sum: 1\r\n\r\n$/,
    );
  });

  test('has its fields in order and as they are spelled, doubled ones in one place', async () => {
    const text = await forward(
      'GET / HTTP/1.1\r\nx-B: 1\r\nHost: app\r\nX-a: 1\r\nX-C:\r\n__proto__: x\r\nX-A: 2\r\nexpect: x\r\nCookie: a=1\r\ncookie: b=2\r\n\r\n',
    );
    expect(text.split('\r\n').slice(1, 12)).toEqual([
      'Host: app',
      'x-B: 1',
      'X-a: 1',
      'X-a: 2',
      'X-C: ',
      '__proto__: x',
      'expect: x',
      'Cookie: a=1; b=2',
      'X-Forwarded-For: 127.0.0.1',
      'X-Forwarded-Proto: http',
      'X-Forwarded-Host: app',
    ]);
  });

  test.for([
    ['GET', ''],
    ['GET', 'Expect: 100-continue\r\n'],
    ['POST', 'Content-Length: 4\r\n'],
    ['POST', 'Expect: 100-continue\r\nContent-Length: 4\r\n'],
    ['POST', 'Transfer-Encoding: chunked\r\n'],
  ] as const)('of %s with %j keeps every byte that a field may hold', async ([method, fields]) => {
    const bytes = String.fromCharCode(...Array.from({ length: 0x100 }, (_, byte) => byte).filter(isFieldByte));
    const disposition = 'Content-Disposition: attachment; filename="J\xfcrgen \xc3\xbc"';
    const { roundTrip, handler, upstream } = await openRigTo(answerAlways(respond('ok')));
    handler.onTold = (line) => {
      if (line.startsWith('connected') && fields.includes('chunked')) roundTrip.endBody([]);
    };
    const body = fields.includes('Length') ? 'body' : '';
    roundTrip.begin(
      makeRequest(`${method} / HTTP/1.1\r\nHost: app\r\n${fields}X-All: <${bytes}>\r\n${disposition}\r\n\r\n${body}`),
    );
    await handler.wait('end');
    expect(upstream.texts[0]).toContain(`\r\nX-All: <${bytes}>\r\n`);
    expect(upstream.texts[0]).toContain(`\r\n${disposition}\r\n`);
  });

  test.for([
    ['a client of HTTP/1.0 that names no host', 'GET / HTTP/1.0\r\n\r\n', /^127\.0\.0\.1:\d+$/],
    ['an absolute target', 'GET http://other:1/x HTTP/1.0\r\n\r\n', /^other:1$/],
  ] as const)('of %s has a Host', async ([, request, host]) => {
    const text = await forward(request);
    expect(text.match(/^Host: .*$/gm)).toEqual([expect.stringMatching(/^Host: /)]);
    expect(/^Host: (.*)\r$/m.exec(text)![1]).toMatch(host);
  });

  test('announces trailers only where some can follow', async () => {
    const announcing = 'POST / HTTP/1.1\r\nHost: app\r\nTrailer: X-Sum\r\n';
    expect(await forward(`${announcing}Content-Length: 2\r\n\r\nhi`)).not.toContain('Trailer');
    const { roundTrip, handler, upstream } = await openRigTo(answerAlways(respond('ok')));
    handler.onTold = (line) => line.startsWith('connected') && roundTrip.endBody([['x-sum', '1']]);
    roundTrip.begin(makeRequest(`${announcing}Transfer-Encoding: chunked\r\n\r\n`));
    await handler.wait('end');
    expect(upstream.requests[0]!.field('trailer')).toBe('X-Sum');
    expect(upstream.requests[0]!.trailers.get('x-sum')).toEqual(['1']);
  });

  test.for([['in hand'], ['sent at once']])('has a small body (%s) in one write with its head', async ([where]) => {
    const { transport, upstream } = await openRigTo(answerAlways(respond('ok')));
    const [single, joined] = [vi.spyOn(Socket.prototype, '_write'), vi.spyOn(Socket.prototype, '_writev')];
    onTestFinished(() => void vi.restoreAllMocks());
    const request = makeRequest('PUT / HTTP/1.1\r\nHost: app\r\nContent-Length: 4\r\n\r\nbody');
    const { roundTrip, handler } = openRoundTrip(transport);
    if (where === 'sent at once') {
      request.bodyEnd = request.bodyStart;
      handler.onTold = (line) => line.startsWith('connected') && roundTrip.sendBody(Buffer.from('body'), 0, 4, true);
    }
    roundTrip.begin(request);
    request.bytes.fill('x');
    await handler.wait('end');
    expect(upstream.texts[0]).toMatch(/\r\n\r\nbody$/);
    const writers = [...single.mock.contexts, ...joined.mock.contexts];
    expect(writers.filter((socket) => socket !== upstream.connections[0]!.socket)).toHaveLength(1);
  });

  test('is sent before the first of its body comes, and connected but once', async () => {
    const { roundTrip, handler, upstream } = await openRigTo(answerAlways(respond('ok')));
    roundTrip.begin(makeRequest(CHUNKED));
    await upstream.waitForConnections(1);
    await upstream.connections[0]!.waitForText('\r\n\r\n');
    for (const piece of ['one', 'two']) {
      expect(roundTrip.sendBody(Buffer.from(piece), 0, 3, false)).toBe(true);
      await upstream.connections[0]!.waitForText(piece);
    }
    roundTrip.endBody([]);
    await handler.wait('end');
    expect(upstream.requests[0]!.body).toBe('onetwo');
    expect(handler.told).toEqual(['connected anew', 'head 200 length 2', 'last data', 'end']);
  });

  test('that the app does not read is held up, and its bytes are not let go of before they are sent', async () => {
    const { roundTrip, handler, upstream } = await openRigTo((connection) => void connection.socket.pause());
    roundTrip.begin(makeRequest(CHUNKED));
    await handler.wait('connected');
    const piece = Buffer.alloc(1_000_000, 'x');
    while (roundTrip.sendBody(piece, 0, piece.length, false)) await handler.wait('connected');
    expect(roundTrip.hasUnsent).toBe(true);
    const { socket } = upstream.connections[0]!;
    socket.removeAllListeners('data').on('data', () => undefined);
    socket.resume();
    await handler.wait('drain');
    expect(roundTrip.hasUnsent).toBe(false);
  });

  test('that is aborted tells nothing more, at whatever time', async () => {
    const { transport, upstream } = await openRigTo(answerAlways(respond('ok')));
    const early = openRoundTrip(transport);
    early.roundTrip.begin(makeRequest(GET));
    early.roundTrip.abort();
    const connecting = openRoundTrip(transport);
    connecting.roundTrip.begin(makeRequest(GET));
    process.nextTick(() => connecting.roundTrip.abort());
    for (const moment of ['connected', 'head']) {
      const { roundTrip, handler } = openRoundTrip(transport);
      handler.onTold = (line) => {
        if (line.startsWith(moment)) roundTrip.abort();
      };
      roundTrip.begin(makeRequest(GET));
      await handler.wait(moment);
      expect(handler.told.at(-1)).toMatch(moment);
    }
    expect((await send(transport)).body).toBe('ok');
    expect([early.handler.told, connecting.handler.told]).toEqual([[], []]);
    expect(upstream.requests.length).toBeLessThan(4);
  });

  test('brings no warning onto the console of whoever runs it', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    expect(await forward(GET)).toContain('GET / HTTP/1.1');
    expect(warnings).toEqual([]);
  });

  test('follows another at once on the same connection', async () => {
    const { roundTrip, handler, upstream } = await openRigTo(answerAlways(respond('ok')));
    await new Promise<void>((resolve) => {
      let left = 20;
      handler.onTold = (line) => {
        if (line !== 'end') return;
        if (--left === 0) resolve();
        else roundTrip.begin(makeRequest(GET));
      };
      roundTrip.begin(makeRequest(GET));
    });
    expect([upstream.requests.length, upstream.connections.length]).toEqual([20, 1]);
  });
});

function isFieldByte(byte: number): boolean {
  return byte === 0x09 || (byte >= 0x20 && byte !== 0x7f);
}
