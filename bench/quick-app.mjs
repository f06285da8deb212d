// An app that is up within two milliseconds and says in every answer which process it is.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeLoneNginx } from './server-config.mjs';

const SOURCE = fileURLToPath(new URL('load/quick-app.c', import.meta.url));

/** `name` says what it is: a C program where there is a compiler, else one process of nginx. `describe(port)` is the program. */
export function makeQuickApp(folder) {
  const file = join(folder, 'quick-app');
  const { status } = spawnSync('cc', ['-O2', '-o', file, SOURCE]);
  if (status === 0) return { name: 'a C program', describe: (port) => ({ file, args: [String(port)] }) };
  console.error('quick-app.c could not be compiled: nginx is the app in its place');
  return { name: 'nginx', describe: (port) => describeLoneNginx(folder, port) };
}
