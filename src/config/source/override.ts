import { OUTER_VARIABLE } from '../../core/outer-berth.ts';
import { findKey, listScalarPaths } from '../schema/key-map.ts';
import { suggest } from '../schema/nearest-key.ts';
import { describeRetired, listRetiredPaths } from '../schema/retired-key.ts';
import { type ConfigPath, describePath } from './place.ts';
import type { Report, Setting } from './report.ts';

/** A value that beats the file's. */
export interface Override extends Setting {
  readonly text: string;
}

/** What the command line may override. */
export interface ConfigFlags {
  /** `--port`: the same as `--set listen.port=…`. */
  readonly port?: string | null | undefined;
  /** `--set key=value`, in order. */
  readonly set?: readonly string[] | undefined;
}

const PREFIX = 'BERTH_';

/**
 * BERTH_CONFIG names the file, BERTH_NODE the node that the bootstrap file uses, BERTH_SOCKETS what connections are made
 * of, BERTH_SIGHUP, BERTH_LOCKS and BERTH_PIPES are what the bootstrap file says of the signal, a limit and the pipes; BERTH_INSTANCE and
 * BERTH_WITHIN are how berth marks its own children (also a berth started by a berth).
 */
const OTHER_VARIABLES: readonly string[] = [
  'BERTH_CONFIG',
  'BERTH_NODE',
  'BERTH_SOCKETS',
  'BERTH_SIGHUP',
  'BERTH_LOCKS',
  'BERTH_PIPES',
  'BERTH_INSTANCE',
  OUTER_VARIABLE,
];

/**
 * What Kubernetes gives every container of a namespace that has a Service named `berth`
 * (kubernetes.io, "Service", "Environment variables"); nobody means berth by it.
 */
const SERVICE_LINK = /^BERTH_(SERVICE_(HOST|PORT(_\w+)?)|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/;
const SERVICE_LINK_ADDRESS = /^(tcp|udp|sctp):\/\//;

function isServiceLink(name: string, value: string): boolean {
  return SERVICE_LINK.test(name) || (name === 'BERTH_PORT' && SERVICE_LINK_ADDRESS.test(value));
}

/** The overrides in the environment, in the order of their names. An unknown BERTH_… is a problem. */
export function readEnvOverrides(env: NodeJS.ProcessEnv, tree: unknown, report: Report): Override[] {
  const names = Object.keys(env).filter(
    (name) => name.startsWith(PREFIX) && !OTHER_VARIABLES.includes(name) && !isServiceLink(name, env[name] ?? ''),
  );
  if (names.length === 0) return [];
  const known = new Map(listScalarPaths(tree).map((path) => [toVariableName(path), path]));
  const retired = new Map(listRetiredPaths().map((path) => [toVariableName(path), path]));
  return names.toSorted().flatMap((name) => {
    const path = known.get(name);
    if (path !== undefined) return [{ path, text: env[name] ?? '', source: name, isFromEnvironment: true }];
    const names = [...known.keys(), ...OTHER_VARIABLES].map((key) => key.slice(PREFIX.length));
    const nearest = suggest(name.slice(PREFIX.length), names, PREFIX);
    const gone = describeRetired(retired.get(name) ?? [], env[name], (key, value) => `${toVariableName(key)}=${value}`);
    const message = gone ?? `is no setting of berth, expected the name of a key${nearest}`;
    report.atPlace({ kind: 'setting', name }, message);
    return [];
  });
}

/** The overrides of the command line, in order. An unknown key, or one that takes more than a scalar, is a problem. */
export function readFlagOverrides(flags: ConfigFlags, tree: unknown, report: Report): Override[] {
  const overrides = (flags.set ?? []).flatMap((assignment) => readAssignment(assignment, tree, report));
  if (flags.port === undefined || flags.port === null) return overrides;
  return [...overrides, { path: ['listen', 'port'], text: flags.port, source: '--port', isFromEnvironment: false }];
}

function readAssignment(assignment: string, tree: unknown, report: Report): Override[] {
  const at = assignment.indexOf('=');
  const name = at === -1 ? assignment : assignment.slice(0, at);
  const refuse = (message: string): Override[] => {
    report.atPlace({ kind: 'setting', name: `--set ${name}` }, message);
    return [];
  };
  if (at < 1) return refuse('has no value, expected --set key=value');
  const path = name.split('.');
  const gone = describeRetired(path, assignment.slice(at + 1), (key, value) => `--set ${describePath(key)}=${value}`);
  if (gone !== null) return refuse(gone);
  const facts = findKey(path);
  if (facts === null) {
    return refuse(`is no key, expected one of the schema${suggest(name, listScalarPaths(tree).map(describePath))}`);
  }
  if (!facts.takesScalar) return refuse('is not a single value, expected a key of it, or the value in the file');
  return [{ path, text: assignment.slice(at + 1), source: `--set ${name}`, isFromEnvironment: false }];
}

/** The variable that overrides a key: `proxy.queue.timeout` is BERTH_PROXY_QUEUE_TIMEOUT. */
export function toVariableName(path: ConfigPath): string {
  const words = path.map((key) =>
    String(key)
      .replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=HTTP)(?=[A-Z][a-z])/g, '_')
      .replace(/[^A-Za-z0-9]/g, '_'),
  );
  return PREFIX + words.join('_').toUpperCase();
}
