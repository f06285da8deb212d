import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Berth, CLEAN_STOP } from '../../helpers/berth.ts';
import { openBrowser } from '../../helpers/browser.ts';
import { createCookieClient } from '../../helpers/cookie-client.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { findAlive } from '../../helpers/descendants.ts';
import { hasPairedMarkers, listMarkedCalls, waitForCall } from './call-lines.ts';
import { startLoad } from './load.ts';
import {
  asUnprivilegedUser,
  logIn,
  publishPost,
  startWordPressSite,
  WORDPRESS_PACKAGES,
  type WordPressSite,
} from './wordpress-site.ts';

const packages = await requirePackages([...WORDPRESS_PACKAGES, 'chromium']);

describe.skipIf(packages.skipReason !== null)(packages.title('WordPress behind berth'), () => {
  let site: WordPressSite;
  beforeAll(async () => {
    site = await startWordPressSite();
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  test('a post published with a picture is read at its permalink, each call between its own markers', async () => {
    await using client = createCookieClient(site.berth.port);
    await logIn(client);
    const post = await publishPost(client, 'Fair winds');
    expect(post.permalink).toMatch(new RegExp(`^${client.origin}/\\d{4}/\\d\\d/\\d\\d/fair-winds/$`));
    await using visitor = createCookieClient(site.berth.port);
    const page = await visitor.ask(post.permalink);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Every ship can tie up here: Fair winds.');
    const picture = await visitor.ask(post.pictureUrl);
    expect(picture.headers['content-type']).toBe('image/png');
    expect(picture.body.readUInt32BE(16)).toBe(1200);
    const thumbnail = await visitor.ask(post.thumbnailUrl);
    expect(thumbnail.body.readUInt32BE(16)).toBe(300);
    for (const { requestId } of [page, picture, thumbnail]) await waitForCall(site.berth, requestId);
  });

  test('a visitor in a browser sees the post, its picture and nothing broken', async () => {
    await using client = createCookieClient(site.berth.port);
    await logIn(client);
    const post = await publishPost(client, 'A picture of the sea');
    await using visitor = await openBrowser();
    await visitor.page.goto(`${client.origin}/`);
    await visitor.takePicture('wordpress-home');
    await visitor.page.getByRole('link', { name: post.title }).first().click();
    await visitor.page.waitForLoadState('load');
    expect(visitor.page.url()).toBe(post.permalink);
    const picture = visitor.page.locator('.wp-block-post-featured-image img');
    expect(await picture.evaluate((image: { naturalWidth: number }) => image.naturalWidth)).toBeGreaterThan(0);
    await visitor.takePicture('wordpress-post');
    expect(visitor.complaints).toEqual([]);
  });

  test.for([
    ['http', 'shop.example:8080', 'http://shop.example:8080'],
    ['https', 'shop.example', 'https://shop.example'],
    ['https', 'shop.example:8443', 'https://shop.example:8443'],
  ] as const)('redirects keep the public %s address %s', async ([scheme, host, origin]) => {
    await using client = createCookieClient(site.berth.port);
    const headers = { host, 'x-forwarded-proto': scheme };
    const canonical = await client.ask('/?p=1', { headers });
    expect([canonical.status, canonical.headers.location]).toEqual([
      301,
      expect.stringMatching(new RegExp(`^${origin}/\\d{4}/\\d\\d/\\d\\d/hello-world/$`)),
    ]);
    const dashboard = await client.ask('/wp-admin/', { headers });
    const comeBack = encodeURIComponent(`${origin}/wp-admin/`);
    expect(dashboard.headers.location).toBe(`${origin}/wp-login.php?redirect_to=${comeBack}&reauth=1`);
    const folder = await client.ask('/wp-admin', { headers });
    expect([folder.status, folder.headers.location]).toEqual([301, '/wp-admin/']);
  });

  test.for(['warning', 'long', 'late', 'exception'])(
    'what PHP logs about a call (%s) stands whole between its markers, with calls beside it',
    async (kind) => {
      await using client = createCookieClient(site.berth.port);
      const ids = Array.from({ length: 12 }, (_, index) => `${kind}${index}x`);
      const answers = await Promise.all(ids.map((id) => client.ask(`/?provoke=${kind}&id=${id}`)));
      for (const [index, answer] of answers.entries()) {
        expect([answer.status, answer.headers['x-berth-error']]).toEqual([kind === 'exception' ? 500 : 200, undefined]);
        const said = (await waitForCall(site.berth, answer.requestId)).filter((line) =>
          line.includes(`provoked ${kind} ${ids[index]}`),
        );
        expect(said).toHaveLength(1);
        if (kind === 'long') expect(said[0]).toMatch(/x{5000} end$/);
      }
    },
  );

  test('the address in PHP is the visitor’s, not berth’s', async () => {
    await using client = createCookieClient(site.berth.port);
    const { requestId } = await client.ask('/wp-json/', { headers: { 'x-forwarded-for': '203.0.113.9, 10.1.2.3' } });
    await site.berth.waitForLine(new RegExp(`^${requestId} 203\\.0\\.113\\.9 `));
  });

  test('a php-fpm master killed under load costs no unexplained answer, and service is back by itself', async () => {
    await using berth = await site.startAnother();
    const load = startLoad(berth, { path: '/', right: 'The Quay', concurrency: 6 });
    await load.waitForGood(20);
    // Those of the load may all be between two calls when it happens.
    await using client = createCookieClient(berth.port);
    const cut = client.ask('/?provoke=sleep&id=cut');
    await berth.waitForLine(/provoked sleep cut/);
    const killed = berth.listDescendants().filter(({ commandLine }) => commandLine.startsWith('php-fpm: master'));
    expect(killed).toHaveLength(1);
    for (const { pid } of killed) process.kill(pid, 'SIGKILL');
    await expect.poll(() => findAlive(killed)).toEqual([]);
    await load.waitForGood(60);
    expect(await load.stop()).toEqual([]);
    await expectPairedMarkers(berth);
    expect(berth.records).toContainEqual(expect.objectContaining({ process: 'php-fpm', signal: 'SIGKILL' }));
    expect((await cut).status).toBe(502);
    expect(berth.records).toContainEqual(expect.objectContaining({ event: 'call', status: 502, code: 'APP_CRASHED' }));
  });

  test('a berth without root’s rights serves the same site and logs PHP’s errors in the same place', async () => {
    await using berth = await site.startAnother(asUnprivilegedUser());
    await using client = createCookieClient(berth.port);
    const answer = await client.ask('/?provoke=warning&id=unprivileged');
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('The Quay')]);
    const said = (await waitForCall(berth, answer.requestId)).filter((line) => line.includes('warning unprivileged'));
    expect(said).toHaveLength(1);
    expect(await berth.stop()).toEqual(CLEAN_STOP);
  });

  test('SIGTERM ends nginx, php-fpm and everything else, with status 0 and every call in flight answered', async () => {
    await using berth = await site.startAnother();
    await using client = createCookieClient(berth.port);
    await client.ask('/');
    const names = berth.listDescendants().map(({ commandLine }) => commandLine.split(' ', 2).join(' '));
    expect(names).toEqual(
      expect.arrayContaining(['php-fpm: master', 'php-fpm: pool', 'nginx: master', 'nginx: worker']),
    );
    const ids = Array.from({ length: 8 }, (_, index) => `in-flight-${index}`);
    const answers = Promise.all(ids.map((id) => client.ask('/', { headers: { 'x-fc-request-id': id } })));
    await Promise.all(ids.map((id) => berth.waitForLine(new RegExp(`^FC Invoke Start RequestId: ${id}$`))));
    const [stopped, inFlight] = await Promise.all([berth.stop(), answers]);
    expect(stopped).toEqual(CLEAN_STOP);
    expect(inFlight.map(({ status, requestId }) => [status, requestId])).toEqual(ids.map((id) => [200, id]));
    await expectPairedMarkers(berth);
  });
});

async function expectPairedMarkers(berth: Berth): Promise<void> {
  await expect.poll(() => listMarkedCalls(berth.lines).ended.length).toBeGreaterThan(0);
  await expect.poll(() => hasPairedMarkers(berth.lines)).toBe(true);
}
