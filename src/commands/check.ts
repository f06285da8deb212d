import { loadSettings } from '../config/load.ts';
import { checkRunDir } from '../config/settings/run-dir.ts';
import { findConfigFile } from '../config/source/find-config.ts';
import { describeAddress } from '../core/address.ts';
import type { Settings } from '../core/settings.ts';
import { chooseExitStatus } from '../failures/exit-status.ts';
import type { Failure } from '../failures/failure.ts';
import { recognisePlatform } from '../platform/choose-platform.ts';
import { inspectBeforeStart } from '../process/preflight/preflight.ts';

/** What `check` reads of the command line. */
export interface CheckFlags {
  readonly config: string | null;
  readonly port: string | null;
  readonly set: readonly string[];
  /** The config file may stand here too: `berth check other.yaml`. */
  readonly operands: readonly string[];
  /** Keep what a start need not find out again. */
  readonly keep: boolean;
}

/**
 * Validates a config, its templates, the variables it needs and the programs it starts, without starting anything; and, only if it
 * is told to, keeps what a start need not find out again, for starts without flags and variables that beat the config. Prints one line and resolves with 0; else lists every problem and resolves with the status of the first, or
 * rejects with the failure if the config itself is wrong. A port in use is a warning: the berth to be checked may run.
 */
export async function check(flags: CheckFlags): Promise<number> {
  const named = flags.config ?? flags.operands[0] ?? null;
  const file = findConfigFile(named, process.env, process.argv[1] ?? '');
  const { settings, warnings, displayName, runDirPlan, locate } = await loadSettings({
    file,
    port: flags.port,
    set: flags.set,
  });
  const preflight = await inspectBeforeStart(settings);
  const runDirFailure = checkRunDir(runDirPlan, displayName);
  const failures = [...(runDirFailure === null ? [] : [{ failure: runDirFailure }]), ...preflight.failures];
  for (const warning of [...warnings, ...preflight.warnings]) process.stderr.write(`berth: warning: ${warning}\n`);
  for (const { failure, path } of failures)
    process.stderr.write(`berth: ${describeFailure(failure, path === undefined ? null : locate(path))}\n`);
  const [first] = failures;
  if (first !== undefined) return chooseExitStatus(first.failure.code, recognisePlatform(process.env));
  process.stdout.write(`${displayName} is valid: ${describeSettings(settings)}\n`);
  if (flags.keep) process.stdout.write(`${await keep(file, displayName)}\n`);
  return 0;
}

async function keep(file: string, displayName: string): Promise<string> {
  const { keepConfig } = await import('../config/kept/keep.ts');
  const kept = await keepConfig(file, { env: process.env });
  return kept.kind === 'kept'
    ? `${displayName}.kept: what a start of this berth, by this Node.js, need not find out again`
    : `nothing is kept: ${kept.reason}`;
}

/** A failure as `check` tells it, with the place in the config, if it is of one. */
export function describeFailure({ code, message, diagnosis, cure }: Failure, place: string | null): string {
  const words = diagnosis === null ? cure : `${diagnosis.cause}\n${diagnosis.cure}`;
  return `${code}: ${message}\n${place === null ? '' : `${place}: `}${words}`;
}

function describeSettings({ processes, listen, upstream }: Settings): string {
  const count = processes.length === 1 ? '1 process' : `${processes.length} processes`;
  const app = describeAddress(upstream.address) + (upstream.tls === null ? '' : ' over TLS');
  return `${count}, listens on ${listen.host}:${listen.port} (${listen.portSource}), the app on ${app}`;
}
