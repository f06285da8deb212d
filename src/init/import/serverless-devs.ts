import { posix } from 'node:path';
import { isBerthStart, START_FILE } from '../../core/start-file.ts';
import { AppFolder } from '../app-folder.ts';
import type { Imported, Importer, LeftOut } from '../finding.ts';
import { toCodeFolder } from '../statement/code-folder.ts';
import { toHttpProbe } from '../statement/probe.ts';
import { PLAIN_SERVICE, toImported } from '../statement/service.ts';
import { readYaml, type Tree, toList, toPort, toText, toTree } from '../statement/tree.ts';
import { readVariables, toVariables } from '../statement/variable.ts';
import { readStartFile } from './bootstrap.ts';

const NAMES = ['s.yaml', 's.yml', 'template.yml', 'template.yaml'];

/** Function Compute's own port, where a file names none. */
const USUAL_PORT = 9000;

/** How deep the properties of a function stand. */
const MOST_DEPTH = 8;

/** Searched by name: they are folders of a layer, or of the platform's image. */
const OF_PLATFORM = /^(?:PATH|LD_LIBRARY_PATH|PYTHONPATH|NODE_PATH|HOME|CLASSPATH)$/;

const WHY: Readonly<Record<string, string>> = {
  timeout: 'the platform ends a call that takes longer: it stays there',
  instanceConcurrency: 'the platform counts calls: it stays there, and `proxy.maxInFlight` may limit them besides',
  layers: 'stay on the platform: what they hold must be there where berth runs',
  vpcConfig: 'stays on the platform',
  nasConfig: 'stays on the platform',
  logConfig: 'stays on the platform',
  memorySize: 'stays on the platform',
};

/** The s.yaml of Serverless Devs, and the template.yml of Fun: the custom runtime's command, port and health check. */
export const importServerlessDevs: Importer = (folder) => {
  for (const source of NAMES) {
    const found = findFunction(readYaml(folder.read(source)), 0);
    const imported = found === null ? null : importFunction(folder, source, found);
    if (imported !== null) return imported;
  }
  return null;
};

/** The properties of the first function with a server of its own; Fun writes the same keys with a capital. */
function findFunction(value: unknown, depth: number): Tree | null {
  if (depth > MOST_DEPTH || typeof value !== 'object' || value === null) return null;
  const own = toLowerKeys(toTree(value));
  const isCustom = /^custom(?!-container)/.test(toText(own['runtime']) ?? '');
  if (isCustom || own['customRuntimeConfig'] !== undefined || own['customContainerConfig'] !== undefined) return own;
  for (const inner of Object.values(value)) {
    const found = findFunction(inner, depth + 1);
    if (found !== null) return { ...pick(own), ...found };
  }
  return null;
}

/** What may stand above a function, for all of them. */
function pick({ codeUri, code, environmentVariables, caPort, timeout }: Tree): Tree {
  const all = { codeUri, code, environmentVariables, caPort, timeout };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function toLowerKeys(tree: Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value]),
  );
}

function importFunction(folder: AppFolder, source: string, own: Tree): Imported | null {
  const config = toLowerKeys(toTree(own['customRuntimeConfig'] ?? own['customContainerConfig']));
  const place = toCodeFolder(folder, toText(own['code']) ?? toText(own['codeUri']) ?? '.');
  const words = [...toList(config['command']), ...toList(config['args'])].map(String).flatMap(readList);
  const hooks = toLowerKeys(toTree(own['instanceLifecycleConfig']));
  const stated = readVariables(own['environmentVariables']);
  const kept = Object.fromEntries(Object.entries(stated).filter(([name]) => !OF_PLATFORM.test(name)));
  const port = toPort(config['port']) ?? toPort(own['caPort']) ?? toPort(own['cAPort']) ?? USUAL_PORT;
  const path = toText(toLowerKeys(toTree(config['healthCheckConfig']))['httpGetUrl']);
  const variables = toVariables(kept);
  const leftOut = listLeftOut(own, config, stated);
  if (words.length === 0) return importBootstrap(folder, { source, place, env: variables.env, leftOut });
  const imported = toImported(folder, {
    ...PLAIN_SERVICE,
    source,
    kind: 'custom runtime of Function Compute',
    rank: 105,
    command: words.map((word) => word.replace(/^\/code\/(?=.)/, '')),
    place,
    variables,
    port: { port, where: `the port of ${source}`, isTold: false },
    keys: { ready: path === null ? null : toHttpProbe(path) },
    leftOut,
  });
  return Object.keys(hooks).length === 0 ? imported : { ...imported, config: { ...imported.config, hooks: 'forward' } };
}

/** Some write a list as JSON within a text. */
function readList(text: string): string[] {
  if (!text.startsWith('["')) return [text];
  try {
    return (JSON.parse(text) as unknown[]).map(String);
  } catch {
    return [text];
  }
}

interface Unnamed {
  readonly source: string;
  readonly place: string;
  readonly env: Readonly<Record<string, string>>;
  readonly leftOut: readonly LeftOut[];
}

/** Without a command the platform starts `bootstrap` in the folder of the code; that in the app's own folder is found as it is. */
function importBootstrap(folder: AppFolder, { source, place, env, leftOut }: Unnamed): Imported | null {
  const file = posix.join(place, START_FILE);
  const isOwn = place !== '' && folder.hasFile(file) && !isBerthStart(folder.read(file) ?? '');
  const start = isOwn ? readStartFile(new AppFolder(posix.join(folder.path, place)), START_FILE, START_FILE) : null;
  if (start === null) return null;
  const { files, ...config } = start.config;
  const from = files === undefined ? {} : { files: { start: { ...files['start'], from: file } } };
  const all = { ...env, ...config.env };
  return {
    kind: 'custom runtime of Function Compute',
    evidence: `${source}, ${file}`,
    source,
    rank: 105,
    config: { ...config, workingDirectory: place, ...(Object.keys(all).length === 0 ? {} : { env: all }), ...from },
    notes: start.notes ?? [],
    missing: null,
    leftOut,
  };
}

function listLeftOut(own: Tree, config: Tree, stated: Readonly<Record<string, string>>): LeftOut[] {
  const names = Object.keys(stated).filter((name) => OF_PLATFORM.test(name));
  const health = Object.keys(toTree(config['healthCheckConfig'])).filter((key) => !/httpGetUrl/i.test(key));
  return [
    ...Object.keys(own).flatMap((key) => (WHY[key] === undefined ? [] : [{ key, why: WHY[key] }])),
    ...names.map((name) => ({
      key: `environmentVariables.${name}`,
      why: 'names folders of the platform or of a layer',
    })),
    ...health.map((key) => ({
      key: `healthCheckConfig.${key}`,
      why: 'berth asks until the app is ready, within `startup.deadline`',
    })),
  ];
}
