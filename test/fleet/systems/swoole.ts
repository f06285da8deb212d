import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { System } from '../system.ts';

/** A folder with Swoole's source, where PECL is out of reach. */
const { TEST_SWOOLE_SOURCE } = process.env;
const VERSION = '6.2.2';

async function fetchSource(folder: string, source: string): Promise<void> {
  if (TEST_SWOOLE_SOURCE !== undefined) return cpSync(TEST_SWOOLE_SOURCE, source, { recursive: true });
  const line = `pecl download swoole-${VERSION} && tar -xzf swoole-${VERSION}.tgz`;
  await execa('sh', ['-c', line], { cwd: folder });
}

export const SYSTEM: System = {
  name: 'swoole',
  isHeavy: true,
  packages: ['php-cli', 'php-dev', 'php-pear', 'build-essential'],
  make: async (folder) => {
    const cwd = join(folder, `swoole-${VERSION}`);
    await fetchSource(folder, cwd);
    await execa('sh', ['-c', 'phpize && ./configure && make -j2'], { cwd });
    cpSync(join(cwd, 'modules/swoole.so'), join(folder, 'swoole.so'));
    rmSync(cwd, { recursive: true });
  },
  env: (folder) => ({ SWOOLE: join(folder, 'swoole.so') }),
  page: { path: '/', says: 'The shelf' },
  idPath: '/',
  redirect: { path: '/list', to: '/' },
  stream: { path: '/events', first: 'opened', last: 'closed' },
  process: 'server.php',
};
