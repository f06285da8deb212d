// Runs every config of config/ that has a description in test/fleet/systems, the heavy ones too, with its real app: npm run
// fleet [-- NAME…]. What an app needs is installed first; what cannot be is skipped by name.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const names = process.argv.slice(2);
const env = { ...process.env, TEST_FLEET: names.length === 0 ? 'all' : names.join(',') };
const { status } = spawnSync(process.execPath, ['scripts/suite.mjs', 'test/fleet'], {
  cwd: ROOT,
  env,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
