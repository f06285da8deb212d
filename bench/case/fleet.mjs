// From exec to the first 200 of its page: each system of the fleet behind berth, and its own command by itself.
import { once } from 'node:events';
import { choose } from '../choose.mjs';
import { waitForPage } from '../first-answer.mjs';
import { withFleet } from '../fleet-starts.mjs';
import { readCpuMicros } from '../process-tree.mjs';
import { OWN_BUILD } from '../proxies.mjs';
import { takeTurns } from '../rounds.mjs';
import { endGroup, endProcess, findFreePort, PROXY_CORE } from '../stage.mjs';
import { toMedians } from '../statistics.mjs';

/**
 * Resolves with the median start of each system in both ways, `berthMs` and `aloneMs`, and `berthCpuMs`, the processor time of
 * berth itself until then.
 */
export async function runFleetCase(stage, { rounds, systems = [] }) {
  return withFleet(async ({ made, missing, prepare }) => {
    const names = choose(systems, [...made.map(({ name }) => name), ...missing], 'system');
    for (const name of names.filter((each) => missing.includes(each)))
      console.error(`skipped: ${name} has not been made here (npm run fleet -- ${name})`);
    const rows = {};
    for (const system of made.filter(({ name }) => names.includes(name))) {
      const { berth, alone } = await measureInTurn(
        {
          berth: () => startBehindBerth(stage, system),
          alone: async () => startAlone(stage, system, await prepare(system)),
        },
        rounds,
      );
      rows[system.name] = { berthMs: berth.ms, berthCpuMs: berth.cpuMs, aloneMs: alone.ms };
    }
    return rows;
  });
}

/** Once each to warm up, then in turn and back again. */
async function measureInTurn(ways, rounds) {
  const names = Object.keys(ways);
  for (const name of names) await ways[name]();
  const times = await takeTurns(names, rounds, (name) => ways[name]());
  return Object.fromEntries(names.map((name) => [name, toMedians(times[name])]));
}

async function startBehindBerth(stage, { file, env, path }) {
  const port = await findFreePort();
  const own = ['--config', file, '--port', String(port), '--set', 'listen.host=127.0.0.1', '--set', 'platform=fc'];
  const command = [process.execPath, OWN_BUILD.bundle, 'run', ...own];
  const startedAt = performance.now();
  const child = stage.launch(PROXY_CORE, command, { env, stdio: 'ignore' });
  try {
    await waitForPage({ host: '127.0.0.1', port, path }, child);
    return { ms: performance.now() - startedAt, cpuMs: readCpuMicros(child.pid, true) / 1000 };
  } finally {
    await endProcess(child);
  }
}

/** As a start script would: one-shots to their end, one after the other, then everything else at once. */
async function startAlone(stage, { path }, { oneshots, servers, address, clear }) {
  const children = [];
  const start = ({ file, args, workingDirectory: cwd, env, identity: { uid, gid } = {} }) => {
    const options = { cwd, env, uid, gid, stdio: 'ignore', detached: true };
    const child = stage.launch(PROXY_CORE, [file, ...args], options);
    children.push(child);
    return child;
  };
  const place = address.kind === 'unix' ? { socketPath: address.path } : { host: address.host, port: address.port };
  const startedAt = performance.now();
  try {
    for (const command of oneshots) await once(start(command), 'exit');
    for (const command of servers) start(command);
    await waitForPage({ ...place, path }, children.at(-1));
    return { ms: performance.now() - startedAt };
  } finally {
    await Promise.all(children.map((child) => endGroup(child)));
    clear();
  }
}
