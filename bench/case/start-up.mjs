// From exec to an open port, and the memory a while later, beside a script that does nothing but listen.
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readRssKib } from '../process-tree.mjs';
import { canConnect, endProcess, findFreePort, PROXY_CORE } from '../stage.mjs';
import { median } from '../target.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const BARE = "require('node:net').createServer().listen(Number(process.argv[2]), '127.0.0.1');\n";
/** V8 gives back what the start needed after eight seconds without work. */
const IDLE_MS = 12_000;
const LONGEST_MS = 20_000;

/** Resolves with the medians for each node: `bare` and `berth`, each with `ms` and `rssKib`. */
export async function runStartUpCase(stage, { starts }) {
  const script = join(stage.folder, 'bare.cjs');
  const config = join(stage.folder, 'start-up.yaml');
  writeFileSync(script, BARE);
  writeFileSync(config, 'command: sleep 1000000\nport: 1\nready: none\nlisten: { host: 127.0.0.1 }\n');
  const nodes = { 'node 20': process.execPath, 'node 24': here('../node_modules/node24/bin/node') };
  const rows = {};
  for (const [name, node] of Object.entries(nodes).filter(([, file]) => existsSync(file))) {
    const commands = {
      bare: (port) => [node, script, port],
      berth: (port) => [node, here('../../dist/berth.cjs'), 'run', '--config', config, '--port', port],
    };
    rows[name] = await measureStarts(commands, starts);
  }
  return rows;
}

async function measureStarts(commands, starts) {
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  const rssKib = {};
  for (let start = 0; start < starts; start++) {
    for (const [name, toCommand] of Object.entries(commands)) {
      const port = await findFreePort();
      const startedAt = performance.now();
      const child = spawn('taskset', ['-c', PROXY_CORE, ...toCommand(String(port))], { stdio: 'ignore' });
      while (!(await canConnect(port))) {
        if (performance.now() - startedAt > LONGEST_MS) throw new Error(`${name} does not listen`);
      }
      times[name].push(performance.now() - startedAt);
      if (start === 0) {
        await delay(IDLE_MS);
        rssKib[name] = readRssKib(child.pid);
      }
      await endProcess(child);
    }
  }
  const toRow = (name) => [name, { ms: median(times[name]), rssKib: rssKib[name] }];
  return Object.fromEntries(Object.keys(commands).map(toRow));
}
