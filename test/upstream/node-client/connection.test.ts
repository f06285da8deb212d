import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { toClientFault } from '../../../src/upstream/node-client/client-fault.ts';
import { FRESH_MS } from '../../../src/upstream/reuse.ts';
import { answerAlways, DEAD_ADDRESS, respond, type UpstreamScript } from '../../helpers/recording-upstream.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { runUndisturbed } from '../../helpers/undisturbed.ts';
import { GET, makeRequest, openRig, openRigTo, openRoundTrip, send } from './transport-rig.ts';

const POST = 'POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 2\r\n\r\nhi';
const PUT = POST.replace('POST', 'PUT');

/** A request is sent again only within this time of being written (src/upstream/upstream-request.ts). */
const REPEAT_MS = 100;

describe('the connections of Node’s client', () => {
  afterEach(() => vi.restoreAllMocks());

  test('serve many requests of many round trips, one after the other', () =>
    runUndisturbed(FRESH_MS, async () => {
      const { transport, upstream } = await openRigTo(answerAlways(respond('ok')));
      const first = await Promise.all([send(transport), send(transport), send(transport)]);
      expect(first.map(({ told }) => told[0])).toEqual(Array(3).fill('connected anew'));
      for (let i = 0; i < 6; i++) expect((await send(transport, i % 2 ? POST : GET)).told[0]).toBe('connected again');
      expect(upstream.requests.length).toBe(9);
      expect(upstream.connections.length).toBe(3);
    }));

  test.for([
    ['Connection: close', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['Keep-Alive: timeout=0', 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=0\r\nContent-Length: 2\r\n\r\nok'],
  ])('are not used again after %s', async ([, response]) => {
    const { transport } = await openRigTo(answerAlways(response!));
    for (let i = 0; i < 2; i++) expect((await send(transport)).told).toMatchObject({ 0: 'connected anew', 3: 'end' });
  });

  test('are closed after their time, on a jump of the clock, on demand, and with the transport', async () => {
    const old = await openRigTo(answerAlways(respond('ok')), { upstreamIdleMs: 50 });
    await send(old.transport);
    await old.upstream.connections[0]!.closed;
    const { transport, upstream } = await openRigTo(answerAlways(respond('ok')));
    await send(transport);
    const now = Date.now.bind(Date);
    vi.spyOn(Date, 'now').mockImplementation(() => now() + 600_000);
    expect((await send(transport, POST)).told[0]).toBe('connected anew');
    await upstream.connections[0]!.closed;
    transport.dropIdle();
    await upstream.connections[1]!.closed;
    await send(transport);
    transport.destroy();
    await upstream.connections[2]!.closed;
  });

  test('are one for each request where none is kept', async () => {
    const { transport, upstream } = await openRigTo(answerAlways(respond('ok')), { upstreamIdleMs: 0 });
    for (let i = 0; i < 3; i++) await send(transport);
    expect(upstream.requests.map((request) => request.field('connection'))).toEqual(Array(3).fill('close'));
    expect(upstream.connections.length).toBe(3);
  });

  test('that the app ended while they were idle are not used again', async () => {
    const { transport, upstream } = await openRigTo(answerAlways(respond('ok')));
    await Promise.all([send(transport), send(transport)]);
    upstream.connections[0]!.end();
    upstream.connections[1]!.reset();
    await Promise.all(upstream.connections.map(({ closed }) => closed));
    expect((await send(transport, POST)).told[0]).toBe('connected anew');
  });

  test('that were not in use a moment ago take no request that could not be sent again', async () => {
    const { transport, upstream } = await openRigTo(answerAlways(respond('ok')));
    await send(transport);
    const [clock, wall] = [performance.now.bind(performance), Date.now.bind(Date)];
    let laterMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => clock() + laterMs);
    vi.spyOn(Date, 'now').mockImplementation(() => wall() + laterMs);
    laterMs += FRESH_MS;
    expect((await send(transport, PUT)).told[0]).toBe('connected again');
    // A server may keep it for a second, and have begun to count a little sooner.
    laterMs += 990;
    expect((await send(transport, POST)).told[0]).toBe('connected anew');
    await upstream.connections[0]!.closed;
  });

  test('tell nobody of their end with the transport', async () => {
    const { transport, upstream, roundTrip, handler } = await openRigTo(answerAlways(respond('ok')));
    await send(transport);
    const { readRequest } = upstream.connections[0]!;
    roundTrip.begin(makeRequest('GET /slow HTTP/1.1\r\nHost: app\r\n\r\n'));
    await handler.wait('connected again');
    transport.destroy();
    await upstream.connections[0]!.closed;
    expect(await readRequest()).toBeNull();
    expect(handler.told).toEqual(['connected again']);
    expect(upstream.connections.length).toBe(1);
  });
});

/** Answers the first request of each connection up to this one, then breaks it when another has come there. */
const breakAgain =
  (verb: 'end' | 'reset', until = 1, before = ''): UpstreamScript =>
  async (connection) => {
    await connection.readRequest();
    connection.send(respond('ok'));
    if (connection.number > until) return;
    await connection.readRequest();
    if (before === '') connection[verb]();
    else connection.socket.write(before, () => connection[verb]());
  };

describe('a request on a connection used before that breaks', () => {
  test.for(
    ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'].flatMap((method) =>
      (['end', 'reset'] as const).map((verb) => [method, verb] as const),
    ),
  )('is sent again once if it is a %s and nothing came back (%s)', ([method, verb]) =>
    runUndisturbed(REPEAT_MS, async () => {
      const { transport, upstream } = await openRigTo(async (connection) => {
        const { startLine = '' } = (await connection.readRequest()) ?? {};
        connection.send(startLine.startsWith('HEAD') ? respond('') : respond('ok'));
        if (connection.number > 1) return;
        await connection.readRequest();
        connection[verb]();
      });
      await send(transport);
      const handler = await send(transport, `${method} /again HTTP/1.1\r\nHost: app\r\n\r\n`);
      expect(handler.told.filter((line) => line.startsWith('connected'))).toEqual(['connected again']);
      expect(handler.told.at(-1)).toBe('end');
      expect(upstream.requests.map(({ startLine }) => startLine)).toEqual([
        'GET / HTTP/1.1',
        `${method} /again HTTP/1.1`,
        `${method} /again HTTP/1.1`,
      ]);
      expect(handler.told.filter((line) => line === 'repeated')).toHaveLength(1);
    }),
  );

  test('before it was given anything of that is sent on another, whatever it is', async () => {
    const { transport, upstream } = await openRigTo(answerAlways(respond('ok')));
    const connecting = vi.spyOn(Socket.prototype, 'connect');
    onTestFinished(() => connecting.mockRestore());
    await send(transport);
    const [idle] = connecting.mock.contexts as Socket[];
    const { roundTrip, handler } = openRoundTrip(transport);
    roundTrip.begin(makeRequest(POST));
    // In the moment in which Node has chosen the connection and not yet told so.
    process.nextTick(() => idle!.destroy());
    await handler.wait('end');
    expect(handler.told[0]).toBe('connected anew');
    expect(upstream.requests.map(({ startLine }) => startLine)).toEqual(['GET / HTTP/1.1', 'POST / HTTP/1.1']);
  });

  test('is sent again on a new one, not on one that was idle for longer still', () =>
    runUndisturbed(REPEAT_MS, async () => {
      const { transport, upstream } = await openRigTo(breakAgain('end', 2));
      await Promise.all([send(transport), send(transport)]);
      expect((await send(transport)).body).toBe('ok');
      expect([upstream.connections.length, upstream.requests.length]).toEqual([3, 4]);
    }));

  test('is sent again only once', () =>
    runUndisturbed(REPEAT_MS, async () => {
      const { transport, upstream } = await openRigTo(async (connection) => {
        await connection.readRequest();
        if (connection.number > 1) return connection.reset();
        connection.send(respond('ok'));
        connection.socket.once('data', () => connection.reset());
      });
      await send(transport);
      const { fault } = await send(transport);
      expect(fault).toEqual({ code: 'APP_CLOSED_CONNECTION', details: {}, isUnsent: false });
      expect(upstream.connections.length).toBe(2);
    }));

  test.for([
    ['POST', 'POST / HTTP/1.1\r\nHost: app\r\n\r\n', ''],
    ['PUT with its body', PUT, ''],
    ['GET of which something came back', GET, 'HTTP/1.1 20'],
    ['GET with a hint', GET, 'HTTP/1.1 103 Hints\r\n\r\n'],
  ] as const)('is not sent again if it is a %s', ([, request, before]) =>
    runUndisturbed(FRESH_MS, async () => {
      const { transport, upstream } = await openRigTo(breakAgain('reset', 1, before));
      await send(transport);
      const handler = await send(transport, request);
      expect(handler.fault).toMatchObject({ code: 'APP_CLOSED_CONNECTION', isUnsent: false });
      expect(upstream.connections.length).toBe(1);
    }),
  );

  test('that cannot be made anew is told so, but not as if nothing had been sent', () =>
    runUndisturbed(REPEAT_MS, async () => {
      const { transport, upstream } = await openRigTo(async (connection) => {
        await connection.readRequest();
        connection.send(respond('ok'));
        await connection.readRequest();
        await upstream.close();
      });
      await send(transport);
      expect((await send(transport)).fault).toMatchObject({ code: 'APP_REFUSED', isUnsent: false });
    }));

  test.for([
    ['is sent again as long as nothing of its body is', 'wait'],
    ['is not sent again after some of its body', 'send'],
  ] as const)('%s', ([, action]) =>
    runUndisturbed(REPEAT_MS, async () => {
      const { transport, upstream } = await openRigTo(async (connection) => {
        if (connection.number > 1) {
          if ((await connection.readRequest()) !== null) connection.send(respond('second'));
          return;
        }
        await connection.readRequest();
        connection.send(respond('ok'));
        await connection.waitForText(action === 'wait' ? '10\r\n' : 'half');
        connection.reset();
      });
      await send(transport);
      const { roundTrip, handler } = openRoundTrip(transport);
      handler.onTold = (line) => {
        if (line === 'connected again' && action === 'send') roundTrip.sendBody(Buffer.from('half'), 0, 4, false);
      };
      roundTrip.begin(makeRequest('PUT / HTTP/1.1\r\nHost: app\r\nContent-Length: 10\r\n\r\n'));
      await upstream.connections[0]!.closed;
      if (action === 'wait') {
        await upstream.waitForConnections(2);
        roundTrip.sendBody(Buffer.from('0123456789'), 0, 10, true);
        roundTrip.endBody([]);
        await handler.wait('end');
        expect(handler.body).toBe('second');
      } else expect((await handler.waitForFault()).code).toBe('APP_CLOSED_CONNECTION');
    }),
  );
});

describe('an app that cannot be reached', () => {
  test.for([
    ['nothing listens', DEAD_ADDRESS, '127.0.0.1:1'],
    ['no socket is there', { kind: 'unix', path: '/nonexistent/app.sock' }, '/nonexistent/app.sock'],
    ['the name is unknown', { kind: 'tcp', host: 'no-such-host.invalid', port: 80 }, 'no-such-host.invalid:80'],
  ] as const)('because %s has refused, and nothing was sent', async ([, address, shown]) => {
    const { transport } = openRig(address);
    const { told, fault } = await send(transport, POST);
    expect(told).toEqual(['fault APP_REFUSED']);
    expect(fault).toEqual({ code: 'APP_REFUSED', details: { address: shown }, isUnsent: true });
  });

  test.for([
    ['EMFILE', 'DESCRIPTORS_EXHAUSTED'],
    ['ENFILE', 'DESCRIPTORS_EXHAUSTED'],
    ['EADDRNOTAVAIL', 'LOCAL_PORTS_EXHAUSTED'],
  ])('for %s is told of as a limit of our own', ([code, told]) => {
    const error = Object.assign(new Error(code), { code });
    expect(toClientFault(error, 'connecting', DEAD_ADDRESS)).toMatchObject({ code: told, isUnsent: true });
  });

  test('because this process has no descriptor left is told of as that', async () => {
    const { transport } = await openRigTo(answerAlways(respond('ok')));
    const restore = await takeAllDescriptors();
    const { told, fault } = await send(transport);
    await restore();
    expect(told).toEqual(['fault DESCRIPTORS_EXHAUSTED']);
    expect(fault!.isUnsent).toBe(true);
    expect((await send(transport)).body).toBe('ok');
  });
});

/** Lets this process open nothing more; returns the way to let it again. */
async function takeAllDescriptors(): Promise<() => Promise<void>> {
  const limit = `prlimit --pid ${process.pid} --nofile`;
  const script = `old=$(${limit} -o SOFT --noheadings); ${limit}=3: && echo; read _; ${limit}=$old: && echo`;
  const keeper = spawn('bash', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void keeper.kill());
  await once(keeper.stdout, 'data');
  return async () => {
    keeper.stdin.write('\n');
    await once(keeper.stdout, 'data');
  };
}
