// Lines of 100 bytes that berth relays from a child to its own stdout: how many per second of its CPU time, whether all
// of them arrive, and what half a million of them each second do to the latency of requests meanwhile.
import { createReadStream, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readCpuMicros } from '../process-tree.mjs';
import { describeUpstream } from '../server-config.mjs';
import { emptyOutput, findFreePort, PROXY_CORE } from '../stage.mjs';
import { measureHttp, median } from '../target.mjs';

const BUNDLE = fileURLToPath(new URL('../../dist/berth.cjs', import.meta.url));
const LINE = 'x'.repeat(99);
const PACED_LINES = fileURLToPath(new URL('../load/paced-lines.mjs', import.meta.url));
const LINES_PER_SECOND = 500_000;
const LOAD = { path: '/small', connections: 16, kind: 'paced' };
const LONGEST_MS = 120_000;

/** Resolves with the figures of one run on the engine given. */
export async function runLogRelayCase(stage, { engine, lines, rounds, seconds }) {
  const counted = await startFlooded(stage, engine, (gate) => {
    const flood = `until [ -e ${gate} ]; do sleep 0.05; done; yes ${LINE} | head -n ${lines}; exec sleep 1000000`;
    return ['sh', '-c', flood];
  });
  const throughput = await measureThroughput(counted, lines);
  await stage.stop(counted);
  const toPaced = (gate) => [process.execPath, PACED_LINES, gate, String(LINES_PER_SECOND)];
  const flooded = await startFlooded(stage, engine, toPaced);
  await measureHttp(flooded, LOAD, 1);
  const calmP99Ms = await measureP99(flooded, rounds, seconds);
  flooded.release();
  await waitForBytes(flooded, LINE.length);
  const floodedP99Ms = await measureP99(flooded, rounds, seconds);
  await stage.stop(flooded);
  return { lines, ...throughput, calmP99Ms, floodedP99Ms };
}

async function measureP99(target, rounds, seconds) {
  const p99s = [];
  for (let round = 0; round < rounds; round++) p99s.push((await measureHttp(target, LOAD, seconds)).p99Ms);
  return median(p99s);
}

async function startFlooded(stage, engine, toFlood) {
  const [port, appPort] = [await findFreePort(), await findFreePort()];
  const gate = join(stage.folder, `gate-${port}`);
  const file = join(stage.folder, `log-relay-${port}.yaml`);
  const app = describeUpstream(stage.folder, appPort, stage.folder);
  const toLoadCore = (command) => JSON.stringify(['taskset', '-c', '1', ...command]);
  writeFileSync(
    file,
    `processes:
  app: { command: ${toLoadCore([app.file, ...app.args])}, port: ${appPort} }
  flood: { command: ${toLoadCore(toFlood(gate))}, essential: false, ready: none, after: [app] }
upstream: { process: app, port: ${appPort} }
listen: { host: 127.0.0.1, port: ${port} }
proxy: { engine: ${engine} }
`,
  );
  const program = { file: process.execPath, args: [BUNDLE, 'run', '--config', file], isAlone: true };
  const target = await stage.start(program, port, PROXY_CORE);
  const release = () => writeFileSync(gate, '');
  return { name: `berth (${engine})`, release, ...target };
}

async function measureThroughput(target, lines) {
  // The first answer says that both processes are started and the log is quiet again.
  await fetch(`http://127.0.0.1:${target.port}/small`).then((answer) => answer.text());
  await delay(500);
  emptyOutput(target);
  const startedAt = performance.now();
  const before = readCpuMicros(target.pid, true);
  target.release();
  await waitForBytes(target, lines * (LINE.length + 1));
  const wallSeconds = (performance.now() - startedAt) / 1000;
  const cpuSeconds = (readCpuMicros(target.pid, true) - before) / 1e6;
  const arrived = await countLines(target.stdout);
  if (arrived !== lines) throw new Error(`${arrived} of ${lines} lines arrived`);
  return { linesPerCpuSecond: lines / cpuSeconds, linesPerSecond: lines / wallSeconds };
}

async function waitForBytes(target, bytes) {
  const deadline = performance.now() + LONGEST_MS;
  while (statSync(target.stdout).size < bytes) {
    if (performance.now() > deadline) throw new Error(`only ${statSync(target.stdout).size} of ${bytes} bytes arrived`);
    await delay(10);
  }
}

async function countLines(file) {
  let count = 0;
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'latin1', highWaterMark: 1 << 20 })) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    count += lines.filter((line) => line === LINE).length;
  }
  return count;
}
