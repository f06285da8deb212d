// The proxies under test: how each is run in the foreground in front of an upstream.
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeCaddy, describeHaproxy, describeNginxProxy } from './server-config.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const { resolve } = createRequire(import.meta.url);
const NODE_24 = here('node_modules/node24/bin/node');

/**
 * All proxies there are. `isMain`: it stands in every case, else only where variants are compared. `missing` says what
 * would have to be installed. `describe(place)` is the program; a berth starts `place.app`, its upstream, by itself.
 */
export function listProxies() {
  return [
    server('nginx', '/usr/sbin/nginx', ({ folder, port, upstreamPort }) =>
      describeNginxProxy(folder, port, upstreamPort),
    ),
    server('nginx, access log to a file', '/usr/sbin/nginx', nginxWithLog, { isMain: false }),
    server('haproxy', '/usr/sbin/haproxy', ({ folder, port, upstreamPort }) =>
      describeHaproxy(folder, port, upstreamPort),
    ),
    server('caddy', '/usr/bin/caddy', ({ folder, port, upstreamPort }) => describeCaddy(folder, port, upstreamPort)),
    berth('berth (wire)', process.execPath, 'wire', ''),
    berth('berth (http-proxy)', process.execPath, 'http-proxy', ''),
    berth('berth (wire), markers off', process.execPath, 'wire', 'markers: off\n', { isMain: false }),
    berth('berth (wire), markers and call log off', process.execPath, 'wire', QUIET, { isMain: false }),
    library('TCP relay in Node', null, process.execPath),
    ...['http-proxy', 'http-proxy-3', 'httpxy'].map((name) => library(name, name, process.execPath)),
    // It fails every other request of a client that closes its connections.
    { ...library('fastify reply-from', '@fastify/reply-from', process.execPath), canUpgrade: false, canClose: false },
    berth('berth (wire), node 24', NODE_24, 'wire', ''),
    library('http-proxy, node 24', 'http-proxy', NODE_24),
  ];
}

const QUIET = 'markers: off\nlog: { calls: false }\n';

function server(name, file, describe, { isMain = true } = {}) {
  return { name, isMain, canUpgrade: true, canClose: true, missing: existsSync(file) ? null : file, describe };
}

function nginxWithLog({ folder, port, upstreamPort }) {
  return describeNginxProxy(folder, port, upstreamPort, `${folder}/access.log`);
}

function library(name, packageName, node) {
  const [file, ...args] = chooseScript(packageName);
  const describe = ({ port, upstreamPort }) => ({
    file: node,
    args: [here(file), ...args, String(port), String(upstreamPort)],
  });
  return { name, isMain: true, canUpgrade: true, canClose: true, missing: findMissing(node, packageName), describe };
}

function chooseScript(packageName) {
  if (packageName === null) return ['peer/tcp-relay.mjs'];
  return packageName.startsWith('@fastify') ? ['peer/reply-from.mjs'] : ['peer/http-proxy.mjs', packageName];
}

function berth(name, node, engine, more, { isMain = true } = {}) {
  const bundle = here('../dist/berth.cjs');
  const describe = ({ folder, port, upstreamPort, app }) => {
    const file = join(folder, `berth-${port}.yaml`);
    const command = JSON.stringify(['taskset', '-c', '1', app.file, ...app.args]);
    const listen = `listen: { host: 127.0.0.1, port: ${port} }`;
    writeFileSync(file, `command: ${command}\nport: ${upstreamPort}\nproxy: { engine: ${engine} }\n${listen}\n${more}`);
    // Its upstream is among its descendants and would count as its own work.
    return { file: node, args: [bundle, 'run', '--config', file], isAlone: true };
  };
  const missing = existsSync(bundle) ? findMissing(node, null) : 'dist/berth.cjs (npm run build)';
  return { name, isMain, canUpgrade: true, canClose: true, isBerth: true, missing, describe };
}

function findMissing(node, packageName) {
  if (!existsSync(node)) return 'node 24 (npm ci in bench/)';
  try {
    if (packageName !== null) resolve(packageName);
    return null;
  } catch {
    return `${packageName} (npm ci in bench/)`;
  }
}
