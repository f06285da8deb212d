import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { requirePackages } from '../../helpers/debian.ts';
import { createEmptyFolder, ROOT } from '../../helpers/deployed-folder.ts';
import { finishBerth } from '../../helpers/finished-berth.ts';
import { requireNpmPackages } from '../../helpers/npm-packages.ts';
import { requirePipPackages } from '../../helpers/pip-packages.ts';
import { reservePort } from '../../helpers/reserve-port.ts';
import type { OnTestFinished } from '../../helpers/test-end.ts';
import { startMariadb } from '../apps/mariadb.ts';
import { WORDPRESS_PACKAGES } from '../apps/wordpress-site.ts';
import { listTraps, rehearseAt } from './rehearsed.ts';

const debian = await requirePackages(['nginx-light', 'php-fpm', 'python3-venv', ...WORDPRESS_PACKAGES]);
const express = await requireNpmPackages(readJson('config/express/package.json').dependencies);
const flask = await requirePipPackages(readLines('config/flask/requirements.txt'));

function readJson(path: string) {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

function readLines(path: string): string[] {
  return readFileSync(join(ROOT, path), 'utf8').split('\n').filter(Boolean);
}

/** What lies in the folder besides what is in the repository: where from, where to. */
interface Installed {
  readonly from: string;
  readonly to: string;
}

/** A package for a platform, made of one of the ready-made configs, as a folder. */
function pack(name: string, platform: string, installed: Installed | null, onFinished: OnTestFinished): string {
  const app = copyConfig(name, onFinished);
  if (installed !== null) cpSync(installed.from, join(app, installed.to), { recursive: true, verbatimSymlinks: true });
  return packFolder(app, platform);
}

function copyConfig(name: string, onFinished: OnTestFinished): string {
  const app = join(createEmptyFolder(onFinished), 'shop');
  cpSync(join(ROOT, 'config', name), app, { recursive: true });
  return app;
}

function packFolder(app: string, platform: string, ...flags: string[]): string {
  const { status, stderr } = finishBerth(['pack', '--platform', platform, '-o', '../package', ...flags], app);
  expect(status, stderr).toBe(0);
  return join(app, '../package');
}

/** Servers that keep idle connections for different times; test/fleet has the others. */
const CONFIGS = [
  ['demo', null],
  ['python', null],
  ['nginx-static', null],
  ['php', null],
  ['express', { from: join(express.folder, 'node_modules'), to: 'node_modules' }],
  ['flask', { from: flask.environment, to: '.venv' }],
] as const;

const { TEST_REHEARSAL_IDLE = '1s', TEST_REHEARSAL_FREEZE = '1s' } = process.env;
/** Apache lets its workers finish. */
const TIMES = ['--grace', '10s', '--idle', TEST_REHEARSAL_IDLE, '--freeze', TEST_REHEARSAL_FREEZE];
const LONG = { timeout: TEST_REHEARSAL_IDLE === '1s' ? 180_000 : 1_500_000 };

const needs = [debian, express, flask];
const missing = needs.find(({ skipReason }) => skipReason !== null);

describe.skipIf(missing !== undefined || process.getuid?.() !== 0)(debian.title('config/'), () => {
  test.concurrent.for(CONFIGS)(
    '%s passes a rehearsal of Function Compute',
    LONG,
    async ([name, installed], { onTestFinished }) => {
      const report = await rehearseAt(pack(name, 'fc', installed, onTestFinished), TIMES);
      expect(listTraps(report)).toEqual([]);
      expect([report.taken, report.status]).toEqual([true, 0]);
      const moments = report.start.filter(({ process }) => process !== null).map(({ moment }) => moment);
      expect(moments).toContain('ready');
    },
  );

  // All at once: by night each leaves a connection idle for a quarter of an hour.
  test.concurrent('wordpress passes one on the network of its database', LONG, async ({ onTestFinished }) => {
    const folder = createEmptyFolder(onTestFinished);
    const port = await reservePort(onTestFinished);
    await using _database = await startMariadb(folder, 'anchor', port);
    const variables = [`DB_HOST=127.0.0.1:${port}`, 'DB_PASSWORD=anchor', 'DATA=/tmp/data'];
    const env = variables.flatMap((variable) => ['--env', `WORDPRESS_${variable}`]);
    const paths = ['--path', '/wp-admin/install.php', '--path', '/'];
    const args = ['--with-network', ...env, ...paths, ...TIMES];
    const report = await rehearseAt(pack('wordpress', 'fc', null, onTestFinished), args);
    expect(listTraps(report)).toEqual([]);
    expect([report.taken, report.status]).toEqual([true, 0]);
  });

  test.concurrent.for(['knative', 'cloudrun', 'lambda-web'])(
    'demo passes a rehearsal of %s',
    LONG,
    async (platform, { onTestFinished }) => {
      const report = await rehearseAt(pack('demo', platform, null, onTestFinished), ['--platform', platform, ...TIMES]);
      expect(listTraps(report)).toEqual([]);
      expect([report.taken, report.status]).toEqual([true, 0]);
      expect(report.steps.map(({ step }) => step)).not.toContain('markers');
    },
  );
});
