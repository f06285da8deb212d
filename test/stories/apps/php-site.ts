import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CONFIG = fileURLToPath(new URL('../../../config/wordpress', import.meta.url));

/** WordPress's config in a folder of its own, with another pool of php-fpm; returns the path of its berth.yaml. */
export function copyConfig(folder: string, changePool: (pool: string) => string): string {
  cpSync(CONFIG, folder, { recursive: true, filter: (source) => !source.startsWith(join(CONFIG, 'data')) });
  const pool = join(folder, 'php-fpm.conf.tmpl');
  writeFileSync(pool, changePool(readFileSync(pool, 'utf8')));
  return join(folder, 'berth.yaml');
}

/** In WordPress's place a page that needs no database; returns the variables that the config wants. */
export function makePhpSite(folder: string, page: string): Record<string, string> {
  const source = join(folder, 'source');
  mkdirSync(source);
  writeFileSync(join(source, 'wp-load.php'), '<?php');
  writeFileSync(join(source, 'index.php'), page);
  return { WORDPRESS_SOURCE: source, WORDPRESS_DATA: join(folder, 'data'), WORDPRESS_DB_PASSWORD: '' };
}
