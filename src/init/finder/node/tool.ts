import { posix } from 'node:path';
import { isExported } from './next.ts';
import { type NodePackage, toRunScript } from './node-package.ts';
import { toInstalledProgram, toScriptStart } from './program.ts';
import type { ScriptCommand } from './script-line.ts';
import { type NodeStart, toNodeStart } from './start.ts';
import { findBuildScript, findCompiled } from './typescript.ts';

/** Programs that serve an app while it is worked on. Those behind a word do so only with that word. */
const FOR_WORK: Readonly<Record<string, RegExp>> = {
  vite: /^/,
  ng: /^/,
  next: /^(?!start)/,
  nuxt: /^(?!start|preview)/,
  nuxi: /^(?!start|preview)/,
  nitro: /^(?!preview)/,
  astro: /^/,
  gatsby: /^/,
  docusaurus: /^/,
  strapi: /^(?!start)/,
  remix: /^/,
  'react-router': /^/,
  'react-scripts': /^/,
  'react-app-rewired': /^/,
  craco: /^/,
  'vue-cli-service': /^/,
  webpack: /^/,
  'webpack-dev-server': /^/,
  'webpack-cli': /^/,
  rspack: /^/,
  rsbuild: /^/,
  parcel: /^/,
  snowpack: /^/,
  storybook: /^/,
  'start-storybook': /^/,
  eleventy: /^/,
  vitepress: /^/,
  vuepress: /^/,
  hexo: /^/,
  turbo: /^/,
  nx: /^/,
  lerna: /^/,
  expo: /^/,
  ember: /^/,
  quasar: /^/,
  gulp: /^/,
  grunt: /^/,
  tsc: /^/,
  echo: /^/,
  svelte: /^/,
  'live-server': /^/,
  'browser-sync': /^/,
  'vite-node': /^/,
};

/** A server that is a program of a package: what it is called, and what tells it where to listen. */
interface Tool {
  readonly kind: string;
  readonly packageName?: string;
  /** Appended, instead of what the script says of address and port; without it, it takes `$PORT`. */
  readonly place?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What a script says that leads its server out of sight. */
  readonly drops?: RegExp;
  /** A folder or file that must be built, any of these. */
  readonly needs?: readonly string[];
}

const TOOLS: Readonly<Record<string, Tool>> = {
  next: { kind: 'Next.js', needs: ['.next/BUILD_ID'] },
  fastify: { kind: 'Fastify', packageName: 'fastify-cli' },
  'react-router-serve': { kind: 'React Router', packageName: '@react-router/serve', env: { HOST: '127.0.0.1' } },
  'remix-serve': { kind: 'Remix', packageName: '@remix-run/serve', env: { HOST: '127.0.0.1' } },
  nuxt: { kind: 'Nuxt 2', env: { HOST: '127.0.0.1' }, needs: ['.nuxt/dist/server'] },
  serve: { kind: 'static files with serve' },
  'http-server': { kind: 'static files with http-server', place: ['-a', '127.0.0.1', '-p', `\${port}`] },
  strapi: { kind: 'Strapi', packageName: '@strapi/strapi', env: { HOST: '127.0.0.1' }, needs: ['dist/build', 'build'] },
  'egg-scripts': { kind: 'Egg', place: [`--port=\${port}`], drops: /^--daemon$|^-d$/ },
  'json-server': { kind: 'json-server', place: ['--host', '127.0.0.1', '--port', `\${port}`] },
};

/** True if a command is for work on the app, and says nothing of how it is served. */
export function isForWork([file = '', ...args]: readonly string[]): boolean {
  const name = posix.basename(file);
  const operand = args.find((arg) => !arg.startsWith('-')) ?? '';
  return Object.hasOwn(FOR_WORK, name) && FOR_WORK[name]!.test(operand);
}

/** True for a server that does not serve this: one of files that is no part of the app, and Next.js for what it has exported. */
export function isForeignServer(
  { folder, prefix, allDependencies }: NodePackage,
  [file = '']: readonly string[],
): boolean {
  if (file === 'next') return isExported(folder, prefix);
  return /^(?:serve|http-server|sirv|ws)$/.test(file) && !allDependencies.has(file);
}

/** The start of an app by the program of a package. */
export function toToolStart(node: NodePackage, command: ScriptCommand): NodeStart | null {
  const [file = ''] = command.words;
  const name = posix.basename(file);
  const tool = Object.hasOwn(TOOLS, name) ? TOOLS[name]! : null;
  const stated = command.words.slice(1).map((arg) => arg.replace(/^\.\//, ''));
  const args = stated.filter((arg) => tool?.drops?.test(arg) !== true);
  if (name === 'nest') return toNestStart(node, command.env);
  if (/^(?:nuxt|nuxi|nitro)$/.test(name) && !isNuxt2(node)) {
    return toScriptStart(node, '.output/server/index.mjs', { env: command.env, kind: 'Nuxt' });
  }
  const isOwn = tool !== null || isProgramOfPackage(node, file, name);
  if (!isOwn) return null;
  const program = toInstalledProgram(node, name, tool?.packageName);
  const words = [...program, ...(tool?.place === undefined ? args : [...dropPlace(args), ...tool.place])];
  const build = findBuildScript(node);
  const made = tool?.needs ?? args.filter((arg) => /^(?:dist|build)\//.test(arg));
  const needs = made.length > 0 && !made.some((path) => isThere(node, path)) && build !== null;
  const missing = needs ? [toRunScript(node, build)] : [];
  return toNodeStart(words, { kind: tool?.kind ?? null, env: { ...tool?.env, ...command.env }, missing });
}

function isProgramOfPackage({ folder, prefix }: NodePackage, file: string, name: string): boolean {
  if (file.startsWith('node_modules/.bin/') || file.startsWith('./node_modules/.bin/')) return true;
  return file === name && folder.list(`${prefix}node_modules/.bin`).includes(name);
}

function isThere({ folder, prefix }: NodePackage, path: string): boolean {
  return folder.hasFile(prefix + path) || folder.hasFolder(prefix + path);
}

/** `nest start` compiles first, and starts a second process for the app. */
export function toNestStart(node: NodePackage, env: Readonly<Record<string, string>> = {}): NodeStart {
  const compiled = findCompiled(node, 'src/main.ts') ?? 'dist/main.js';
  return toScriptStart(node, compiled, { env, kind: 'NestJS' });
}

/** It has no server of its own yet: its program starts what it has built. */
export function isNuxt2({ folder, prefix }: NodePackage): boolean {
  const named = folder.readJson(`${prefix}package.json`)?.['dependencies'] as
    | Readonly<Record<string, unknown>>
    | undefined;
  return /^[~^]?[12]\./.test(String(named?.['nuxt'] ?? ''));
}

const PLACE = /^(?:-p|-a|-H|--port|--host|--hostname|--address)$/;

/** Without what a command says of where it listens. */
function dropPlace(args: readonly string[]): readonly string[] {
  return args.filter(
    (arg, i) =>
      !PLACE.test(arg) && !PLACE.test(args[i - 1] ?? '') && !/^--(?:port|host|hostname)=|^--(?:host|open)$/.test(arg),
  );
}
