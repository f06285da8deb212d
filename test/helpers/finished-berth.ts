import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const BUNDLE = resolve('dist/berth.cjs');

/** What a command of berth printed, and ended with. */
export interface FinishedBerth {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command that ends by itself, with no other variables than those given and PATH. `input`: what it reads. */
export function finishBerth(
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
  input: string | Buffer = '',
): FinishedBerth {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BUNDLE, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    encoding: 'utf8',
    input,
  });
  return { status, stdout, stderr: withoutPortWarnings(stderr) };
}

// Other programs of this machine may hold the ports that these configs name.
function withoutPortWarnings(stderr: string): string {
  return stderr.replace(/^berth: warning: port \d+ .* is in use.*\n/gm, '');
}
