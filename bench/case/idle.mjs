// Memory of an idle kept-alive connection: what 10 000 of them add to the proxy's own.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readOwnMemoryKib } from '../process-tree.mjs';
import { describeUpstream } from '../server-config.mjs';
import { LOAD_CORE, withManyFiles } from '../stage.mjs';
import { measureHttp, startTargets } from '../target.mjs';

const CLIENT = fileURLToPath(new URL('../load/idle-client.mjs', import.meta.url));
/** Longer than the idle upstream connections of any of the proxies live on, and than V8 waits before it tidies up. */
const SETTLE_MS = 10_000;

/** Resolves with the bytes per connection of each proxy, all of them freshly started and warmed up. */
export async function runIdleCase(stage, proxies, { connections }) {
  const mains = proxies.filter(({ isMain }) => isMain);
  const describeApp = (port) => describeUpstream(stage.folder, port, stage.folder);
  const { upstream, targets } = await startTargets(stage, mains, describeApp);
  for (const target of targets) await measureHttp(target, { path: '/small', connections: 64 }, 1);
  await delay(SETTLE_MS);
  const readAll = () => targets.map((target) => readOwnMemoryKib(target.pid, target.isAlone));
  const before = readAll();
  const clients = [];
  for (const target of targets) clients.push(await openConnections(stage, target, connections));
  await delay(SETTLE_MS);
  const rows = readAll().map((kib, at) => {
    const bytesPerConnection = ((kib - before[at]) * 1024) / connections;
    return [targets[at].name, { connections, bytesPerConnection }];
  });
  await stage.stop(...clients, upstream, ...targets);
  // One that cannot hold so many with the descriptors it may have here has no number.
  return Object.fromEntries(rows.filter((_, at) => clients[at].open === connections));
}

async function openConnections(stage, target, connections) {
  const command = withManyFiles([process.execPath, CLIENT, String(target.port), String(connections)]);
  const child = stage.launch(LOAD_CORE, command, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const open = Number(line);
  if (open !== connections) console.error(`skipped: ${target.name} holds ${open} of ${connections} connections`);
  return { child, open };
}
