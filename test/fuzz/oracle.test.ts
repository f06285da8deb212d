import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requirePackages } from '../helpers/debian.ts';
import { onTestFinished } from '../helpers/test-end.ts';
import { chunkedRequestBytes } from './chunked-arbitrary.ts';
import { PARAMETERS, RUNS, requestBytes } from './message-arbitrary.ts';
import { type OracleProxy, startHaproxy, startNginx, startRecorder } from './oracle-proxy.ts';
import { parseWithWire } from './wire-parser.ts';

const need = await requirePackages(['nginx-light', 'haproxy']);

/** nginx refuses it whatever else stands in the request, so its verdict on one says nothing. */
const UNSERVED_BY_NGINX = 'OPTIONS *';

/** haproxy's way to say that it lets no GET, HEAD or DELETE of HTTP/1.0 have a body: clear, but not wanted there. */
const UNWANTED_BY_HAPROXY = 413;

const PLAINLY_RIGHT = [
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi',
  'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-A: b\r\n\r\n',
];

/** A head that says two things, a body and a field that nobody can read. */
const PLAINLY_WRONG = [
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi!',
  'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhi\r\n0\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n',
];

/** A WebSocket handshake must be a GET (RFC 6455 section 4.1), says haproxy; nginx knows no methods in small letters. */
const isOddHandshake = (text: string): boolean => !text.startsWith('GET ') && /\r\nupgrade:[ \t]*websocket/i.test(text);

async function startProxies(): Promise<OracleProxy[]> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-oracle-'));
  const recorder = await startRecorder(folder);
  const proxies = [await startNginx(folder), await startHaproxy(folder)];
  onTestFinished(async () => {
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    recorder.close();
    await rm(folder, { recursive: true });
  });
  for (const proxy of proxies) await expect.poll(() => proxy.connect().then(() => 'open', String)).toBe('open');
  return proxies;
}

describe.skipIf(need.skipReason !== null)(need.title('nginx and haproxy as oracles'), () => {
  test('both of them pass what is plainly right and refuse what is plainly wrong', async () => {
    const proxies = await startProxies();
    const ask = async (text: string) => {
      const statuses = await Promise.all(proxies.map((proxy) => proxy.ask(Buffer.from(text, 'latin1'))));
      return statuses.map((status) => (status === -1 ? 'passed' : `refused with ${status}`));
    };
    for (const text of PLAINLY_RIGHT) expect(await ask(text)).toEqual(['passed', 'passed']);
    for (const text of PLAINLY_WRONG) expect(await ask(text), text).toEqual(['refused with 400', 'refused with 400']);
  });

  test('what both of them refuse, wire refuses', { timeout: 120_000 + RUNS }, async () => {
    const proxies = await startProxies();
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(requestBytes, chunkedRequestBytes), async (bytes) => {
        const ours = parseWithWire([bytes], 'request');
        if (ours.kind !== 'message' || ours.message.start === UNSERVED_BY_NGINX) return;
        if (isOddHandshake(bytes.toString('latin1'))) return;
        asked += 1;
        const message = bytes.subarray(0, ours.message.length);
        const statuses = await Promise.all(proxies.map((proxy) => proxy.ask(message)));
        const isPassed = statuses.includes(-1) || statuses.includes(UNWANTED_BY_HAPROXY);
        expect({ isPassed, statuses }, message.toString('latin1')).toMatchObject({ isPassed: true });
      }),
      { ...PARAMETERS, numRuns: Math.ceil(RUNS / 4) },
    );
    expect(asked).toBeGreaterThan(RUNS / 20);
  });
});
