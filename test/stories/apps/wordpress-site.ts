import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Berth, type BerthOptions, BUNDLE, ON_PLATFORM, startBerth } from '../../helpers/berth.ts';
import { type CookieClient, createCookieClient, type Question } from '../../helpers/cookie-client.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { startMariadb } from './mariadb.ts';
import { paintPicture } from './picture.ts';

const CONFIG = fileURLToPath(new URL('../../../config/wordpress/berth.yaml', import.meta.url));
const PLUGIN = fileURLToPath(new URL('../../fixtures/apps/provoke.php', import.meta.url));
/** What the config says is to be installed, and what the tests need besides. */
export const WORDPRESS_PACKAGES = [
  ...['nginx-light', 'wordpress', 'wordpress-theme-twentytwentythree', 'php-fpm', 'php-mysql', 'php-curl', 'php-gd'],
  ...['php-imagick', 'php-intl', 'php-mbstring', 'php-xml', 'php-zip', 'mariadb-server', 'mariadb-client'],
];
const DB_PASSWORD = `it's "quoted" $HOME`;
const ADMIN = { name: 'harbour-master', password: 'anchor, chain and buoy' };

/** WordPress behind berth with a database of its own, installed through its own installer page. */
export interface WordPressSite extends AsyncDisposable {
  readonly berth: Berth;
  readonly dataFolder: string;
  /** What tells the config of database and data folder. */
  readonly env: Readonly<Record<string, string>>;
  /** Another berth for the same database and data folder. */
  startAnother(options?: BerthOptions): Promise<Berth>;
}

export interface Post {
  readonly title: string;
  /** Absolute, as WordPress gave them out. */
  readonly permalink: string;
  readonly pictureUrl: string;
  readonly thumbnailUrl: string;
}

/** Starts the database and berth and goes through the installer; everything ends with the site's disposal. */
export async function startWordPressSite(publicOrigin?: string): Promise<WordPressSite> {
  const folder = mkdtempSync(join(tmpdir(), 'berth-wordpress-'));
  const ends: Array<() => unknown> = [() => rmSync(folder, { recursive: true, force: true })];
  const dispose = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    // PHP and nginx work as another user than root and must get at what is below.
    chmodSync(folder, 0o755);
    const database = await startMariadb(folder, DB_PASSWORD);
    ends.push(() => database[Symbol.asyncDispose]());
    const dataFolder = join(folder, 'data');
    const env = prepareData(dataFolder, database.socket);
    const start = (options: BerthOptions = {}): Promise<Berth> =>
      startBerth({ file: CONFIG, args: ON_PLATFORM, ...options, env: { ...env, ...options.env } });
    const berth = await start();
    ends.push(() => berth[Symbol.asyncDispose]());
    await install(berth, publicOrigin);
    return { berth, dataFolder, env, startAnother: start, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** For a berth that runs as www-data where we are root: copies of all that it reads, since a checkout may be private. */
export function asUnprivilegedUser(): BerthOptions {
  if (process.getuid?.() !== 0) return {};
  const folder = mkdtempSync(join(tmpdir(), 'berth-copy-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  chmodSync(folder, 0o755);
  cpSync(dirname(CONFIG), folder, { recursive: true, filter: (source) => basename(source) !== 'data' });
  cpSync(dirname(BUNDLE), join(folder, 'dist'), { recursive: true });
  const readId = (flag: string): number => Number(execFileSync('id', [flag, 'www-data']));
  const files = { file: join(folder, 'berth.yaml'), bundle: join(folder, 'dist', 'berth.cjs') };
  return { ...files, uid: readId('-u'), gid: readId('-g') };
}

/** What a user brings along: a plugin of the site's own, and settings. The tests must reach nobody outside. */
function prepareData(data: string, socket: string): Record<string, string> {
  const plugins = join(data, 'wp-content/mu-plugins');
  mkdirSync(plugins, { recursive: true });
  copyFileSync(PLUGIN, join(plugins, 'provoke.php'));
  writeFileSync(join(data, 'wp-config-extra.php'), "<?php\ndefine('WP_HTTP_BLOCK_EXTERNAL', true);\n");
  return { WORDPRESS_DB_HOST: `localhost:${socket}`, WORDPRESS_DB_PASSWORD: DB_PASSWORD, WORDPRESS_DATA: data };
}

async function install(berth: Berth, publicOrigin?: string): Promise<void> {
  await using client = createCookieClient(berth.port, publicOrigin);
  const welcome = await client.follow('/');
  if (!welcome.text.includes('five-minute WordPress installation')) throw new Error(`no installer:\n${welcome.text}`);
  const form = {
    weblog_title: 'The Quay',
    user_name: ADMIN.name,
    admin_password: ADMIN.password,
    admin_password2: ADMIN.password,
    admin_email: 'harbour@example.org',
    blog_public: '0',
    language: '',
    Submit: 'Install WordPress',
  };
  const done = await client.ask('/wp-admin/install.php?step=2', { form });
  if (!done.text.includes('WordPress has been installed')) throw new Error(`not installed:\n${done.text}`);
}

/** Logs in through the login page, as a browser would; rejects unless that ends in the dashboard. */
export async function logIn(client: CookieClient): Promise<void> {
  await client.follow('/wp-login.php');
  const form = {
    log: ADMIN.name,
    pwd: ADMIN.password,
    'wp-submit': 'Log In',
    testcookie: '1',
    redirect_to: '/wp-admin/',
  };
  const answer = await client.follow('/wp-login.php', { form });
  if (!answer.text.includes('id="wpadminbar"')) throw new Error(`not logged in (${answer.status}):\n${answer.text}`);
}

/** Uploads a picture and publishes a post with it, by the calls that the block editor makes. */
export async function publishPost(client: CookieClient, title: string): Promise<Post> {
  const nonce = (await client.ask('/wp-admin/admin-ajax.php?action=rest-nonce')).text;
  const picture = await create(client, '/wp-json/wp/v2/media', {
    headers: {
      'x-wp-nonce': nonce,
      'content-type': 'image/png',
      'content-disposition': 'attachment; filename="evening.png"',
    },
    body: paintPicture(1200, 800),
  });
  const content = `<!-- wp:paragraph --><p>Every ship can tie up here: ${title}.</p><!-- /wp:paragraph -->`;
  const post = await create(client, '/wp-json/wp/v2/posts', {
    headers: { 'x-wp-nonce': nonce, 'content-type': 'application/json' },
    body: JSON.stringify({ title, content, status: 'publish', featured_media: picture.id }),
  });
  const thumbnailUrl = picture.media_details?.sizes['medium']?.source_url ?? '';
  return { title, permalink: post.link, pictureUrl: picture.source_url, thumbnailUrl };
}

/** The fields of WordPress's REST answers that are used here. */
interface RestObject {
  readonly id: number;
  readonly link: string;
  readonly source_url: string;
  readonly media_details?: { readonly sizes: Readonly<Record<string, { readonly source_url: string }>> };
}

async function create(client: CookieClient, path: string, question: Question): Promise<RestObject> {
  const answer = await client.ask(path, { method: 'POST', ...question });
  if (answer.status !== 201) throw new Error(`POST ${path} answered ${answer.status}:\n${answer.text}`);
  return JSON.parse(answer.text);
}
