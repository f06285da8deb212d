import type { AppObject } from './app-object.ts';
import type { PythonProject } from './project.ts';

/** A server that an app object is given to. */
export interface Server {
  readonly name: string;
  /** What must be installed for it. */
  readonly packageName: string;
  /** Behind the interpreter. */
  readonly args: readonly string[];
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

const GUNICORN_NOTE =
  "gunicorn's default is one request at a time, ended after 30 s: --threads 8 --timeout 0 in the command leaves both to berth";

const gunicorn: Make = ({ module, name, isFactory, workerArgs = [] }) => ({
  name: 'gunicorn',
  packageName: 'gunicorn',
  args: ['-m', 'gunicorn', '--bind', ADDRESS, ...workerArgs, `${module}:${name}${isFactory ? '()' : ''}`],
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

/** The server for an app object that comes with its framework; null if none does. */
export function findOwnServer({ framework }: AppObject, target: Target): Server | null {
  if (framework.name === 'Sanic') return sanic(target);
  return framework.name === 'Quart' ? hypercorn(target) : null;
}
