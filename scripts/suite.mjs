// Runs every test once: npm test. The pure part runs with coverage, then all others without, and the last line counts both.
// What Debian packages the suites need is installed meanwhile. With arguments it runs what they name: npm test -- test/core
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');

const args = process.argv.slice(2);
const PARTS =
  args.length > 0
    ? [args]
    : [
        ['--project', 'pure', '--coverage'],
        ['--project', '!pure'],
      ];

const folder = mkdtempSync(join(tmpdir(), 'berth-suite-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const env = { TEST_TALLY: join(folder, 'tally.json'), ...process.env };

if (args.length === 0 && process.getuid?.() === 0) {
  const packages = listPackages();
  // The suites wait for their own packages, and say so if they are missing for good.
  spawn('sh', [join(ROOT, 'test/helpers/install-packages.sh'), ...packages], { stdio: 'ignore' }).on('error', () => {});
}
const failed = [];
for (const part of PARTS) {
  if (!(await run(part))) failed.push(part.join(' '));
}
// What it says of coverage stands thousands of lines above.
for (const part of failed) console.error(`Not all is well with: vitest run ${part}`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** Resolves with whether the run ended with status 0. */
function run(part) {
  const vitest = spawn(process.execPath, [VITEST, 'run', ...part], { cwd: ROOT, env, stdio: 'inherit' });
  return new Promise((resolve) => vitest.once('close', (code) => resolve(code === 0)));
}

/** Every package that a suite asks for in so many words. */
function listPackages() {
  const files = readdirSync(join(ROOT, 'test'), { recursive: true }).filter((name) => name.endsWith('.test.ts'));
  const calls = files.flatMap((name) => [
    ...readFileSync(join(ROOT, 'test', name), 'utf8').matchAll(/requirePackages\(([^;]*)\);/g),
  ]);
  return [...new Set(calls.flatMap(([, names]) => [...names.matchAll(/'([^']+)'/g)].map(([, name]) => name)))];
}
