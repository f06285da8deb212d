import type { AppFolder } from '../../app-folder.ts';

/** The programs that install packages; pnpm and yarn are known by their lock files, npm is what is left. */
export type PackageProgram = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** A folder with a package.json, and what that says. */
export interface NodePackage {
  readonly folder: AppFolder;
  /** Where it stands below the folder that is looked at: `apps/api/`, or nothing. */
  readonly prefix: string;
  readonly name: string;
  readonly main: string | null;
  readonly scripts: Readonly<Record<string, string>>;
  /** What runs need, by name. */
  readonly dependencies: ReadonlySet<string>;
  /** These, and what only building needs. */
  readonly allDependencies: ReadonlySet<string>;
  readonly program: PackageProgram;
  /** The folder that its packages are installed from, as `prefix` is: the workspace's. */
  readonly root: string;
  readonly isWorkspace: boolean;
}

/** The package in a folder below `folder`; null if there is none. `prefix` is empty or ends with a slash. */
export function readNodePackage(folder: AppFolder, prefix = '', root = prefix): NodePackage | null {
  const json = folder.readJson(`${prefix}package.json`);
  if (json === null) return null;
  const dependencies = [...listKeys(json['dependencies']), ...listKeys(json['optionalDependencies'])];
  return {
    folder,
    prefix,
    name: typeof json['name'] === 'string' ? json['name'] : folder.name,
    main: typeof json['main'] === 'string' ? json['main'] : null,
    scripts: toTexts(json['scripts']),
    dependencies: new Set(dependencies),
    allDependencies: new Set([...dependencies, ...listKeys(json['devDependencies'])]),
    program: findProgram(folder, root),
    root,
    isWorkspace: json['workspaces'] !== undefined || folder.hasFile(`${prefix}pnpm-workspace.yaml`) || prefix !== root,
  };
}

/** A folder without a package.json. */
export function toPlainPackage(folder: AppFolder): NodePackage {
  return {
    ...{ folder, prefix: '', root: '', name: folder.name, main: null, isWorkspace: false },
    ...{ scripts: {}, dependencies: new Set<string>(), allDependencies: new Set<string>(), program: 'npm' },
  };
}

function findProgram(folder: AppFolder, root: string): PackageProgram {
  const has = (...names: readonly string[]): boolean => names.some((name) => folder.hasFile(root + name));
  if (has('package-lock.json', 'npm-shrinkwrap.json')) return 'npm';
  if (has('pnpm-lock.yaml', 'pnpm-workspace.yaml')) return 'pnpm';
  if (has('yarn.lock', '.yarnrc.yml', '.pnp.cjs')) return 'yarn';
  if (has('bun.lock', 'bun.lockb')) return 'bun';
  const named = folder.readJson(`${root}package.json`)?.['packageManager'];
  const name = typeof named === 'string' ? /^(npm|pnpm|yarn|bun)@/.exec(named)?.[1] : undefined;
  return (name as PackageProgram | undefined) ?? 'npm';
}

/** The command that installs its packages; null if they are there, or it needs none. */
export function toMissingInstall(node: NodePackage): string | null {
  const { folder, prefix, root, program, allDependencies } = node;
  const isThere = [prefix, root].some((place) => folder.hasFolder(`${place}node_modules`)) || hasPlugAndPlay(node);
  if (isThere || allDependencies.size === 0) return null;
  const isLocked = folder.hasFile(`${root}package-lock.json`) || folder.hasFile(`${root}npm-shrinkwrap.json`);
  return enterRoot(node, program === 'npm' ? `npm ${isLocked ? 'ci' : 'install'}` : `${program} install`);
}

/** The command that runs a script of it, as the one to type in the folder that is looked at. */
export function toRunScript(node: NodePackage, script: string): string {
  const command = `${node.program} run ${script}`;
  return node.prefix === '' ? command : `(cd ${node.prefix.slice(0, -1)} && ${command})`;
}

function enterRoot({ root }: NodePackage, command: string): string {
  return root === '' ? command : `(cd ${root.slice(0, -1)} && ${command})`;
}

/** Yarn's Plug'n'Play: packages stand in archives, and Node.js finds them by a file that is loaded first. */
export function hasPlugAndPlay({ folder, root }: NodePackage): boolean {
  return folder.hasFile(`${root}.pnp.cjs`);
}

/** A file of an installed package, as a path from the package's own folder; null if it is not installed. */
export function findInstalled({ folder, prefix, root }: NodePackage, path: string): string | null {
  for (const place of prefix === root ? [prefix] : [prefix, root]) {
    const file = `${place}node_modules/${path}`;
    if (folder.hasFile(file))
      return place === prefix ? `node_modules/${path}` : `${climb(prefix, root)}node_modules/${path}`;
  }
  return null;
}

/** `../../` from a package to its workspace. */
export function climb(prefix: string, root: string): string {
  return '../'.repeat(prefix.slice(root.length).split('/').length - 1);
}

function listKeys(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

function toTexts(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  const texts = Object.entries(value).filter(([, text]) => ['string', 'number'].includes(typeof text));
  return Object.fromEntries(texts.map(([key, text]) => [key, String(text)]));
}
