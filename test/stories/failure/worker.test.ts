import { chmodSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startBerth } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { createCookieClient } from '../../helpers/cookie-client.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { makeSmallGroup } from '../../helpers/memory-group.ts';

const packages = await requirePackages([
  ...['gunicorn', 'uwsgi-core', 'uwsgi-plugin-python3', 'apache2-bin', 'libapache2-mod-php8.2'],
]);

/** Does to itself what the query says. */
const WSGI = `import os, time
def app(environ, start):
    deed = environ['QUERY_STRING']
    if deed == 'hang': time.sleep(60)
    elif deed == 'eat': x = [b'x' * 10_000_000 for _ in range(40)]
    elif deed: os.kill(os.getpid(), int(deed))
    start('200 OK', [('Content-Length', '2')])
    return [b'ok']
`;
const PHP = `<?php posix_kill(getmypid(), (int) $_SERVER['QUERY_STRING']); sleep(1);`;
const modules = ['mpm_prefork', 'authz_core', 'mime', 'dir'].map(
  (name) => `LoadModule ${name}_module MODULES/mod_${name}.so`,
);
const HTTPD = `ServerName app
PidFile \${runDir}/apache.pid
Mutex file:\${runDir}
ErrorLog /proc/self/fd/2
User www-data
Group www-data
${modules.join('\n')}
LoadModule php_module MODULES/libphp8.2.so
TypesConfig /etc/mime.types
AddType application/x-httpd-php .php
DirectoryIndex index.php
DocumentRoot "\${configDir}"
Listen 127.0.0.1:\${port}
`.replaceAll('MODULES', '/usr/lib/apache2/modules');

const GUNICORN = { command: `gunicorn --bind 127.0.0.1:\${port} --timeout 1 --graceful-timeout 1 app:app` };
const UWSGI = {
  command: `uwsgi --plugin python3 --http-socket 127.0.0.1:\${port} --wsgi-file app.py --callable app --master --die-on-term --harakiri 1`,
};
const APACHE = {
  command: `apache2 -DFOREGROUND -f \${file.httpd}`,
  stopSignal: 'SIGWINCH',
  files: { httpd: { template: 'httpd.conf', to: 'httpd.conf' } },
};

/** Asks for one thing, alone; resolves with the record of that call. */
async function askFor(server: Readonly<Record<string, unknown>>, query: string) {
  const folder = createFolder({
    'app.py': WSGI,
    'index.php': PHP,
    'httpd.conf': HTTPD,
    'berth.yaml': JSON.stringify({ port: 'auto', ...server }),
  });
  chmodSync(folder, 0o755);
  chmodSync(join(folder, 'index.php'), 0o644);
  await using berth = await startBerth({ file: join(folder, 'berth.yaml') });
  await berth.waitForLine(/"event":"ready"/);
  await using client = createCookieClient(berth.port);
  const { requestId } = await client.ask(`/?${query}`);
  return JSON.parse(await berth.waitForLine(new RegExp(`"event":"call","requestId":"${requestId}"`)));
}

describe.skipIf(packages.skipReason !== null)(packages.title('A call whose worker ends under it'), () => {
  test.for([
    ['gunicorn', GUNICORN, '9', 'A worker of gunicorn was killed by signal 9'],
    ['gunicorn', GUNICORN, '11', 'A worker of gunicorn was killed by signal 11'],
    ['gunicorn', GUNICORN, 'hang', 'busy with one request for longer than its timeout'],
    ['uWSGI', UWSGI, '9', 'A worker of uWSGI was killed by signal 9'],
    ['uWSGI', UWSGI, '11', 'has ended by a segmentation fault'],
    ['uWSGI', UWSGI, 'hang', 'took longer than `harakiri`'],
    ['Apache', APACHE, '11', 'A child of Apache was killed, with the request it had: Segmentation fault (11)'],
  ] as const)(
    'is told why, in its record, by what $0 says ($2)',
    { concurrent: true },
    async ([, server, query, cause], { expect }) => {
      const record = await askFor(server, query);
      expect(record).toMatchObject({ status: 502, by: 'berth', code: 'APP_CLOSED_CONNECTION', certainty: 'certain' });
      expect(record.cause).toContain(cause);
      expect(record.cure).toMatch(/\.$/);
    },
  );
});

const group = makeSmallGroup('worker');
const reason = group === null ? ' [not run: it needs root, and a cgroup with the memory controller]' : '';

describe.skipIf(group === null || packages.skipReason !== null)(
  `A worker in a cgroup that is too small${reason}`,
  () => {
    test('is told to have been killed for want of memory, with the limit', async () => {
      const { folder } = group!;
      onTestFinished(() => rmdirSync(folder));
      const command = ['sh', '-c', `echo $$ > ${folder}/cgroup.procs; exec ${GUNICORN.command}`];
      expect(await askFor({ command }, 'eat')).toMatchObject({
        code: 'APP_CLOSED_CONNECTION',
        certainty: 'certain',
        cause: 'The limit of 64MiB is used up: the kernel killed a process of the app to free some.',
      });
    });
  },
);
