import type { AppFolder } from '../../app-folder.ts';
import { climb, findInstalled, type NodePackage, toRunScript } from './node-package.ts';
import { type NodeStart, toNodeStart } from './start.ts';
import { findBuildScript } from './typescript.ts';

const CONFIGS = ['next.config.js', 'next.config.mjs', 'next.config.ts', 'next.config.cjs'];

/** Next.js: its standalone server where that is built, or would be; else `next start`. null: it makes plain files. */
export function findNextStart(node: NodePackage): NodeStart | null {
  const { folder, prefix } = node;
  const config = readConfig(folder, prefix);
  const output = readText(config, 'output');
  if (output === 'export') return null;
  const made = readText(config, 'distDir')?.replace(/^\.\//, '') ?? '.next';
  const standalone = findStandaloneServer(node) ?? findStandalone(node, made);
  if (standalone !== null) return standalone;
  const build = findBuildScript(node);
  const missing = folder.hasFile(`${prefix}${made}/BUILD_ID`) || build === null ? [] : [toRunScript(node, build)];
  if (output === 'standalone') {
    const target = `${made}/standalone/`;
    const pages = folder.hasFolder(`${prefix}public`) ? [`cp -r public ${target}`] : [];
    return toStandalone(`${target}server.js`, {
      missing: [...missing, `cp -r ${made}/static ${target}${made}/`, ...pages],
    });
  }
  const program =
    findInstalled(node, 'next/dist/bin/next') ?? `${climb(prefix, node.root)}node_modules/next/dist/bin/next`;
  return toNodeStart(['node', program, 'start'], { kind: 'Next.js', missing });
}

/** It is built to files that need no server. */
export function isExported(folder: AppFolder, prefix = ''): boolean {
  return readText(readConfig(folder, prefix), 'output') === 'export';
}

function readConfig(folder: AppFolder, prefix: string): string {
  return CONFIGS.map((name) => folder.read(prefix + name) ?? '').join('\n');
}

/** What Next.js builds to stand alone, deployed without the project around it. */
export function findStandaloneServer({ folder, prefix }: NodePackage): NodeStart | null {
  const text = folder.read(`${prefix}server.js`);
  return text?.includes('__NEXT_PRIVATE_STANDALONE_CONFIG') === true ? toStandalone('server.js') : null;
}

/** In a workspace it stands below the package's own path. Its folder has everything but what browsers load. */
function findStandalone({ folder, prefix }: NodePackage, made: string): NodeStart | null {
  const base = `${prefix}${made}/standalone/`;
  const below = folder
    .list(base)
    .flatMap((name) => [`${name}/`, ...folder.list(base + name).map((inner) => `${name}/${inner}/`)]);
  const isServer = (path: string): boolean =>
    folder.hasFile(`${base}${path}server.js`) && folder.hasFolder(`${base}${path}${made}`);
  const place = ['', prefix, ...below].find((path) => !path.includes('node_modules') && isServer(path));
  if (place === undefined) return null;
  const target = `${made}/standalone/${place}`;
  const lacks = (name: string): boolean => folder.hasFolder(prefix + name) && !folder.hasFolder(prefix + target + name);
  const copies = [
    ...(folder.hasFolder(`${prefix}${target}${made}/static`) ? [] : [`cp -r ${made}/static ${target}${made}/`]),
    ...(lacks('public') ? [`cp -r public ${target}`] : []),
  ];
  const note = `its styles, scripts and pictures are not beside it yet: \`${copies.join(' && ')}\``;
  return toStandalone(`${target}server.js`, { notes: copies.length === 0 ? [] : [note] });
}

/** It listens at HOSTNAME, which in a container is the container's name. */
function toStandalone(server: string, more: Partial<NodeStart> = {}): NodeStart {
  const env = { HOSTNAME: '127.0.0.1' };
  return toNodeStart(['node', server], { kind: 'Next.js, standalone', env, isDeployed: true, ...more });
}

/** A text that stands in a config, which is a program: it is not run, and lines of comment are left out. */
function readText(config: string, key: string): string | null {
  return new RegExp(`^(?![ \\t]*//).*\\b${key}\\s*:\\s*['"\`]([^'"\`]+)`, 'm').exec(config)?.[1] ?? null;
}
