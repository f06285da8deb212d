import { basename, resolve } from 'node:path';
import type { CommandSettings, ProcessSettings } from '../../core/settings.ts';
import { listInnerCommands } from './look-through.ts';
import { readHead } from './program.ts';

const LONGEST_CONFIG_BYTES = 64 * 1_024;

/** A sentence on a process that will not end when it is asked to; null if nothing of that is seen. */
export function describeUnstoppable(process: ProcessSettings): string | null {
  const { name, command, stopSignal } = process;
  if (stopSignal !== 'SIGTERM') return null;
  const commands = [command, ...listInnerCommands(command).map((inner) => inner.command)];
  if (!commands.some(isReloadedByTerm)) return null;
  return `process ${name}: uWSGI takes SIGTERM for an order to reload, and would have to be killed at every stop: set \`stopSignal: SIGINT\`, or \`die-on-term = true\` in its own config`;
}

// Wherever its options may stand, a word of the one that changes it is enough to say nothing.
function isReloadedByTerm({ file, args, env, workingDirectory }: CommandSettings): boolean {
  if (!/^uwsgi(?:-core|_python\d*)?$/.test(basename(file))) return false;
  const configs = args.flatMap((arg) => /[^=\s]+\.(?:ini|ya?ml|xml|json|cfg|conf)$/.exec(arg)?.[0] ?? []);
  const texts = configs.map((path) => readHead(resolve(workingDirectory, path), LONGEST_CONFIG_BYTES));
  if (texts.includes(null)) return false;
  const variables = Object.keys(env).filter((variable) => variable.startsWith('UWSGI_'));
  const all = [...args, ...variables, ...texts.map((bytes) => Buffer.from(bytes ?? []).toString('utf8'))].join('\n');
  const hasMaster = /\bmaster\b|UWSGI_MASTER|-M\b/.test(all);
  return hasMaster && !/die[-_]on[-_]term|unix_signal:15/i.test(all);
}
