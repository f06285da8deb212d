import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { FailureCode } from '../../../src/core/failure-code.ts';
import { CATALOGUE } from '../../../src/failures/catalogue.ts';
import { type Berth, BUNDLE, startBerth } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { createPrivateNetwork } from '../../helpers/private-network.ts';
import { connectRaw, type RawClient } from '../../helpers/raw-client.ts';
import type { RawMessage } from '../../helpers/raw-message.ts';

/** Does what the path says. */
const APP = `
const { readFileSync } = require('node:fs');
const { createServer } = require(process.argv[2] === 'tls' ? 'node:https' : 'node:http');
const read = (name) => (process.argv[2] === 'tls' ? readFileSync(__dirname + '/' + name) : undefined);
const server = createServer({ key: read('key.pem'), cert: read('cert.pem') }, (req, res) => {
  const deeds = {
    '/ok': () => res.end('ok'),
    '/slow': () => console.log('holding it'),
    '/closes': () => req.socket.destroy(),
    '/short': () => { res.writeHead(200, { 'content-length': 100 }); res.write('part'); setTimeout(() => req.socket.destroy(), 50); },
    '/garbage': () => req.socket.end('SSH-2.0-OpenSSH_9.2\\r\\n'),
    '/bulk': () => res.end(Buffer.alloc(64000000)),
    '/deaf': () => { server.close(); res.setHeader('connection', 'close'); res.end('ok'); },
  };
  deeds[req.url.split('?')[0]]();
});
server.listen(process.env.PORT, '127.0.0.1');
setInterval(() => {}, 1000);
`;

interface Case {
  readonly code: FailureCode;
  /** Keys of the config. */
  readonly proxy?: string;
  readonly upstream?: string;
  /** False for a request that no call could be opened for. */
  readonly isMarked?: false;
  /** Provokes it for the request with the id `it`; resolves with what its client got, null for nothing whole. */
  provoke(berth: Berth, client: RawClient): Promise<RawMessage | null>;
}

const head = (line: string, fields = ''): string =>
  `${line} HTTP/1.1\r\nHost: app\r\nX-Fc-Request-Id: it\r\n${fields}\r\n`;

const ask = (request: string) => async (_berth: Berth, client: RawClient) => {
  client.send(request);
  return client.readResponse();
};

/** Holds the app's only place with another call. */
async function occupy(berth: Berth): Promise<void> {
  const other = await connectRaw(berth.port);
  other.send('GET /slow HTTP/1.1\r\nHost: app\r\nX-Fc-Request-Id: other\r\n\r\n');
  await berth.waitForLine(/^FC Invoke Start RequestId: other$/);
}

const CASES: readonly Case[] = [
  {
    code: 'APP_REFUSED',
    provoke: async (berth, client) => {
      const first = await connectRaw(berth.port);
      first.send('GET /deaf HTTP/1.1\r\nHost: app\r\n\r\n');
      await first.readResponse();
      return ask(head('GET /ok'))(berth, client);
    },
  },
  { code: 'APP_TIMEOUT', proxy: 'timeouts: { firstByte: 200ms }', provoke: ask(head('GET /slow')) },
  { code: 'APP_CLOSED_CONNECTION', provoke: ask(head('GET /closes')) },
  { code: 'APP_BAD_RESPONSE', provoke: ask(head('GET /garbage')) },
  {
    code: 'APP_TRUNCATED',
    provoke: async (_berth, client) => {
      client.send(head('GET /short'));
      expect(await client.ended).toBe('reset');
      return null;
    },
  },
  { code: 'REQUEST_MALFORMED', isMarked: false, provoke: ask(head('GET /ok', 'Host: other\r\n')) },
  {
    code: 'REQUEST_TIMEOUT',
    proxy: 'clientTimeouts: { bodyIdle: 200ms }',
    provoke: ask(head('POST /slow', 'Content-Length: 4\r\n')),
  },
  {
    code: 'BODY_TOO_LARGE',
    proxy: 'limits: { body: 1KiB }',
    provoke: ask(head('POST /ok', 'Content-Length: 2000\r\n')),
  },
  { code: 'URI_TOO_LONG', isMarked: false, provoke: ask(head(`GET /ok?${'x'.repeat(20_000)}`)) },
  { code: 'HEADERS_TOO_LARGE', isMarked: false, provoke: ask(head('GET /ok', `A: ${'x'.repeat(70_000)}\r\n`)) },
  {
    code: 'QUEUE_FULL',
    proxy: 'maxInFlight: 1, queue: { max: 0 }',
    provoke: async (berth, client) => {
      await occupy(berth);
      return ask(head('GET /ok'))(berth, client);
    },
  },
  {
    code: 'QUEUE_TIMEOUT',
    proxy: 'maxInFlight: 1, queue: { max: 1, timeout: 200ms }',
    provoke: async (berth, client) => {
      await occupy(berth);
      return ask(head('GET /ok'))(berth, client);
    },
  },
  {
    code: 'DESCRIPTORS_EXHAUSTED',
    proxy: 'upstreamIdle: 0s',
    provoke: async (berth, client) => {
      client.send('GET /ok HTTP/1.1\r\nHost: app\r\n\r\n');
      await client.readResponse();
      const used = new Set(readdirSync(`/proc/${berth.pid}/fd`).map(Number));
      let free = 0;
      while (used.has(free)) free++;
      execFileSync('prlimit', [`--pid=${berth.pid}`, `--nofile=${free}:${free}`]);
      return ask(head('GET /ok'))(berth, client);
    },
  },
  { code: 'APP_CERTIFICATE_REJECTED', upstream: 'scheme: https', provoke: ask(head('GET /ok')) },
  { code: 'APP_TLS_FAILED', upstream: 'scheme: https', provoke: ask(head('GET /ok')) },
  {
    code: 'CLIENT_STALLED',
    proxy: 'clientTimeouts: { reader: 200ms }',
    provoke: async (_berth, client) => {
      client.socket.pause();
      client.send(head('GET /bulk'));
      return null;
    },
  },
  {
    code: 'CLIENT_GONE',
    provoke: async (berth, client) => {
      client.send(head('GET /slow'));
      await berth.waitForLine(/^FC Invoke Start RequestId: it$/);
      client.reset();
      return null;
    },
  },
];

function toConfig({ code, proxy = '', upstream = '' }: Case): string {
  const folder = createFolder({ 'app.cjs': APP });
  const isTls = code === 'APP_CERTIFICATE_REJECTED';
  if (isTls) {
    const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=app'];
    execFileSync('openssl', [...args, '-keyout', `${folder}/key.pem`, '-out', `${folder}/cert.pem`], {
      stdio: 'ignore',
    });
  }
  return [
    `command: [node, ${folder}/app.cjs${isTls ? ', tls' : ''}]`,
    'port: auto',
    `proxy: { ${proxy} }`,
    `upstream: { ${upstream} }`,
    'stop: { drain: 100ms }\n',
  ].join('\n');
}

/** The record of the call that failed so. */
async function findRecord(berth: Berth, code: FailureCode) {
  await berth.waitForLine(new RegExp(`"event":"call",.*"code":"${code}"`));
  return berth.records.find((record) => record['event'] === 'call' && record['code'] === code)!;
}

describe('a failure of a single call', () => {
  test.for(CASES)('$code is told to its client, the log and the platform', async (one) => {
    const { code, isMarked, provoke } = one;
    await using berth = await startBerth({ config: toConfig(one) });
    await berth.waitForLine(/"event":"ready"/);
    const answer = await provoke(berth, await connectRaw(berth.port));
    const { status } = CATALOGUE[code];
    const record = await findRecord(berth, code);
    if (answer !== null) {
      expect([answer.status, answer.field('x-berth-error'), answer.field('x-fc-status')]).toEqual([
        status,
        code,
        '404',
      ]);
      expect(JSON.parse(answer.body)).toMatchObject({ errorType: code, requestId: record['requestId'] });
      expect(answer.field('x-request-id')).toBe(record['requestId']);
      expect(record['status']).toBe(status);
    }
    const isNobodys = code === 'CLIENT_GONE' || code === 'CLIENT_STALLED';
    expect(record['by']).toBe(isNobodys ? 'nobody' : 'berth');
    if (isMarked !== false) expect(record['requestId']).toBe('it');
    const { code: exitCode, survivors } = await berth.stop();
    expect({ exitCode, survivors }).toEqual({ exitCode: 0, survivors: [] });
    const suffix = isNobodys ? '' : ', Error: Unhandled function error';
    const markers = berth.lines.filter((line) => /^FC Invoke \w+ RequestId: it\b/.test(line));
    expect(markers).toEqual(
      isMarked === false ? [] : ['FC Invoke Start RequestId: it', `FC Invoke End RequestId: it${suffix}`],
    );
  });

  // A network of its own, with two local ports; curl takes its own from elsewhere.
  test.skipIf(process.getuid?.() !== 0)('LOCAL_PORTS_EXHAUSTED is told as what it is', async () => {
    await using network = await createPrivateNetwork();
    const config = 'command: [node, app.cjs]\nport: 8123\nstop: { drain: 100ms }\n';
    const folder = createFolder({ 'app.cjs': APP, 'berth.yaml': config });
    await network.run('echo 40000 40001 > /proc/sys/net/ipv4/ip_local_port_range', folder);
    const berth = network.spawn(`${process.execPath} ${BUNDLE} run --config berth.yaml`, folder);
    const curl = (path: string) => network.run(`curl -sS --local-port 50000-50100 localhost:9000${path}`, folder);
    const lines: string[] = [];
    createInterface({ input: berth.stdout! }).on('line', (line) => lines.push(line));
    const count = (words: string): number => lines.filter((line) => line.includes(words)).length;
    await expect.poll(() => count('"event":"ready"')).toBe(1);
    // The probe's port is not free at once. Before both are taken, another call could take one, and keep it for the next.
    const held: Array<Promise<string>> = [];
    const holdAnother = async (): Promise<number> => {
      const heldBefore = count('holding it');
      const answer = curl('/slow');
      held.push(answer);
      await Promise.race([answer, expect.poll(() => count('holding it')).toBe(heldBefore + 1)]);
      return count('holding it');
    };
    await expect.poll(holdAnother, { interval: 200 }).toBe(2);
    expect(await curl('/ok')).toContain('"errorType":"LOCAL_PORTS_EXHAUSTED"');
    berth.kill('SIGTERM');
    await Promise.all([...held, once(berth, 'exit')]);
  });

  test('DRAINING is told to a client that is held when the stop comes', async () => {
    await using berth = await startBerth({ config: 'command: sleep 1000\nport: auto\n' });
    const client = await connectRaw(berth.port);
    client.send(head('GET /ok'));
    await expect.poll(() => readFileSync(`/proc/${berth.pid}/net/tcp`, 'latin1')).toContain('0A');
    await berth.waitForLine(/is still not ready after 2s/);
    const [answer, end] = await Promise.all([client.readResponse(), berth.stop()]);
    expect([answer.status, answer.field('x-berth-error')]).toEqual([503, 'DRAINING']);
    expect(end).toMatchObject({ code: 0, survivors: [] });
    expect(berth.lines.filter((line) => line.startsWith('FC Invoke '))).toEqual([
      'FC Invoke Start RequestId: it',
      'FC Invoke End RequestId: it, Error: Unhandled function error',
    ]);
  });
});

describe('a failure of the config', () => {
  test.for([
    ['CONFIG_INVALID', 'command: [touch, FOLDER/started]\nport: eighty\n', /berth\.yaml:2:7: port is 'eighty'/],
    ['VARIABLE_UNSET', `command: [touch, FOLDER/started]\nport: "\${env.NOT_SET_HERE}"\n`, /NOT_SET_HERE/],
    ['CONFIG_NOT_FOUND', null, /berth\.yaml/],
  ] as const)('%s is told before anything is started', ([code, config, words]) => {
    const folder = createFolder({ other: '' });
    const files = config === null ? {} : { 'berth.yaml': config.replaceAll('FOLDER', folder) };
    const file = join(createFolder(files), 'berth.yaml');
    const { status, stderr } = spawnSync(process.execPath, [BUNDLE, 'run', '--config', file, '--port', '0'], {
      encoding: 'utf8',
    });
    expect(status).toBe(78);
    expect(stderr).toContain(code);
    expect(stderr).toMatch(words);
    expect(readdirSync(folder)).toEqual(['other']);
  });
});

/** Where failures come of real sockets and processes. */
const REAL = ['stories', 'client', 'call', 'exchange', 'upstream'];

test('every row of the catalogue has a set-up that really fails so', () => {
  const folders = REAL.map((name) => fileURLToPath(new URL(`../../${name}`, import.meta.url)));
  const sources = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const texts = sources
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  expect(Object.keys(CATALOGUE).filter((code) => !texts.includes(`'${code}'`))).toEqual([]);
});
