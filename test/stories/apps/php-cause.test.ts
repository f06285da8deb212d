import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Berth, ON_PLATFORM, startBerth } from '../../helpers/berth.ts';
import { type CookieClient, createCookieClient } from '../../helpers/cookie-client.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { copyConfig, makePhpSite } from './php-site.ts';

const packages = await requirePackages(['nginx-light', 'php-fpm']);
const PAGE = `<?php
$ask = $_GET + ['status' => 200];
if (isset($ask['log'])) error_log($ask['log']);
if (isset($ask['write'])) $ask['status'] = file_put_contents($ask['write'], 'x') ? 200 : 500;
if (isset($ask['kill'])) posix_kill(getmypid(), (int) $ask['kill']);
while (isset($ask['until']) && !file_exists($ask['until'])) { usleep(10000); clearstatcache(); }
http_response_code((int) $ask['status']);
echo 'afloat';`;

describe.skipIf(packages.skipReason !== null)(packages.title('A call that PHP behind nginx spoils'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'berth-php-cause-'));
  let berth: Berth;
  let client: CookieClient;
  beforeAll(async () => {
    chmodSync(folder, 0o755);
    const file = copyConfig(folder, (pool) => pool);
    const nginx = join(dirname(file), 'nginx.conf.tmpl');
    writeFileSync(nginx, readFileSync(nginx, 'utf8').replace('fastcgi_read_timeout 900s', 'fastcgi_read_timeout 2s'));
    berth = await startBerth({ file, args: ON_PLATFORM, env: makePhpSite(folder, PAGE) });
    client = createCookieClient(berth.port);
  });
  afterAll(async () => {
    await client?.[Symbol.asyncDispose]();
    await berth?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = (id: string, query: string) => client.ask(`/?${query}`, { headers: { 'x-fc-request-id': id } });
  const waitForRecord = async (id: string): Promise<Readonly<Record<string, unknown>>> =>
    JSON.parse(await berth.waitForLine(new RegExp(`"event":"call","requestId":"${id}"`)));

  test('by taking longer than nginx waits has that for its cause, though a worker was killed beside it', async () => {
    const late = ask('late', `until=${folder}/never`);
    await berth.waitForLine(/^FC Invoke Start RequestId: late$/);
    expect((await ask('killed', 'kill=11')).status).toBe(502);
    expect((await late).status).toBe(504);
    expect((await waitForRecord('killed'))['cause']).toContain('was killed by SIGSEGV');
    expect((await waitForRecord('late'))['cause']).toContain('did not answer within nginx’s own timeout');
  });

  test.for([500, 502, 503])('by its own %d is told nothing of a worker that was killed beside it', async (status) => {
    const meant = ask(`meant-${status}`, `status=${status}&until=${folder}/${status}`);
    await berth.waitForLine(new RegExp(`^FC Invoke Start RequestId: meant-${status}$`));
    expect((await ask(`killed-${status}`, 'kill=11')).status).toBe(502);
    writeFileSync(join(folder, String(status)), '');
    expect((await meant).status).toBe(status);
    expect((await waitForRecord(`meant-${status}`))['cause']).toBeUndefined();
  });

  test('for a full disk has that for its cause', async () => {
    expect((await ask('full', 'write=/dev/full')).status).toBe(500);
    expect(await waitForRecord('full')).toMatchObject({
      status: 500,
      by: 'app',
      certainty: 'likely',
      cause: expect.stringContaining('no space left'),
    });
  });

  test.for([
    'PHP Deprecated:  Function strftime() is deprecated in /srv/app/index.php on line 3',
    'PHP Warning:  Undefined array key "Fatal error" in /srv/app/index.php on line 3',
    'PHP Warning:  include(gone.php): Failed to open stream: No such file or directory in /srv/app/index.php on line 2',
    'WordPress database error Table wp_gone doesn’t exist for query SELECT 1',
  ])('on purpose is not laid to what only sounds bad: %s', async (words) => {
    const id = `scary-${words.length}`;
    expect((await ask(id, `status=500&log=${encodeURIComponent(words)}`)).status).toBe(500);
    expect((await waitForRecord(id))['cause']).toBeUndefined();
  });
});
