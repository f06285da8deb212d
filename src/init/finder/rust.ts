import { parse } from 'smol-toml';
import type { AppFolder } from '../app-folder.ts';
import { toCommand } from '../command.ts';
import type { Finder, Finding } from '../finding.ts';
import { describeMisfit, listPrograms, type NativeStart, toNativeFinding } from './native-program.ts';
import { findSourcePort } from './source-port.ts';

const SERVERS =
  'rocket|actix-web|axum|warp|poem|tide|salvo|loco-rs|leptos_axum|leptos_actix|hyper|gotham|ntex|rouille|tiny_http|iron';
const IS_SERVER = new RegExp(`^(?:${SERVERS})$`);

interface Package {
  /** Its folder. */
  readonly at: string;
  readonly name: string;
  readonly binaries: readonly string[];
  readonly dependencies: Readonly<Record<string, unknown>>;
}

/** The programs of a Cargo project: built where they are, else with the command that builds them. */
export const findRust: Finder = (folder) => {
  const packages = listPackages(folder);
  return packages
    .flatMap((one) => one.binaries.map((binary) => toFinding(folder, one, binary, packages.length > 1)))
    .filter((finding) => finding !== null)
    .toSorted((a, b) => b.rank - a.rank);
};

function toFinding(folder: AppFolder, one: Package, binary: string, isOfMany: boolean): Finding | null {
  const server = Object.keys(one.dependencies).find((name) => IS_SERVER.test(name)) ?? null;
  const isOwn = (name: string) => one.at === '.' || name.startsWith(`${one.at}/`);
  const source = findSourcePort(folder, ['rs'], isOwn);
  const built = findBuilt(folder, binary);
  if (server === null && source === null && built === null) return null;
  const misfit = built === null ? null : describeMisfit(built);
  const isBuilt = built !== null && misfit === null;
  const file = isBuilt ? built.file : `target/release/${binary}`;
  const rank = (server === null ? (source === null ? 40 : 60) : 78) + (isBuilt ? 2 : 0) - (isMain(one, binary) ? 0 : 1);
  const build = ['cargo', 'build', '--release', ...(isOfMany ? ['-p', one.name] : [])];
  return toNativeFinding(folder, {
    kind: server === null ? 'Rust program' : `Rust with ${server}`,
    evidence: [one.at === '.' ? 'Cargo.toml' : `${one.at}/Cargo.toml`, ...(isBuilt ? [file] : [])].join(', '),
    file,
    port: source,
    rank,
    notes: misfit === null ? [] : [misfit],
    missing: isBuilt ? null : toCommand(build),
    ...tellFramework(server, one),
  });
}

/** Frameworks with an own way to be told their port, which beats what the source says. */
function tellFramework(server: string | null, { dependencies }: Package): Partial<NativeStart> {
  switch (server) {
    case 'rocket':
      return {
        port: 'told',
        env: {
          ROCKET_PORT: `\${port}`,
          ROCKET_ADDRESS: '127.0.0.1',
          ...(/^\D*0\.[0-4]\b/.test(readVersion(dependencies['rocket'])) ? { ROCKET_ENV: 'production' } : {}),
        },
      };
    case 'loco-rs':
      return {
        port: 'told',
        args: ['start', '--environment', 'production', '--binding', '127.0.0.1', '--port', `\${port}`],
      };
    case 'leptos_axum':
    case 'leptos_actix':
      return { port: 'told', env: { LEPTOS_SITE_ADDR: `127.0.0.1:\${port}` } };
    default:
      return {};
  }
}

function readVersion(dependency: unknown): string {
  if (typeof dependency === 'string') return dependency;
  const { version } = (dependency ?? {}) as { version?: unknown };
  return typeof version === 'string' ? version : '';
}

function isMain({ name }: Package, binary: string): boolean {
  return name === binary;
}

function findBuilt(folder: AppFolder, binary: string) {
  const targets = folder.list('target').filter((name) => name.includes('-'));
  const places = ['target/release', ...targets.map((name) => `target/${name}/release`), '.', 'bin'];
  return listPrograms(folder, places).find(({ file }) => file.split('/').at(-1) === binary) ?? null;
}

function listPackages(folder: AppFolder): Package[] {
  const root = readCargo(folder, '.');
  if (root === null) return [];
  const { members } = (root['workspace'] ?? {}) as { members?: unknown };
  const patterns = Array.isArray(members) ? members.map(String) : [];
  const folders = patterns.flatMap((pattern) => {
    const at = pattern.replace(/\/\*$/, '');
    return at === pattern ? [at] : folder.list(at).map((name) => `${at}/${name}`);
  });
  return ['.', ...new Set(folders)].map((at) => readPackage(folder, at)).filter((found) => found !== null);
}

function readPackage(folder: AppFolder, at: string): Package | null {
  const cargo = readCargo(folder, at);
  const { name } = (cargo?.['package'] ?? {}) as { name?: unknown };
  if (cargo === null || typeof name !== 'string') return null;
  const below = (path: string) => (at === '.' ? path : `${at}/${path}`);
  const named = (Array.isArray(cargo['bin']) ? cargo['bin'] : []) as Array<{ name?: unknown }>;
  const others = folder.list(below('src/bin')).map((file) => file.replace(/\.rs$/, ''));
  const own = folder.hasFile(below('src/main.rs')) && named.length === 0 ? [name] : [];
  const binaries = new Set([
    ...own,
    ...named.flatMap((bin) => (typeof bin.name === 'string' ? [bin.name] : [])),
    ...others,
  ]);
  return { at, name, binaries: [...binaries], dependencies: (cargo['dependencies'] ?? {}) as Package['dependencies'] };
}

function readCargo(folder: AppFolder, at: string): Readonly<Record<string, unknown>> | null {
  const text = folder.read(at === '.' ? 'Cargo.toml' : `${at}/Cargo.toml`);
  if (text === null) return null;
  try {
    return parse(text);
  } catch {
    return null;
  }
}
