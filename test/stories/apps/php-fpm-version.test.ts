import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../../config/wordpress/php-fpm.sh', import.meta.url));

// No machine has three versions at hand: programs of their names say who was started.
function installFakes(names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'berth-fpm-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of names) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho ${name} "$@"\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

async function start(names: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const path = `${installFakes(names)}:/usr/bin:/bin`;
  const user = process.getuid?.() === 0 ? 'root' : 'nobody';
  const options = { env: { PATH: path, WORDPRESS_USER: user, ...env } };
  return (await promisify(execFile)('sh', [SCRIPT, 'pool.conf'], options)).stdout.trim();
}

test('WordPress runs on the newest php-fpm of the machine, by its number', async () => {
  const names = ['php-fpm', 'php-fpm7.4', 'php-fpm99.10', 'php-fpm99.9', 'php-fpm99.10-helper'];
  expect(await start(names)).toBe('php-fpm99.10 --nodaemonize --fpm-config pool.conf');
});

test('PHP_FPM names another php-fpm', async () => {
  expect(await start(['php-fpm7.4', 'php-fpm99.9'], { PHP_FPM: 'php-fpm7.4' })).toMatch(/^php-fpm7\.4 /);
});
