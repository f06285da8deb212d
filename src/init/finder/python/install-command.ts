import type { AppFolder } from '../../app-folder.ts';
import { type Requirements, readToml, toTable } from './requirements.ts';

/** How the environment of an app is made, with the tool whose files are there. */
export interface Installation {
  /** Its interpreter, once it is made, from the folder of the app. */
  readonly python: string;
  /** The command to type, with packages besides those that the app declares. */
  toCommand(extra: readonly string[]): string;
}

/** `python` is the interpreter of an environment that is there already and lacks packages; null: none is. */
export function planInstallation(
  folder: AppFolder,
  home: string,
  requirements: Requirements,
  python: string | null,
): Installation {
  const at = (name: string): string => (home === '.' ? name : `${home}/${name}`);
  const made = python ?? at('.venv/bin/python');
  const tool = findTool(folder, at);
  const { file } = requirements;
  if (tool !== null && !(python !== null && file === at('requirements.txt'))) {
    const enter = home === '.' ? '' : `cd ${home} && `;
    const add = (extra: readonly string[]): string => (extra.length === 0 ? '' : ` && ${tool.add} ${extra.join(' ')}`);
    return { python: made, toCommand: (extra) => `${enter}${tool.install}${add(extra)}` };
  }
  if (python === null && file !== null && /\.ya?ml$/.test(file)) {
    const create = `conda env create -p ${at('.conda')} -f ${file}`;
    const add = (extra: readonly string[]): string =>
      extra.length === 0 ? '' : ` && ${at('.conda/bin/pip')} install ${extra.join(' ')}`;
    return { python: at('.conda/bin/python'), toCommand: (extra) => create + add(extra) };
  }
  const make = python === null ? `python3 -m venv ${at('.venv')} && ` : '';
  const declared = file === null ? [] : file.endsWith('.txt') ? [`-r ${file}`] : [home === '.' ? '.' : `./${home}`];
  const install = `${make}${made.replace(/python$/, 'pip')} install`;
  return { python: made, toCommand: (extra) => [install, ...declared, ...extra].join(' ') };
}

interface Tool {
  readonly install: string;
  readonly add: string;
}

/** All of them are told to make `.venv` in the folder, where it is packed together with the app. */
function findTool(folder: AppFolder, at: (name: string) => string): Tool | null {
  const settings = toTable(toTable(readToml(folder.read(at('pyproject.toml'))))['tool']);
  const isUsed = (name: string): boolean => folder.hasFile(at(`${name}.lock`)) || settings[name] !== undefined;
  if (isUsed('uv')) {
    const isWorkspace = toTable(settings['uv'])['workspace'] !== undefined;
    return { install: isWorkspace ? 'uv sync --all-packages' : 'uv sync', add: 'uv add' };
  }
  if (isUsed('pdm')) return { install: 'pdm install', add: 'pdm add' };
  const poetry = 'POETRY_VIRTUALENVS_IN_PROJECT=true poetry';
  if (isUsed('poetry')) return { install: `${poetry} install`, add: `${poetry} add` };
  const pipenv = 'PIPENV_VENV_IN_PROJECT=1 pipenv';
  return folder.hasFile(at('Pipfile')) ? { install: `${pipenv} install`, add: `${pipenv} install` } : null;
}
