import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Berth, CLEAN_STOP, ON_PLATFORM, startBerth } from '../../helpers/berth.ts';
import { openBrowser } from '../../helpers/browser.ts';
import { createCookieClient } from '../../helpers/cookie-client.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { findAlive } from '../../helpers/descendants.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { hasPairedMarkers, waitForCall } from './call-lines.ts';
import { startLoad } from './load.ts';

const CONFIG = fileURLToPath(new URL('../../../config/nginx-static', import.meta.url));
const packages = await requirePackages(['nginx-light', 'chromium']);

describe.skipIf(packages.skipReason !== null)(packages.title('A folder served by nginx behind berth'), () => {
  const start = (env: Record<string, string> = {}): Promise<Berth> =>
    startBerth({ file: join(CONFIG, 'berth.yaml'), args: ON_PLATFORM, env });

  test('its page looks right in a browser', async () => {
    await using berth = await start();
    await using visitor = await openBrowser();
    await visitor.page.goto(`http://127.0.0.1:${berth.port}/`);
    expect(await visitor.page.getByRole('heading').textContent()).toBe('This folder is served by nginx.');
    await visitor.takePicture('nginx-static');
    expect(visitor.complaints.filter((complaint) => !complaint.endsWith('/favicon.ico'))).toEqual([]);
  });

  test('a folder named by SITE is served: files whole, ranges, redirects without a host, and its own 404', async () => {
    const site = makeSite();
    await using berth = await start({ SITE: site });
    await using client = createCookieClient(berth.port);
    const large = await client.ask('/large.bin');
    expect(large.body.equals(LARGE)).toBe(true);
    const part = await client.ask('/large.bin', { headers: { range: 'bytes=1000000-1000003' } });
    expect([part.status, part.body]).toEqual([206, LARGE.subarray(1_000_000, 1_000_004)]);
    const folder = await client.ask('/docs?page=2', { headers: { host: 'files.example:8080' } });
    expect([folder.status, folder.headers.location]).toEqual([301, '/docs/?page=2']);
    const missing = await client.ask('/nowhere');
    expect([missing.status, missing.headers['x-berth-error']]).toEqual([404, undefined]);
    expect(missing.text).toContain('<center>nginx</center>');
    const hidden = await client.ask('/.secret');
    expect(hidden.status).toBe(404);
    for (const { requestId } of [large, part, folder, missing, hidden]) await waitForCall(berth, requestId);
  });

  test('nginx’s access line on /dev/stdout carries the id of its call and the visitor’s address', async () => {
    await using berth = await start();
    await using client = createCookieClient(berth.port);
    const { requestId } = await client.ask('/', { headers: { 'x-forwarded-for': '203.0.113.9, 10.1.2.3' } });
    await berth.waitForLine(new RegExp(`^${requestId} 203\\.0\\.113\\.9 "GET / HTTP/1\\.1" 200 \\d+ `));
  });

  test('its worker is not told of as something that its start has put beside it', async () => {
    await using berth = await start();
    await delay(2_500);
    expect(berth.records.filter(({ event }) => event === 'daemon')).toEqual([]);
    expect(berth.listDescendants().filter(({ commandLine }) => commandLine.includes('worker process'))).toHaveLength(1);
  });

  test('its access line stands inside of its call with `markers.settle`', async () => {
    await using berth = await start({ BERTH_MARKERS_SETTLE: '100ms' });
    await using client = createCookieClient(berth.port);
    for (let i = 0; i < 5; i++) {
      const { requestId } = await client.ask('/');
      const lines = await waitForCall(berth, requestId);
      expect(lines).toContainEqual(expect.stringContaining(`${requestId} 127.0.0.1 "GET / HTTP/1.1" 200`));
    }
  });

  test('an nginx killed under load costs no unexplained answer, and service is back by itself', async () => {
    await using berth = await start();
    const load = startLoad(berth, { path: '/', right: 'This folder is served by nginx.', concurrency: 8 });
    await load.waitForGood(50);
    const killed = berth.listDescendants().filter(({ commandLine }) => commandLine.startsWith('nginx: master'));
    expect(killed).toHaveLength(1);
    for (const { pid } of killed) process.kill(pid, 'SIGKILL');
    await expect.poll(() => findAlive(killed)).toEqual([]);
    await load.waitForGood(200);
    expect(await load.stop()).toEqual([]);
    await expect.poll(() => hasPairedMarkers(berth.lines)).toBe(true);
  });

  test('SIGTERM ends it with status 0 and nothing left', async () => {
    await using berth = await start();
    await berth.waitForLine(/"event":"ready"/);
    const names = berth.listDescendants().map(({ commandLine }) => commandLine);
    expect(names).toContainEqual(expect.stringContaining('nginx: master'));
    expect(await berth.stop()).toEqual(CLEAN_STOP);
  });
});

const LARGE = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7 + (index >> 8)) & 0xff));

function makeSite(): string {
  const folder = mkdtempSync(join(tmpdir(), 'berth-site-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // nginx's worker is another user than root.
  chmodSync(folder, 0o755);
  cpSync(join(CONFIG, 'site'), folder, { recursive: true });
  writeFileSync(join(folder, 'large.bin'), LARGE);
  writeFileSync(join(folder, '.secret'), 'not for visitors');
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(folder, 'docs/index.html'), 'docs');
  return folder;
}
