import { findConfigFile } from '../config/find-config.ts';
import { loadSettings } from '../config/load.ts';
import type { Settings } from '../core/settings.ts';

/** What `check` reads of the command line. */
export interface CheckFlags {
  readonly config: string | null;
  readonly port: string | null;
  readonly set: readonly string[];
  /** The config file may stand here too: `berth check other.yaml`. */
  readonly operands: readonly string[];
}

/**
 * Validates a config, its templates and the variables it needs, without writing or starting anything. Prints one line
 * and resolves with 0, or rejects with the failure that lists every problem.
 */
export async function check(flags: CheckFlags): Promise<number> {
  const named = flags.config ?? flags.operands[0] ?? null;
  const file = findConfigFile(named, process.env, process.argv[1] ?? '');
  const { settings, warnings, displayName } = await loadSettings({ file, port: flags.port, set: flags.set });
  for (const warning of warnings) process.stderr.write(`berth: warning: ${warning}\n`);
  process.stdout.write(`${displayName} is valid: ${describeSettings(settings)}\n`);
  return 0;
}

function describeSettings({ processes, listen, upstream }: Settings): string {
  const count = processes.length === 1 ? '1 process' : `${processes.length} processes`;
  const { address } = upstream;
  const app = address.kind === 'unix' ? address.path : `${address.host}:${address.port}`;
  return `${count}, listens on ${listen.host}:${listen.port} (${listen.portSource}), the app on ${app}`;
}
