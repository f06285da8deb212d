import { describe, test } from 'vitest';
import { requirePackages } from '../../helpers/debian.ts';
import { type BrokenApp, expectTelling, runBrokenApp } from '../failure/broken-app.ts';
import { exits } from './exits.ts';

const need = await requirePackages(['nginx', 'php8.2-fpm', 'php8.2-cli', 'apache2']);

const nginx = (title: string, http: string, rest: Pick<BrokenApp, 'cause'> & Partial<BrokenApp>): BrokenApp =>
  exits(title, ['nginx', '-e', 'stderr', '-c', 'FOLDER/nginx.conf'], {
    files: { 'nginx.conf': `daemon off; pid FOLDER/pid; error_log stderr; events {} http { ${http} }` },
    ...rest,
  });

const fpm = (title: string, pool: string, rest: Pick<BrokenApp, 'cause'> & Partial<BrokenApp>): BrokenApp =>
  exits(title, ['php-fpm8.2', '--nodaemonize', '--fpm-config', 'FOLDER/fpm.conf'], {
    files: { 'fpm.conf': `[global]\nerror_log = /proc/self/fd/2\n${pool}\n` },
    ...rest,
  });

const POOL = '[www]\nuser = www-data\ngroup = www-data\npm = static\npm.max_children = 1\nlisten = FOLDER/fpm.sock';

const php = (title: string, source: string, rest: Pick<BrokenApp, 'cause'>): BrokenApp =>
  exits(title, ['php8.2', '-d', 'display_errors=stderr', 'server.php'], {
    files: { 'server.php': `<?php ${source}` },
    ...rest,
  });

const apache = (title: string, lines: string, rest: Pick<BrokenApp, 'cause'>): BrokenApp =>
  exits(title, ['apache2', '-DFOREGROUND', '-f', 'FOLDER/httpd.conf'], {
    files: {
      'httpd.conf': `ServerName app\nServerRoot FOLDER\nPidFile FOLDER/pid\nErrorLog /proc/self/fd/2
LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so\n${lines}\n`,
    },
    ...rest,
  });

const ROWS: readonly BrokenApp[] = [
  nginx('nginx and an unknown directive', 'proxy_passs http://app;', {
    cause: /nginx does not know the directive proxy_passs, at .*nginx\.conf:1/,
  }),
  nginx('nginx and an unknown upstream', 'upstream app { server db.invalid:1; }', {
    cause: /cannot resolve the host name db\.invalid/,
  }),
  nginx('nginx and a missing file', 'include FOLDER/site.conf;', { cause: /uses .*\/site\.conf at / }),
  nginx('nginx and a missing brace', 'server { root FOLDER }', { cause: /cannot read its config at / }),
  nginx(
    'nginx and a missing certificate',
    'server { listen 127.0.0.1:1 ssl; ssl_certificate FOLDER/c.pem; ssl_certificate_key FOLDER/k.pem; }',
    {
      cause: /certificate or key .*c\.pem/,
    },
  ),
  nginx('nginx and a folder for bodies above which there is none', 'client_body_temp_path FOLDER/var/nginx/body;', {
    cause: /but not those above them: \S+\/var\/nginx is not there/,
    cure: /`prepare: \{ command: mkdir -p \S+\/var\/nginx, oneshot: true \}` in `processes`/,
  }),
  nginx('nginx and a folder of its log that is not there', 'access_log FOLDER/log/access.log;', {
    cause: /The folder of a log of nginx, \S+\/log, is not there/,
    cure: /`error_log \/dev\/stderr;`/,
  }),
  fpm('php-fpm and an unknown entry', `${POOL}\npm.max_childrens = 5`, { cause: /does not know pm\.max_childrens/ }),
  fpm(
    'php-fpm and more spare workers than it may have',
    `${POOL}\npm = dynamic\npm.min_spare_servers = 2\npm.max_spare_servers = 2`,
    {
      cause: /numbers of workers of php-fpm’s pool www do not fit together: pm\.min_spare_servers\(2\) and/,
    },
  ),
  fpm('php-fpm and a pool without a number of workers', POOL.replace('pm.max_children = 1', ''), {
    cause: /do not fit together: pm\.max_children must be a positive value/,
  }),
  fpm('php-fpm without a pool', '', { cause: /defines no pool/ }),
  fpm('php-fpm and an unknown user', POOL.replace('user = www-data', 'user = no-such-user'), {
    cause: /run as no-such-user/,
  }),
  fpm('php-fpm and a folder that is not there', POOL.replace('FOLDER/', '/no/'), {
    cause: /cannot make its socket fpm\.sock in \/no: No such file or directory/,
    cure: /mkdir -p \/no, oneshot: true/,
  }),
  fpm('php-fpm and a folder of its log that is not there', `[global]\nerror_log = /no/fpm.log\n${POOL}`, {
    cause: /cannot write its error_log fpm\.log in \/no/,
    cure: /mkdir -p \/no, oneshot: true/,
  }),
  php('PHP and a missing autoload.php', 'require "/no/vendor/autoload.php";', {
    cause: /not installed: \/no\/vendor\/autoload\.php is not there/,
  }),
  php('PHP and a parse error', '$a = ;', { cause: /cannot read a file of the app: syntax error/ }),
  php('PHP and its memory limit', 'ini_set("memory_limit", "4M"); str_repeat("x", 1 << 24);', {
    cause: /limit of 4194304 bytes/,
  }),
  php('PHP and a missing function', 'no_such_function();', {
    cause: /calls the function no_such_function/,
  }),
  apache('Apache and an unknown directive', 'Listen 127.0.0.1:1\nRewriteEngine On', {
    cause: /does not know the directive RewriteEngine/,
  }),
  apache('Apache and a missing module', 'LoadModule php_module modules/libphp7.so', {
    cause: /cannot load the module modules\/libphp7\.so/,
  }),
  apache('Apache without an address', '', { cause: /no address to listen on/ }),
];

describe.skipIf(need.skipReason !== null)(need.title('berth in front of a classic server'), () => {
  test.for(ROWS)('tells everybody of $title', async (broken) => {
    expectTelling(broken, await runBrokenApp(broken));
  });
});
