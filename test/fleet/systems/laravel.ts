import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { System } from '../system.ts';

/** Debian's Laravel, in place of what Composer would fetch. */
const AUTOLOAD = `<?php
require_once 'Illuminate/autoload.php';
spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'App\\\\')) {
        require __DIR__ . '/../app/' . strtr(substr($class, 4), '\\\\', '/') . '.php';
    }
});
`;

const WRITTEN = ['bootstrap/cache', ...['cache', 'sessions', 'views'].map((name) => `storage/framework/${name}`)];

export const SYSTEM: System = {
  name: 'laravel',
  packages: ['nginx-light', 'php-fpm', 'php-cli', 'php-laravel-framework'],
  make: async (folder) => {
    const app = join(folder, 'shop');
    for (const name of ['vendor', ...WRITTEN]) mkdirSync(join(app, name), { recursive: true });
    writeFileSync(join(app, 'vendor/autoload.php'), AUTOLOAD);
    writeFileSync(join(app, '.env'), 'APP_KEY=\n');
    await execa('php', ['artisan', 'key:generate', '--force'], { cwd: app });
  },
  page: { path: '/', says: 'The shelf at https://shop.example.com' },
  idPath: '/',
  redirect: { path: '/list', to: '/' },
  stream: { path: '/events', first: 'opened', last: 'closed' },
  process: 'php-fpm: master',
};
