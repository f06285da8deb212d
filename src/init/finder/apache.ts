import { readdirSync, readFileSync } from 'node:fs';
import type { AppFolder } from '../app-folder.ts';
import type { Finding } from '../finding.ts';
import { findPath, isInstalled, isOpenToOthers } from './installed.ts';
import { toServedFolder } from './served-folder.ts';

const TEMPLATE = 'berth.apache.conf';

const MODULE_FOLDERS = [
  '/usr/lib/apache2/modules',
  '/usr/lib64/httpd/modules',
  '/usr/lib/apache2',
  '/usr/local/apache2/modules',
] as const;

/** What .htaccess files may ask for, as far as it is here. */
const MODULES = [
  ...['unixd', 'authn_core', 'authn_file', 'authz_core', 'authz_host', 'authz_user', 'authz_groupfile', 'auth_basic'],
  ...[
    'access_compat',
    'alias',
    'autoindex',
    'deflate',
    'dir',
    'env',
    'expires',
    'filter',
    'headers',
    'include',
    'mime',
  ],
  ...['negotiation', 'remoteip', 'rewrite', 'setenvif', 'log_config'],
];

/** A site with rules in .htaccess files, by the only server that follows them; null where Apache is not here, or cannot serve it. */
export function startWithApache(
  folder: AppFolder,
  root: string,
  isPhp: boolean,
): Pick<Finding, 'config' | 'writes'> | null {
  const program = ['apache2', 'httpd'].find(isInstalled);
  const modules = findPath(MODULE_FOLDERS);
  const php = findPhpModule(modules);
  if (program === undefined || (isPhp && php === null) || !isOpenToOthers(folder.path)) return null;
  return {
    config: {
      command: `\${program.${program}} -f \${file.apache} -D FOREGROUND`,
      port: 'auto',
      stopSignal: 'SIGWINCH',
      files: { apache: { template: TEMPLATE } },
    },
    writes: { [TEMPLATE]: render(folder, root, isPhp, modules) },
  };
}

function findPhpModule(modules: string): { readonly file: string; readonly name: string } | null {
  const file = list(modules).findLast((name) => /^(lib|mod_)php[\d.]*\.so$/.test(name));
  if (file === undefined) return null;
  return { file, name: /php[57]/.test(file) ? `php${/\d/.exec(file)![0]}_module` : 'php_module' };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

function findUser(): string {
  const users = readFileSync('/etc/passwd', 'utf8');
  return ['www-data', 'apache', 'http'].find((name) => users.includes(`\n${name}:`)) ?? 'nobody';
}

function render(folder: AppFolder, root: string, isPhp: boolean, modules: string): string {
  const there = list(modules);
  const php = isPhp ? findPhpModule(modules) : null;
  const wanted = [php === null ? 'mpm_event' : 'mpm_prefork', ...MODULES].filter((name) =>
    there.includes(`mod_${name}.so`),
  );
  const lines = wanted.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`);
  if (php !== null) lines.push(`LoadModule ${php.name} ${modules}/${php.file}`);
  const served = `\${configDir}${root === '.' ? '' : `/${root}`}`;
  const has = (name: string, text: string) => (wanted.includes(name) ? text : '');
  return `# Written by berth init, and yours to change. berth fills in the port and the folders at each start.
ServerRoot "\${runDir}"
ServerName localhost
Listen 127.0.0.1:\${port}
PidFile "\${runDir}/apache.pid"
DefaultRuntimeDir "\${runDir}"
ErrorLog /dev/stderr
LogLevel warn
ServerTokens Prod

${lines.join('\n')}

# Of no effect unless root starts it.
User ${findUser()}
Group ${findUser() === 'nobody' ? '#65534' : findUser()}

TypesConfig ${findPath(['/etc/mime.types', '/etc/httpd/conf/mime.types', '/usr/local/apache2/conf/mime.types'])}
DirectoryIndex index.php index.html index.htm
DocumentRoot "${served}"
<Directory />
    AllowOverride None
    Require all denied
</Directory>
<Directory "${served}">
    Options FollowSymLinks
    AllowOverride All
    Require all granted
</Directory>

# Not there, for anybody: dotfiles, and what belongs to berth and to the deployment.
RedirectMatch 404 "(?i)${toServedFolder(folder, root, isPhp).refused}"
${has(
  'setenvif',
  `
# TLS ends at the platform.
SetEnvIf X-Forwarded-Proto "^https$" HTTPS=on
`,
)}${has(
  'remoteip',
  `
# The visitor's address is the last one that no private network added.
RemoteIPHeader X-Forwarded-For
RemoteIPInternalProxy 127.0.0.0/8 10.0.0.0/8 100.64.0.0/10 172.16.0.0/12 192.168.0.0/16
`,
)}${
  php === null
    ? ''
    : `
<FilesMatch "\\.php$">
    SetHandler application/x-httpd-php
</FilesMatch>
`
}`;
}
