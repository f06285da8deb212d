// Lines of 100 bytes that berth relays from a child to its own stdout: how many per second of its CPU time, whether all
// of them arrive, and what half a million of them each second do to the latency of requests meanwhile; and what they do
// when they flow past berth on the same two cores, through cat.
import { spawn } from 'node:child_process';
import { createReadStream, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readCpuMicros } from '../process-tree.mjs';
import { OWN_BUILD } from '../proxies.mjs';
import { measureRounds } from '../rounds.mjs';
import { describeUpstream } from '../server-config.mjs';
import { emptyOutput, findFreePort, LOAD_CORE, PROXY_CORE } from '../stage.mjs';
import { median } from '../statistics.mjs';
import { measureHttp } from '../target.mjs';

const LINE = 'x'.repeat(99);
const PACED_LINES = fileURLToPath(new URL('../load/paced-lines.mjs', import.meta.url));
const LINES_PER_SECOND = 500_000;
const LOAD = { path: '/small', connections: 16, kind: 'paced' };
const LONGEST_MS = 120_000;

/** Resolves with the figures of berth. */
export async function runLogRelayCase(stage, { lines, rounds, seconds }) {
  const counted = await startFlooded(stage, (gate) => {
    const flood = `until [ -e ${gate} ]; do sleep 0.05; done; yes ${LINE} | head -n ${lines}; exec sleep 1000000`;
    return ['sh', '-c', flood];
  });
  const throughput = await measureThroughput(counted, lines);
  await stage.stop(counted);
  const toPaced = (gate) => [process.execPath, PACED_LINES, gate, String(LINES_PER_SECOND)];
  const flooded = await startFlooded(stage, toPaced);
  await measureHttp(flooded, LOAD, 1);
  const calmP99Ms = await measureP99(flooded, rounds, seconds);
  const besideP99Ms = await measureBesideCat(stage, flooded, rounds, seconds);
  flooded.release();
  await waitForBytes(flooded, LINE.length);
  const floodedP99Ms = await measureP99(flooded, rounds, seconds);
  await stage.stop(flooded);
  return { berth: { lines, ...throughput, calmP99Ms, besideP99Ms, floodedP99Ms } };
}

async function measureP99(target, rounds, seconds) {
  // What the lines cost is on the proxy's core and disturbs on purpose.
  const measure = async () => ({ ...(await measureHttp(target, LOAD, seconds)), foreign: 0 });
  const measured = await measureRounds([target], rounds, measure);
  return median(measured[target.name].map(({ p99Ms }) => p99Ms));
}

/** The same writer on the same core, and cat on berth's core in berth's place: what the machine alone makes of it. */
async function measureBesideCat(stage, target, rounds, seconds) {
  const [gate, output] = [join(stage.folder, 'gate-cat'), join(stage.folder, 'output-cat')];
  const line = 'taskset -c "$1" "$2" "$3" "$4" "$5" | taskset -c "$6" cat > "$7"';
  const words = [LOAD_CORE, process.execPath, PACED_LINES, gate, String(LINES_PER_SECOND), PROXY_CORE, output];
  const pipeline = spawn('sh', ['-c', line, 'sh', ...words], { detached: true, stdio: 'ignore' });
  try {
    writeFileSync(gate, '');
    await waitForBytes({ stdout: output }, LINE.length);
    return await measureP99(target, rounds, seconds);
  } finally {
    process.kill(-pipeline.pid, 'SIGKILL');
  }
}

async function startFlooded(stage, toFlood) {
  const [port, appPort] = [await findFreePort(), await findFreePort()];
  const gate = join(stage.folder, `gate-${port}`);
  const file = join(stage.folder, `log-relay-${port}.yaml`);
  const app = describeUpstream(stage.folder, appPort, stage.folder);
  const toLoadCore = (command) => JSON.stringify(['taskset', '-c', LOAD_CORE, ...command]);
  writeFileSync(
    file,
    `processes:
  app: { command: ${toLoadCore([app.file, ...app.args])}, port: ${appPort} }
  flood: { command: ${toLoadCore(toFlood(gate))}, essential: false, ready: none, after: [app] }
upstream: { process: app, port: ${appPort} }
listen: { host: 127.0.0.1, port: ${port} }
`,
  );
  const program = { file: process.execPath, args: [OWN_BUILD.bundle, 'run', '--config', file], isAlone: true };
  const target = await stage.start(program, port, PROXY_CORE);
  const release = () => writeFileSync(gate, '');
  return { name: 'berth', release, ...target };
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
  const readSize = () => statSync(target.stdout, { throwIfNoEntry: false })?.size ?? 0;
  while (readSize() < bytes) {
    if (performance.now() > deadline) throw new Error(`only ${readSize()} of ${bytes} bytes arrived`);
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
