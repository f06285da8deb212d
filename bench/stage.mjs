// Where a run happens: a temporary folder, and the processes in it, each pinned to a core and ended by its id.
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The proxy under test has core 0 to itself; load and upstreams share core 1. */
export const PROXY_CORE = '0';
export const LOAD_CORE = '1';

const PIN = 'taskset';
const LONGEST_START_MS = 20_000;
const LONGEST_STOP_MS = 5_000;

/**
 * Lets `play` run on a stage and clears it behind it, also when it fails or the bench is told to end. This process goes
 * to the core of the load, so that nothing of the bench itself is on the proxy's.
 */
export async function withStage(play) {
  execFileSync(PIN, ['-acp', LOAD_CORE, String(process.pid)]);
  const stage = new Stage();
  const onSignal = () => void stage.clear().then(() => process.exit(130));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await play(stage);
  } finally {
    await stage.clear();
  }
}

class Stage {
  folder = mkdtempSync(join(tmpdir(), 'berth-bench-'));
  #running = new Set();
  #count = 0;

  /** Starts a command on a core. It is on the stage until it ends. */
  launch(core, command, options) {
    const child = spawn(PIN, ['-c', core, ...command], options);
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
    return child;
  }

  /** Starts a program with its output in files; resolves when its port accepts connections. */
  async start({ file, args, env = {}, isAlone = false, endSignal }, port, core) {
    const output = join(this.folder, `output-${this.#count++}`);
    const [stdout, stderr] = ['out', 'err'].map((end) => openSync(`${output}.${end}`, 'a'));
    const options = { stdio: ['ignore', stdout, stderr], env: { ...process.env, ...env } };
    const child = this.launch(core, withManyFiles([file, ...args]), options);
    closeSync(stdout);
    closeSync(stderr);
    const program = {
      pid: child.pid,
      port,
      isAlone,
      endSignal,
      child,
      stdout: `${output}.out`,
      stderr: `${output}.err`,
    };
    await waitUntilListening(program, file);
    return program;
  }

  /** Ends programs; resolves when all of them are gone. */
  async stop(...programs) {
    await Promise.all(programs.map(({ child, endSignal }) => endProcess(child, endSignal)));
  }

  /** Ends what is left on the stage and removes its folder. */
  async clear() {
    await Promise.all([...this.#running].map((child) => endProcess(child)));
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The command with as many descriptors as it may have here. */
export function withManyFiles(command) {
  return ['sh', '-c', 'ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -H -n)"; exec "$@"', 'sh', ...command];
}

/** Empties what a program has written so far; it goes on at the new beginning. */
export function emptyOutput(program) {
  truncateSync(program.stdout);
  truncateSync(program.stderr);
}

/** The signal, then SIGKILL; resolves after the exit. */
export async function endProcess(child, signal = 'SIGTERM') {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const wasInTime = await Promise.race([ended.then(() => true), delay(LONGEST_STOP_MS, false, { ref: false })]);
  if (!wasInTime) child.kill('SIGKILL');
  await ended;
}

/** The same for a child that leads a group; what is left of the group is killed. */
export async function endGroup(child, signal) {
  await endProcess(child, signal);
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
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
