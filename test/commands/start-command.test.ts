import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findStartCommand } from '../../src/commands/start-command.ts';
import { loadSettings } from '../../src/config/load.ts';
import { createFolder } from '../helpers/config-folder.ts';
import { finishBerth } from '../helpers/finished-berth.ts';

describe('the start command', () => {
  test.for([
    [{ 'package.json': '{"scripts":{"start":"node src/index.js --x"}}' }, 'node src/index.js --x'],
    [{ 'package.json': '{"scripts":{"start":"NODE_ENV=production node . && x"}}' }, 'npm start'],
    [{ 'package.json': '{}', 'server.js': '' }, 'node server.js'],
    [{ 'package.json': 'not JSON' }, null],
    [{ 'manage.py': '', 'app.py': '' }, `python3 -u manage.py runserver --noreload 127.0.0.1:\${port}`],
    [{ 'app.py': '' }, 'python3 -u app.py'],
    [{ 'my app.jar': '', 'my app-sources.jar': '' }, `java -Dserver.port=\${port} -jar 'my app.jar'`],
    [{ 'a.jar': '', 'b.jar': '' }, null],
    [
      { 'Shop.dll': '', 'Dep.dll': '', 'Shop.runtimeconfig.json': '{}' },
      `dotnet Shop.dll --urls http://127.0.0.1:\${port}`,
    ],
    [{ 'index.php': '' }, `php -S 127.0.0.1:\${port}`],
    [{ 'README.md': '' }, null],
  ] as const)('of a folder with %j is found', ([files, command]) => {
    expect(findStartCommand(createFolder(files))?.command ?? null).toBe(command);
  });

  test.for([
    { 'package.json': '{"scripts":{"start":"node \\"a b\\".js"}}' },
    { "it's.jar": '' },
    { 'index.php': '' },
    { 'manage.py': '' },
    { 'app.py': '' },
  ])('of a folder with %j makes a valid config', async (files) => {
    const folder = createFolder(files);
    expect(finishBerth(['init'], folder).status).toBe(0);
    await expect(loadSettings({ file: join(folder, 'berth.yaml'), env: {} })).resolves.toBeDefined();
  });
});
