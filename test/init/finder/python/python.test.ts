import { describe, expect, test } from 'vitest';
import { AppFolder } from '../../../../src/init/app-folder.ts';
import { findPython } from '../../../../src/init/finder/python.ts';
import { createFolder } from '../../../helpers/config-folder.ts';
import { copyFixture, layEnvironment } from './python-folder.ts';

const PORT = `\${port}`;
const PYTHON = '.venv/bin/python';
const AT = `127.0.0.1:${PORT}`;
const UVICORN = `-m uvicorn --host 127.0.0.1 --port ${PORT}`;

const GUNICORN = `${PYTHON} -m gunicorn --bind ${AT} --threads 8 --timeout 0`;

// What stands in each folder's expect.json is tested by test/init/folder.test.ts; here with other packages.
describe('apps in Python', () => {
  test.for([
    [
      'flask-quickstart',
      'Flask',
      'Flask with its own server',
      `${PYTHON} -m flask run --host 127.0.0.1 --port ${PORT}`,
    ],
    ['flask-quickstart', 'Flask waitress', 'Flask with waitress', `${PYTHON} -m waitress --listen=${AT} app:app`],
    ['django-startproject', 'django', 'Django with gunicorn', `${GUNICORN} shop.wsgi:application`],
    ['django-startproject', 'django uvicorn gunicorn', 'Django with gunicorn', `${GUNICORN} shop.wsgi:application`],
    ['starlette', 'starlette uvicorn', 'Starlette with hypercorn', `${PYTHON} -m hypercorn --bind ${AT} server:app`],
    ['quart', 'quart hypercorn uvicorn', 'Quart with uvicorn', `${PYTHON} ${UVICORN} app:app`],
    ['falcon', 'falcon gunicorn', 'Falcon with gunicorn', `${GUNICORN} things:app`],
    ['dash', 'dash gunicorn', 'Dash with gunicorn', `${GUNICORN} app:server`],
  ] as const)('%s with %s installed is %s', ([name, packages, kind, command]) => {
    const [found] = findPython(layEnvironment(copyFixture(name), packages.split(' ')));
    expect(found).toMatchObject({ kind, config: { command } });
  });

  test('a port that is berth’s own is replaced in a copy', () => {
    const [found] = findPython(new AppFolder(copyFixture('http-server-sample')));
    expect(found?.config).toEqual({
      command: `python3 \${file.app}`,
      port: 'auto',
      env: { PYTHONPATH: `\${configDir}` },
      files: { app: { from: 'server.py', replace: { '("0.0.0.0", 9000)': `("0.0.0.0", ${PORT})` } } },
    });
  });

  test('a folder without a server in it is none', () => {
    const files = { 'setup.py': 'from setuptools import setup\nsetup(name="x")', 'x/__init__.py': 'print("hello")' };
    expect(findPython(new AppFolder(createFolder(files)))).toEqual([]);
  });
});
