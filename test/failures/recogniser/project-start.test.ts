import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';
import { rowTests } from './spelling.ts';

describe('what the tools around an app say of its project', () => {
  rowTests([
    ['The dependencies in your gemfile changed', 'bundler-frozen'],
    ["rbenv: version `3.1.2' is not installed (set by /app/.ruby-version)", 'version-manager-missing'],
    ['N/A: version "v18" is not yet installed.', 'version-manager-missing'],
    ['No version is set for command ruby', 'version-manager-missing'],
    [
      'It seems you are upgrading from 13.0.0 to 15.0.0. It is required to upgrade to the latest 14.0.x version first before proceeding.',
      'upgrade-step-skipped',
    ],
    ['You need to upgrade to version 2.3 first.', 'upgrade-step-skipped'],
    ['You should upgrade to 2.3 soon', null],
    [
      '    - Root composer.json requires PHP extension ext-gd * but it is missing from your system.',
      'composer-extension-missing',
      'ext-gd',
    ],
    ['  Please provide a valid cache path.', 'laravel-view-cache'],
    ['  Target class [files] does not exist.', 'laravel-class-unbound', 'files'],
    ['[PM2][ERROR] File ecosystem.config.js malformated', 'pm2-config-invalid'],
    [
      'error: Unable to find lockfile at `uv.lock`. To create a lockfile, run `uv lock` or `uv sync`.',
      'uv-lock-missing',
    ],
    [
      "error: The requested interpreter resolved to Python 3.9.2, which is incompatible with the project's Python requirement: `>=3.11`",
      'uv-python-version',
    ],
    ['npm ERR! Unsupported URL Type "workspace:": workspace:*', 'workspace-protocol', 'workspace:'],
    ['error: Workspace dependency "@shop/ui" not found', 'workspace-package-missing'],
  ]);

  test.for([
    ['   Illuminate\\Database\\QueryException ', '  SQLSTATE[42000]: Syntax error', 'SQLSTATE[42000]: Syntax error'],
    ['   Error ', '  Call to undefined method App\\Shop::rates()', 'Call to undefined method'],
  ] as const)('the box in which Laravel tells of %j', ([error, message, told]) => {
    const lines = ['', error, '', message, '', '  at app/Shop.php:23', '     19▕     public function rates()'];
    expect(recognise(lines)?.cause).toContain(told);
  });

  test('a task that was told to end did not end of an exception', () => {
    const lines = ['rake aborted!', 'SignalException: SIGTERM', "/srv/app/lib/work.rb:12:in `sleep'"];
    expect(recognise(lines)?.cause ?? '').not.toContain('exception');
  });

  test('the class of an error of Ruby is none of another language', () => {
    expect(recognise(['shop: Importer::Refused: no'])?.certainty ?? 'unknown').not.toBe('likely');
  });
});
