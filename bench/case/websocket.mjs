// CPU per WebSocket message of 64 bytes that goes to the upstream and back, on 64 connections.
import { fileURLToPath } from 'node:url';
import { measureRounds } from '../rounds.mjs';
import { measureWebSocket, startTargets } from '../target.mjs';

const ECHO = fileURLToPath(new URL('../load/websocket-echo.mjs', import.meta.url));
const CONNECTIONS = 64;
const WARM_UP_SECONDS = 1;

/** Resolves with the rounds of each proxy that can upgrade a connection. */
export async function runWebSocketCase(stage, proxies, { rounds, seconds }) {
  const describeApp = (port) => ({ file: 'env', args: [`PORT=${port}`, process.execPath, ECHO] });
  const chosen = proxies.filter((proxy) => proxy.isMain && proxy.canUpgrade);
  const { upstream, targets } = await startTargets(stage, chosen, describeApp);
  for (const target of targets) await measureWebSocket(target, CONNECTIONS, WARM_UP_SECONDS);
  const measured = await measureRounds(targets, rounds, (target) => measureWebSocket(target, CONNECTIONS, seconds));
  await stage.stop(upstream, ...targets);
  return measured;
}
