import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { AppFolder } from '../../app-folder.ts';
import { toPackageName } from './requirements.ts';

/** A Python that is there, and what is installed for it. */
export interface Interpreter {
  /** As a command names it, from the folder of the app: `.venv/bin/python`, `python3`. */
  readonly command: string;
  readonly packages: ReadonlySet<string>;
}

const ENVIRONMENTS = ['.venv', 'venv', 'env', '.env', 'virtualenv', '.virtualenv', '.conda'];
/** Debian's packages belong to this one, whatever comes first on PATH. */
const DEBIANS = '/usr/bin/python3';

/** The virtual environment, of any tool, in one of these folders of the app; null if there is none that works here. */
export function findEnvironment(folder: AppFolder, homes: readonly string[]): Interpreter | null {
  const paths = homes.flatMap((home) => ENVIRONMENTS.map((name) => (home === '.' ? name : `${home}/${name}`)));
  const path = paths.find((name) => folder.isExecutable(`${name}/bin/python`));
  if (path === undefined) return findNamedByPdm(folder);
  const isOpen = /^include-system-site-packages *= *true/m.test(folder.read(`${path}/pyvenv.cfg`) ?? '');
  const shared = isOpen ? findInstalled(folder).flatMap(({ packages }) => [...packages]) : [];
  return { command: `${path}/bin/python`, packages: new Set([...listPackages(join(folder.path, path)), ...shared]) };
}

/** pdm writes down the interpreter of its choice. */
function findNamedByPdm(folder: AppFolder): Interpreter | null {
  const named = folder.read('.pdm-python')?.trim();
  if (named === undefined || !named.startsWith('/') || !new AppFolder('/').isExecutable(named)) return null;
  return { command: named, packages: listPackages(dirname(dirname(named))) };
}

/** The interpreters of this machine: `python3` as PATH finds it, then Debian's own. */
export function findInstalled(folder: AppFolder, env: NodeJS.ProcessEnv = process.env): readonly Interpreter[] {
  const root = new AppFolder('/');
  const onPath = findOnPath('python3', env);
  const found = onPath === null ? [] : [{ command: 'python3', prefix: findPrefix(folder, onPath, env) }];
  const debians = root.isExecutable(DEBIANS) ? [{ command: DEBIANS, prefix: '/usr' }] : [];
  return [...found, ...debians].map(({ command, prefix }) => ({ command, packages: listPackages(prefix) }));
}

/** The file of a program; null if PATH has none of its name. */
export function findOnPath(name: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const root = new AppFolder('/');
  const places = (env['PATH'] ?? '').split(delimiter).filter((place) => place.startsWith('/'));
  return places.map((place) => join(place, name)).find((file) => root.isExecutable(file)) ?? null;
}

/** The folder that an interpreter was installed below. */
function findPrefix(folder: AppFolder, file: string, env: NodeJS.ProcessEnv): string {
  const place = dirname(dirname(file));
  const root = new AppFolder('/');
  if (root.hasFile(`${place}/pyvenv.cfg`)) return place;
  if (basename(dirname(file)) !== 'shims') return dirname(dirname(realpathSync(file)));
  // pyenv puts a script before each program, which looks up the version at the time.
  const version = env['PYENV_VERSION'] ?? folder.read('.python-version') ?? root.read(`${place}/version`) ?? '';
  const [wanted = ''] = version.trim().split(/\s+/);
  const versions = root.list(`${place}/versions`);
  const chosen = versions.findLast((name) => name === wanted || name.startsWith(`${wanted}.`)) ?? wanted;
  return `${place}/versions/${chosen}`;
}

/** The packages installed below a prefix, and by its user. */
function listPackages(prefix: string): ReadonlySet<string> {
  const root = new AppFolder('/');
  const libraries = [`${prefix}/lib`, `${prefix}/lib64`, `${prefix}/local/lib`];
  const folders = libraries.flatMap((library) =>
    root
      .list(library)
      .filter((name) => /^python3/.test(name))
      .flatMap((name) => [`${library}/${name}/site-packages`, `${library}/${name}/dist-packages`]),
  );
  const isEnvironment = root.hasFile(`${prefix}/pyvenv.cfg`);
  const version = root.list(`${prefix}/lib`).find((name) => /^python3\.\d+$/.test(name));
  const own = isEnvironment || version === undefined ? [] : [`${homedir()}/.local/lib/${version}/site-packages`];
  return new Set([...folders, ...own].flatMap((name) => listDistributions(root, name)));
}

/** The names of the packages whose records stand in a folder. */
export function listDistributions(folder: AppFolder, name: string): readonly string[] {
  return folder.list(name).flatMap((entry) => {
    const match = /^([\w.-]+?)-\d[^/]*\.(?:dist|egg)-info$/.exec(entry) ?? /^([\w.]+)\.(?:dist|egg)-info$/.exec(entry);
    return match === null ? [] : [toPackageName(match[1]!)];
  });
}
