// CPU per WebSocket message of 64 bytes that goes to the upstream and back, on 64 connections.
import { fileURLToPath } from 'node:url';
import { measureWebSocket, startTargets, toMedians } from '../target.mjs';

const ECHO = fileURLToPath(new URL('../load/websocket-echo.mjs', import.meta.url));
const CONNECTIONS = 64;

/** Resolves with the medians of each proxy that can upgrade a connection. */
export async function runWebSocketCase(stage, proxies, { rounds, seconds }) {
  const describeApp = (port) => ({ file: 'env', args: [`PORT=${port}`, process.execPath, ECHO] });
  const chosen = proxies.filter((proxy) => proxy.isMain && proxy.canUpgrade);
  const { upstream, targets } = await startTargets(stage, chosen, describeApp);
  const measured = Object.fromEntries(targets.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const target of targets) measured[target.name].push(await measureWebSocket(target, CONNECTIONS, seconds));
  }
  await Promise.all([upstream, ...targets].map(stage.stop));
  return Object.fromEntries(Object.entries(measured).map(([name, values]) => [name, toMedians(values)]));
}
