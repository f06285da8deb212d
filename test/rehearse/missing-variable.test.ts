import { describe, expect, test } from 'vitest';
import { findMissingVariable } from '../../src/rehearse/missing-variable.ts';

const NONE: ReadonlySet<string> = new Set();

describe('a missing variable', () => {
  test.for([
    ['Error: DATABASE_URL is not set', 'DATABASE_URL'],
    ["KeyError: 'SECRET_KEY'", 'SECRET_KEY'],
    ['./bootstrap: 3: REDIS_HOST: parameter not set', 'REDIS_HOST'],
    ['/code/bootstrap: line 2: REDIS_HOST: unbound variable', 'REDIS_HOST'],
    ['Missing required environment variable: STRIPE_API_KEY', 'STRIPE_API_KEY'],
    ['Environment variable APP_MODE must be set', 'APP_MODE'],
    ['django.core.exceptions.ImproperlyConfigured: Set the DJANGO_KEY environment variable', 'DJANGO_KEY'],
    ['berth: VARIABLE_UNSET: berth.yaml uses variables that are not set:', null],
    ['{"level":"error","event":"failure","code":"CONFIG_INVALID","msg":"the key is not set"}', null],
    ["Error: Cannot find module 'express'", null],
    ["  code: 'MODULE_NOT_FOUND', requireStack: [] is missing", null],
    ['Error [ERR_MODULE_NOT_FOUND]: package is missing', null],
    ['the file /srv/SHOP_DATA.csv is missing', null],
    ['[ERROR] the template is missing', null],
    ['TypeError: Cannot read properties of undefined', null],
  ] as const)('in %j is %j', ([line, name]) => {
    expect(findMissingVariable(['starting', line], NONE, NONE)?.name ?? null).toBe(name);
  });

  test('with a plain name counts only if whoever rehearses has it', () => {
    const lines = ['TOKEN is not set'];
    expect(findMissingVariable(lines, NONE, NONE)).toBeNull();
    expect(findMissingVariable(lines, new Set(['TOKEN']), NONE)).toEqual({ name: 'TOKEN', line: 'TOKEN is not set' });
  });

  test('that was given is none', () => {
    expect(findMissingVariable(['DATABASE_URL is not set'], NONE, new Set(['DATABASE_URL']))).toBeNull();
  });
});
