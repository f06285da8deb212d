import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import type { AppFolder } from '../../app-folder.ts';

/** The packages that an app says it needs. */
export interface Requirements {
  /** The file that says so, from the folder of the app; null: none does. */
  readonly file: string | null;
  /** Their names as `toPackageName` writes them; those needed on some machines only are left out. */
  readonly names: ReadonlySet<string>;
}

type Table = Readonly<Record<string, unknown>>;

const TEXT_FILES = [
  'requirements.txt',
  'requirements/production.txt',
  'requirements/prod.txt',
  'requirements/base.txt',
  'requirements-prod.txt',
  'requirements/requirements.txt',
];
const CONDA_FILES = ['environment.yml', 'environment.yaml'];

/** A name of a package as the index compares it: `Flask_SocketIO` is `flask-socketio`. */
export function toPackageName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

/** What the files of a folder say is needed: of those of several tools, all of it; `file` is the one to install from. */
export function readRequirements(folder: AppFolder, home: string): Requirements {
  const at = (name: string): string => (home === '.' ? name : `${home}/${name}`);
  const readers: ReadonlyArray<readonly [readonly string[], (file: string) => readonly string[]]> = [
    [TEXT_FILES, (file) => readTextFile(folder, file, 0)],
    [['pyproject.toml'], (file) => namesOf(readProjects(folder, file))],
    [['Pipfile'], (file) => Object.keys(toTable(toTable(readToml(folder.read(file)))['packages']))],
    [CONDA_FILES, (file) => namesOf(readConda(folder.read(file)))],
    [['setup.cfg'], (file) => namesOf(readSetupConfig(folder.read(file)))],
    [['setup.py'], (file) => namesOf(readSetup(folder.read(file)))],
  ];
  const found = readers.flatMap(([files, read]) => {
    const file = files.map(at).find((name) => folder.hasFile(name));
    return file === undefined ? [] : [{ file, names: read(file) }];
  });
  return {
    file: found[0]?.file ?? null,
    names: new Set(found.flatMap(({ names }) => names.map(toPackageName)).filter((name) => name !== 'python')),
  };
}

function readTextFile(folder: AppFolder, file: string, depth: number): readonly string[] {
  const lines = (folder.read(file) ?? '').split(/\r?\n/).map((line) => line.trim());
  return lines.flatMap((line) => {
    const other = /^(?:-r|--requirement)[ =]?\s*(\S+)/.exec(line)?.[1];
    if (other === undefined) return namesOf([line]);
    const base = file.includes('/') ? `${file.slice(0, file.lastIndexOf('/'))}/` : '';
    return depth < 5 ? readTextFile(folder, base + other, depth + 1) : [];
  });
}

/** Whether it is needed on other machines, or for older versions of Python, or with an extra alone. */
function isElsewhere(line: string): boolean {
  const marker = /;(.*)/.exec(line)?.[1];
  return marker !== undefined && !/^\s*python_version\s*>=?\s*['"][\d.]+['"]\s*(?:#.*)?$/.test(marker);
}

/** The names in lines such as `Flask[async] >= 2 # web`; of one that holds on some machines only, none. */
function namesOf(lines: readonly unknown[]): readonly string[] {
  return lines.flatMap((line) => {
    if (typeof line !== 'string' || isElsewhere(line) || line.includes('://')) return [];
    const name = /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?/.exec(line.trim())?.[0] ?? [];
    // The one extra that tells which server an app is meant for.
    return /^fastapi\[(?:standard|all)/i.test(line.trim()) ? ['fastapi', 'uvicorn'] : name;
  });
}

/** What the project needs, and what those need that are gathered under it. */
function readProjects(folder: AppFolder, file: string): readonly unknown[] {
  const members = toList(toTable(findUvSettings(folder.read(file))['workspace'])['members']);
  const paths = members.filter((member) => typeof member === 'string' && !member.includes('*'));
  const base = file.slice(0, -'pyproject.toml'.length);
  return [file, ...paths.map((path) => `${base}${path}/pyproject.toml`)].flatMap((path) =>
    readPyproject(folder.read(path)),
  );
}

/** What a pyproject.toml sets for uv. */
function findUvSettings(text: string | null): Table {
  return toTable(toTable(toTable(readToml(text))['tool'])['uv']);
}

function readPyproject(text: string | null): readonly unknown[] {
  const { project, tool } = toTable(readToml(text));
  const poetry = toTable(toTable(toTable(tool)['poetry'])['dependencies']);
  const needed = Object.entries(poetry).filter(([, value]) => toTable(value)['optional'] !== true);
  return [...toList(toTable(project)['dependencies']), ...needed.map(([name]) => name)];
}

function readConda(text: string | null): readonly unknown[] {
  let list: readonly unknown[] = [];
  try {
    list = toList(toTable(parseYaml(text ?? ''))['dependencies']);
  } catch {
    // Not YAML: it says nothing.
  }
  return list.flatMap((entry) => (typeof entry === 'string' ? [entry] : toList(toTable(entry)['pip'])));
}

function readSetupConfig(text: string | null): readonly unknown[] {
  // Most stand on lines of their own below the key, which are keys without a value for a parser of ini files.
  const block = /^install_requires *=(.*(?:\r?\n[ \t]+.*)*)/m.exec(text ?? '')?.[1] ?? '';
  return block === '' ? [] : block.split('\n');
}

function readSetup(text: string | null): readonly unknown[] {
  const list = /install_requires\s*=\s*\[((?:[^[\]]|\[[^\]]*\])*)\]/.exec(text ?? '')?.[1] ?? '';
  return [...list.matchAll(/['"]([^'"]+)['"]/g)].map((match) => match[1]);
}

/** A file in TOML; null if it is none. */
export function readToml(text: string | null): unknown {
  try {
    return parseToml(text ?? '');
  } catch {
    return null;
  }
}

export function toTable(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
