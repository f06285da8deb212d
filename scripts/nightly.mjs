// What takes too long for every push: npm run nightly [-- --step NAME,…] [--seed N]. The whole suite on newer releases of
// Node.js than the oldest that berth runs on, and long runs of fuzz, memory and soak. No step may take longer than it is
// given. A table closes the night, and the exit status is 1 if a line of it is not right.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NODES = join(ROOT, 'scripts/nodes');
const MINUTE_MS = 60_000;
const LONGEST_FAREWELL_MS = 10_000;
const { TEST_FUZZ_RUNS = '1000000', TEST_MEMORY_REQUESTS = '4000000', TEST_SOAK_MINUTES = '30' } = process.env;

const suiteOn = (release) => ({
  node: join(NODES, 'node_modules', release, 'bin/node'),
  args: ['scripts/suite.mjs'],
  mostMinutes: 25,
});
const suiteWith = (env) => ({ node: process.execPath, args: ['scripts/suite.mjs'], env, mostMinutes: 25 });
const only = (tests, env, mostMinutes) => ({
  node: process.execPath,
  args: ['node_modules/vitest/vitest.mjs', 'run', tests],
  env,
  mostMinutes,
});

const STEPS = {
  'suite-node22': suiteOn('node22'),
  'suite-node24': suiteOn('node24'),
  'suite-node26': suiteOn('node26'),
  'suite-node-sockets': suiteWith({ BERTH_SOCKETS: 'node' }),
  fuzz: only('test/fuzz', { TEST_FUZZ_RUNS }, 45),
  memory: only('test/stories/memory.test.ts', { TEST_MEMORY_REQUESTS }, 15),
  freeze: only(
    'test/stories/apps/freeze',
    {
      ...{ TEST_FREEZE_SECONDS: '0.1,1,15,70', TEST_FREEZES: '20' },
      ...{ TEST_FREEZE_CYCLES: '200', TEST_LONG_FREEZE_SECONDS: '80' },
    },
    60,
  ),
  folders: only('test/stories/init', { TEST_LONG_STARTS: '1' }, 20),
  container: only('test/stories/container', { TEST_CONTAINERS: '1' }, 20),
  rehearse: only(
    'test/stories/rehearse/config.test.ts',
    { TEST_REHEARSAL_IDLE: '15m', TEST_REHEARSAL_FREEZE: '70s' },
    30,
  ),
  fleet: only('test/fleet/rehearsal.test.ts', { TEST_FLEET: 'had' }, 60),
  soak: only('test/stories/soak', { TEST_SOAK_MINUTES }, Number(TEST_SOAK_MINUTES) + 10),
};

const { values: options } = parseArgs({
  options: {
    step: { type: 'string', default: Object.keys(STEPS).join() },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const names = options.step.split(',');
const unknown = names.find((name) => STEPS[name] === undefined);
if (unknown !== undefined) throw new Error(`no step '${unknown}'; there are: ${Object.keys(STEPS).join(', ')}`);

const folder = mkdtempSync(join(tmpdir(), 'berth-nightly-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
if (names.some((name) => name.startsWith('suite-'))) execFileSync('npm', ['ci'], { cwd: NODES, stdio: 'inherit' });

const rows = [];
for (const name of names) {
  console.log(`\n=== ${name} (TEST_SEED=${options.seed})`);
  rows.push(await runStep(name, STEPS[name]));
}
console.log(`\n${renderTable(rows)}\nnpm run nightly -- --seed ${options.seed} makes the same random choices again.`);
process.exitCode = rows.every(({ end }) => end === 'ok') ? 0 : 1;

async function runStep(name, { node, args, env = {}, mostMinutes }) {
  const tally = join(folder, `${name}.json`);
  const startedAt = performance.now();
  const child = spawn(node, args, {
    cwd: ROOT,
    stdio: 'inherit',
    // A group of its own, so that what it has started can be ended with it.
    detached: true,
    env: {
      ...process.env,
      CI: 'true',
      PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
      TEST_SEED: options.seed,
      TEST_TALLY: tally,
      ...env,
    },
  });
  const end = await waitForEnd(child, mostMinutes * MINUTE_MS);
  const minutes = (performance.now() - startedAt) / MINUTE_MS;
  return {
    name,
    version: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim(),
    end,
    minutes,
    tally: readTally(tally),
  };
}

/** Resolves with how a step has ended: `ok`, or in words what was wrong. */
async function waitForEnd(child, mostMs) {
  const kill = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // It was gone already.
    }
  };
  const onSignal = () => {
    kill('SIGTERM');
    process.exit(130);
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  let isLate = false;
  const timers = [
    setTimeout(() => {
      isLate = true;
      kill('SIGTERM');
    }, mostMs),
    setTimeout(() => kill('SIGKILL'), mostMs + LONGEST_FAREWELL_MS),
  ];
  const [code, signal] = await new Promise((resolve) => child.once('exit', (...end) => resolve(end)));
  for (const timer of timers) clearTimeout(timer);
  process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  if (isLate) return `took over ${mostMs / MINUTE_MS} min`;
  return code === 0 ? 'ok' : `ended with ${signal ?? code}`;
}

function readTally(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // It ended before it had counted anything.
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

function renderTable(all) {
  const cells = all.map(({ name, version, end, minutes, tally }) =>
    [name, version, end, tally.passed, tally.failed, tally.skipped, minutes.toFixed(1)].join(' | '),
  );
  const head = '| step | node | end | passed | failed | skipped | minutes |\n|---|---|---|---|---|---|---|';
  return [head, ...cells.map((row) => `| ${row} |`)].join('\n');
}
