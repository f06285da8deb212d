// The proxies under test: how each is run in the foreground in front of an upstream.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BerthBuild } from './berth-build.mjs';
import { listGoPeers } from './go-peers.mjs';
import { describeCaddy, describeHaproxy, describeNginxProxy } from './server-config.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const { resolve } = createRequire(import.meta.url);
const NODE_24 = here('node_modules/node24/bin/node');

/** The build of this checkout. */
export const OWN_BUILD = new BerthBuild(here('..'));

/**
 * All proxies there are. `isMain`: it stands in every case, else only where variants are compared; `isServer`: it is a
 * program of its own, no library; `only`: it stands in one case. `missing` says what would have to be installed; `make`, where there is one, tries to, and returns null or why it
 * failed. `describe(place)` is the program; what `startsApp` starts `place.app`, its upstream, by itself, and `ofBuild(build)`
 * is the same row of another build.
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
    ...listGoPeers(),
    berth('berth', {}),
    berth('berth (node-client)', { transport: 'node-client' }),
    berth('berth, markers off', { more: 'markers: off\n', isMain: false }),
    berth('berth, markers and call log off', { more: 'markers: off\nlog: { calls: false }\n', isMain: false }),
    berth('berth, platform: fc', { more: 'platform: fc\n', only: 'small-post' }),
    berth('berth, proxy.reuse.afterBody', { more: 'proxy: { reuse: { afterBody: true } }\n', only: 'small-post' }),
    library('TCP relay in Node', null, process.execPath),
    ...['http-proxy', 'http-proxy-3', 'httpxy'].map((name) => library(name, name, process.execPath)),
    // It fails every other request of a client that closes its connections.
    { ...library('fastify reply-from', '@fastify/reply-from', process.execPath), canUpgrade: false, canClose: false },
    berth('berth, node 24', { node: NODE_24 }),
    library('http-proxy, node 24', 'http-proxy', NODE_24),
  ];
}

function server(name, file, describe, { isMain = true } = {}) {
  const missing = existsSync(file) ? null : file;
  return { name, isMain, isServer: isMain, canUpgrade: true, canClose: true, missing, describe };
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

function berth(name, options, build = OWN_BUILD) {
  const { node = process.execPath, transport = 'h1', more = '', only, isMain = only === undefined } = options;
  const describe = ({ folder, port, upstreamPort, app }) => {
    const file = join(folder, `berth-${port}.yaml`);
    const command = JSON.stringify([app.file, ...app.args]);
    const listen = `listen: { host: 127.0.0.1, port: ${port} }`;
    build.writeConfig(file, `command: ${command}\nport: ${upstreamPort}\n${listen}\n${more}`, transport);
    // Its upstream is among its descendants and would count as its own work.
    return { file: node, args: [build.bundle, 'run', '--config', file], isAlone: true };
  };
  const missing = build.missing ?? findMissing(node, null);
  const ofBuild = (other) => berth(name, options, other);
  return { name, isMain, only, canUpgrade: true, canClose: true, startsApp: true, missing, describe, ofBuild };
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
