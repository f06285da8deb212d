import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { requirePipPackages } from '../../../helpers/pip-packages.ts';
import { setUpAndStart } from '../set-up-folder.ts';
import { copyFixture } from './python-folder.ts';

const packages = await requirePipPackages([
  ...['Django==5.2.9', 'gunicorn==23.0.0', 'flask==3.1.2', 'waitress==3.0.2', 'fastapi==0.121.0', 'uvicorn==0.38.0'],
  ...['starlette==0.49.3', 'hypercorn==0.18.0', 'quart==0.20.0', 'tornado==6.5.2', 'aiohttp==3.13.2', 'bottle==0.13.4'],
  ...['falcon==4.2.0', 'sanic==25.3.0', 'setuptools==80.9.0', 'pyramid==2.0.2'],
]);

/** Sets a folder up as a user does, and asks for its first page. */
async function askFirst(folder: string, kind: string): Promise<string> {
  await using berth = await setUpAndStart(folder, kind);
  const response = await fetch(`http://127.0.0.1:${berth.port}/`);
  expect(response.status).toBe(200);
  return response.text();
}

describe.skipIf(packages.skipReason !== null)(packages.title('an app in Python, its packages installed'), () => {
  test.for([
    ['django-startproject', 'Django with gunicorn', '<!doctype html>'],
    ['flask-quickstart', 'Flask', 'hello from flask'],
    ['flask-factory', 'Flask with gunicorn', 'hello from the board'],
    ['flask-configured', 'Flask with waitress', 'hello from production'],
    ['flask-platform-sample', 'Flask', 'hello from the sample'],
    ['fastapi', 'FastAPI', '{"hello":"fastapi"}'],
    ['fastapi-package', 'FastAPI', '{"hello":"package"}'],
    ['uv-init', 'FastAPI', '{"hello":"uv"}'],
    ['poetry-new', 'Flask', 'hello from poetry'],
    ['starlette', 'Starlette with hypercorn', 'hello from starlette'],
    ['quart', 'Quart', 'hello from quart'],
    ['sanic', 'Sanic', 'hello from sanic'],
    ['falcon', 'Falcon', 'hello from falcon'],
    ['pyramid', 'Pyramid', 'hello from pyramid'],
    ['tornado-hello', 'Tornado', 'hello from tornado'],
    ['tornado-fixed', 'Tornado', 'hello from tornado'],
    ['aiohttp', 'aiohttp', 'hello from aiohttp'],
    ['bottle', 'Bottle', 'hello from bottle'],
  ] as const)('%s answers 200 without an edit', async ([name, kind, body]) => {
    const folder = copyFixture(name);
    symlinkSync(packages.environment, join(folder, '.venv'));
    expect(await askFirst(folder, kind)).toContain(body);
  });

  test('one below the folder of its project answers too', async () => {
    const folder = copyFixture('django-backend');
    symlinkSync(packages.environment, join(folder, 'backend/venv'));
    expect(await askFirst(folder, 'Django')).toContain('<!doctype html>');
  });
});
