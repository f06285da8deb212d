import { describe, expect, test } from 'vitest';
import { findRecognition, recognise } from '../../../src/failures/recogniser/recognise.ts';

describe('a version, package or build that the app misses', () => {
  test.for([
    [
      'acme/shop v1 requires php ^8.3 -> your php version (8.2.1) does not satisfy that requirement.',
      'composer-php-requirement',
    ],
    ['shop-1 requires Ruby version >= 3.3. The current ruby version is 3.1.2.', 'ruby-version-required'],
    ["go: errors parsing go.mod: invalid go version '1.21.0': must match format 1.23", 'go-version-required'],
    ['This version of npm requires Node.js >= 20', 'runtime-version-required'],
    ['Error: shop needs Python 3.10 or newer', 'runtime-version-required'],
    ["Error in library(plumber) : there is no package called 'plumber'", 'r-package-missing'],
    ['Unable to locate file in Vite manifest: resources/js/app.js', 'asset-manifest-missing'],
    ["Webpacker can't find application.js in /srv/public/packs/manifest.json", 'asset-manifest-missing'],
    ['configuration /srv/app/config.ru not found', 'rack-config-missing'],
    ['Command "migrate:all" is not defined.', 'console-command-missing'],
  ] as const)('is told: %j', ([line, name]) => {
    expect(findRecognition([line])?.row.name).toBe(name);
    expect(recognise([line])?.cause).not.toMatch(/…|\{/);
  });

  test.for([
    'the next major version will require Node.js 22',
    'Node.js v20.20.2 detected',
    'build finished in 3 s',
    'go: downloading example.com/router v1.2.3',
    'requires authentication',
  ])('is not read into %j', (line) => {
    expect(findRecognition([line])).toBeNull();
  });
});
