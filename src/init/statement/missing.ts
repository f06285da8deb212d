import { accessSync, constants, existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { AppFolder } from '../app-folder.ts';

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
  const inPlace = (command: string): string => (place === '' ? command : `(cd ${place} && ${command})`);
  if (install !== undefined) return inPlace(install[2]);
  if (program.includes('/') || isInstalled(program)) return null;
  const list = PYTHON_PROGRAM.test(name)
    ? PYTHON_INSTALLS.find(([file]) => folder.hasFile(posix.join(place, file)))
    : undefined;
  if (list !== undefined) return inPlace(list[1]);
  return folder.hasFile(posix.join(place, 'Gemfile')) && name === 'bundle' ? inPlace('bundle install') : null;
}

function hasPackages(folder: AppFolder, place: string, list: string): boolean {
  if (list !== 'package.json' && list !== 'package-lock.json') return true;
  const dependencies = folder.readJson(posix.join(place, 'package.json'))?.['dependencies'];
  return typeof dependencies === 'object' && dependencies !== null && Object.keys(dependencies).length > 0;
}

/** True if the program of a command can be started here, as far as its first word tells. */
export function isStartable(folder: AppFolder, words: readonly string[], place: string): boolean {
  const [program = ''] = words;
  if (program.startsWith('$')) return true;
  if (program.startsWith('/')) return existsSync(program);
  return program.includes('/') ? folder.hasFile(posix.join(place, program)) : isInstalled(program);
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
