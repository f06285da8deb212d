// From exec to an open port, and the memory a while later, beside a script that does nothing but listen.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readPlainEnvironment } from '../environment.mjs';
import { readRssKib } from '../process-tree.mjs';
import { OWN_BUILD } from '../proxies.mjs';
import { takeTurns } from '../rounds.mjs';
import { canConnect, endProcess, findFreePort, PROXY_CORE } from '../stage.mjs';
import { median } from '../statistics.mjs';

const NODE_24 = fileURLToPath(new URL('../node_modules/node24/bin/node', import.meta.url));
const BARE = "require('node:net').createServer().listen(Number(process.argv[2]), '127.0.0.1');\n";
const LONGEST_MS = 20_000;

/** Resolves with the medians for each node: `bare` and `berth`, each with `ms` and `rssKib`. */
export async function runStartUpCase(stage, { starts, idleMs }) {
  const nodes = { 'node 20': process.execPath, 'node 24': NODE_24 };
  const rows = {};
  for (const [name, node] of Object.entries(nodes).filter(([, file]) => existsSync(file))) {
    const commands = describeStarts(stage, node, { berth: OWN_BUILD });
    const [times, resident] = [
      await measureStarts(stage, commands, starts),
      await measureResident(stage, commands, idleMs),
    ];
    const toRow = (each) => [each, { ms: median(times[each]), rssKib: resident[each] }];
    rows[name] = Object.fromEntries(Object.keys(commands).map(toRow));
  }
  return rows;
}

/** The commands of builds by their name, each for a port given to it, and of the script that only listens, `bare`. */
export function describeStarts(stage, node, builds) {
  const script = join(stage.folder, 'bare.cjs');
  const config = join(stage.folder, 'start-up.yaml');
  writeFileSync(script, BARE);
  writeFileSync(config, 'command: sleep 1000000\nport: 1\nready: none\nlisten: { host: 127.0.0.1 }\n');
  const toBerth = ([name, { bundle }]) => [name, (port) => [node, bundle, 'run', '--config', config, '--port', port]];
  return { bare: (port) => [node, script, port], ...Object.fromEntries(Object.entries(builds).map(toBerth)) };
}

/** Starts the commands in turn and back again; resolves with the milliseconds of each start until its port was open. */
export function measureStarts(stage, commands, starts) {
  return takeTurns(Object.keys(commands), starts, async (name) => {
    const { child, ms } = await startOne(stage, commands[name]);
    await endProcess(child);
    return ms;
  });
}

/** Starts the commands and leaves them alone for a while; resolves with the KiB that each has resident then. */
export async function measureResident(stage, commands, idleMs) {
  const children = {};
  for (const [name, toCommand] of Object.entries(commands)) children[name] = (await startOne(stage, toCommand)).child;
  await delay(idleMs);
  const rssKib = Object.fromEntries(Object.entries(children).map(([name, { pid }]) => [name, readRssKib(pid)]));
  await Promise.all(Object.values(children).map((child) => endProcess(child)));
  return rssKib;
}

async function startOne(stage, toCommand) {
  const port = await findFreePort();
  const command = toCommand(String(port));
  const startedAt = performance.now();
  const child = stage.launch(PROXY_CORE, command, { stdio: 'ignore', env: readPlainEnvironment() });
  while (!(await canConnect(port))) {
    if (performance.now() - startedAt < LONGEST_MS) continue;
    await endProcess(child);
    throw new Error(`${command.join(' ')} does not listen`);
  }
  return { child, ms: performance.now() - startedAt };
}
