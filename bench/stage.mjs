// Where a run happens: a temporary folder, and the processes in it, each pinned to a core and ended by its id.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The proxy under test has core 0 to itself; load and upstreams share core 1. */
export const PROXY_CORE = '0';
export const LOAD_CORE = '1';

const LONGEST_START_MS = 20_000;
const LONGEST_STOP_MS = 5_000;

/** Creates a stage; `clear()` ends what is left on it and removes its folder. */
export function createStage() {
  const folder = mkdtempSync(join(tmpdir(), 'berth-bench-'));
  const running = new Set();
  let count = 0;

  /** Starts a program with its output in files; resolves when its port accepts connections. */
  async function start({ file, args, env = {}, isAlone = false }, port, core) {
    const output = join(folder, `output-${count++}`);
    const [stdout, stderr] = ['out', 'err'].map((end) => openSync(`${output}.${end}`, 'a'));
    const limited = [
      '-c',
      'ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -H -n)"; exec "$@"',
      'sh',
      'taskset',
      '-c',
      core,
      file,
      ...args,
    ];
    const child = spawn('sh', limited, { stdio: ['ignore', stdout, stderr], env: { ...process.env, ...env } });
    closeSync(stdout);
    closeSync(stderr);
    const program = { pid: child.pid, port, isAlone, child, stdout: `${output}.out`, stderr: `${output}.err` };
    running.add(program);
    await waitUntilListening(program, file);
    return program;
  }

  async function stop(program) {
    running.delete(program);
    await endProcess(program.child);
  }

  async function clear() {
    await Promise.all([...running].map(stop));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }

  return { folder, start, stop, clear };
}

/** Empties what a program has written so far; it goes on at the new beginning. */
export function emptyOutput(program) {
  truncateSync(program.stdout);
  truncateSync(program.stderr);
}

/** SIGTERM, then SIGKILL; resolves after the exit. */
export async function endProcess(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const wasInTime = await Promise.race([ended.then(() => true), delay(LONGEST_STOP_MS, false, { ref: false })]);
  if (!wasInTime) child.kill('SIGKILL');
  await ended;
}

/** Resolves with whether the port accepts a connection now. */
export function canConnect(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** A port that is free now, below those that Linux gives to outgoing connections by default, so that none of them takes it. */
export async function findFreePort() {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

async function waitUntilListening({ child, port, stderr }, file) {
  const deadline = performance.now() + LONGEST_START_MS;
  while (performance.now() < deadline) {
    if (await canConnect(port)) return;
    if (child.exitCode !== null) break;
    await delay(25);
  }
  throw new Error(`${file} does not listen on ${port}:\n${readFileSync(stderr, 'utf8').slice(-2000)}`);
}
