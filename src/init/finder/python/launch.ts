import { posix } from 'node:path';
import type { FoundConfig } from '../../finding.ts';
import type { PythonProject } from './project.ts';

/** How Python is started: its arguments, and what else the config needs. */
export interface Launch {
  /** Behind the interpreter: `['-m', 'gunicorn', …]`, `['server.py']`. */
  readonly args: readonly string[];
  /** The folder it starts in, from the folder of the app. */
  readonly root: string;
  readonly port?: 'auto' | number;
  readonly env?: Readonly<Record<string, string>>;
}

/** The config for it. Programs are run as modules of the interpreter: their own start files name folders of the machine they were made on. */
export function toConfig({ python, env }: PythonProject, launch: Launch): FoundConfig {
  const { args, root, port = 'auto' } = launch;
  const isPath = python.includes('/') && !python.startsWith('/');
  const all = { ...env, ...launch.env };
  return {
    command: [isPath ? posix.relative(root, python) : python, ...args],
    port,
    ...(root === '.' ? {} : { workingDirectory: root }),
    ...(Object.keys(all).length === 0 ? {} : { env: all }),
  };
}
