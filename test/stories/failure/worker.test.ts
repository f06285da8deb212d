import { chmodSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startBerth } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { createCookieClient } from '../../helpers/cookie-client.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { makeSmallGroup } from '../../helpers/memory-group.ts';
import type { OnTestFinished } from '../../helpers/test-end.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { runUndisturbed } from '../../helpers/undisturbed.ts';

const packages = await requirePackages([
  ...['gunicorn', 'uwsgi-core', 'uwsgi-plugin-python3', 'apache2-bin', 'libapache2-mod-php8.2', 'puma'],
]);

const fpmPackages = await requirePackages(['nginx-light', 'php8.2-fpm']);

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
const RACK = `run ->(env) { Process.kill(env['QUERY_STRING'].to_i, Process.pid); sleep 1; [200, {}, []] }`;
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

const GUNICORN = { command: `gunicorn --bind 127.0.0.1:\${port} --timeout 2 --graceful-timeout 1 app:app` };
const UWSGI = {
  command: `uwsgi --plugin python3 --http-socket 127.0.0.1:\${port} --wsgi-file app.py --callable app --master --die-on-term --harakiri 2`,
};
const PUMA = { command: `puma -w 2 -b tcp://127.0.0.1:\${port} config.ru` };
const APACHE = {
  command: `apache2 -DFOREGROUND -f \${file.httpd}`,
  stopSignal: 'SIGWINCH',
  files: { httpd: { template: 'httpd.conf', to: 'httpd.conf' } },
};

/** What the servers have set for a worker, and for it to be up. */
const WORKER_LIMIT_MS = 2_000;

/** Asks for one thing, alone; resolves with the record of that call, and all that berth had printed by then. */
async function askFor(server: Readonly<Record<string, unknown>>, query: string, onFinished?: OnTestFinished) {
  const files = {
    'app.py': WSGI,
    'index.php': PHP,
    'config.ru': RACK,
    'httpd.conf': HTTPD,
    'berth.yaml': JSON.stringify({ port: 'auto', ...server }),
  };
  const folder = createFolder(files, onFinished);
  chmodSync(folder, 0o755);
  chmodSync(join(folder, 'index.php'), 0o644);
  await using berth = await startBerth({ file: join(folder, 'berth.yaml') });
  await berth.waitForLine(/"event":"ready"/);
  await using client = createCookieClient(berth.port);
  const { requestId } = await client.ask(`/?${query}`);
  const record = JSON.parse(await berth.waitForLine(new RegExp(`"event":"call","requestId":"${requestId}"`)));
  return { record, printed: berth.lines.join('\n') };
}

describe.skipIf(packages.skipReason !== null)(packages.title('A call whose worker ends under it'), () => {
  test.for([
    ['gunicorn', GUNICORN, '9', 'A worker of gunicorn was killed by signal 9'],
    ['gunicorn', GUNICORN, '11', 'A worker of gunicorn was killed by signal 11'],
    ['gunicorn', GUNICORN, 'hang', 'had not reported for longer than its timeout'],
    ['uWSGI', UWSGI, '9', 'A worker of uWSGI was killed by signal 9'],
    ['uWSGI', UWSGI, '11', 'has ended by a segmentation fault'],
    ['uWSGI', UWSGI, 'hang', 'took longer than `harakiri`'],
    ['puma', PUMA, '11', 'ended by a fault in native code and printed its memory map'],
    ['Apache', APACHE, '11', 'A child of Apache was killed, with the request it had: Segmentation fault (11)'],
  ] as const)(
    'is told why, in its record, by what $0 says ($2)',
    { concurrent: true },
    ([, server, query, cause], { expect, onTestFinished }) =>
      runUndisturbed(WORKER_LIMIT_MS, async () => {
        const { record, printed } = await askFor(server, query, onTestFinished);
        const expected = { status: 502, by: 'berth', code: 'APP_CLOSED_CONNECTION', certainty: 'certain' };
        expect(record, printed).toMatchObject(expected);
        expect(record.cause).toContain(cause);
        expect(record.cure).toMatch(/\.$/);
      }),
  );
});

/** As many images do it: php-fpm behind, nginx in front, one command. */
const SCRIPT = {
  'start.sh': `php-fpm8.2 --fpm-config "$1/fpm.conf"\nsed "s|PORT|$PORT|; s|FOLDER|$1|g" "$1/nginx.conf" > "$1/n.conf"\nexec nginx -c "$1/n.conf"\n`,
  'fpm.conf': `[global]\ndaemonize = yes\nerror_log = /proc/self/fd/2\n[www]\nuser = www-data\nlisten = FOLDER/fpm.sock\nlisten.mode = 0666\npm = static\npm.max_children = 1\n`,
  'nginx.conf': `daemon off; pid FOLDER/nginx.pid; error_log /dev/stderr; user www-data; events {}
http { access_log off; server { listen 127.0.0.1:PORT; location / { include /etc/nginx/fastcgi_params;
fastcgi_pass unix:FOLDER/fpm.sock; fastcgi_param SCRIPT_FILENAME FOLDER/index.php; } } }`,
};

describe.skipIf(fpmPackages.skipReason !== null)(fpmPackages.title('A script that starts php-fpm and nginx'), () => {
  test('has each 502 of nginx told with what php-fpm says of its worker, which comes a moment later', async () => {
    const folder = createFolder({ ...SCRIPT, 'index.php': PHP });
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'index.php'), 0o644);
    const pool = join(folder, 'fpm.conf');
    writeFileSync(pool, readFileSync(pool, 'utf8').replace('FOLDER', folder));
    const config = JSON.stringify({ command: ['bash', join(folder, 'start.sh'), folder], port: 'auto' });
    await using berth = await startBerth({ config });
    await using client = createCookieClient(berth.port);
    for (let count = 0; count < 5; count++) {
      const { status, requestId } = await client.ask('/?11');
      const record = JSON.parse(await berth.waitForLine(new RegExp(`"event":"call","requestId":"${requestId}"`)));
      expect([status, record.cause, record.certainty]).toEqual([
        502,
        expect.stringContaining('killed by SIGSEGV'),
        'certain',
      ]);
    }
  });

  test('is told of it in place of nginx’s page, where all is told', async () => {
    const folder = createFolder({ ...SCRIPT, 'index.php': PHP });
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'index.php'), 0o644);
    const pool = join(folder, 'fpm.conf');
    writeFileSync(pool, readFileSync(pool, 'utf8').replace('FOLDER', folder));
    const command = ['bash', join(folder, 'start.sh'), folder];
    await using berth = await startBerth({
      config: JSON.stringify({ command, port: 'auto', errors: { detail: 'full' } }),
    });
    const answer = await fetch(`http://127.0.0.1:${berth.port}/?11`, { headers: { accept: 'application/json' } });
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({
      errorType: 'APP_WORKER_LOST',
      errorMessage: expect.stringContaining('answered 502 in its place'),
      cause: expect.stringContaining('killed by SIGSEGV'),
      certainty: 'certain',
    });
  });
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
      const { record, printed } = await askFor({ command }, 'eat');
      expect(record, printed).toMatchObject({
        code: 'APP_CLOSED_CONNECTION',
        certainty: 'certain',
        cause: 'The limit of 64MiB is used up: the kernel killed a process of the app to free some.',
      });
    });
  },
);
