import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBerth } from '../../helpers/berth.ts';
import { type CookieClient, createCookieClient } from '../../helpers/cookie-client.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { waitForCall } from './call-lines.ts';
import { logIn, publishPost, startWordPressSite, WORDPRESS_PACKAGES, type WordPressSite } from './wordpress-site.ts';

const packages = await requirePackages(WORDPRESS_PACKAGES);
const ORIGIN = 'https://blog.example:8443';
/** What Site Health looks at while its page is made, and the config has a say in. */
const HEALTHY = [
  'php_extensions',
  'ssl_support',
  'scheduled_events',
  'rest_availability',
  'file_uploads',
  'is_in_debug_mode',
];
const PAGES = [
  ...['/', '/feed/', '/wp-sitemap.xml', '/wp-json/', '/nowhere', '/wp-admin/', '/wp-admin/post-new.php'],
  ...['/wp-admin/options-general.php', '/wp-login.php?reauth=1'],
];
const SOURCE = '/usr/share/wordpress';
const WP_CONFIG = fileURLToPath(new URL('../../../config/wordpress/wp-config.php', import.meta.url));

describe.skipIf(packages.skipReason !== null)(packages.title('WordPress where TLS ends before berth'), () => {
  let site: WordPressSite;
  let visitor: CookieClient;
  beforeAll(async () => {
    site = await startWordPressSite(ORIGIN);
    visitor = createCookieClient(site.berth.port, ORIGIN);
  });
  afterAll(async () => {
    await visitor?.[Symbol.asyncDispose]();
    await site?.[Symbol.asyncDispose]();
  });

  test('no page, feed, map, picture or redirect names another address than the public one', async () => {
    await using author = createCookieClient(site.berth.port, ORIGIN);
    await logIn(author);
    const post = await publishPost(author, 'High water');
    for (const url of [post.permalink, post.pictureUrl, post.thumbnailUrl]) expect(url).toMatch(`${ORIGIN}/`);
    const { upstream } = site.berth.records.find(({ event }) => event === 'ready') ?? {};
    const privatePort = String(upstream).split(':').at(-1) ?? '';
    for (const path of [post.permalink, ...PAGES]) {
      const { status, text } = await author.ask(path);
      expect([path, status]).toEqual([path, path === '/nowhere' ? 404 : 200]);
      expect(text).toContain('blog.example:8443');
      expect([path, listStrange(text)]).toEqual([path, []]);
      expect(text).not.toContain(`:${privatePort}`);
    }
    const canonical = await visitor.ask('/?p=1');
    expect(canonical.headers.location).toMatch(new RegExp(`^${ORIGIN}/\\d{4}/\\d\\d/\\d\\d/hello-world/$`));
    expect((await visitor.ask('/wp-admin')).headers.location).toBe('/wp-admin/');
    expect((await visitor.ask('/wp-admin/')).headers.location).toMatch(`${ORIGIN}/wp-login.php?`);
  });

  test('the cookies of a login are for HTTPS alone', async () => {
    await using author = createCookieClient(site.berth.port, ORIGIN);
    const form = { log: 'harbour-master', pwd: 'anchor, chain and buoy', testcookie: '1' };
    await author.ask('/wp-login.php');
    const answer = await author.ask('/wp-login.php', { form });
    const cookies = [answer.headers['set-cookie'] ?? []].flat();
    expect(cookies.length).toBeGreaterThan(2);
    for (const cookie of cookies) expect(cookie).toMatch(/; secure/i);
  });

  test('a call to wp-cron.php does what is due, between its own markers', async () => {
    await using berth = await site.startAnother({ env: { WORDPRESS_CRON: 'timer' } });
    await using timer = createCookieClient(berth.port, ORIGIN);
    const { requestId } = await timer.ask('/?provoke=event&id=due');
    expect((await waitForCall(berth, requestId)).filter(isOfEvent('due'))).toEqual([]);
    const done = await timer.ask('/wp-cron.php?doing_wp_cron');
    expect(done.status).toBe(200);
    expect((await waitForCall(berth, done.requestId)).filter(isOfEvent('due'))).toHaveLength(1);
    const again = await timer.ask('/wp-cron.php?doing_wp_cron');
    expect((await waitForCall(berth, again.requestId)).filter(isOfEvent('due'))).toEqual([]);
  });

  test('a timer trigger of Function Compute does what is due', async () => {
    await using berth = await site.startAnother({ env: { WORDPRESS_CRON: 'timer' } });
    await using visitor = createCookieClient(berth.port, ORIGIN);
    const { requestId } = await visitor.ask('/?provoke=event&id=bytrigger');
    expect((await waitForCall(berth, requestId)).filter(isOfEvent('bytrigger'))).toEqual([]);
    const event = { triggerTime: '2026-11-27T05:49:00Z', triggerName: 'every-minute', payload: '' };
    const answer = await fetch(`http://127.0.0.1:${berth.port}/invoke`, {
      method: 'POST',
      headers: { 'x-fc-control-path': '/invoke', 'x-fc-request-id': 'timer-1' },
      body: JSON.stringify(event),
    });
    expect([answer.status, answer.headers.get('x-fc-status')]).toEqual([200, null]);
    expect((await waitForCall(berth, 'timer-1')).filter(isOfEvent('bytrigger'))).toHaveLength(1);
  });

  test('what is due when a visitor comes is done in passing, though the public address cannot be reached from inside', async () => {
    const { requestId } = await visitor.ask('/?provoke=event&id=passing');
    expect((await waitForCall(site.berth, requestId)).filter(isOfEvent('passing'))).toHaveLength(1);
    await site.berth.waitForLine(new RegExp(`^${requestId} \\S+ "POST /wp-cron\\.php\\?doing_wp_cron=`));
  });

  test('Site Health finds that the site can ask itself, over HTTPS, and asks for no module that is not there', async () => {
    await using author = createCookieClient(site.berth.port, ORIGIN);
    await logIn(author);
    const nonce = (await author.ask('/wp-admin/admin-ajax.php?action=rest-nonce')).text;
    for (const name of ['loopback-requests', 'https-status']) {
      const { text } = await author.ask(`/wp-json/wp-site-health/v1/tests/${name}`, {
        headers: { 'x-wp-nonce': nonce },
      });
      expect([name, JSON.parse(text).status]).toEqual([name, 'good']);
    }
    const page = (await author.ask('/wp-admin/site-health.php')).text;
    const results = /"direct":(\[.*?\]),"async"/.exec(page)?.[1] ?? '[]';
    const found = JSON.parse(results).map(({ test, status }: Record<string, string>) => [test, status]);
    expect(found).toEqual(expect.arrayContaining(HEALTHY.map((name) => [name, 'good'])));
    expect(page).not.toContain('background-updates');
  });

  test('XML-RPC and the map of the site work', async () => {
    const body = '<?xml version="1.0"?><methodCall><methodName>demo.sayHello</methodName></methodCall>';
    const rpc = await visitor.ask('/xmlrpc.php', { method: 'POST', body, headers: { 'content-type': 'text/xml' } });
    expect([rpc.status, rpc.text]).toEqual([200, expect.stringContaining('<string>Hello!</string>')]);
    const map = await visitor.ask('/wp-sitemap.xml', { headers: { accept: 'text/xml' } });
    expect(map.headers['content-type']).toContain('application/xml');
  });

  test.for(['/', '/feed/', '/wp-sitemap.xml', '/wp-json/', '/wp-includes/css/dashicons.css'])(
    'a cache is told that %s differs by Accept-Encoding, compressed or not',
    async (path) => {
      for (const encoding of ['gzip', 'identity']) {
        const { headers } = await visitor.ask(path, { headers: { 'accept-encoding': encoding } });
        expect([encoding, headers['content-encoding']]).toEqual([encoding, encoding === 'gzip' ? 'gzip' : undefined]);
        expect(String(headers.vary)).toMatch(/accept-encoding/i);
      }
    },
  );

  test('a file of a plugin that only WordPress may load ends at its guard when it is asked for', async () => {
    writePlugin('guarded.php', "<?php defined('ABSPATH') || exit('ended'); echo 'it runs';");
    expect((await visitor.ask('/wp-content/plugins/quay/guarded.php')).text).toBe('ended');
  });

  test.for([
    "require '../../../wp-load.php';",
    "require_once(dirname(__FILE__, 4) . '/wp-load.php');",
    "require __DIR__ . '/../../../wp-config.php';",
    "require_once($_SERVER['DOCUMENT_ROOT'] . '/wp-load.php');",
  ])('a plugin’s file that loads WordPress by itself finds this site: %s', async (load) => {
    writePlugin('loads.php', `<?php ${load} echo get_option('blogname'), is_ssl() ? ' over TLS' : '', ' ', WP_HOME;`);
    expect((await visitor.ask('/wp-content/plugins/quay/loads.php')).text).toBe(`The Quay over TLS ${ORIGIN}`);
  });

  test('a plugin that comes with another WordPress than Debian’s, and loads it by itself, finds this site', async () => {
    const source = copySource(site);
    const plugin = join(source, 'wp-content/plugins/shipped');
    mkdirSync(plugin, { recursive: true });
    onTestFinished(() => rmSync(join(site.dataFolder, 'wp-content/plugins/shipped'), { recursive: true }));
    for (const version of ['1', '2']) {
      writeFileSync(
        join(plugin, 'loads.php'),
        `<?php require '../../../wp-load.php'; echo get_option('blogname'), ' ${version}';`,
      );
      await using berth = await site.startAnother({ env: { WORDPRESS_SOURCE: source } });
      await using client = createCookieClient(berth.port, ORIGIN);
      expect((await client.ask('/wp-content/plugins/shipped/loads.php')).text).toBe(`The Quay ${version}`);
    }
  });

  test('each of WordPress’s own files answers, asked for directly, as on a plain install', async () => {
    const plain = await startPlainInstall(site);
    await using ofPlain = createCookieClient(plain.port);
    const files = listFiles();
    expect(files.length).toBeGreaterThan(300);
    const host = { host: 'blog.example:8443', 'x-forwarded-proto': 'http' };
    const different: string[] = [];
    const compare = async (path: string): Promise<void> => {
      const [ours, theirs] = await Promise.all([visitor, ofPlain].map((client) => client.ask(path, { headers: host })));
      const [seen, wanted] = [ours, theirs].map((answer) => [
        answer?.status,
        answer?.headers.location,
        toStable(answer?.text),
      ]);
      if (JSON.stringify(seen) !== JSON.stringify(wanted))
        different.push(`${path}: ${seen}, not ${wanted}`.slice(0, 300));
    };
    for (let at = 0; at < files.length; at += 4) await Promise.all(files.slice(at, at + 4).map(compare));
    expect(different).toEqual([]);
  });

  function writePlugin(name: string, text: string): void {
    const folder = join(site.dataFolder, 'wp-content/plugins/quay');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text);
    onTestFinished(() => rmSync(folder, { recursive: true }));
  }
});

/** Addresses of this site that a visitor could not use. */
function listStrange(text: string): string[] {
  // A feed's link to itself has no port on any WordPress (`get_self_link`).
  const others = text.replace(/<atom:link href="[^"]*" rel="self"/g, '');
  const strange =
    /[^\s"'<>]*(?:http:(?:\/\/|\\\/\\\/)blog\.example|127\.0\.0\.1|blog\.example(?!(?::|%3A)8443))[^\s"'<>]*/g;
  return others.match(strange) ?? [];
}

function isOfEvent(id: string): (line: string) => boolean {
  return (line) => line.endsWith(`provoked event ${id}`);
}

/** The settings, and what the config of nginx refuses. */
const OWN_FILES = ['wp-config.php', 'ms-files.php'];

/** Files of WordPress that load others or are loaded; those further down are libraries. */
function listFiles(): string[] {
  return ['', '/wp-admin', '/wp-admin/network', '/wp-admin/user', '/wp-admin/maint', '/wp-includes'].flatMap((folder) =>
    readdirSync(SOURCE + folder)
      .filter((name) => name.endsWith('.php') && !OWN_FILES.includes(name))
      .map((name) => `${folder}/${name}`),
  );
}

/** Numbers and nonces change with each request. */
function toStable(text: string | undefined): string | undefined {
  return text?.replace(/\d{6,}|[0-9a-f]{10}|\d\d:\d\d:\d\d/g, 'N');
}

/** The same WordPress unpacked into one folder, as its makers describe it, with the same settings and database. */
async function startPlainInstall(site: WordPressSite) {
  const root = copySource(site);
  cpSync(WP_CONFIG, join(root, 'wp-config.php'));
  const command = ['php', '-d', 'display_errors=0', '-S', `127.0.0.1:\${port}`, '-t', root];
  const config = JSON.stringify({
    command,
    port: 'auto',
    env: { WORDPRESS_DB_NAME: 'wordpress', WORDPRESS_DB_USER: 'wordpress', ...site.env, PHP_CLI_SERVER_WORKERS: '4' },
  });
  const berth = await startBerth({ config });
  onTestFinished(() => berth[Symbol.asyncDispose]());
  return berth;
}

function copySource(site: WordPressSite): string {
  const folder = mkdtempSync(join(tmpdir(), 'berth-plain-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  const root = join(folder, 'wordpress');
  cpSync(SOURCE, root, { recursive: true, filter: (path) => !/\/(?:wp-content|\.htaccess)$/.test(path) });
  cpSync(join(site.dataFolder, 'wp-content'), join(root, 'wp-content'), { recursive: true });
  return root;
}
