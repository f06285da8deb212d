import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ProxySettings } from '../../src/core/proxy-settings.ts';
import { Failure } from '../../src/failures/failure.ts';
import { GET, makeRoundTrip, openFrontDoor, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond, startUpstream } from '../helpers/recording-upstream.ts';
import { onTestFinished } from '../helpers/test-end.ts';

const HEAD = 'POST / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n';
const LAST = '0\r\n\r\n';
const MEBIBYTE = 1_048_576;

function toChunk(data: string): string {
  return `${data.length.toString(16)}\r\n${data}\r\n`;
}

function collecting(settings: { readonly maxBytes?: number; readonly folder?: string } = {}) {
  const folder = settings.folder ?? mkdtempSync(join(tmpdir(), 'collect-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const collect = { maxBytes: settings.maxBytes ?? 64 * MEBIBYTE, folder };
  return { folder, proxy: { collect } satisfies Partial<ProxySettings> };
}

describe.for(TRANSPORTS)('a request body without a length, gathered for %s', (transport) => {
  test.for([
    ['empty', 0],
    ['of one byte', 1],
    ['that fits with its head', 16_384],
    ['in memory', 200_000],
    ['in a file', 5 * MEBIBYTE],
  ] as const)('%s gets to the app with its length', async ([, size]) => {
    const { proxy, folder } = collecting();
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), { proxy });
    const client = await door.connect();
    const body = 'abcdefgh'.repeat(Math.ceil(size / 8)).slice(0, size);
    client.send(`${HEAD}Trailer: X-Sum\r\n\r\n`);
    for (let at = 0; at < size; at += 60_000) client.send(toChunk(body.slice(at, at + 60_000)));
    client.send('0\r\nX-Sum: 1\r\n\r\n');
    expect((await client.readResponse()).body).toBe('ok');
    const [request] = upstream.requests;
    expect(request!.fields.get('content-length')).toEqual([String(size)]);
    expect([request!.fields.has('transfer-encoding'), request!.trailers.size]).toEqual([false, 0]);
    expect(request!.body === body).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ status: 200, bytesIn: size, collectMs: expect.any(Number) });
    client.send(GET);
    expect((await client.readResponse()).body).toBe('ok');
    expect(door.notes).toEqual([]);
  });

  test('is not told of to the app before it is whole, takes no place meanwhile, and is marked only then', async () => {
    const { proxy } = collecting();
    const options = { proxy: { ...proxy, maxInFlight: 1 } };
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), options);
    const slow = await door.connect();
    slow.send(`${HEAD}\r\n${toChunk('half')}`);
    const other = await door.connect();
    other.send(GET);
    expect((await other.readResponse()).body).toBe('ok');
    await makeRoundTrip();
    expect([upstream.requests.length, door.markers.length, door.admission.inFlight]).toEqual([1, 2, 0]);
    slow.send(LAST);
    expect((await slow.readResponse()).body).toBe('ok');
    expect(upstream.requests[1]!.body).toBe('half');
  });

  test('of a client that waits for leave to send it is asked for by berth, once, and the app is not asked', async () => {
    const { proxy } = collecting();
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), { proxy });
    const client = await door.connect();
    client.send(`${HEAD}Expect: 100-continue\r\n\r\n`);
    expect((await client.readResponse()).status).toBe(100);
    client.send(toChunk('body') + LAST);
    const answer = await client.readResponse();
    expect([answer.status, answer.body]).toEqual([200, 'ok']);
    expect(upstream.requests[0]!.fields.has('expect')).toBe(false);
    expect(upstream.requests[0]!.body).toBe('body');
  });

  test('longer than it may be goes on in chunks, whole, and one warning names the keys', async () => {
    const { proxy } = collecting({ maxBytes: 100_000 });
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), { proxy });
    for (let round = 0; round < 2; round++) {
      const client = await door.connect();
      client.send(`${HEAD}Expect: 100-continue\r\n\r\n`);
      expect((await client.readResponse()).status).toBe(100);
      const body = 'x'.repeat(50_000) + 'y'.repeat(3 * MEBIBYTE) + 'z'.repeat(50_000);
      for (let at = 0; at < body.length; at += 50_000) client.send(toChunk(body.slice(at, at + 50_000)));
      client.send(LAST);
      expect((await client.readResponse()).body).toBe('ok');
      const request = upstream.requests[round]!;
      expect([request.field('transfer-encoding'), request.body === body]).toEqual(['chunked', true]);
      expect(request.fields.has('expect')).toBe(false);
    }
    expect(door.notes).toEqual([expect.objectContaining({ level: 'warn', event: 'chunked-request' })]);
    expect(door.notes[0]!['msg']).toMatch(/proxy\.collect\.max.*proxy\.requestBody: stream/);
  });

  test('is passed on as it comes with `stream`, and one warning names the key', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    for (let round = 0; round < 2; round++) {
      const client = await door.connect();
      client.send(`${HEAD}\r\n${toChunk('half')}`);
      await upstream.waitForConnections(1);
      await upstream.connections[0]!.waitForText('half');
      client.send(LAST);
      await client.readResponse();
    }
    expect(door.notes).toEqual([expect.objectContaining({ level: 'warn', event: 'chunked-request' })]);
    expect(door.notes[0]!['msg']).toContain('proxy.requestBody: stream');
  });

  test.for([
    ['over the limit of bodies', toChunk('x'.repeat(101)), 413, 'BODY_TOO_LARGE'],
    ['that breaks the rules', 'nonsense\r\n', 400, 'REQUEST_MALFORMED'],
  ] as const)('%s is refused, and the app does not hear of it', async ([, bytes, status, code]) => {
    const limits = { headBytes: 65_536, fields: 200, requestLineBytes: 16_384, bodyBytes: 100 };
    const proxy = { ...collecting().proxy, limits };
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), { proxy });
    const client = await door.connect();
    client.send(`${HEAD}\r\n${toChunk('x')}`);
    client.send(bytes);
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error'), answer.field('connection')]).toEqual([status, code, 'close']);
    expect(upstream.connections.length).toBe(0);
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ status, code, by: 'berth' });
    expect(door.markers.length).toBe(2);
  });

  test('whose client pauses for too long is refused', async () => {
    const clientTimeouts = { idleMs: 0, headMs: 0, bodyIdleMs: 300, readerMs: 0 };
    const proxy = { ...collecting().proxy, clientTimeouts };
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), { proxy });
    const client = await door.connect();
    client.send(`${HEAD}\r\n${toChunk('x')}`);
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error')]).toEqual([408, 'REQUEST_TIMEOUT']);
    expect(upstream.connections.length).toBe(0);
  });

  test.for(['fin', 'reset'] as const)('whose client leaves (%s) is nobody’s call any more', async (how) => {
    const { proxy, folder } = collecting();
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), { proxy });
    const client = await door.connect();
    client.send(`${HEAD}\r\n${toChunk('x'.repeat(2 * MEBIBYTE))}`);
    await makeRoundTrip();
    if (how === 'fin') client.end();
    else client.reset();
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ code: 'CLIENT_GONE', by: 'nobody' });
    expect([upstream.connections.length, door.markers.length, readdirSync(folder)]).toEqual([0, 2, []]);
  });

  test('that cannot be stored is a failure of its own, and the app does not hear of it', async () => {
    const { proxy } = collecting({ folder: '/nowhere' });
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), { proxy });
    const client = await door.connect();
    client.send(`${HEAD}\r\n${toChunk('x'.repeat(2 * MEBIBYTE))}${LAST}`);
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error')]).toEqual([503, 'BODY_NOT_COLLECTED']);
    expect(door.records[0]?.['msg']).toContain('the run directory is gone');
    expect(upstream.connections.length).toBe(0);
  });

  test('has no more room on disk, all together, than sixteen of the longest', async () => {
    const { proxy } = collecting({ maxBytes: MEBIBYTE + 100_000 });
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), { proxy });
    const clients = await Promise.all(Array.from({ length: 17 }, () => door.connect()));
    for (const client of clients) client.send(`${HEAD}\r\n${toChunk('x'.repeat(MEBIBYTE + 99_000))}`);
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ status: 503, code: 'BODY_NOT_COLLECTED' });
    for (const client of clients) if (!client.text.includes('503')) client.send(LAST);
    await door.waitForRecords(17);
    expect(door.records.filter(({ status }) => status === 200)).toHaveLength(16);
    expect(upstream.requests).toHaveLength(16);
  });

  test('waits with its call while the app starts, and goes to it whole when it is ready', async () => {
    const { proxy } = collecting();
    const upstream = await startUpstream(answerAlways(respond('ok')));
    const door = await openFrontDoor({ transport, upstream: null, proxy });
    const client = await door.connect();
    const body = 'x'.repeat(2 * MEBIBYTE);
    client.send(`${HEAD}\r\n${toChunk(body)}${LAST}`);
    await expect.poll(() => door.admission.waiting).toBe(1);
    door.becomeReady(upstream.address);
    expect((await client.readResponse()).body).toBe('ok');
    expect(upstream.requests[0]!.body === body).toBe(true);
  });

  test('that met an app which was just gone is sent whole to the next one', async () => {
    const { proxy } = collecting();
    const upstream = await startUpstream(answerAlways(respond('ok')));
    const door = await openFrontDoor({ transport, upstream: { kind: 'tcp', host: '127.0.0.1', port: 1 }, proxy });
    door.crashWhenAsked(new Failure('APP_CRASHED', { process: 'app', status: 'was killed' }));
    const client = await door.connect();
    const body = 'x'.repeat(2 * MEBIBYTE);
    client.send(`${HEAD}\r\n${toChunk(body)}${LAST}`);
    await expect.poll(() => door.admission.waiting).toBe(1);
    door.becomeReady(upstream.address);
    expect((await client.readResponse()).body).toBe('ok');
    expect(upstream.requests[0]!.body === body).toBe(true);
  });

  test('is waited for in a drain', async () => {
    const { proxy } = collecting();
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('ok')), { proxy });
    const client = await door.connect();
    client.send(`${HEAD}\r\n${toChunk('half')}`);
    await makeRoundTrip();
    const drained = door.drain(30_000);
    await makeRoundTrip();
    client.send(toChunk('half') + LAST);
    expect((await client.readResponse()).body).toBe('ok');
    expect(await drained).toBe(0);
  });

  test('goes on to an app that answers before it has all of it, beside the next call of its client', async () => {
    const { proxy } = collecting();
    const { door, upstream } = await openFrontDoorTo(
      transport,
      async (connection) => {
        if (connection.number > 1) {
          await connection.readRequest();
          connection.send(respond('second'));
          return;
        }
        connection.socket.pause();
        connection.send(respond('early'));
      },
      { proxy },
    );
    const client = await door.connect();
    const body = 'x'.repeat(20 * MEBIBYTE);
    client.send(`${HEAD}\r\n${toChunk(body)}${LAST}`);
    const early = await client.readResponse();
    expect([early.body, early.field('connection')]).toEqual(['early', null]);
    client.send(GET);
    expect((await client.readResponse()).body).toBe('second');
    upstream.connections[0]!.socket.resume();
    expect((await upstream.connections[0]!.readRequest())!.body === body).toBe(true);
    await upstream.connections[0]!.closed;
  });

  test.for([
    ['answers and ends its connection', respond('early'), 'end'],
    ['answers with bytes behind its answer', `${respond('early')}evil`, 'stay'],
    ['refuses it for what is behind it', respond('', '', '502 Bad Gateway'), 'reset'],
    ['breaks a refusal off', 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 9\r\n\r\npart', 'reset'],
    ['says nothing and resets', '', 'reset'],
  ] as const)('is given up where the app %s in the middle of it', async ([, bytes, end]) => {
    for (const maxBytes of [2 * MEBIBYTE, 64 * MEBIBYTE]) {
      const { proxy, folder } = collecting({ maxBytes });
      const { door } = await openFrontDoorTo(
        transport,
        async (connection) => {
          await connection.waitForText('\r\n\r\n');
          if (connection.text.startsWith('GET')) {
            connection.send(respond('next'));
            return;
          }
          connection.socket.write(bytes, () => {
            if (end === 'reset') connection.socket.resetAndDestroy();
            else if (end === 'end') connection.socket.end();
          });
        },
        { proxy },
      );
      const client = await door.connect();
      client.send(`${HEAD}\r\n`);
      for (let i = 0; i < 5; i++) client.send(toChunk('x'.repeat(MEBIBYTE)));
      client.send(LAST);
      await door.waitForRecords(1);
      const next = await door.connect();
      next.send(GET);
      expect((await next.readResponse()).body).toBe('next');
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  test('in many small pieces is put together', async () => {
    const { proxy } = collecting();
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), { proxy });
    const client = await door.connect();
    client.send(`${HEAD}\r\n`);
    for (let i = 0; i < 600; i++) {
      client.send(toChunk(String(i % 10)));
      if (i % 50 === 0) await makeRoundTrip();
    }
    client.send(LAST);
    await client.readResponse();
    expect(upstream.requests[0]!.body).toBe('0123456789'.repeat(60));
  });
});
