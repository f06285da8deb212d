import type { AppFolder } from '../app-folder.ts';
import type { Finder, Finding } from '../finding.ts';
import { isInstalled } from './installed.ts';
import { findNginxConfig } from './nginx-config.ts';
import { findStaticSite } from './static-site.ts';

/** Folders with the config of a web server, which is started by it. */
export const findWebServer: Finder = (folder) =>
  [findNginxConfig(folder), findCaddy(folder), findLighttpd(folder), findApache(folder)].filter(
    (found) => found !== null,
  );

function findCaddy(folder: AppFolder): Finding | null {
  const text = folder.read('Caddyfile');
  if (text === null || /\bfrankenphp\b|\bphp_server\b/.test(text)) return null;
  // A line that opens a block and begins no directive of one: the address of a site. A file without any is one site itself.
  const sites = [...text.matchAll(/^(?<address>[^\s#{(][^\n{]*?)[ \t]*\{[ \t]*$/gm)].map(
    (it) => it.groups!['address']!,
  );
  const bare = /^\s*(?<address>(?:https?:\/\/)?[\w.*-]*:\d+|[\w-]+(?:\.[\w-]+)+|localhost)[ \t]*$/m.exec(text)
    ?.groups?.['address'];
  const [address, another] = sites.length > 0 ? sites : bare === undefined ? [] : [bare];
  if (address === undefined) return null;
  return {
    kind: 'Caddy',
    evidence: 'Caddyfile',
    config: {
      command: `caddy run --adapter caddyfile --config \${file.caddy}`,
      port: 'auto',
      env: { XDG_DATA_HOME: `\${runDir}`, XDG_CONFIG_HOME: `\${runDir}` },
      files: {
        caddy: {
          from: 'Caddyfile',
          replace: { ...toReplacement(text, address, `http://:\${port}`), ...hideOwnFiles(text) },
        },
      },
    },
    rank: 60,
    notes: [
      `its site \`${address}\` is served as plain http on berth's port: the platform has the certificate`,
      ...(another === undefined ? [] : [`its other sites (${sites.slice(1).join(', ')}) are left as they are`]),
    ],
    missing: isInstalled('caddy') ? null : 'apt-get install caddy',
  };
}

/** A file server over the folder of the config. */
function hideOwnFiles(text: string): Record<string, string> {
  const root = /^\s*root[ \t]+(?:\*[ \t]+)?(?<path>\S+)/m.exec(text)?.groups?.['path'] ?? '.';
  const line = /^[ \t]*file_server[ \t]*$/m.exec(text)?.[0].trim();
  if (line === undefined || !/^\.?\/?$/.test(root)) return {};
  return { [line]: `${line} {\nhide .* berth.* bootstrap bootstrap.app dist/*.cjs berth vendor node_modules\n}` };
}

/** Its whole line, for the address alone may stand elsewhere too. */
function toReplacement(text: string, address: string, by: string): Record<string, string> {
  const escaped = address.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const line = new RegExp(`^${escaped}[ \\t]*\\{?`, 'm').exec(text)?.[0] ?? address;
  return { [line]: line.replace(address, () => by) };
}

function findLighttpd(folder: AppFolder): Finding | null {
  const text = folder.read('lighttpd.conf');
  const port = /^\s*server\.port\s*=\s*(?<port>\d+).*$/m.exec(text ?? '');
  if (text === null) return null;
  const log = /^\s*server\.pid-file\s*=\s*"(?<path>[^"]+)"/m.exec(text)?.groups?.['path'];
  const root = /^\s*server\.document-root\s*=\s*"(?<path>[^"]+)"/m.exec(text)?.groups?.['path'] ?? '/';
  const replace = {
    // From its config's folder, which is the run directory now.
    ...(root.startsWith('/') ? {} : { [`"${root}"`]: `"\${configDir}/${root}"` }),
    ...(port === null ? {} : { [port[0].trim()]: `server.port = \${port}` }),
    ...(log === undefined ? {} : { [`"${log}"`]: `"\${runDir}/lighttpd.pid"` }),
  };
  const isChanged = Object.keys(replace).length > 0;
  return {
    kind: 'lighttpd',
    evidence: 'lighttpd.conf',
    config: {
      command: isChanged ? `\${program.lighttpd} -D -f \${file.lighttpd}` : `\${program.lighttpd} -D -f lighttpd.conf`,
      port: port === null ? 80 : 'auto',
      stopSignal: 'SIGINT',
      ...(isChanged ? { files: { lighttpd: { from: 'lighttpd.conf', replace } } } : {}),
    },
    rank: 60,
    notes: /^(\.\/?)?$/.test(root)
      ? ['it serves this folder with berth.yaml in it: put its pages into one of their own']
      : [],
    missing: isInstalled('lighttpd') ? null : 'apt-get install lighttpd',
  };
}

function findApache(folder: AppFolder): Finding | null {
  const file = ['httpd.conf', 'apache2.conf', 'conf/httpd.conf'].find((name) => folder.hasFile(name));
  const text = file === undefined ? null : folder.read(file);
  const listen = /^[ \t]*Listen[ \t]+(?<address>\S+)/m.exec(text ?? '');
  if (file === undefined || text === null || listen === null) return null;
  const address = listen.groups!['address']!;
  const port = address.replace(/^.*:/, '');
  const replace: Record<string, string> = { [listen[0].trim()]: `Listen 127.0.0.1:\${port}` };
  for (const host of new Set([...text.matchAll(/<VirtualHost[ \t]+[^>]*>/g)].map(([it]) => it))) {
    if (host.includes(`:${port}>`)) replace[host] = `<VirtualHost *:\${port}>`;
  }
  const root = /^[ \t]*DocumentRoot[ \t]+"?(?<path>[^"\n]+?)"?[ \t]*$/m.exec(text)?.groups?.['path'];
  const site = findStaticSite(folder);
  const isImages = root !== undefined && /^\/(var\/www(\/html)?|usr\/local\/apache2\/htdocs)$/.test(root);
  if (isImages && site !== null && site.root !== '.') replace[root] = `\${configDir}/${site.root}`;
  const pid = /^[ \t]*PidFile[ \t]+.*$/m.exec(text)?.[0].trim();
  if (pid !== undefined) replace[pid] = `PidFile "\${runDir}/apache.pid"`;
  const program = isInstalled('apache2') || !isInstalled('httpd') ? 'apache2' : 'httpd';
  return {
    kind: 'Apache',
    evidence: file,
    config: {
      command: `\${program.${program}} -f \${file.apache}${pid === undefined ? ` -c "PidFile \${runDir}/apache.pid"` : ''} -D FOREGROUND`,
      port: 'auto',
      stopSignal: 'SIGWINCH',
      files: { apache: { from: file, replace } },
    },
    rank: 60,
    notes: ['paths without a / in front begin at its ServerRoot; with one, they are those of this machine'],
    missing: isInstalled(program) ? null : 'apt-get install apache2',
  };
}
