import { posix } from 'node:path';
import type { NodePackage } from './node-package.ts';
import { findSource } from './source-port.ts';

/** The scripts that make what is run, by their usual names, the likeliest first. */
const BUILD_SCRIPTS = [
  'build',
  'build:prod',
  'build:production',
  'build:server',
  'build:ts',
  'compile',
  'tsc',
  'prod:build',
];

/** The script that builds the app; null if there is none. */
export function findBuildScript({ scripts }: NodePackage): string | null {
  return BUILD_SCRIPTS.find((name) => scripts[name] !== undefined) ?? null;
}

/** Where the compiled form of a TypeScript source is, or would be, from the package's folder; null if nothing compiles it. */
export function findCompiled(node: NodePackage, source: string): string | null {
  const { folder, prefix, main } = node;
  const config = readTsConfig(node);
  const outDir =
    config.outDir ?? ['dist', 'build', 'lib', 'out'].find((name) => folder.hasFolder(prefix + name)) ?? 'dist';
  const script = source.replace(/\.([cm]?)tsx?$/, '.$1js').replace(/^\.\//, '');
  const below = script.replace(/^(?:src|source|server|app|lib)\//, '');
  const places = [posix.join(outDir, below), posix.join(outDir, script)];
  const built = places.find((place) => folder.hasFile(prefix + place));
  if (built !== undefined) return built;
  if (main !== null && /\.[cm]?js$/.test(main) && folder.hasFile(prefix + main)) return posix.normalize(main);
  if (findBuildScript(node) === null) return null;
  return config.isRootBelow || config.rootDir === null ? places[0]! : places[1]!;
}

/** The TypeScript file that a script was, or will be, compiled from; null if none is there. */
export function findUncompiled({ folder, prefix }: NodePackage, script: string): string | null {
  const bare = posix.normalize(script).replace(/\.[cm]?js$/, '');
  const below = bare.replace(/^(?:dist|build|lib|out|output|\.output)\//, '');
  for (const place of [bare, `src/${below}`, below, `source/${below}`]) {
    const found = findSource(folder, prefix + place);
    if (found !== null) return found;
  }
  return null;
}

interface TsConfig {
  readonly outDir: string | null;
  readonly rootDir: string | null;
  readonly isRootBelow: boolean;
}

/** It has comments, and commas at ends of lists: what is wanted of it stands on a line of its own. */
function readTsConfig({ folder, prefix }: NodePackage): TsConfig {
  // Nx has a build of its own, which puts one file there.
  const made = /"outputPath"\s*:\s*"([^"]+)"/.exec(folder.read(`${prefix}project.json`) ?? '')?.[1];
  if (made !== undefined) return { outDir: made, rootDir: null, isRootBelow: true };
  const text = ['tsconfig.build.json', 'tsconfig.json'].map((name) => folder.read(prefix + name) ?? '').join('\n');
  const read = (key: string): string | null =>
    new RegExp(`^(?![ \\t]*//).*"${key}"\\s*:\\s*"([^"]+)"`, 'm').exec(text)?.[1] ?? null;
  const rootDir = read('rootDir');
  return { outDir: read('outDir'), rootDir, isRootBelow: rootDir !== null && !/^\.?\/?$/.test(rootDir) };
}
