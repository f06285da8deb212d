// A proxy that runs, and what a load costs it.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readCpuMicros, readStolenMicros } from './process-tree.mjs';
import { emptyOutput, findFreePort, LOAD_CORE, PROXY_CORE } from './stage.mjs';

const run = promisify(execFile);
/** A share of the time of both cores that no number here would show. */
const UNDISTURBED = 0.005;
const MOST_REPEATS = 3;
const CORES = 2;

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * Starts every proxy in front of the upstream that `describeApp(port)` describes: one shared by all, and one more for
 * each berth, which starts its app by itself. Resolves with the shared upstream and the targets, each once it has
 * accepted a connection.
 */
export async function startTargets(stage, proxies, describeApp) {
  const upstreamPort = await findFreePort();
  const upstream = await stage.start(describeApp(upstreamPort), upstreamPort, LOAD_CORE);
  const targets = [];
  for (const proxy of proxies) {
    const port = await findFreePort();
    const appPort = proxy.isBerth ? await findFreePort() : upstreamPort;
    const app = proxy.isBerth ? describeApp(appPort) : null;
    const program = proxy.describe({ folder: stage.folder, port, upstreamPort: appPort, app });
    targets.push({ name: proxy.name, ...(await stage.start(program, port, PROXY_CORE)) });
  }
  return { upstream, targets };
}

/** Runs wrk against a target: requests per second, latencies, and the target's CPU time per request. */
export async function measureHttp(target, { path, connections, kind = 'keep-alive' }, seconds) {
  const url = `http://127.0.0.1:${target.port}${path}`;
  const script = here('load/wrk.lua');
  return measureLoad(target, [
    ...['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s'],
    ...['-s', script, url, '--', kind],
  ]);
}

/** The same for WebSocket messages that go there and back. */
export async function measureWebSocket(target, connections, seconds) {
  const client = here('load/websocket-client.mjs');
  return measureLoad(target, [process.execPath, client, ...[target.port, connections, seconds].map(String)]);
}

/**
 * A round that the host has disturbed is measured again, a few times at most; of those the least disturbed counts, and
 * its `stolen` says how much of the time of both cores was missing.
 */
async function measureLoad(target, command) {
  let best = null;
  for (let round = 0; round < MOST_REPEATS && (best === null || best.stolen > UNDISTURBED); round++) {
    const measured = await measureOnce(target, command);
    if (best === null || measured.stolen < best.stolen) best = measured;
  }
  return best;
}

async function measureOnce(target, command) {
  const startedAt = performance.now();
  const [before, stolenBefore] = [readCpuMicros(target.pid, target.isAlone), readStolenMicros()];
  const { stdout } = await run('taskset', ['-c', LOAD_CORE, ...command]);
  const micros = readCpuMicros(target.pid, target.isAlone) - before;
  const stolen = (readStolenMicros() - stolenBefore) / ((performance.now() - startedAt) * 1000 * CORES);
  emptyOutput(target);
  const { requests, seconds, failed, ...latency } = JSON.parse(stdout.trim().split('\n').at(-1));
  if (failed > 0 || requests === 0)
    throw new Error(`${target.name} failed ${failed} of ${requests} requests:\n${stdout}`);
  return { cpuMicros: micros / requests, perSecond: requests / seconds, stolen, ...latency };
}

/** The median of each field over the rounds of one target. */
export function toMedians(rounds) {
  return Object.fromEntries(Object.keys(rounds[0]).map((key) => [key, median(rounds.map((round) => round[key]))]));
}

/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const last = sorted.length - 1;
  return (sorted[Math.floor(last / 2)] + sorted[Math.ceil(last / 2)]) / 2;
}
