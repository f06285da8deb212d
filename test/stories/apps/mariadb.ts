import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A MariaDB of our own. Its disposal ends it. */
export interface Database extends AsyncDisposable {
  readonly socket: string;
}

/**
 * Starts MariaDB in a folder, and makes `wordpress` with a user of that name; resolves when it answers. On a unix socket only, unless
 * a port of 127.0.0.1 is given.
 */
export async function startMariadb(folder: string, password: string, port: number | null = null): Promise<Database> {
  const dataFolder = join(folder, 'mariadb');
  const socket = join(folder, 'mariadb.sock');
  mkdirSync(dataFolder);
  const asUser = await giveToMysql([folder, dataFolder]);
  // Its temporary tables have names that two servers would share in /tmp.
  const folders = [`--datadir=${dataFolder}`, `--tmpdir=${folder}`];
  const install = ['--no-defaults', ...asUser, ...folders, '--skip-test-db'];
  await run('mariadb-install-db', [...install, '--auth-root-authentication-method=normal']);
  const reach = port === null ? ['--skip-networking'] : ['--bind-address=127.0.0.1', `--port=${port}`];
  const network = [...reach, `--socket=${socket}`, `--pid-file=${join(folder, 'mariadb.pid')}`];
  const server = spawn(
    'mariadbd',
    ['--no-defaults', ...asUser, ...folders, ...network, '--innodb-flush-log-at-trx-commit=0'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = once(server, 'exit');
  await waitUntilReady(server.stderr);
  await query(socket, 'CREATE DATABASE wordpress CHARACTER SET utf8mb4');
  await query(socket, `CREATE USER wordpress@localhost IDENTIFIED BY '${password.replaceAll("'", "''")}'`);
  await query(socket, 'GRANT ALL ON wordpress.* TO wordpress@localhost');
  return {
    socket,
    [Symbol.asyncDispose]: async () => {
      server.kill('SIGTERM');
      await ended;
    },
  };
}

/** mariadbd will not run as root: its package's own user takes the folders over. */
async function giveToMysql(folders: readonly string[]): Promise<string[]> {
  if (process.getuid?.() !== 0) return [];
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'mysql'])).stdout)),
  );
  for (const folder of folders) chownSync(folder, uid ?? 0, gid ?? 0);
  return ['--user=mysql'];
}

async function waitUntilReady(stderr: Readable): Promise<void> {
  let said = '';
  for await (const chunk of stderr.iterator({ destroyOnReturn: false })) {
    said += String(chunk);
    if (said.includes('ready for connections')) {
      stderr.resume();
      return;
    }
  }
  throw new Error(`mariadbd ended before it was ready:\n${said}`);
}

async function query(socket: string, statement: string): Promise<void> {
  await run('mariadb', ['--no-defaults', `--socket=${socket}`, '--user=root', '--execute', statement]);
}
