import type { AppFolder } from '../../app-folder.ts';
import type { FoundConfig } from '../../finding.ts';
import type { AppObject } from './app-object.ts';
import type { PythonProject } from './project.ts';

/** A server that an app object is given to. */
export interface Server {
  readonly name: string;
  /** What must be installed for it. */
  readonly packageName: string;
  /** Behind the interpreter. */
  readonly args: readonly string[];
  /** Options for a server behind another, where no config of its own says them. */
  readonly tuning?: readonly string[];
  readonly ready?: FoundConfig['ready'];
  readonly notes: readonly string[];
}

type Make = (target: Target) => Server;

/** What a server serves. */
export interface Target {
  /** `shop.wsgi:application`. */
  readonly module: string;
  readonly name: string;
  readonly isFactory: boolean;
  /** What is said of how the app wants to be served. */
  readonly workerArgs?: readonly string[];
}

const ADDRESS = `127.0.0.1:\${port}`;
const HOST_AND_PORT = ['--host', '127.0.0.1', '--port', `\${port}`];

const THREADS = ['--threads', '8'];

const GUNICORN_NOTE =
  'gunicorn takes one call at a time and ends it after 30 s, were it not for --threads 8 --timeout 0: an app that bears no threads wants --threads 1';

const gunicorn: Make = ({ module, name, isFactory, workerArgs = [] }) => ({
  name: 'gunicorn',
  packageName: 'gunicorn',
  args: ['-m', 'gunicorn', '--bind', ADDRESS, ...workerArgs, `${module}:${name}${isFactory ? '()' : ''}`],
  tuning: [...(workerArgs.length > 0 ? [] : THREADS), '--timeout', '0'],
  // It opens its port before it loads the app: any answer says that it did.
  ready: { http: '/', status: '100-599' },
  notes: workerArgs.length > 0 ? [] : [GUNICORN_NOTE],
});

const waitress: Make = ({ module, name, isFactory }) => ({
  name: 'waitress',
  packageName: 'waitress',
  args: ['-m', 'waitress', `--listen=${ADDRESS}`, ...(isFactory ? ['--call'] : []), `${module}:${name}`],
  notes: [],
});

const cheroot: Make = ({ module, name }) => ({
  name: 'cheroot',
  packageName: 'cheroot',
  args: ['-m', 'cheroot', '--bind', ADDRESS, `${module}:${name}`],
  notes: [],
});

const uvicorn: Make = ({ module, name, isFactory }) => ({
  name: 'uvicorn',
  packageName: 'uvicorn',
  args: ['-m', 'uvicorn', ...HOST_AND_PORT, ...(isFactory ? ['--factory'] : []), `${module}:${name}`],
  notes: [],
});

const hypercorn: Make = ({ module, name, isFactory }) => ({
  name: 'hypercorn',
  packageName: 'hypercorn',
  args: ['-m', 'hypercorn', '--bind', ADDRESS, `${module}:${name}${isFactory ? '()' : ''}`],
  notes: [],
});

const granian: Make = ({ module, name, isFactory }) => ({
  name: 'granian',
  packageName: 'granian',
  args: [
    '-m',
    'granian',
    '--interface',
    'asgi',
    ...HOST_AND_PORT,
    ...(isFactory ? ['--factory'] : []),
    `${module}:${name}`,
  ],
  notes: [],
});

const daphne: Make = ({ module, name }) => ({
  name: 'daphne',
  packageName: 'daphne',
  args: ['-m', 'daphne', '-b', '127.0.0.1', '-p', `\${port}`, `${module}:${name}`],
  notes: [],
});

const sanic: Make = ({ module, name, isFactory }) => ({
  name: 'its own server',
  packageName: 'sanic',
  args: ['-m', 'sanic', `${module}:${name}`, ...HOST_AND_PORT, '--single-process', ...(isFactory ? ['--factory'] : [])],
  notes: [],
});

const emmett: Make = ({ module }) => ({
  name: 'its own server',
  packageName: 'emmett',
  args: ['-m', 'emmett', '-a', module, 'serve', ...HOST_AND_PORT],
  notes: [],
});

/** By what they need, the best for production first. */
const SERVERS: Readonly<Record<'wsgi' | 'asgi', ReadonlyArray<readonly [string, Make]>>> = {
  wsgi: [
    ['gunicorn', gunicorn],
    ['waitress', waitress],
    ['cheroot', cheroot],
  ],
  asgi: [
    ['uvicorn', uvicorn],
    ['hypercorn', hypercorn],
    ['granian', granian],
    ['daphne', daphne],
  ],
};

/** The server that the project has for a protocol; null if it has none. */
export function findServer(project: PythonProject, protocol: 'wsgi' | 'asgi', target: Target): Server | null {
  const servers = SERVERS[protocol];
  const chosen = servers.find(([name]) => project.requires(name)) ?? servers.find(([name]) => project.has(name));
  return chosen?.[1](target) ?? null;
}

/** The server that is to be installed where an app cannot do without one. */
export function toUsualServer(protocol: 'wsgi' | 'asgi', target: Target): Server {
  return protocol === 'wsgi' ? gunicorn(target) : uvicorn(target);
}

/** The arguments of a server: a config of gunicorn's own is named where it does not find that by itself, and says the rest. */
export function toArguments({ packageName, args, tuning = [] }: Server, folder: AppFolder, root: string): string[] {
  const hasOwn = packageName === 'gunicorn' && hasGunicornConfig(folder, root);
  const config = packageName === 'gunicorn' && !hasOwn ? findGunicornConfig(folder, root) : null;
  const more = hasOwn ? [] : config === null ? tuning : ['--config', config];
  // Behind the address.
  return [...args.slice(0, 4), ...more, ...args.slice(4)];
}

/** What is to be said of a server that no config of its own tells how to work. */
export function toNotes({ packageName, notes }: Server, folder: AppFolder, root: string): readonly string[] {
  const isConfigured =
    packageName === 'gunicorn' && (hasGunicornConfig(folder, root) || findGunicornConfig(folder, root) !== null);
  return isConfigured ? [] : notes;
}

/** A config of gunicorn that it does not find by itself. */
function findGunicornConfig(folder: AppFolder, root: string): string | null {
  const names = ['gunicorn_config.py', 'gunicorn_conf.py', 'gunicorn.py', 'gunicorn.config.py'];
  return names.find((name) => folder.hasFile(root === '.' ? name : `${root}/${name}`)) ?? null;
}

function hasGunicornConfig(folder: AppFolder, root: string): boolean {
  return folder.hasFile(root === '.' ? 'gunicorn.conf.py' : `${root}/gunicorn.conf.py`);
}

/** The server for an app object that comes with its framework; null if none does. */
export function findOwnServer({ framework }: AppObject, target: Target): Server | null {
  if (framework.name === 'Sanic') return sanic(target);
  if (framework.name === 'Emmett') return emmett(target);
  return framework.name === 'Quart' ? hypercorn(target) : null;
}
