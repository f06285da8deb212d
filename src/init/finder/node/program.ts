import { posix } from 'node:path';
import { climb, findInstalled, type NodePackage, toRunScript } from './node-package.ts';
import type { ScriptCommand } from './script-line.ts';
import { findSource } from './source-port.ts';
import { type NodeStart, toNodeStart } from './start.ts';
import { findBuildScript, findCompiled, findUncompiled } from './typescript.ts';

/** Flags of node that are there for work on the app. */
const FOR_WORK = /^--(?:watch(?:-path|-preserve-output)?|inspect(?:-brk|-wait|-port)?)(?:=|$)/;
/** Flags of node whose value is a word of its own. */
const WITH_VALUE =
  /^(?:-r|--require|--import|--loader|--experimental-loader|--env-file|--env-file-if-exists|-C|--conditions|--watch-path|--title)$/;

/** A command that begins with `node`: its script by the file that it is, without what is for development. */
export function toNodeCommand(node: NodePackage, { words, env }: ScriptCommand): NodeStart | null {
  const flags: string[] = [];
  const notes: string[] = [];
  let at = 1;
  for (; at < words.length && words[at]!.startsWith('-'); at++) {
    const flag = words[at]!;
    if (/^(?:-e|--eval|-p|--print)$/.test(flag)) return toNodeStart(words, { env });
    const group = WITH_VALUE.test(flag) ? [flag, words[++at] ?? ''] : [flag];
    const file = /^--env-file(?:=|$)/.test(flag) ? (flag.split('=')[1] ?? group[1] ?? '') : null;
    if (file !== null && !node.folder.hasFile(node.prefix + file)) {
      notes.push(`${file} is not there, and node would not start without it: name what it sets under \`env\``);
    } else if (!FOR_WORK.test(flag)) flags.push(...group);
  }
  const script = words[at];
  if (script === undefined) return null;
  return toScriptStart(node, script, { env, flags, notes, args: words.slice(at + 1) });
}

interface ScriptOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly args?: readonly string[];
  readonly kind?: string;
  readonly notes?: readonly string[];
}

/** `node <script>`, whether it is built already or not. */
export function toScriptStart(node: NodePackage, script: string, options: ScriptOptions = {}): NodeStart {
  const { folder, prefix } = node;
  const { env = {}, flags = [], args = [], kind = null, notes = [] } = options;
  const named = posix.normalize(script === '.' ? (node.main ?? 'index.js') : script);
  const source = findSource(folder, posix.join(prefix, named));
  // An import of `x.js` may mean x.ts, but Node.js starts what it is told.
  const found = source !== null && /ts$/.test(source) && !/ts$/.test(named) ? null : source;
  const file = found === null ? toScriptName(named, findUncompiled(node, named)) : found.slice(prefix.length);
  const start = toNodeStart(['node', ...flags, file, ...args], { env, kind, notes, entry: prefix + file });
  if (found !== null) return start;
  const build = findBuildScript(node);
  const entry = findUncompiled(node, named);
  if (build !== null) return { ...start, entry, missing: [toRunScript(node, build)] };
  return { ...start, entry, isDoubtful: true };
}

/** The name that `dist/main` has once it is built. */
function toScriptName(named: string, source: string | null): string {
  if (/\.[cm]?[jt]s$/.test(named)) return named;
  return source !== null && posix.basename(source).startsWith('index.') && !/\/?index$/.test(named)
    ? `${named}/index.js`
    : `${named}.js`;
}

/** Programs that compile while they run, and how Node.js loads them by itself, without a second process beside it. */
const RUNNERS: Readonly<Record<string, readonly string[]>> = {
  tsx: ['--import', 'tsx'],
  'ts-node': ['-r', 'ts-node/register'],
  'ts-node-dev': ['-r', 'ts-node/register'],
  tsnd: ['-r', 'ts-node/register'],
  'ts-node-esm': ['--loader', 'ts-node/esm'],
  'babel-node': ['-r', '@babel/register'],
  'swc-node': ['-r', '@swc-node/register'],
};

/** The start of an app that is written in TypeScript, by what is compiled from it if there is such. null: no such command. */
export function toTypeScriptStart(node: NodePackage, { words, env }: ScriptCommand): NodeStart | null {
  const [file = '', ...args] = words;
  const loader = RUNNERS[posix.basename(file)];
  if (loader === undefined) return null;
  const at = args.findIndex(
    (arg) => /\.[cm]?[jt]sx?$/.test(arg) || findSource(node.folder, node.prefix + arg) !== null,
  );
  if (at === -1) return null;
  const source = args[at]!;
  const compiled = /\.[cm]?tsx?$/.test(source) || file === 'babel-node' ? findCompiled(node, source) : null;
  if (compiled !== null)
    return { ...toScriptStart(node, compiled, { env, args: args.slice(at + 1) }), entry: findUncompiled(node, source) };
  const note = `${posix.basename(file)} compiles it at each start: it must be among the packages that are deployed, and a compiled app starts sooner`;
  const found = findSource(node.folder, node.prefix + posix.normalize(source))?.slice(node.prefix.length) ?? source;
  return toNodeStart(['node', ...loader, found, ...args.slice(at + 1)], {
    env,
    entry: node.prefix + found,
    notes: [note],
  });
}

/** The start of an app that Bun runs, compiled or not. A server of Bun's own takes `$PORT`, unless it says another. */
export function toBunStart(node: NodePackage, { words, env }: ScriptCommand): NodeStart {
  const file = words.find((word, i) => i > 0 && !word.startsWith('-'));
  const found = file === undefined ? null : findSource(node.folder, posix.join(node.prefix, posix.normalize(file)));
  const isInstalled = findInstalled(node, 'bun/package.json') !== null;
  const named = words.map((word) => (word === file && found !== null ? found.slice(node.prefix.length) : word));
  return toNodeStart([isInstalled ? 'node_modules/.bin/bun' : 'bun', ...named.slice(1)], {
    env,
    entry: found,
    runtime: 'Bun',
  });
}

/** Where programs stand in their packages, known before these are installed. */
const KNOWN_PROGRAMS: Readonly<Record<string, string>> = {
  next: 'next/dist/bin/next',
  fastify: 'fastify-cli/cli.js',
  strapi: '@strapi/strapi/bin/strapi.js',
  serve: 'serve/build/main.js',
};

/** A program of an installed package: the file that it is, for Node.js; its name in `.bin` where that is unknown. */
export function toInstalledProgram(node: NodePackage, name: string, packageName = name): readonly string[] {
  for (const candidate of new Set([packageName, ...node.allDependencies])) {
    const manifest = findInstalled(node, `${candidate}/package.json`);
    if (manifest === null) continue;
    const bin = node.folder.readJson(posix.join(node.prefix, manifest))?.['bin'];
    const isOnly = typeof bin === 'string' && posix.basename(candidate) === name;
    const file: unknown = isOnly ? bin : (bin as Readonly<Record<string, unknown>> | undefined)?.[name];
    if (typeof file !== 'string') continue;
    const path = posix.join(posix.dirname(manifest), file);
    const isScript = /^#!.*\bnode\b/.test(node.folder.readBytes(posix.join(node.prefix, path), 100)?.toString() ?? '');
    return isScript ? ['node', path] : [path];
  }
  const known = KNOWN_PROGRAMS[name];
  const { prefix, root } = node;
  if (known !== undefined) return ['node', `${climb(prefix, root)}node_modules/${known}`];
  return [`node_modules/.bin/${name}`];
}
