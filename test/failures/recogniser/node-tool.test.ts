import { describe, expect, test } from 'vitest';
import { findRecognition, recognise } from '../../../src/failures/recogniser/recognise.ts';
import { rowTests } from './spelling.ts';

describe('package managers and runners of monorepos', () => {
  rowTests([
    [
      'npm ERR! `npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync.',
      'npm-lock-mismatch',
    ],
    [
      'npm ERR! cipm can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync.',
      'npm-lock-mismatch',
    ],
    ['npm ERR! could not determine executable to run', 'npm-executable-missing'],
    ["npm ERR! 404  'shop-kit@1.0.0' is not in this registry.", 'npm-package-unknown'],
    ['npm ERR! notarget No matching version found for shop-kit@9.', 'npm-package-unknown'],
    ['npm ERR! ERESOLVE could not resolve', 'npm-peers-conflict'],
    [
      'This project is configured to use v9.1.0 of pnpm. Your current pnpm is v8.15.0',
      'pnpm-version-wanted',
      'pnpm 9.1.0',
    ],
    [' ERR_PNPM_NO_SCRIPT_OR_SERVER  Missing script start or file server.js', 'package-script-missing', 'start'],
    ['web-1  | Usage Error: Couldn\'t find a script named "start".', 'package-script-missing', 'start'],
    ['Error: Cannot find matching keyid: {"signatures":[]}', 'corepack-signature'],
    [
      'Internal Error: app@workspace:.: This package doesn\'t seem to be present in your lockfile; run "yarn install" to update the lockfile',
      'yarn-not-installed',
    ],
    [
      "Usage Error: The project in /app/package.json doesn't seem to have been installed - running an install there might help",
      'yarn-not-installed',
    ],
    ['  `-> Missing `packageManager` field in package.json', 'turbo-no-manager'],
    ['  x Could not resolve workspaces.', null],
    ['lerna ERR! ENOLERNA `lerna.json` does not exist, have you run `lerna init`?', 'lerna-config-missing'],
    ['Error: Command "start" not found', 'command-unknown', 'start'],
    ['error Command "start" not found.', 'yarn-script-missing', 'start'],
    ['npm warn ERESOLVE overriding peer dependency', null],
  ]);
});

describe('modules of two kinds', () => {
  rowTests([
    ["SyntaxError: Unexpected token 'export'", 'node-import-in-commonjs'],
    ['SyntaxError: Unexpected token import', 'node-import-in-commonjs'],
    ['SyntaxError: Unexpected reserved word', 'node-syntax-error'],
    ["Error: Cannot find module 'winston'", 'node-module-missing', 'winston'],
    [
      "Error: Cannot find module '/app/.output/server/index.mjs'",
      'node-script-missing',
      '/app/.output/server/index.mjs',
    ],
    ['Error [ERR_REQUIRE_CYCLE_MODULE]: Cannot require() ES Module /app/x.mjs in a cycle.', 'node-require-async'],
  ]);
});

describe('what stands alone, without the stack of its runtime', () => {
  rowTests([
    ["ModuleNotFoundError: No module named 'whitenoise'", 'python-module-missing', 'whitenoise'],
    [
      "ImportError: cannot import name 'Mapping' from 'collections' (/usr/lib/python3.10/collections/__init__.py)",
      'python-name-missing',
    ],
    [
      'django.core.exceptions.ImproperlyConfigured: The SHOP_RATES setting must be a list.',
      'django-improperly-configured',
    ],
    [
      'django.core.exceptions.ImproperlyConfigured: Set the SECRET_KEY environment variable',
      'environment-variable-demanded',
    ],
    ['Class "Redis" not found', 'php-extension-class', 'Redis'],
  ]);

  test.for([
    'docker.errors.NotFound: 404 Client Error for http+docker://localhost/v1.41/containers/shop',
    '_gdbm.error: [Errno 11] Resource temporarily unavailable',
    "pkg_resources.DistributionNotFound: The 'shop' distribution was not found and is required by the application",
  ])('an exception of Python need not be called one: %j', (line) => {
    const lines = ['Traceback (most recent call last):', '  File "/srv/app/bot.py", line 3, in <module>', line];
    expect(findRecognition(lines)?.row.name).toBe('python-uncaught-exception');
  });
});

describe('programs that get no process', () => {
  rowTests([
    ['  exec(): Unable to fork [stty 2>&1]', 'thread-limit'],
    ['PHP Warning:  shell_exec(): Unable to fork [git log] in /srv/app/a.php on line 3', 'thread-limit'],
  ]);
});

test('Sidekiq of before finds no app', () => {
  const lines = [
    '2012-10-12T01:04:59Z 8175 TID-a INFO:   Please point sidekiq to a Rails 3 application or a Ruby file',
    '2012-10-12T01:04:59Z 8175 TID-a INFO:   to load your worker classes with -r [DIR|FILE].',
  ];
  expect(recognise(lines)?.cause).toContain('Sidekiq finds no Rails app');
});

test('an app that is not for this version of its language does not need that version', () => {
  const cause = recognise(['This version of Nextcloud is not compatible with PHP 8.4.'])?.cause;
  expect(cause).toBe('The app does not run on this version of its language.');
});
