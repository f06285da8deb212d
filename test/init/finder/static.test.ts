import { chmodSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findStatic } from '../../../src/init/finder/static.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { rawGet } from './raw-get.ts';
import { lookAt, setUpAndStart } from './set-up-folder.ts';

const toPackage = (...names: string[]) =>
  JSON.stringify({ devDependencies: Object.fromEntries(names.map((name) => [name, '*'])), scripts: { build: 'x' } });

const packages = await requirePackages(['nginx-light', 'python3', 'apache2']);

describe.skipIf(packages.skipReason !== null)(packages.title('a static site'), () => {
  test.for([
    ['static site', 20, null, { 'index.html': '' }],
    ['static site', 20, null, { 'public/index.html': '' }],
    ['Vite build', 70, null, { 'package.json': toPackage('vite'), 'index.html': '', 'dist/index.html': '' }],
    ['Vite build', 30, 'npm install && npm run build', { 'package.json': toPackage('vite'), 'index.html': '' }],
    [
      'Create React App build',
      70,
      null,
      { 'package.json': toPackage('react-scripts'), 'public/index.html': '%PUBLIC_URL%', 'build/index.html': '' },
    ],
    ['Angular build', 70, null, { 'package.json': toPackage('@angular/core'), 'dist/shop/browser/index.html': '' }],
    ['Jekyll site', 30, 'jekyll build', { '_config.yml': '', 'index.md': '' }],
    ['Jekyll site', 70, null, { '_config.yml': '', '_site/index.html': '' }],
    ['Hugo site', 70, null, { 'hugo.toml': '', 'public/index.html': '' }],
    ['MkDocs site', 30, 'mkdocs build', { 'mkdocs.yml': '', 'docs/index.md': '' }],
  ] as const)('is told by its files: %s, %i, %s, %j', ([kind, rank, missing, files]) => {
    const found = lookAt(findStatic, files);
    expect(found.map((it) => it.kind)).toEqual([`${kind} with nginx`, `${kind} with Python's http.server`]);
    expect(found[0]).toMatchObject({ rank, missing });
  });

  test('is no build of an app that has a server, nor a page that is still to be built', () => {
    expect(
      lookAt(findStatic, { 'package.json': toPackage('vite', 'express'), 'index.html': '<script src="/src/main.ts">' }),
    ).toEqual([]);
    expect(lookAt(findStatic, { 'README.md': '' })).toEqual([]);
  });

  test.for(['static site with nginx', 'static site with Python'])(
    'in the folder of the config shows its pages and nothing of what is beside them: %s',
    async (kind) => {
      const folder = createFolder({
        ...{
          'index.html': 'home',
          'a b/index.html': 'spaced',
          '.well-known/acme': 'ok',
          'bootstrap-icons/x.css': 'css',
        },
        ...{ '.env': 'SECRET', '.git/config': 'SECRET', 'node_modules/x.js': 'SECRET', 'compose.yaml': 'SECRET' },
      });
      await using berth = await setUpAndStart(folder, kind);
      for (const [path, body] of [
        ['/', 'home'],
        ['/a%20b/', 'spaced'],
        ['/.well-known/acme', 'ok'],
        ['/bootstrap-icons/x.css', 'css'],
      ] as const) {
        expect(await rawGet(berth.port, path)).toEqual({ status: 200, body });
      }
      const hidden = [
        '.env',
        '.git/config',
        'node_modules/x.js',
        'compose.yaml',
        'berth.yaml',
        'bootstrap',
        'dist/berth.cjs',
      ];
      const tricks = [
        '/%62erth.yaml',
        '//berth.yaml',
        '/a%20b/../berth.yaml',
        '/a%20b/%2e%2e/.env',
        '/BERTH.yaml',
        '/nowhere',
      ];
      for (const path of [...hidden.map((name) => `/${name}`), ...tricks]) {
        expect({ path, ...(await rawGet(berth.port, path)) }).toMatchObject({ path, status: 404 });
      }
    },
  );

  test.for(['Vite build with nginx', 'Vite build with Python'])(
    'of a single page answers for every address: %s',
    async (kind) => {
      const files = { 'package.json': toPackage('vite'), 'dist/index.html': 'app', 'dist/assets/a.js': 'js' };
      await using berth = await setUpAndStart(createFolder(files), kind);
      expect(await rawGet(berth.port, '/shop/1?a=b')).toEqual({ status: 200, body: 'app' });
      expect(await rawGet(berth.port, '/assets/a.js')).toEqual({ status: 200, body: 'js' });
      expect(await rawGet(berth.port, '/.env')).toMatchObject({ status: 404 });
    },
  );

  test('with rules in .htaccess is served by Apache, which follows them', async () => {
    const folder = createFolder({
      ...{ 'index.html': 'home', '.htaccess': 'Redirect 302 /old /new\n', '.env': 'SECRET' },
      ...{ 'private/.htaccess': 'Require all denied\n', 'private/a.txt': 'SECRET' },
    });
    chmodSync(folder, 0o755);
    await using berth = await setUpAndStart(folder, 'static site with Apache');
    const statuses = ['/', '/old', '/private/a.txt', '/.env', '/berth.yaml', '/dist/berth.cjs'].map((path) =>
      rawGet(berth.port, path),
    );
    expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([200, 302, 403, 404, 404, 404]);
  });
});
