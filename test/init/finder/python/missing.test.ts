import { describe, expect, test } from 'vitest';
import { AppFolder } from '../../../../src/init/app-folder.ts';
import { findPython } from '../../../../src/init/finder/python.ts';
import { createFolder } from '../../../helpers/config-folder.ts';
import { layEnvironment } from './python-folder.ts';

/** No machine has this one. */
const RARE = 'nobody-has-this';
const APP = { 'app.py': 'from flask import Flask\napp = Flask(__name__)\n' };
const PROJECT = `[project]\nname = "x"\nversion = "1"\ndependencies = ["flask", "gunicorn", "${RARE}"]\n`;

function find(files: Readonly<Record<string, string>>) {
  const [found] = findPython(new AppFolder(createFolder(files)));
  return { program: [found?.config.command].flat().join(' ').split(' ')[0], missing: found?.missing };
}

describe('what an app in Python lacks', () => {
  test.for([
    [
      'requirements.txt',
      { 'requirements.txt': `flask\ngunicorn\n${RARE}\n` },
      'python3 -m venv .venv && .venv/bin/pip install -r requirements.txt',
    ],
    [
      'requirements.txt, without a server for what it is',
      { 'requirements.txt': RARE, 'app.py': 'from starlette.applications import Starlette\napp = Starlette()\n' },
      'python3 -m venv .venv && .venv/bin/pip install -r requirements.txt uvicorn',
    ],
    ['pyproject.toml', { 'pyproject.toml': PROJECT }, 'python3 -m venv .venv && .venv/bin/pip install .'],
    ['uv', { 'pyproject.toml': PROJECT, 'uv.lock': '' }, 'uv sync'],
    ['uv, without a lock', { 'pyproject.toml': `${PROJECT}[tool.uv]\n` }, 'uv sync'],
    [
      'Poetry of old',
      { 'pyproject.toml': `[tool.poetry.dependencies]\npython = "^3.9"\nflask = "*"\n${RARE} = "*"\n` },
      'POETRY_VIRTUALENVS_IN_PROJECT=true poetry install',
    ],
    ['pdm', { 'pyproject.toml': PROJECT, 'pdm.lock': '' }, 'pdm install'],
    ['Pipenv', { Pipfile: `[packages]\nflask = "*"\n${RARE} = "*"\n` }, 'PIPENV_VENV_IN_PROJECT=1 pipenv install'],
    [
      'setup.cfg',
      { 'setup.cfg': `[options]\ninstall_requires =\n    flask\n    ${RARE}>=1\n` },
      'python3 -m venv .venv && .venv/bin/pip install .',
    ],
    [
      'setup.py',
      { 'setup.py': `setup(install_requires=["flask", '${RARE}[x]>1'])` },
      'python3 -m venv .venv && .venv/bin/pip install .',
    ],
  ] as const)('is installed as %s says, and started from there', ([, files, missing]) => {
    expect(find({ ...APP, ...files })).toEqual({ program: '.venv/bin/python', missing });
  });

  test('is installed by conda into a folder of the app', () => {
    const files = { ...APP, 'environment.yml': `dependencies:\n  - python=3.11\n  - flask\n  - pip:\n    - ${RARE}\n` };
    const missing = 'conda env create -p .conda -f environment.yml';
    expect(find(files)).toEqual({ program: '.conda/bin/python', missing });
  });

  test('below a folder of its own is installed there', () => {
    const files = { 'backend/app.py': APP['app.py'], 'backend/requirements.txt': RARE };
    expect(find(files)).toEqual({
      program: '.venv/bin/python',
      missing: 'python3 -m venv backend/.venv && backend/.venv/bin/pip install -r backend/requirements.txt',
    });
  });

  test('is installed into the environment that is there', () => {
    const folder = createFolder({ ...APP, 'requirements.txt': `flask\n${RARE}\n` });
    const [found] = findPython(layEnvironment(folder, ['flask'], 'venv'));
    expect(found?.missing).toBe('venv/bin/pip install -r requirements.txt');
  });

  test.for(['Nobody_Has.This', 'nobody-has-this'])('is nothing where %s is installed', (name) => {
    const folder = createFolder({
      ...APP,
      'requirements.txt': `flask\n${RARE}==1.0 # why\nwin32; sys_platform == "win32"\n`,
    });
    expect(findPython(layEnvironment(folder, ['Flask', name]))[0]?.missing).toBeNull();
  });

  test('is nothing where pip has put it into the folder', () => {
    const files = { ...APP, 'requirements.txt': `flask\n${RARE}`, 'python/flask-1.dist-info/RECORD': '' };
    const folder = createFolder({ ...files, [`python/${RARE.replaceAll('-', '_')}-1.dist-info/RECORD`]: '' });
    const [found] = findPython(new AppFolder(folder));
    expect(found).toMatchObject({ missing: null, config: { env: { PYTHONPATH: `\${configDir}/python` } } });
  });
});
