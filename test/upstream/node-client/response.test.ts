import { describe, expect, test } from 'vitest';
import { BAD_CHUNKS, BAD_HEADS } from '../../helpers/malformed-response.ts';
import { answerAlways, respond, type UpstreamScript } from '../../helpers/recording-upstream.ts';
import { GET, makeRequest, openRigTo, openRoundTrip, type RecordingHandler, send } from './transport-rig.ts';

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const HEAD = 'HEAD / HTTP/1.1\r\nHost: app\r\n\r\n';
const PUT = 'PUT / HTTP/1.1\r\nHost: app\r\nContent-Length: 10\r\n\r\n';

const hasNewParser = Number.parseInt(process.versions.node, 10) > 20;

/** Answers every request with these bytes, in latin1. */
const say = (bytes: string): UpstreamScript => {
  return async (connection) => {
    while ((await connection.readRequest()) !== null) connection.send(Buffer.from(bytes, 'latin1'));
  };
};

async function receive(bytes: string, request = GET): Promise<RecordingHandler> {
  return send((await openRigTo(say(bytes))).transport, request);
}

describe('a response through Node’s client', () => {
  test.for([
    ['a length', GET, respond('body'), ['head 200 length 4', 'last data', 'end']],
    ['a length of 0', GET, respond(''), ['head 200 length 0', 'end']],
    ['chunks', GET, `${CHUNKED}4\r\nbody\r\n0\r\n\r\n`, ['head 200 streamed -1', 'data', 'end']],
    ['no chunk', GET, `${CHUNKED}0\r\n\r\n`, ['head 200 streamed -1', 'end']],
    ['204', GET, 'HTTP/1.1 204 No Content\r\n\r\n', ['head 204 none -1', 'end']],
    ['304', GET, respond('', '', '304 Not Modified'), ['head 304 none 0', 'end']],
    ['304 and a length', GET, 'HTTP/1.1 304 Not\r\nContent-Length: 9\r\n\r\n', ['head 304 none 9', 'end']],
    ['HEAD', HEAD, 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n', ['head 200 none 9', 'end']],
    ['HEAD and chunked', HEAD, CHUNKED, ['head 200 none -1', 'end']],
    ['HEAD and nothing', HEAD, 'HTTP/1.1 200 OK\r\n\r\n', ['head 200 none -1', 'end']],
    ['an empty line before it', GET, `\r\n${respond('x')}`, ['head 200 length 1', 'last data', 'end']],
    ['a chunk extension', GET, `${CHUNKED}4;a="b"\r\nbody\r\n0\r\n\r\n`, ['head 200 streamed -1', 'data', 'end']],
  ] as const)('with %s is told head, data, end', async ([, request, bytes, told]) => {
    expect((await receive(bytes, request)).told).toEqual(['connected anew', ...told]);
  });

  test('that ends with its connection is told to that end', async () => {
    const { transport } = await openRigTo(async (connection) => {
      await connection.readRequest();
      connection.send('HTTP/1.1 200 OK\r\n\r\nbody');
      connection.end();
    });
    const handler = await send(transport);
    expect([handler.told, handler.body]).toEqual([['connected anew', 'head 200 streamed -1', 'data', 'end'], 'body']);
  });

  test('has its head told at once, also alone', async () => {
    const { roundTrip, handler, upstream } = await openRigTo(async (connection) => {
      await connection.readRequest();
      connection.send(CHUNKED);
    });
    roundTrip.begin(makeRequest(GET));
    await handler.wait('lone head');
    upstream.connections[0]!.send('5\r\nfirst\r\n');
    await handler.wait('data');
    expect(handler.body).toBe('first');
  });

  test('has its status, reason and fields passed on, but what belongs to the connection or is named there', async () => {
    const { heads } = await receive(
      'HTTP/1.1 418 Short and \xe9\r\nset-Cookie: a=1\r\nX-Odd: \xe9\xff\r\nSet-Cookie: b=2\r\nX-Empty:\r\nConnection: X-Named, close\r\nX-Named: x\r\nKeep-Alive: x\r\nUpgrade: h2c\r\nX-Request-Id: x\r\nContent-Length: 0\r\n\r\n',
    );
    expect(heads).toEqual([
      'HTTP/1.1 418 Short and \xe9\r\nset-Cookie: a=1\r\nX-Odd: \xe9\xff\r\nSet-Cookie: b=2\r\nX-Empty: \r\nX-Request-Id: x\r\n',
    ]);
  });

  test('of 426 says what else could be spoken', async () => {
    const bytes = respond('', 'Connection: Upgrade\r\nUpgrade: TLS/1.3\r\n', '426 Upgrade Required');
    expect((await receive(bytes)).told[1]).toBe('head 426 length 0 TLS/1.3');
  });

  test('has those of its trailers passed on that may be', async () => {
    const { trailers } = await receive(`${CHUNKED}1\r\nx\r\n0\r\nX-Sum: \xe9\r\nSet-Cookie: a\r\nX-sum: 2\r\n\r\n`);
    expect(trailers).toEqual([
      ['x-sum', '\xe9'],
      ['x-sum', '2'],
    ]);
  });

  test('comes behind interim ones, of which no length is known', async () => {
    const interim = 'HTTP/1.1 103 Hints\r\nLink: a\r\nContent-Length: 9\r\nLink: b\r\n\r\n';
    const { told, heads } = await receive(`HTTP/1.1 100 Continue\r\n\r\n${interim}${respond('ok')}`);
    expect(told.slice(1, 4)).toEqual(['interim 100 none -1', 'interim 103 none -1', 'head 200 length 2']);
    expect(heads[1]).toBe('HTTP/1.1 103 Hints\r\nLink: a\r\nLink: b\r\n');
  });

  test('is read no further while it is paused, and whole in the end', async () => {
    const total = 20_000_000;
    const { roundTrip, handler, upstream } = await openRigTo(async (connection) => {
      await connection.readRequest();
      connection.send(`HTTP/1.1 200 OK\r\nContent-Length: ${total}\r\n\r\n`);
      connection.send(Buffer.alloc(total, 'x'));
    });
    const { transport: other } = await openRigTo(answerAlways(respond('ok')));
    handler.onTold = (line) => {
      if (line.startsWith('connected')) roundTrip.pause();
    };
    roundTrip.begin(makeRequest(GET));
    await handler.wait('lone head');
    for (let i = 0; i < 50; i++) await send(other);
    const { length } = handler.body;
    expect(length).toBeLessThan(200_000);
    expect(upstream.connections[0]!.socket.writableLength).toBeGreaterThan(0);
    handler.onTold = () => undefined;
    roundTrip.resume();
    await handler.wait('end');
    expect(handler.body.length).toBe(total);
  });

  test('of a head of 200 fields and 200 KiB is passed on whole', async () => {
    const fields = Array.from({ length: 2_500 }, (_, i) => `X-${i}: ${'x'.repeat(70)}\r\n`).join('');
    expect((await receive(respond('', fields))).heads[0]).toContain(fields);
  });
});

describe('a bad response through Node’s client', () => {
  // Newer parsers take a tab for the white space that it is.
  const badHeads = BAD_HEADS.filter(([name]) => !hasNewParser || name !== 'a length with a tab behind it');

  test.for(badHeads)('with %s is a fault, and its connection is closed', async ([, bytes]) => {
    const { transport, upstream } = await openRigTo(say(bytes));
    const handler = await send(transport);
    expect(handler.told).toEqual(expect.arrayContaining(['connected anew', 'fault APP_BAD_RESPONSE']));
    expect(handler.told.filter((line) => line.startsWith('head') || line === 'end')).toEqual([]);
    expect(handler.fault!.details['reason']).toMatch(/\w/);
    expect(handler.fault!.isUnsent).toBe(false);
    await upstream.connections[0]!.closed;
  });

  // A coding among the trailers is the one thing that Node's parser leaves out instead.
  test.for(BAD_CHUNKS.filter(([name]) => name !== 'a coding in the trailers'))(
    'that is chunked with %s is a fault that comes before its head is told',
    async ([, body]) => {
      expect((await receive(CHUNKED + body)).told).toEqual(['connected anew', 'fault APP_BAD_RESPONSE']);
    },
  );

  test.for([
    ['a stray byte behind the last chunk', `${CHUNKED}4\r\nfine\r\n0\r\n\r\nz`],
    ['a stray byte behind a length', `${respond('fine')}z`],
    ['a line end and a stray byte', `${respond('fine')}\r\nz`],
  ])('with %s in one segment is whole, and costs the connection', async ([, bytes]) => {
    const { transport, upstream } = await openRigTo(say(bytes!));
    for (const upgrade of ['', 'x']) {
      const { roundTrip, handler } = openRoundTrip(transport);
      roundTrip.begin(makeRequest(GET, upgrade));
      await handler.wait('end');
      expect([handler.told[0], handler.body, handler.fault]).toEqual(['connected anew', 'fine', null]);
    }
    for (const connection of upstream.connections) await connection.closed;
    expect(upstream.connections.length).toBe(2);
  });

  // Node passes the first on, or stumbles: by its version.
  test('with a switch of protocols behind it in one segment is told once, whatever of it', async () => {
    const behind = 'HTTP/1.1 101 Now\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nz';
    const { transport, upstream } = await openRigTo(say(respond('fine') + behind));
    for (const upgrade of ['', 'x']) {
      const { roundTrip, handler } = openRoundTrip(transport);
      roundTrip.begin(makeRequest(GET, upgrade));
      await Promise.race([handler.wait('end'), handler.wait('fault APP_BAD_RESPONSE')]);
      expect(handler.told).toHaveLength(handler.fault === null ? 4 : 2);
      expect(handler.body).toBe(handler.fault === null ? 'fine' : '');
    }
    for (const connection of upstream.connections) await connection.closed;
    expect(upstream.connections.length).toBe(2);
  });

  test.for([
    ['a second response', respond('fine') + respond('evil')],
    ['a second response behind the last chunk', `${CHUNKED}4\r\nfine\r\n0\r\n\r\n${respond('evil')}`],
    ['an interim response', `${respond('fine')}HTTP/1.1 103 Late\r\n\r\n`],
  ])('with %s behind it passes without that, and its connection is closed', async ([, bytes]) => {
    const { transport, upstream } = await openRigTo(say(bytes!));
    for (let i = 1; i <= 2; i++) {
      const handler = await send(transport);
      expect([handler.body, handler.told.at(-1)]).toEqual(['fine', 'end']);
      await upstream.connections[i - 1]!.closed;
    }
    expect(upstream.connections.length).toBe(2);
  });

  test.for([
    [HEAD, 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil'],
    [GET, 'HTTP/1.1 204 No Content\r\n\r\nevil'],
    [GET, 'HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\nevil'],
  ] as const)(
    'to %j with a body where none may be passes without it, its connection is closed',
    async ([request, bytes]) => {
      const { transport, upstream } = await openRigTo(say(bytes));
      const handler = await send(transport, request);
      expect([handler.told.at(-1), handler.body]).toEqual(['end', '']);
      await upstream.connections[0]!.closed;
      expect((await send(transport, request)).told[0]).toBe('connected anew');
    },
  );

  test('to HEAD that announces a body leaves no connection that it could still come on', async () => {
    const { transport, upstream } = await openRigTo(say('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n'));
    await send(transport, HEAD);
    await upstream.connections[0]!.closed;
    expect((await send(transport, HEAD)).told[0]).toBe('connected anew');
  });

  test('that comes behind an idle connection ends it and nothing else', async () => {
    const { transport, upstream } = await openRigTo(say(respond('ok')));
    await send(transport);
    upstream.connections[0]!.send(respond('evil'));
    await upstream.connections[0]!.closed;
    const handler = await send(transport);
    expect([handler.body, handler.told[0]]).toEqual(['ok', 'connected anew']);
  });
});

describe('a response that is cut short, through Node’s client', () => {
  const cases = [
    ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npartial'],
    ['chunks', `${CHUNKED}7\r\npartial\r\n`],
    ['half a chunk', `${CHUNKED}64\r\npartial`],
    ['half its trailers', `${CHUNKED}7\r\npartial\r\n0\r\nX-A`],
  ] as const;

  test.for(cases.flatMap(([name, bytes]) => (['end', 'reset'] as const).map((verb) => [name, verb, bytes] as const)))(
    'with %s by %s is a fault behind what came',
    async ([, verb, bytes]) => {
      const { roundTrip, handler, upstream } = await openRigTo(say(bytes));
      roundTrip.begin(makeRequest(GET));
      await handler.wait('data');
      upstream.connections[0]![verb]();
      expect(await handler.waitForFault()).toMatchObject({ code: 'APP_TRUNCATED', isUnsent: false });
      expect(handler.body).toBe('partial');
    },
  );

  test('without a length, by a reset, is a fault', async () => {
    const { roundTrip, handler, upstream } = await openRigTo(say('HTTP/1.1 200 OK\r\n\r\npartial'));
    roundTrip.begin(makeRequest(GET));
    await handler.wait('data');
    upstream.connections[0]!.reset();
    expect((await handler.waitForFault()).code).toBe('APP_TRUNCATED');
  });

  test.for([
    ['end', ''],
    ['reset', ''],
    ['end', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['reset', 'HTTP/1.1 103 Hints\r\n\r\n'],
  ] as const)('by %s behind %j is an app that closed the connection', async ([verb, bytes]) => {
    const { transport } = await openRigTo(async (connection) => {
      await connection.readRequest();
      connection.socket.write(bytes, () => connection[verb]());
    });
    expect((await send(transport)).fault).toEqual({ code: 'APP_CLOSED_CONNECTION', details: {}, isUnsent: false });
  });
});

describe('a response that is early, through Node’s client', () => {
  test.for([[''], ['Connection: close\r\n']])(
    'with %j in an upload is whole, and its connection carries nothing else',
    async ([fields]) => {
      const { transport, upstream } = await openRigTo(async (connection) => {
        await connection.waitForText('half');
        connection.send(respond('too much', fields!, '413 Payload Too Large'));
        if (fields !== '') connection.end();
      });
      const { roundTrip, handler } = openRoundTrip(transport);
      handler.onTold = (line) =>
        void (line.startsWith('connected') && roundTrip.sendBody(Buffer.from('half'), 0, 4, false));
      roundTrip.begin(makeRequest(PUT));
      await handler.wait('end');
      expect(handler.body).toBe('too much');
      expect(roundTrip.hasUnsent).toBe(false);
      if (fields === '') {
        expect(roundTrip.readsOn).toBe(true);
        roundTrip.sendBody(Buffer.from('more'), 0, 4, false);
        await upstream.connections[0]!.waitForText('halfmore');
        roundTrip.abortSoon();
      }
      await upstream.connections[0]!.closed;
    },
  );

  test('and then a reset in an upload is whole if all of it came before', async () => {
    const { roundTrip, handler } = await openRigTo(async (connection) => {
      await connection.waitForText('half');
      connection.socket.write(respond('no', 'Connection: close\r\n', '413 Payload Too Large'));
      connection.socket.destroySoon();
    });
    handler.onTold = (line) => {
      if (line.startsWith('connected')) roundTrip.sendBody(Buffer.from('half'), 0, 4, false);
      if (line.startsWith('head')) roundTrip.sendBody(Buffer.from('more'), 0, 4, false);
    };
    roundTrip.begin(makeRequest(PUT));
    await handler.wait('end');
    expect(handler.told.filter((line) => line.startsWith('fault'))).toEqual([]);
  });
});
