import { describe, expect, test } from 'vitest';
import { AppFolder } from '../../../src/init/app-folder.ts';
import { findPython } from '../../../src/init/finder/python.ts';
import type { FoundConfig } from '../../../src/init/finding.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { copyFixture, layEnvironment } from './python-folder.ts';

const PORT = `\${port}`;
const PYTHON = '.venv/bin/python';
const AT = `127.0.0.1:${PORT}`;
const UVICORN = `-m uvicorn --host 127.0.0.1 --port ${PORT}`;

interface Row {
  readonly folder: string;
  readonly packages: readonly string[];
  readonly kind: string;
  readonly config: FoundConfig;
}

function row(
  folder: string,
  packages: string,
  kind: string,
  command: string | readonly string[],
  more?: FoundConfig,
): Row {
  return { folder, packages: packages.split(' '), kind, config: { command, port: 'auto', ...more } };
}

const ROWS: readonly Row[] = [
  row(
    'django-startproject',
    'django gunicorn',
    'Django with gunicorn',
    `${PYTHON} -m gunicorn --bind ${AT} shop.wsgi:application`,
  ),
  row(
    'django-backend',
    'django',
    'Django with its development server',
    `../${PYTHON} manage.py runserver --noreload ${AT}`,
    {
      workingDirectory: 'backend',
    },
  ),
  row(
    'flask-quickstart',
    'Flask',
    'Flask with its own server',
    `${PYTHON} -m flask run --host 127.0.0.1 --port ${PORT}`,
    {
      env: { FLASK_APP: 'app:app' },
    },
  ),
  row('flask-quickstart', 'Flask gunicorn', 'Flask with gunicorn', `${PYTHON} -m gunicorn --bind ${AT} app:app`),
  row('flask-factory', 'flask gunicorn', 'Flask with gunicorn', [
    PYTHON,
    '-m',
    'gunicorn',
    '--bind',
    AT,
    'board:create_app()',
  ]),
  row(
    'flask-configured',
    'flask waitress',
    'Flask with waitress',
    `${PYTHON} -m waitress --listen=${AT} wsgi:application`,
  ),
  row(
    'flask-platform-sample',
    'flask',
    'Flask with its own server',
    `${PYTHON} -m flask run --host 127.0.0.1 --port ${PORT}`,
    {
      env: { FLASK_APP: 'app:app' },
    },
  ),
  row('fastapi', 'fastapi uvicorn', 'FastAPI with uvicorn', `${PYTHON} ${UVICORN} main:app`),
  row('fastapi-package', 'fastapi uvicorn', 'FastAPI with uvicorn', `${PYTHON} ${UVICORN} app.main:app`),
  row('uv-init', 'fastapi uvicorn', 'FastAPI with uvicorn', `${PYTHON} ${UVICORN} hello_pkg:app`, {
    env: { PYTHONPATH: 'src' },
  }),
  row(
    'poetry-new',
    'flask gunicorn',
    'Flask with gunicorn',
    [PYTHON, '-m', 'gunicorn', '--bind', AT, 'poet.app:create_app()'],
    {
      env: { PYTHONPATH: 'src' },
    },
  ),
  row(
    'starlette',
    'starlette hypercorn uvicorn',
    'Starlette with hypercorn',
    `${PYTHON} -m hypercorn --bind ${AT} server:app`,
  ),
  row('litestar', 'litestar uvicorn', 'Litestar with uvicorn', `${PYTHON} ${UVICORN} app:app`),
  row('quart', 'quart hypercorn', 'Quart with hypercorn', `${PYTHON} -m hypercorn --bind ${AT} app:app`),
  row(
    'sanic',
    'sanic',
    'Sanic with its own server',
    `${PYTHON} -m sanic server:app --host 127.0.0.1 --port ${PORT} --single-process`,
  ),
  row('falcon', 'falcon gunicorn', 'Falcon with gunicorn', `${PYTHON} -m gunicorn --bind ${AT} things:app`),
  row('falcon', 'falcon', 'Python', `${PYTHON} things.py`, { port: 18085 }),
  row(
    'pyramid',
    'pyramid waitress setuptools',
    'Pyramid with pserve',
    `${PYTHON} -m pyramid.scripts.pserve production.ini http_port=${PORT}`,
  ),
  row('dash', 'dash gunicorn', 'Dash with gunicorn', `${PYTHON} -m gunicorn --bind ${AT} app:server`),
  row('dash', 'dash', 'Dash', `${PYTHON} app.py`),
  row('tornado-hello', 'tornado', 'Tornado', `${PYTHON} hello.py --port=${PORT}`),
  row('tornado-fixed', 'tornado', 'Tornado', `${PYTHON} app.py`, { port: 8899 }),
  row('aiohttp', 'aiohttp', 'aiohttp', `${PYTHON} main.py`, { port: 18082 }),
  row('bottle', 'bottle', 'Bottle', `${PYTHON} hello.py`, { port: 18083 }),
  row('cherrypy', 'CherryPy', 'CherryPy', `${PYTHON} tut01.py`, { port: 18084 }),
  row('gradio', 'gradio', 'Gradio', `${PYTHON} app.py`, {
    env: { GRADIO_SERVER_PORT: PORT, GRADIO_SERVER_NAME: '127.0.0.1', GRADIO_ANALYTICS_ENABLED: 'False' },
  }),
  row(
    'streamlit',
    'streamlit',
    'Streamlit',
    `${PYTHON} -m streamlit run streamlit_app.py --server.port ${PORT} --server.address 127.0.0.1 --server.headless true --browser.gatherUsageStats false`,
  ),
  row('uwsgi', '', 'uWSGI', `uwsgi --ini uwsgi.ini --http-socket ${AT} --die-on-term`),
  row('argparse-server', '', 'Python', `${PYTHON} server.py --port ${PORT}`),
  row('http-server-env', '', 'Python', `${PYTHON} server.py`),
  row('package-main', '', 'Python', `${PYTHON} -m server`, { port: 18086 }),
];

describe('apps in Python', () => {
  test.for(ROWS)('$folder with $packages is $kind', ({ folder, packages, kind, config }) => {
    const found = findPython(layEnvironment(copyFixture(folder), packages));
    expect(found.map((finding) => ({ kind: finding.kind, config: finding.config, missing: finding.missing }))).toEqual([
      { kind, config, missing: null },
    ]);
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
