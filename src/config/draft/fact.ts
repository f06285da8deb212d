import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { basename, join, resolve as resolvePath } from 'node:path';
import { orderByDependency } from '../../core/dependency-order.ts';
import { isMapping } from '../schema/schema-leaf.ts';
import { type ConfigPath, getAt } from '../source/place.ts';
import { findFreePorts } from './free-port.ts';

/** What `${port}`, `${runDir}` and `${file.NAME}` stand for; null where the value they are made of is wrong. */
export interface Facts {
  readonly isShortForm: boolean;
  readonly processNames: readonly string[];
  readonly upstreamName: string | null;
  readonly ports: ReadonlyMap<string, number | null>;
  readonly runDir: string | null;
  /** True if berth made up the folder, and removes it at the end. */
  readonly isRunDirTemporary: boolean;
  readonly files: ReadonlyMap<string, string | null>;
}

/** The name of the process in the short form. */
export const ONLY_PROCESS = 'app';

/** Reads a value of the tree with its environment variables put in; `null` if that cannot be done. */
export type ReadEarly = (path: ConfigPath) => unknown;

/** Paths whose values others are made of, so they may use only the environment themselves. */
export function isEarlyPath(path: ConfigPath): boolean {
  const last = path.at(-1);
  if (path.length === 1) return last === 'port' || last === 'runDir';
  if (path[0] === 'processes' && path.length === 3)
    return last === 'port' || last === 'essential' || last === 'oneshot';
  if (path[0] === 'files') return last === 'to' || last === 'template';
  return (
    (path[0] === 'upstream' && (last === 'port' || last === 'process')) || (path[0] === 'listen' && last === 'port')
  );
}

/** Computes the facts from a tree whose texts are not prepared yet. Wrong values are left for the schema to report. */
export async function collectFacts(
  tree: unknown,
  read: ReadEarly,
  configDir: string,
  listenPort: number | null,
): Promise<Facts> {
  const processes = getAt(tree, ['processes']);
  const isShortForm = processes === undefined;
  const processNames = isShortForm ? [ONLY_PROCESS] : listNames(tree, 'processes');
  const upstreamName = isShortForm ? ONLY_PROCESS : findUpstream(tree, processNames, read);
  const wantedRunDir = read(['runDir']);
  const isRunDirTemporary = wantedRunDir === undefined;
  const runDir = isRunDirTemporary
    ? join(tmpdir(), `berth-${randomBytes(6).toString('hex')}`)
    : toFolder(wantedRunDir, configDir);
  const files = listNames(tree, 'files').map((name) => [name, findTarget(name, read, runDir)] as const);
  const wantedPorts = processNames.map(
    (name) => [name, findWantedPort(name, isShortForm, upstreamName, read)] as const,
  );
  const ports = await choosePorts(wantedPorts, listenPort);
  return { isShortForm, processNames, upstreamName, ports, runDir, isRunDirTemporary, files: new Map(files) };
}

/** The path of the `port` of a process. */
export function toPortPath(isShortForm: boolean, name: string): ConfigPath {
  return isShortForm ? ['port'] : ['processes', name, 'port'];
}

/** The names in a mapping of the tree. */
function listNames(tree: unknown, key: string): string[] {
  const mapping = getAt(tree, [key]);
  return isMapping(mapping) ? Object.keys(mapping) : [];
}

/** What each process comes `after`, as far as the tree says it; itself left out. */
export function collectDependencies(tree: unknown, names: readonly string[]): Map<string, string[]> {
  return new Map(
    names.map((name) => {
      const after = getAt(tree, ['processes', name, 'after']);
      return [name, Array.isArray(after) ? after.filter((item) => typeof item === 'string' && item !== name) : []];
    }),
  );
}

/** The process that is named; else the only essential one with a port; else the essential one started last. */
function findUpstream(tree: unknown, names: readonly string[], read: ReadEarly): string | null {
  const named = read(['upstream', 'process']);
  if (named !== undefined) return typeof named === 'string' && names.includes(named) ? named : null;
  const order = orderByDependency(collectDependencies(tree, names));
  if (order.kind === 'cycle') return null;
  const essential = order.names.filter(
    (name) => read(['processes', name, 'essential']) !== false && read(['processes', name, 'oneshot']) !== true,
  );
  const withPort = essential.filter((name) => read(['processes', name, 'port']) !== undefined);
  return (withPort.length === 1 ? withPort[0] : essential.at(-1)) ?? null;
}

function findWantedPort(name: string, isShortForm: boolean, upstreamName: string | null, read: ReadEarly): unknown {
  const own = read(toPortPath(isShortForm, name));
  return own === undefined && name === upstreamName ? read(['upstream', 'port']) : own;
}

async function choosePorts(
  wanted: ReadonlyArray<readonly [name: string, port: unknown]>,
  listenPort: number | null,
): Promise<Map<string, number | null>> {
  const taken = new Set(wanted.map(([, port]) => port).filter((port) => typeof port === 'number'));
  if (listenPort !== null) taken.add(listenPort);
  const free = await findFreePorts(wanted.filter(([, port]) => port === 'auto').length, taken);
  const ports = new Map<string, number | null>();
  for (const [name, port] of wanted) {
    if (port === 'auto') ports.set(name, free.shift() ?? null);
    else if (port !== undefined) ports.set(name, typeof port === 'number' ? port : null);
  }
  return ports;
}

function findTarget(name: string, read: ReadEarly, runDir: string | null): string | null {
  const template = read(['files', name, 'template']);
  const to =
    read(['files', name, 'to']) ?? (typeof template === 'string' ? basename(template).replace(/\.tmpl$/, '') : null);
  return runDir !== null && typeof to === 'string' ? join(runDir, to) : null;
}

function toFolder(value: unknown, configDir: string): string | null {
  return typeof value === 'string' && value !== '' ? resolvePath(configDir, value) : null;
}
