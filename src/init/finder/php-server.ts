import type { AppFolder } from '../app-folder.ts';
import type { Finding } from '../finding.ts';
import { startWithApache } from './apache.ts';
import { isInstalled } from './installed.ts';
import { NGINX_TEMPLATE, renderNginx } from './nginx-template.ts';
import { toServedFolder } from './served-folder.ts';

/** A PHP app that is made of files below a document root. */
export interface PhpSite {
  readonly kind: string;
  readonly evidence: string;
  /** The document root, from the config's folder. */
  readonly root: string;
  /** The script that answers what no file does, from the document root: `index.php`; null: nothing does. */
  readonly frontController: string | null;
  readonly index?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly rank: number;
  readonly notes: readonly string[];
  readonly missing: string | null;
}

type Start = Pick<Finding, 'config' | 'notes' | 'writes'> & { readonly server: string };

/** How a PHP site can be served with what is on this machine, the best first. */
export function toFindings(folder: AppFolder, site: PhpSite): Finding[] {
  const hasFpm = isInstalled('nginx') && isInstalled('php-fpm');
  const rules = site.root === '.' && folder.hasFile('.htaccess') ? startWithApache(folder, site.root, true) : null;
  const starts = [
    ...(rules === null ? [] : [{ ...rules, server: 'Apache and its PHP module', notes: [] }]),
    ...(hasFpm ? [startWithNginx(folder, site)] : []),
    startWithPhp(folder, site),
  ];
  const missing = !hasFpm && !isInstalled('php') ? join([site.missing, 'apt-get install php-cli']) : site.missing;
  return starts.map(({ server, notes, ...start }, at) => ({
    kind: `${site.kind} with ${server}`,
    evidence: site.evidence,
    ...start,
    rank: site.rank - at,
    notes: [
      ...site.notes,
      ...notes,
      ...(folder.hasFile('.htaccess') && !server.startsWith('Apache') ? [HTACCESS] : []),
    ],
    missing,
  }));
}

/** Some of them keep people out. */
const HTACCESS =
  'the rules of .htaccess files hold under Apache alone: see that none of them keeps visitors from a folder';

function join(commands: ReadonlyArray<string | null>): string | null {
  return commands.filter((command) => command !== null).join(' && ') || null;
}

function startWithNginx(folder: AppFolder, site: PhpSite): Start {
  const index = site.index ?? ['index.php', 'index.html', 'index.htm'];
  const fallback = site.frontController === null ? null : `/${site.frontController}`;
  return {
    server: 'nginx and php-fpm',
    config: {
      processes: {
        'php-fpm': {
          // fd 3 is berth's log: a line that PHP writes there is out before the answer that it belongs to.
          command: ['sh', '-c', 'exec "$0" -F -R -y "$1" 3>&2', `\${program.php-fpm}`, `\${file.fpm}`],
          ...(site.env === undefined ? {} : { env: site.env }),
          ready: { unix: `\${runDir}/fpm.sock` },
          stopSignal: 'SIGQUIT',
        },
        nginx: { after: ['php-fpm'], command: `nginx -c \${file.nginx}`, port: 'auto', stopSignal: 'SIGQUIT' },
      },
      files: { fpm: { template: FPM_TEMPLATE }, nginx: { template: NGINX_TEMPLATE } },
    },
    writes: {
      [FPM_TEMPLATE]: FPM,
      [NGINX_TEMPLATE]: renderNginx({ ...toServedFolder(folder, site.root, true), index, fallback, isPhp: true }),
    },
    notes: ['PHP handles 8 requests at a time: `pm.max_children` in berth.php-fpm.conf'],
  };
}

function startWithPhp(folder: AppFolder, site: PhpSite): Start {
  return {
    server: "PHP's own server",
    config: {
      command: `php -S 127.0.0.1:\${port} -t ${site.root} ${ROUTER}`,
      port: 'auto',
      env: { PHP_CLI_SERVER_WORKERS: '4', ...site.env },
    },
    writes: { [ROUTER]: renderRouter(folder, site) },
    notes: [
      "PHP's own server handles one request at a time, with PHP_CLI_SERVER_WORKERS that many; nginx and php-fpm are made for production",
    ],
  };
}

const FPM_TEMPLATE = 'berth.php-fpm.conf';

const FPM = `; Written by berth init, and yours to change. berth fills in the folders at each start.
[global]
daemonize = no
error_log = /proc/self/fd/2
log_limit = 65536

[app]
; Whoever started it, as the rest of the app is; of no effect unless that is root.
user = root
group = root
listen = \${runDir}/fpm.sock
listen.backlog = 511

pm = dynamic
pm.max_children = 8
pm.start_servers = 2
pm.min_spare_servers = 1
pm.max_spare_servers = 8
pm.max_requests = 1000

; PHP sees the environment that berth gives it, and berth's log what PHP says.
clear_env = no
catch_workers_output = yes
decorate_workers_output = no
php_admin_flag[log_errors] = on
php_admin_value[error_log] = /proc/self/fd/3
php_flag[display_errors] = off
`;

const ROUTER = 'berth.router.php';

/** PHP's own server asks it at each request, and serves the file that it has found itself if the answer is false. */
function renderRouter(folder: AppFolder, site: PhpSite): string {
  const { refused } = toServedFolder(folder, site.root, true);
  const front = site.frontController ?? site.index?.[0];
  return `<?php
// Written by berth init, and yours to change: what PHP's own server does with each request.
$berthAnswer = (static function (): string|false|null {
    $root = $_SERVER['DOCUMENT_ROOT'];
    $file = $_SERVER['SCRIPT_FILENAME'];
    $asked = rawurldecode(strtok($_SERVER['REQUEST_URI'], '?') ?: '/');
    $found = str_starts_with($file, "$root/") ? substr($file, strlen($root)) : null;
    foreach ([preg_replace('~/+~', '/', $asked), $found ?? '/'] as $name) {
        // Dotfiles, and what belongs to berth and to the deployment.
        if (preg_match('~${refused}~i', $name) !== 0) {
            return null;
        }
    }
    $front = ${front === undefined ? 'null' : `'/${front}'`};
    if ($front !== null && is_file($root . $front)${site.frontController === null ? " && $asked === '/'" : ''}
        && ($found === null || ($found === '/index.php' && !str_starts_with($asked, '/index.php')))) {
        $_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = $front;
        $_SERVER['SCRIPT_FILENAME'] = $root . $front;
        unset($_SERVER['PATH_INFO']);
        $found = $front;
    }
    // TLS ends at the platform.
    if (($_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '') === 'https') {
        $_SERVER['HTTPS'] = 'on';
    }
    return $found !== null && str_ends_with($found, '.php') ? $root . $found : false;
})();
if ($berthAnswer === null) {
    http_response_code(404);
    echo 'Not Found';
    return true;
}
if ($berthAnswer === false) {
    return false;
}
chdir(dirname($berthAnswer));
require $berthAnswer;
`;
}
