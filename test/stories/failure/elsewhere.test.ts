import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Berth, CLEAN_STOP, startBerth } from '../../helpers/berth.ts';
import { requirePackages } from '../../helpers/debian.ts';

const server = (name: string): string => fileURLToPath(new URL(`../../fixtures/servers/${name}`, import.meta.url));

/** The keys of a process, with the default deadline of 110 s. */
const start = (name: string, env: Readonly<Record<string, unknown>>, keys: object = {}): Promise<Berth> =>
  startBerth({ config: JSON.stringify({ command: ['node', server(name)], port: 'auto', env, ...keys }) });

const find = ({ records }: Berth, event: string) => records.filter((record) => record['event'] === event);

async function ask({ port }: Berth): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/`)).text();
}

const java = await requirePackages(['openjdk-17-jre-headless']);

const startJava = (env: Readonly<Record<string, unknown>>, ...flags: readonly string[]): Promise<Berth> => {
  const file = fileURLToPath(new URL('../../fixtures/apps/java/WorksFirst.java', import.meta.url));
  return startBerth({ config: JSON.stringify({ command: ['java', ...flags, file], port: 'auto', env }) });
};

const [ownAddress = '127.0.0.5'] = Object.values(networkInterfaces()).flatMap((list) =>
  (list ?? []).filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address),
);

describe('an app that listens on the port it was told', () => {
  test.concurrent.for([
    ['an address of the machine, from HOSTNAME', ownAddress],
    ['another loopback address', '127.0.0.7'],
  ] as const)('but on %s, is served there, and that is said once', async ([, host]) => {
    await using berth = await start('listens-on-hostname.mjs', { HOSTNAME: host });
    expect(await ask(berth)).toBe('ok');
    const [{ host: found, port, msg }] = find(berth, 'address') as [Record<string, unknown>];
    expect(found).toBe(host);
    expect(msg).toBe(
      `process app listens on ${host}:${port}, and not on 127.0.0.1, so its calls go there. It has that from HOSTNAME: \`env: { HOSTNAME: 127.0.0.1 }\` keeps it to this machine, and \`upstream: { host: "${host}" }\` says for good where it is`,
    );
    expect(find(berth, 'ready')).toMatchObject([{ upstream: `${host}:${port}` }]);
    expect(await berth.stop()).toEqual(CLEAN_STOP);
    expect(find(berth, 'address')).toHaveLength(1);
  });

  test.concurrent.for([
    ['a page', { ready: { http: '/' } }],
    ['a line of its output', { ready: { log: '^ready$' } }],
  ] as const)('but on another address, is found there when `ready` waits for %s', async ([, keys]) => {
    await using berth = await start('listens-on-hostname.mjs', { HOSTNAME: '127.0.0.8' }, keys);
    expect(await ask(berth)).toBe('ok');
    expect(find(berth, 'address')).toMatchObject([{ host: '127.0.0.8' }]);
  });

  test.concurrent.for(['::1', '127.0.0.1', '0.0.0.0', '::'])('on %s is served without a word', async (host) => {
    await using berth = await start('listens-on-hostname.mjs', { HOSTNAME: host });
    expect(await ask(berth)).toBe('ok');
    expect(find(berth, 'address')).toEqual([]);
  });

  test.concurrent('but on another address than the config gives it, is no longer waited for after 10 s', async () => {
    const keys = { upstream: { host: '127.0.0.1' } };
    await using berth = await start('listens-on-hostname.mjs', { HOSTNAME: '127.0.0.9' }, keys);
    expect(await berth.ended).toMatchObject({ code: 69 });
    expect(find(berth, 'failure')).toMatchObject([{ code: 'APP_WRONG_ADDRESS', uptimeMs: expect.any(Number) }]);
    expect(find(berth, 'failure')[0]!['uptimeMs']).toBeLessThan(30_000);
  });
});

describe('an app that listens on another port than it was told', () => {
  test.concurrent('is told of at 2 s, and no longer waited for after 10 s in which nothing of it moves', async () => {
    await using berth = await start('listens-elsewhere.mjs', { LISTEN: '{"port":0,"host":"127.0.0.1"}' });
    expect(await berth.ended).toMatchObject({ code: 69 });
    const [slow] = find(berth, 'not-ready');
    expect(slow).toMatchObject({ elapsedMs: 2_000, seen: expect.stringMatching(/^it listens on 127\.0\.0\.1:\d+$/) });
    const [failure] = find(berth, 'failure');
    const port = /:(\d+)$/.exec(String(slow!['seen']))?.[1];
    expect(failure).toMatchObject({ code: 'APP_WRONG_PORT', cure: expect.stringContaining(`Set \`port: ${port}\``) });
    expect(failure!['msg']).toMatch(/^Process app was not ready within 1\ds: it listens on /);
    expect(failure!['uptimeMs']).toBeGreaterThan(9_900);
    expect(failure!['uptimeMs']).toBeLessThan(30_000);
  });

  test.concurrent('is waited for as long as it works, if that was only a first one', async () => {
    await using berth = await start('opens-metrics-first.mjs', { START_MS: 13_000 });
    expect(await ask(berth)).toBe('ok');
    expect(find(berth, 'not-ready')).toMatchObject([
      { elapsedMs: 2_000, seen: expect.stringMatching(/^it listens on/) },
      { elapsedMs: 10_000 },
    ]);
    expect(find(berth, 'failure')).toEqual([]);
  });

  test.concurrent('is waited for as long as it says something', async () => {
    const code = `require('http').createServer().listen(0, '127.0.0.1');
let left = 13;
const timer = setInterval(() => {
  console.log('migrating, ' + left + ' to go');
  if (--left > 0) return;
  clearInterval(timer);
  require('http').createServer((_req, res) => res.end('ok')).listen(process.env.PORT, '127.0.0.1');
}, 1000);`;
    const config = JSON.stringify({ command: ['node', '-e', code], port: 'auto' });
    await using berth = await startBerth({ config });
    expect(await ask(berth)).toBe('ok');
    expect(find(berth, 'failure')).toEqual([]);
  });

  test.concurrent('is waited for while it is connected to a database that has not answered', async () => {
    const database = createServer().listen(0, '127.0.0.1');
    await once(database, 'listening');
    const { port } = database.address() as { port: number };
    const code = `const net = require('net');
net.createServer().listen(0, '127.0.0.1');
const database = net.connect(${port}, '127.0.0.1');
setTimeout(() => {
  database.destroy();
  require('http').createServer((_req, res) => res.end('ok')).listen(process.env.PORT, '127.0.0.1');
}, 13000);`;
    await using berth = await startBerth({ config: JSON.stringify({ command: ['node', '-e', code], port: 'auto' }) });
    expect(await ask(berth)).toBe('ok');
    expect(find(berth, 'failure')).toEqual([]);
    database.close();
  });
});

describe.skipIf(java.skipReason !== null)(java.title('a JVM'), () => {
  const JMX = ['port=0', 'host=127.0.0.1', 'authenticate=false', 'ssl=false'].map(
    (setting) => `-Dcom.sun.management.jmxremote.${setting}`,
  );

  test.concurrent('that has its JMX port open long before it has done its work is waited for', async () => {
    await using berth = await startJava({ WORK_MS: 13_000 }, ...JMX);
    expect(await ask(berth)).toBe('ok');
    expect(find(berth, 'not-ready')[1]).toMatchObject({
      elapsedMs: 10_000,
      seen: expect.stringMatching(/^it listens/),
    });
    expect(find(berth, 'failure')).toEqual([]);
  });

  test.concurrent('that has settled on another port is given up, for its own timers are no work', async () => {
    await using berth = await startJava({ LISTEN_PORT: 0 });
    expect(await berth.ended).toMatchObject({ code: 69 });
    expect(find(berth, 'failure')).toMatchObject([{ code: 'APP_WRONG_PORT' }]);
    expect(find(berth, 'failure')[0]!['uptimeMs']).toBeLessThan(40_000);
  });
});
