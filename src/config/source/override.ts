import { findKey, listScalarPaths } from '../schema/key-map.ts';
import { suggest } from '../schema/nearest-key.ts';
import { describeRetired, listRetiredPaths } from '../schema/retired-key.ts';
import { listOverrides, OTHER_VARIABLES, PREFIX } from './override-name.ts';
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

/** The overrides in the environment, in the order of their names. An unknown BERTH_… is a problem. */
export function readEnvOverrides(env: NodeJS.ProcessEnv, tree: unknown, report: Report): Override[] {
  const names = listOverrides(env);
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
