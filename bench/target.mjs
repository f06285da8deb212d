// A proxy that runs, and what a load costs it.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { waitForPage } from './first-answer.mjs';
import { readCpuMicros, readStolenMicros, readUnusedMicros } from './process-tree.mjs';
import { emptyOutput, findFreePort, LOAD_CORE, PROXY_CORE } from './stage.mjs';

const run = promisify(execFile);
const CORES = 2;

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * Starts every proxy in front of the upstream that `describeApp(port)` describes: one shared by all, and one more for
 * each that starts its app by itself, as berth does. Resolves with the shared upstream and the targets, each once it
 * has passed on a 200.
 */
export async function startTargets(stage, proxies, describeApp) {
  const upstreamPort = await findFreePort();
  const upstream = await stage.start(describeApp(upstreamPort), upstreamPort, LOAD_CORE);
  const targets = [];
  for (const proxy of proxies) {
    const port = await findFreePort();
    const appPort = proxy.startsApp ? await findFreePort() : upstreamPort;
    const app = proxy.startsApp ? pin(describeApp(appPort)) : null;
    const program = proxy.describe({ folder: stage.folder, port, upstreamPort: appPort, app });
    const target = { name: proxy.name, ...(await stage.start(program, port, PROXY_CORE)) };
    await waitForPage({ host: '127.0.0.1', port, path: '/small' }, target.child);
    targets.push(target);
  }
  return { upstream, targets };
}

function pin({ file, args }) {
  return { file: 'taskset', args: ['-c', LOAD_CORE, file, ...args] };
}

/**
 * Runs wrk against a target: requests per second, latencies, the target's CPU time per request, and what disturbed it
 * meanwhile: `stolen`, the share of the time of both cores that the host withheld, and `foreign`, the share of the
 * proxy's core that other processes used. With `bodyBytes`, bodies count by their bytes, so that those that are still on
 * their way at the end, all connections' worth of them, are counted as far as they have come.
 */
export async function measureHttp(target, { path, connections, kind = 'keep-alive', bodyBytes }, seconds) {
  const url = `http://127.0.0.1:${target.port}${path}`;
  const wrk = ['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s'];
  return measureLoad(target, [...wrk, '-s', here('load/wrk.lua'), url, '--', kind], bodyBytes);
}

/** The same for WebSocket messages that go there and back. */
export async function measureWebSocket(target, connections, seconds) {
  const client = here('load/websocket-client.mjs');
  return measureLoad(target, [process.execPath, client, ...[target.port, connections, seconds].map(String)]);
}

async function measureLoad(target, command, bodyBytes) {
  const before = readAccounts(target);
  const { stdout } = await run('taskset', ['-c', LOAD_CORE, ...command]);
  const after = readAccounts(target);
  const [wall, cpu, unused, stolen] = Object.keys(after).map((key) => after[key] - before[key]);
  emptyOutput(target);
  const { requests, bytes, seconds, failed, ...latency } = JSON.parse(stdout.trim().split('\n').at(-1));
  if (failed > 0) throw new Error(`${target.name} failed ${failed} of ${requests} requests:\n${stdout}`);
  const count = bodyBytes === undefined ? requests : bytes / bodyBytes;
  const foreign = Math.max(0, 1 - (cpu + unused) / wall);
  return { cpuMicros: cpu / count, perSecond: count / seconds, stolen: stolen / (wall * CORES), foreign, ...latency };
}

function readAccounts(target) {
  return {
    wall: performance.now() * 1000,
    cpu: readCpuMicros(target.pid, target.isAlone),
    unused: readUnusedMicros(PROXY_CORE),
    stolen: readStolenMicros(),
  };
}
