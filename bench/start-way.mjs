// Ways in which an app and what stands before it are started by one command, as a container's would be.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readPlainEnvironment } from './environment.mjs';
import { waitForPage } from './first-answer.mjs';
import { OWN_BUILD } from './proxies.mjs';
import { endGroup, findFreePort, PROXY_CORE } from './stage.mjs';

const BARE =
  "require('node:http').createServer((_, res) => res.end('ok')).listen(Number(process.argv[2]), '127.0.0.1');\n";

/**
 * A command, the port on which the first 200 is awaited, and what else belongs to it. A proxy that does not start its app
 * stands behind one that a shell starts just before it; with `isKept` the shell starts again what nobody else does.
 */
export async function describeProxyWay(stage, proxy, app, isKept = false) {
  const [port, upstreamPort] = [await findFreePort(), await findFreePort()];
  const program = app.describe(upstreamPort);
  const { file, args, env, endSignal } = proxy.describe({ folder: stage.folder, port, upstreamPort, app: program });
  const [own, apps] = [toShell([file, ...args]), toShell([program.file, ...program.args])];
  const keep = (command) => (isKept ? `while :; do ${command}; done` : command);
  const line = proxy.startsApp ? keep(own) : `${keep(apps)} & exec ${own}`;
  return { port, command: ['sh', '-c', line], env, endSignal };
}

/**
 * A build of berth by a node; through its start file if `isByBootstrap`. The config has been checked, and what a start need not find out
 * again is kept beside it, as `berth pack` does before a deployment; an older build has nothing to keep.
 */
export async function describeBerthWay(stage, node, app, { build = OWN_BUILD, isByBootstrap = false } = {}) {
  const [port, upstreamPort] = [await findFreePort(), await findFreePort()];
  const config = join(stage.folder, `way-${port}.yaml`);
  const { file, args } = app.describe(upstreamPort);
  const listen = `listen: { host: 127.0.0.1, port: ${port} }`;
  writeFileSync(config, `command: ${JSON.stringify([file, ...args])}\nport: ${upstreamPort}\n${listen}\n`);
  const check = (...flags) =>
    spawnSync(node, [build.bundle, 'check', '--config', config, ...flags], { encoding: 'utf8' });
  if (check('--keep').status !== 0) {
    const { status, stderr } = check();
    if (status !== 0) throw new Error(`berth takes no config for a start:\n${stderr}`);
  }
  const program = isByBootstrap ? [join(dirname(build.bundle), '../bootstrap')] : [node, build.bundle];
  return { port, command: [...program, 'run', '--config', config], env: { BERTH_NODE: node } };
}

/** A server in Node that does nothing else. */
export async function describeBareWay(stage, node) {
  const script = join(stage.folder, 'bare-server.cjs');
  const port = await findFreePort();
  writeFileSync(script, BARE);
  return { port, command: [node, script, String(port)] };
}

/** The app with nobody before it. */
export async function describeLoneWay(app) {
  const port = await findFreePort();
  const { file, args } = app.describe(port);
  return { port, command: [file, ...args] };
}

/** Starts it and ends it again; resolves with the milliseconds to its first 200. */
export async function timeWay(stage, way) {
  const { child, ms } = await startWay(stage, way);
  await endGroup(child, way.endSignal);
  return ms;
}

/** Starts it on the proxy's core, as in an instance with one, and waits for its first 200. */
export async function startWay(stage, { port, command, env = {} }) {
  const startedAt = performance.now();
  const options = { env: { ...readPlainEnvironment(), ...env }, stdio: 'ignore', detached: true };
  const child = stage.launch(PROXY_CORE, command, options);
  try {
    await waitForPage({ host: '127.0.0.1', port, path: '/small' }, child);
    return { child, ms: performance.now() - startedAt };
  } catch (error) {
    await endGroup(child);
    throw error;
  }
}

function toShell(words) {
  return words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}
