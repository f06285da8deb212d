import { chmodSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findPhp } from '../../../src/init/finder/php.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { listMarkedCalls, waitForCall } from '../../stories/apps/call-lines.ts';
import { rawGet } from './raw-get.ts';
import { lookAt, setUpAndStart } from './set-up-folder.ts';

const PAGE = `<?php echo "$_SERVER[REQUEST_METHOD] $_SERVER[REQUEST_URI] by ", basename($_SERVER['SCRIPT_NAME']), ' for ', $_SERVER['PATH_INFO'] ?? '-';`;

const composer = (...names: string[]) =>
  JSON.stringify({ require: { php: '>=8', 'ext-json': '*', ...Object.fromEntries(names.map((name) => [name, '*'])) } });

const packages = await requirePackages(['nginx-light', 'php-cli', 'php-fpm', 'apache2', 'libapache2-mod-php']);

describe.skipIf(packages.skipReason !== null)(packages.title('a PHP site'), () => {
  test.for([
    [
      'Laravel',
      'public',
      { artisan: '', 'bootstrap/app.php': '', 'public/index.php': '', 'composer.json': composer('laravel/framework') },
    ],
    ['Lumen', 'public', { 'public/index.php': '', 'composer.json': composer('laravel/lumen-framework') }],
    [
      'Symfony',
      'public',
      { 'bin/console': '', 'public/index.php': '', 'composer.json': composer('symfony/framework-bundle') },
    ],
    ['Symfony 3', 'web', { 'bin/console': '', 'web/app.php': '', 'web/app_dev.php': '' }],
    ['WordPress', '.', { 'index.php': '', 'wp-load.php': '', 'wp-includes/version.php': '' }],
    [
      'WordPress (Bedrock)',
      'web',
      { 'web/index.php': '', 'web/wp/wp-load.php': '', 'composer.json': composer('roots/wordpress') },
    ],
    ['Drupal', '.', { 'index.php': '', 'core/lib/Drupal.php': '' }],
    ['Drupal', 'web', { 'web/index.php': '', 'composer.json': composer('drupal/core-recommended') }],
    [
      'Slim',
      'public',
      { 'public/index.php': '', 'app/routes.php': '', 'composer.json': composer('slim/slim', 'slim/psr7') },
    ],
    ['CakePHP', 'webroot', { 'index.php': '', 'webroot/index.php': '', 'composer.json': composer('cakephp/cakephp') }],
    ['Yii', 'web', { yii: '', 'web/index.php': '', 'composer.json': composer('yiisoft/yii2') }],
    ['CodeIgniter', 'public', { spark: '', 'app/Config/App.php': '', 'public/index.php': '' }],
    ['CodeIgniter 3', '.', { 'index.php': '', 'system/core/CodeIgniter.php': '', 'application/x': '' }],
    ['ThinkPHP', 'public', { think: '', 'public/index.php': '', 'composer.json': composer('topthink/framework') }],
    ['PHP site', 'htdocs', { 'htdocs/index.php': '', 'lib/a.php': '' }],
    ['PHP site', '.', { 'index.php': '', 'about.php': '' }],
    ['PHP page', '.', { 'phpinfo.php': '<?php phpinfo();' }],
  ] as const)('made with %s is served from %s', ([kind, root, files]) => {
    const found = lookAt(findPhp, files);
    expect(found.map((finding) => finding.kind)).toEqual([
      `${kind} with nginx and php-fpm`,
      `${kind} with PHP's own server`,
    ]);
    expect(found[0]!.writes!['berth.nginx.conf']).toContain(`root "\${configDir}${root === '.' ? '' : `/${root}`}";`);
    expect(found[1]!.config.command).toContain(` -t ${root} `);
  });

  test('without its packages says how they are installed', () => {
    const files = { 'public/index.php': '', 'composer.json': composer('slim/slim') };
    expect(lookAt(findPhp, files)[0]!.missing).toBe('composer install --no-dev');
    expect(lookAt(findPhp, { ...files, 'vendor/autoload.php': '' })[0]!.missing).toBeNull();
    expect(lookAt(findPhp, { 'index.php': '', 'composer.json': composer() })[0]!.missing).toBeNull();
  });

  test.for([
    [{}, 'php artisan key:generate'],
    [{ '.env.example': 'APP_KEY=' }, 'cp .env.example .env && php artisan key:generate'],
    [{ '.env': 'APP_KEY=', '.env.example': '' }, 'php artisan key:generate'],
    [{ '.env': 'APP_KEY=base64:abc' }, null],
  ] as const)('of Laravel with %j lacks %s', ([files, missing]) => {
    const app = { artisan: '', 'bootstrap/app.php': '', 'public/index.php': '', ...files };
    expect(lookAt(findPhp, app)[0]!.missing).toBe(missing);
  });

  test('is not what a folder of scripts for the command line holds', () => {
    expect(lookAt(findPhp, { 'tool.php': '#!/usr/bin/env php\n<?php echo 1;' })).toEqual([]);
    expect(lookAt(findPhp, { 'import.php': '<?php $file = $argv[1];' })).toEqual([]);
    expect(lookAt(findPhp, { 'lib/index.php': '', 'composer.json': composer() })).toEqual([]);
  });

  const SECRETS = {
    '.env': 'SECRET',
    '.git/config': 'SECRET',
    'docker-compose.yml': 'SECRET',
    'vendor/autoload.php': '<?php echo "SECRET";',
    'db.inc': 'SECRET',
    'dump.sql': 'SECRET',
  };

  test.for(['PHP site with nginx', "PHP site with PHP's own"])(
    'in the folder of the config serves its pages and files and nothing else: %s',
    async (kind) => {
      const folder = createFolder({ 'index.php': PAGE, 'sub/page.php': PAGE, 'css/a.css': 'a{}', ...SECRETS });
      await using berth = await setUpAndStart(folder, kind);
      const get = (path: string) => rawGet(berth.port, path);
      expect(await get('/?a=1')).toEqual({ status: 200, body: 'GET /?a=1 by index.php for -' });
      expect(await get('/sub/page.php')).toMatchObject({ body: 'GET /sub/page.php by page.php for -' });
      expect(await get('/sub/page.php/more')).toMatchObject({ body: 'GET /sub/page.php/more by page.php for /more' });
      expect(await get('/css/a.css')).toEqual({ status: 200, body: 'a{}' });
      const names = [
        ...Object.keys(SECRETS),
        'berth.yaml',
        'bootstrap',
        'dist/berth.cjs',
        'berth.nginx.conf',
        'berth.router.php',
      ];
      const tricks = [
        '//berth.yaml',
        '/%62erth.yaml',
        '/./berth.yaml',
        '/css/../berth.yaml',
        '/berth.yaml/',
        '/berth.yaml/x',
      ];
      tricks.push('/berth.yaml%00.css', '/BERTH.yaml', '/css/%2e%2e/.env', '/.%65nv');
      for (const path of [...names.map((name) => `/${name}`), ...tricks]) {
        const { status, body } = await get(path);
        expect({ path, isThere: status < 400, isTold: /SECRET|php|require/.test(body) }).toEqual({
          path,
          isThere: false,
          isTold: false,
        });
      }
    },
  );

  test.for(['PHP site with nginx', "PHP site with PHP's own"])(
    'with a front controller leaves to it what no file answers: %s',
    async (kind) => {
      const folder = createFolder({ 'public/index.php': PAGE, 'public/robots.txt': 'all' });
      await using berth = await setUpAndStart(folder, kind);
      const bodies = ['/robots.txt', '/shop/1?x=y', '/sitemap.xml', '/api/v1.0/items'];
      expect(await Promise.all(bodies.map(async (path) => (await rawGet(berth.port, path)).body))).toEqual([
        'all',
        'GET /shop/1?x=y by index.php for -',
        'GET /sitemap.xml by index.php for -',
        'GET /api/v1.0/items by index.php for -',
      ]);
    },
  );

  test.for(['PHP page with nginx', "PHP page with PHP's own"])('of one page shows it at /: %s', async (kind) => {
    await using berth = await setUpAndStart(createFolder({ 'hello.php': '<?php echo "hello";' }), kind);
    expect(await rawGet(berth.port, '/')).toEqual({ status: 200, body: 'hello' });
  });

  test('under nginx says what it logs before the answer that it belongs to is out', async () => {
    const page = '<?php error_log("seen in $_SERVER[HTTP_X_REQUEST_ID]");';
    await using berth = await setUpAndStart(createFolder({ 'index.php': page }), 'PHP site with nginx');
    for (let round = 0; round < 25; round++) {
      const answers = Array.from({ length: 4 }, () => rawGet(berth.port, '/'));
      expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    }
    // The last records leave a few milliseconds behind their answers.
    await expect.poll(() => listMarkedCalls(berth.lines).started.length).toBe(100);
    for (const id of listMarkedCalls(berth.lines).started)
      expect((await waitForCall(berth, id)).some((line) => line.endsWith(`seen in ${id}`))).toBe(true);
  });

  test('with rules in .htaccess is served by Apache, which follows them', async () => {
    const folder = createFolder({
      'index.php': PAGE,
      '.htaccess': 'RewriteEngine On\nRewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^shop/ index.php [L]\n',
      'private/.htaccess': 'Require all denied\n',
      'private/a.txt': 'SECRET',
      ...SECRETS,
    });
    chmodSync(folder, 0o755);
    await using berth = await setUpAndStart(folder, 'PHP site with Apache');
    expect(await rawGet(berth.port, '/shop/1')).toEqual({ status: 200, body: 'GET /shop/1 by index.php for -' });
    for (const path of [
      '/private/a.txt',
      '/berth.yaml',
      '//berth.yaml',
      '/berth.apache.conf',
      ...Object.keys(SECRETS).map((it) => `/${it}`),
    ]) {
      const { status, body } = await rawGet(berth.port, path);
      expect({ path, isThere: status < 400, isTold: body.includes('SECRET') }).toEqual({
        path,
        isThere: false,
        isTold: false,
      });
    }
  });
});
