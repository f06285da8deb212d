// Memory of an idle kept-alive connection: what 10 000 of them add to the proxy's own (PSS).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readPssKib } from '../process-tree.mjs';
import { describeUpstream } from '../server-config.mjs';
import { endProcess, LOAD_CORE } from '../stage.mjs';
import { measureHttp, startTargets } from '../target.mjs';

const CLIENT = fileURLToPath(new URL('../load/idle-client.mjs', import.meta.url));

// Longer than the idle upstream connections of any of the proxies live on.
const SETTLE_MS = 6_000;

/** Resolves with the bytes per connection of each proxy, each of them freshly started and warmed up. */
export async function runIdleCase(stage, proxies, { connections }) {
  const rows = {};
  for (const proxy of proxies.filter(({ isMain }) => isMain)) {
    const describeApp = (port) => describeUpstream(stage.folder, port, stage.folder);
    const { upstream, targets } = await startTargets(stage, [proxy], describeApp);
    const [target] = targets;
    await measureHttp(target, { path: '/small', connections: 64 }, 1);
    await delay(SETTLE_MS);
    // One that cannot hold so many with the descriptors it may have here has no number.
    const row = await measureIdle(target, connections).catch((error) => console.error(`skipped: ${error.message}`));
    if (row !== undefined) rows[proxy.name] = row;
    await Promise.all([upstream, target].map(stage.stop));
  }
  return rows;
}

async function measureIdle(target, connections) {
  const before = readPssKib(target.pid, target.isAlone);
  const shell = 'ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -H -n)"; exec "$@"';
  const command = ['taskset', '-c', LOAD_CORE, process.execPath, CLIENT, String(target.port), String(connections)];
  const client = spawn('sh', ['-c', shell, 'sh', ...command], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const [line] = await once(createInterface({ input: client.stdout }), 'line');
    if (Number(line) !== connections) throw new Error(`${target.name} holds ${line} of ${connections} connections`);
    await delay(SETTLE_MS);
    const pssKib = readPssKib(target.pid, target.isAlone) - before;
    return { connections, bytesPerConnection: (pssKib * 1024) / connections };
  } finally {
    await endProcess(client);
  }
}
