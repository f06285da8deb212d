import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AppFolder } from '../app-folder.ts';
import type { Finding } from '../finding.ts';
import { findPath, isInstalled, isOpenToOthers } from './installed.ts';
import { MIME_TYPES, NGINX_TEMPLATE, renderNginxAround } from './nginx-template.ts';
import { toServedFolder } from './served-folder.ts';
import { findStaticSite } from './static-site.ts';

const FILES = [
  'nginx.conf',
  'nginx/nginx.conf',
  'conf/nginx.conf',
  'config/nginx.conf',
  'docker/nginx.conf',
  '.docker/nginx.conf',
];
const SITES = [
  'default.conf.template',
  'nginx.conf.template',
  'default.conf',
  'nginx/default.conf',
  'conf.d/default.conf',
  'nginx/conf.d/default.conf',
  'sites-enabled/default',
  'docker/default.conf',
];

/** An nginx.conf of the app's own, whole or of one site, with what belongs to another machine replaced. */
export function findNginxConfig(folder: AppFolder): Finding | null {
  const file = [...FILES, ...SITES].find((name) => /\bserver\s*\{/.test(folder.read(name) ?? ''));
  if (file === undefined) return null;
  const text = withoutComments(folder.read(file) ?? '');
  const listens = [...text.matchAll(/\blisten\s+(?<what>[^;]+);/g)].map(([whole, what]) => ({
    whole,
    what: what ?? '',
  }));
  const plain = listens.filter(({ what }) => !/\b(ssl|quic)\b|^unix:/.test(what));
  const isWhole = /\bhttp\s*\{/.test(text);
  const replace = {
    ...replaceListens(plain),
    ...replacePlaces(folder, text),
    ...(isWhole ? replaceFrame(folder, text) : {}),
  };
  const command = isWhole ? startWhole(folder, text) : `nginx -p \${configDir} -c \${file.nginx}`;
  const site = { from: file, replace: { ...replace, ...replaceVariables(text, replace) } };
  return {
    kind: 'nginx',
    evidence: file,
    config: {
      command,
      port: plain.length > 0 ? 'auto' : 80,
      stopSignal: 'SIGQUIT',
      files: isWhole ? { nginx: site } : { site: { ...site, to: 'site.conf' }, nginx: { template: NGINX_TEMPLATE } },
    },
    ...(isWhole
      ? {}
      : { writes: { [NGINX_TEMPLATE]: renderNginxAround(`include \${file.site};`, withoutServers(text)) } }),
    rank: 60,
    notes: describe(text, listens.length > plain.length),
    missing: isInstalled('nginx') ? null : 'apt-get install nginx-light',
  };
}

type Replacements = Record<string, string>;

/** The first port becomes berth's, for all servers that share it; others stay as they are. */
function replaceListens(listens: ReadonlyArray<{ readonly whole: string; readonly what: string }>): Replacements {
  const toPort = (what: string) =>
    /^(?:.*:)?(?<port>\d+|\$\{\w+\})\b/.exec(what.split(/\s/)[0] ?? '')?.groups?.['port'] ?? '80';
  const first = listens[0] === undefined ? null : toPort(listens[0].what);
  const replace: Replacements = {};
  for (const { whole, what } of listens) {
    if (toPort(what) !== first) continue;
    const flags = /\bdefault_server\b/.test(what) ? ' default_server' : '';
    // The same port of IPv6 is no second one.
    replace[whole] = what.startsWith('[') && listens.length > 1 ? '' : `listen 127.0.0.1:\${port}${flags};`;
  }
  return replace;
}

/** Files and folders of the image that it was written for. */
function replacePlaces(folder: AppFolder, text: string): Replacements {
  const replace: Replacements = {};
  for (const [whole, name, path = ''] of text.matchAll(/\b(error_log|access_log)\s+([^\s;]+)[^;]*;/g)) {
    if (path.startsWith('/') && !path.startsWith('/dev/'))
      replace[whole] = `${name} /dev/${name === 'error_log' ? 'stderr' : 'stdout'};`;
  }
  const site = findStaticSite(folder);
  for (const [whole, path = ''] of text.matchAll(/\broot\s+["']?([^;"']+)["']?\s*;/g)) {
    const isSelf = resolve(folder.path, path) === folder.path;
    if (isSelf) replace[whole] = toRoot(folder, '.');
    else if (site !== null && path.startsWith('/') && (!existsSync(path) || IMAGE_ROOTS.test(path))) {
      replace[whole] = toRoot(folder, site.root);
    }
  }
  return replace;
}

/** Where images have their pages: on this machine, if at all, those of somebody else. */
const IMAGE_ROOTS = /^\/(usr\/share\/nginx\/html|var\/www(\/html)?)\/?$/;

/** A folder with berth's own files in it is served without them. */
function toRoot(folder: AppFolder, root: string): string {
  const served = `root "\${configDir}${root === '.' ? '' : `/${root}`}";`;
  return root === '.' ? `${served} location ~* "${toServedFolder(folder, root).refused}" { return 404; }` : served;
}

/** What stands once in a whole nginx.conf. */
function replaceFrame(folder: AppFolder, text: string): Replacements {
  const replace: Replacements = {};
  const pid = /\bpid\s+[^;]+;/.exec(text)?.[0];
  if (pid !== undefined) replace[pid] = `pid \${runDir}/nginx.pid;`;
  const daemon = /\bdaemon\s+on\s*;/.exec(text)?.[0];
  if (daemon !== undefined) replace[daemon] = 'daemon off;';
  const user = /^\s*(?<whole>user\s+(?<name>[\w-]+)[^;]*;)/m.exec(text)?.groups;
  const users = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : '';
  const isKnown = `\n${users}`.includes(`\n${user?.['name']}:`) && isOpenToOthers(folder.path);
  if (user !== undefined && !isKnown) replace[user['whole']!] = 'user root;';
  for (const [whole, path = ''] of text.matchAll(/\binclude\s+["']?([^\s;"'/][^\s;"']*)["']?\s*;/g)) {
    const isHere = folder.hasFile(path) || path.includes('*');
    if (isHere) replace[whole] = `include "\${configDir}/${path}";`;
    else if (path.endsWith('mime.types')) replace[whole] = `include ${findPath(MIME_TYPES)};`;
    else replace[whole] = `include /etc/nginx/${path};`;
  }
  return replace;
}

/** The variables of a template for envsubst, as berth writes them. */
function replaceVariables(text: string, replaced: Replacements): Replacements {
  const rest = Object.keys(replaced).reduce((left, whole) => left.replaceAll(whole, ''), text);
  const names = new Set([...rest.matchAll(/\$\{(?<name>[A-Z][A-Z0-9_]*)\}/g)].map((it) => it.groups!['name']!));
  return Object.fromEntries(
    [...names].map((name) => [`\${${name}}`, name === 'PORT' ? `\${port}` : `\${env.${name}}`]),
  );
}

function startWhole(folder: AppFolder, text: string): readonly string[] | string {
  const globals = [
    ...(/\bdaemon\s+(on|off)\s*;/.test(text) ? [] : ['daemon off;']),
    ...(/^\s*user\s/m.test(text) || isOpenToOthers(folder.path) ? [] : ['user root;']),
    ...(/\bpid\s+[^;]+;/.test(text) ? [] : [`pid \${runDir}/nginx.pid;`]),
  ];
  const words = ['nginx', '-p', `\${configDir}`, '-c', `\${file.nginx}`];
  return globals.length === 0 ? words.join(' ') : [...words, '-g', globals.join(' ')];
}

function describe(text: string, hasTls: boolean): string[] {
  const passed = /\b(?:proxy|fastcgi|uwsgi|grpc)_pass\s+(?<to>[^;]+);/.exec(text)?.groups?.['to'];
  return [
    'what it replaces stands under `files`; the file itself stays as it is',
    ...(hasTls
      ? ['its servers with TLS are left as they are: the platform has the certificate, and they may be taken out']
      : []),
    ...(passed === undefined
      ? []
      : [`it passes requests on to ${passed}: what listens there is to be added under \`processes\`, with \`after\``]),
  ];
}

/** What a site says outside of its servers. */
function withoutServers(text: string): string {
  let depth = 0;
  return [...text].filter((it) => (it === '{' ? depth++ : it === '}' ? --depth : depth) === 0).join('');
}

function withoutComments(text: string): string {
  return text.replace(/^([^#'"\n]*)#.*$/gm, '$1');
}
