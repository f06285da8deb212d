import { posix } from 'node:path';
import { toCommand } from '../../command.ts';
import type { FoundConfig } from '../../finding.ts';
import type { PythonProject } from './project.ts';

/** How Python is started: its arguments, and what else the config needs. */
export interface Launch {
  /** Behind the interpreter: `['-m', 'gunicorn', …]`, `['server.py']`. */
  readonly args: readonly string[];
  /** The folder it starts in, from the folder of the app. */
  readonly root: string;

  /** The packages it needs besides those of the app. */
  readonly needs?: readonly string[];
  readonly port?: 'auto' | number;
  readonly env?: Readonly<Record<string, string>>;
  readonly ready?: FoundConfig['ready'];
}

/** The config for it. Programs are run as modules of the interpreter: their own start files name folders of the machine they were made on. */
export function toConfig({ toPython, env }: PythonProject, launch: Launch): FoundConfig {
  const python = toPython(launch.needs ?? []);
  const { args, port = 'auto', ready } = launch;
  // What lies in `src` is started from above it, where the rest of the project is.
  const isSource = launch.root === 'src' || launch.root.endsWith('/src');
  const root = isSource ? posix.dirname(launch.root) : launch.root;
  const isPath = python.includes('/') && !python.startsWith('/');
  const places = [env['PYTHONPATH'], ...(isSource ? ['src'] : [])].filter((place) => place !== undefined);
  const all = { ...(places.length === 0 ? {} : { PYTHONPATH: places.join(':') }), ...launch.env };
  return {
    command: toCommand([isPath ? posix.relative(root, python) : python, ...args]),
    port,
    ...(root === '.' ? {} : { workingDirectory: root }),
    ...(Object.keys(all).length === 0 ? {} : { env: all }),
    ...(ready === undefined ? {} : { ready }),
  };
}
