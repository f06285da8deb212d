import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Berth, ON_PLATFORM, startBerth } from '../../helpers/berth.ts';
import { createCookieClient } from '../../helpers/cookie-client.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { freeze } from '../../helpers/freezer.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { copyConfig, makePhpSite } from './php-site.ts';

const packages = await requirePackages(['nginx-light', 'php-fpm']);
const PAGE = "<?php sleep((int) ($_GET['sleep'] ?? 0)); echo 'afloat';";
const NO_WORKER =
  /^No worker of the app took its connection, or one that the app made for it, at \/.*\/fpm\.sock for [\d.]+s or more/;

describe.skipIf(packages.skipReason !== null)(packages.title('A call that no worker of php-fpm takes'), () => {
  test('because all are busy is told that, though it is answered in the end; those that are served are told nothing', async () => {
    await using berth = await start((pool) => pool, { PHP_WORKERS: '2' });
    await using client = createCookieClient(berth.port);
    const askBusy = (id: string) => client.ask('/?sleep=2', { headers: { 'x-fc-request-id': id } });
    const busy = ['busy-1', 'busy-2'].map(askBusy);
    for (const id of ['busy-1', 'busy-2']) await berth.waitForLine(new RegExp(`^FC Invoke Start RequestId: ${id}$`));
    const second = await client.ask('/', { headers: { 'x-fc-request-id': 'waits' } });
    for (const answer of [second, ...(await Promise.all(busy))]) expect(answer.status).toBe(200);
    const record = await waitForRecord(berth, 'waits');
    expect(record).toMatchObject({ level: 'info', status: 200, certainty: 'likely', queueMs: 0 });
    expect(record['cause']).toMatch(NO_WORKER);
    expect(record['cure']).toContain('pm.max_children');
    for (const id of ['busy-1', 'busy-2']) expect((await waitForRecord(berth, id))['cause']).toBeUndefined();
  });

  // What Debian's packages do when an instance is frozen for longer than an idle worker lives.
  test('because php-fpm has ended the idle one in the moment of a thaw is told so', async () => {
    const onDemand = 'pm = ondemand\npm.process_idle_timeout = 1s\npm.max_children = 8\n';
    const changePool = (pool: string): string =>
      pool.replace(/^pm\.(?:max_children|start_servers|m.._spare_servers).*\n/gm, '').replace(/^pm = .*\n/m, onDemand);
    await using berth = await start(changePool, {}, ['--set', 'proxy.timeouts.firstByte=5s']);
    await using client = createCookieClient(berth.port);
    const askAfterFreeze = async (): Promise<number> => {
      await client.ask('/');
      await freeze(berth.pid, 1_500, 'SIGSTOP');
      return (await client.ask('/')).status;
    };
    await expect.poll(askAfterFreeze, { timeout: 50_000 }).toBe(504);
    const record = JSON.parse(await berth.waitForLine(/"code":"APP_TIMEOUT"/));
    expect(record).toMatchObject({ status: 504, certainty: 'likely', cause: expect.stringMatching(NO_WORKER) });
  });
});

async function start(
  changePool: (pool: string) => string,
  env: Record<string, string> = {},
  args: readonly string[] = [],
): Promise<Berth> {
  const folder = mkdtempSync(join(tmpdir(), 'berth-no-worker-'));
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = copyConfig(folder, changePool);
  return startBerth({ file, args: [...ON_PLATFORM, ...args], env: { ...makePhpSite(folder, PAGE), ...env } });
}

async function waitForRecord(berth: Berth, requestId: string): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse(await berth.waitForLine(new RegExp(`"event":"call","requestId":"${requestId}"`)));
}
