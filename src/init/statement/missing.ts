import { accessSync, constants, existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { AppFolder } from '../app-folder.ts';
import { inPlace } from '../command.ts';
import { readGems } from '../finder/gems.ts';

/** What installs an app's packages, by the file that lists them and the folder that shows that they are there. */
const INSTALLS: ReadonlyArray<readonly [list: string, shown: string, command: string, programs: RegExp]> = [
  ['package-lock.json', 'node_modules', 'npm ci', /^(?:node|npm|npx)$/],
  ['yarn.lock', 'node_modules', 'yarn install', /^(?:node|yarn)$/],
  ['pnpm-lock.yaml', 'node_modules', 'pnpm install', /^(?:node|pnpm)$/],
  ['package.json', 'node_modules', 'npm install', /^(?:node|npm|npx)$/],
  ['composer.json', 'vendor', 'composer install', /^(?:php|php-fpm|nginx|apache2|vendor)$/],
];

const PYTHON_INSTALLS: ReadonlyArray<readonly [list: string, command: string]> = [
  ['requirements.txt', 'pip install -r requirements.txt'],
  ['poetry.lock', 'poetry install'],
  ['Pipfile', 'pipenv install'],
  ['uv.lock', 'uv sync'],
  ['pyproject.toml', 'pip install .'],
];

const PYTHON_PROGRAM =
  /^(?:gunicorn|uvicorn|hypercorn|daphne|waitress-serve|uwsgi|flask|streamlit|fastapi|celery|poetry|pipenv|uv)$/;

const RUBY_PROGRAM = /^(?:bundle|ruby|rackup|puma|rails|rake)$/;

/** The command that must be typed before these words can start; null: none that is known of. */
export function findMissing(folder: AppFolder, words: readonly string[], place = ''): string | null {
  const [program = ''] = words[1] === '-c' ? (/\bexec\s+(\S+)/.exec(words[2] ?? '')?.slice(1) ?? []) : words;
  const name = posix.basename(program);
  const install = INSTALLS.find(
    ([list, shown, , programs]) =>
      programs.test(name) &&
      folder.hasFile(posix.join(place, list)) &&
      !folder.hasFolder(posix.join(place, shown)) &&
      hasPackages(folder, place, list),
  );
  if (install !== undefined) return inPlace(install[2], place);
  if (RUBY_PROGRAM.test(name)) {
    const { missing } = readGems(place === '' ? folder : new AppFolder(join(folder.path, place)));
    return missing === null ? null : inPlace(missing, place);
  }
  if (program.includes('/') || isInstalled(program) || !PYTHON_PROGRAM.test(name)) return null;
  const list = PYTHON_INSTALLS.find(([file]) => folder.hasFile(posix.join(place, file)));
  return list === undefined ? null : inPlace(list[1], place);
}

function hasPackages(folder: AppFolder, place: string, list: string): boolean {
  if (list !== 'package.json' && list !== 'package-lock.json') return true;
  const dependencies = folder.readJson(posix.join(place, 'package.json'))?.['dependencies'];
  return typeof dependencies === 'object' && dependencies !== null && Object.keys(dependencies).length > 0;
}

/** True if the program of a command can be started here, as far as its words tell: itself, and the file that it is to run. */
export function isStartable(folder: AppFolder, words: readonly string[], place: string): boolean {
  const [program = '', flag = '', script = ''] = words;
  if (flag === '-c') {
    const last = /\bexec ([^|&;]+)$/.exec(script)?.[1]?.split(/\s+/) ?? [];
    const plain = last.filter((word) => !/[$*?'"]/.test(word));
    const own = [...(plain[0]?.includes('/') === true ? [plain[0]] : []), ...[findRunFile(plain) ?? []].flat()];
    return own.every((file) => isThere(folder, file, place));
  }
  if (program.startsWith('$')) return true;
  const file = findRunFile(words);
  if (file !== null && !isThere(folder, file, place)) return false;
  return program.includes('/') ? isThere(folder, program, place) : isInstalled(program);
}

/** The file that a program is to run: the jar of java, the script of node. */
function findRunFile([program = '', ...args]: readonly string[]): string | null {
  const name = posix.basename(program);
  const path = name === 'java' ? args[args.findIndex((arg) => /^(?:-cp|-classpath|--class-path)$/.test(arg)) + 1] : '';
  if (path !== undefined && /^[\w./-]+:/.test(path)) return path.slice(0, path.indexOf(':'));
  const at = name === 'java' ? args.indexOf('-jar') + 1 : 0;
  const file = (name === 'java' && at > 0) || name === 'node' || name === 'dotnet' ? args[at] : undefined;
  return file !== undefined && /^[\w./-]+\.(?:jar|war|[cm]?js|dll)$/.test(file) ? file : null;
}

function isThere(folder: AppFolder, path: string, place: string): boolean {
  if (path.startsWith('/')) return existsSync(path);
  const name = posix.join(place, path);
  return folder.hasFile(name) || folder.hasFolder(name);
}

/** True if `PATH` has the program. */
export function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
