import type { AppFolder } from '../../app-folder.ts';
import { planInstallation } from './install-command.ts';
import { findEnvironment, findInstalled, type Interpreter, listDistributions } from './interpreter.ts';
import { readRequirements } from './requirements.ts';
import { isImporting, type PythonSource, readSources } from './source.ts';

/** What is known of an app in Python before it is known what it is. */
export interface PythonProject {
  readonly folder: AppFolder;
  /** Where its requirements stand, from the folder of the app: `.`, `backend`. */
  readonly home: string;
  readonly sources: readonly PythonSource[];
  /** What Python has to be told to find its packages. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether it needs any package, as far as it is known. */
  readonly needsPackages: boolean;
  /** Whether the app says that it needs a package. */
  requires(name: string): boolean;
  /** Whether a package is installed, or said to be needed. */
  has(name: string): boolean;
  /** The interpreter that has what the app needs, and these packages; if none has, the one that `toMissing` makes. */
  toPython(extra: readonly string[]): string;
  /** The command to type before it can start, if it needs these packages besides its own; null: they are there. */
  toMissing(extra: readonly string[]): string | null;
}

/** Packages that tell how a server is started, by the names they are imported by. */
const TELLING = [
  ...[
    'aiohttp',
    'blacksheep',
    'bokeh',
    'bottle',
    'chainlit',
    'cherrypy',
    'dash',
    'django',
    'falcon',
    'fastapi',
    'flask',
  ],
  ...['gevent', 'gradio', 'hypercorn', 'litestar', 'marimo', 'nicegui', 'panel', 'pyramid', 'quart', 'sanic', 'shiny'],
  ...['starlette', 'streamlit', 'tornado', 'uvicorn', 'waitress', 'websockets'],
];
const VENDORS = ['.', 'python', 'package', 'packages', 'lib', 'libs', '.python_packages/lib/site-packages'];
const HOME_FILE = /(?:^|\/)(?:requirements\.txt|pyproject\.toml|Pipfile|manage\.py)$/;

/** The folders whose files say what is needed: the folder itself, or else those in it. */
export function listHomes(folder: AppFolder): readonly string[] {
  const files = folder.find((path) => HOME_FILE.test(path) && !path.startsWith('config/'), 1);
  return files.some((path) => !path.includes('/')) ? ['.'] : [...new Set(files.map((path) => path.split('/')[0]!))];
}

/** Reads what is there of Python in a folder; null if there is nothing to start. */
export function readPythonProject(folder: AppFolder, home = listHomes(folder)[0] ?? '.'): PythonProject | null {
  const all = readSources(folder);
  // Of several projects beside each other, each has an environment of its own.
  const isOneOfSeveral = home !== '.' && listHomes(folder).length > 1;
  const sources = isOneOfSeveral ? all.filter(({ path }) => path.startsWith(`${home}/`)) : all;
  const requirements = readRequirements(folder, home);
  if (sources.length === 0 && requirements.file === null) return null;
  const imported = TELLING.filter((name) => sources.some((source) => isImporting(source, name)));
  // What is declared brings with it what it needs itself; without a declaration the imports tell.
  const needed = requirements.names.size > 0 ? requirements.names : new Set(imported);
  const vendor = VENDORS.find((name) => folder.list(name).some((entry) => entry.endsWith('.dist-info'))) ?? null;
  const vendored = vendor === null ? [] : listDistributions(folder, vendor);
  const environment = findEnvironment(folder, [...new Set([home, '.'])]);
  const interpreter = environment ?? chooseInstalled(folder, needed, vendored);
  const installed = new Set([...(interpreter?.packages ?? []), ...vendored]);
  const installation = planInstallation(folder, home, requirements, environment?.command ?? null);
  const hasAll = (extra: readonly string[]): boolean => [...needed, ...extra].every((name) => installed.has(name));
  return {
    folder,
    home,
    sources,
    env: vendor === null || vendor === '.' ? {} : { PYTHONPATH: `\${configDir}/${vendor}` },
    needsPackages: needed.size > 0,
    requires: (name) => requirements.names.has(name),
    has: (name) => installed.has(name) || needed.has(name),
    toPython: (extra) => (interpreter !== null && hasAll(extra) ? interpreter.command : installation.python),
    toMissing: (extra) => {
      if (hasAll(extra)) return null;
      const undeclared = [...needed, ...extra].filter((name) => !requirements.names.has(name));
      return installation.toCommand([...new Set(undeclared)]);
    },
  };
}

/** The one of this machine that has all that is needed. An app of the standard library alone runs on any, here or elsewhere. */
function chooseInstalled(
  folder: AppFolder,
  needed: ReadonlySet<string>,
  vendored: readonly string[],
): Interpreter | null {
  const missing = [...needed].filter((name) => !vendored.includes(name));
  if (missing.length === 0) return { command: 'python3', packages: new Set() };
  return findInstalled(folder).find(({ packages }) => missing.every((name) => packages.has(name))) ?? null;
}
