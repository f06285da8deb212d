import { describe, expect, test } from 'vitest';
import {
  FC_CREDENTIAL_HEADERS,
  HOP_BY_HOP_HEADERS,
  isWithheldFromApp,
  parseConnectionTokens,
} from '../../../src/core/header-rule.ts';

const NOTHING: ReadonlySet<string> = new Set();

describe('header rule', () => {
  test('a Connection field names the fields to remove, whatever their case and spacing', () => {
    expect(parseConnectionTokens('close,X-Custom ,\tFoo')).toEqual(['close', 'x-custom', 'foo']);
  });

  test.for(['', ',', ' , ,'])('the Connection field %j names nothing', (value) => {
    expect(parseConnectionTokens(value)).toEqual([]);
  });

  test.for([
    'Host',
    'content-length',
    'Cookie',
    'authorization',
    'X-Request-Id',
    'x-forwarded-for',
    'X-Forwarded-Proto',
    'location',
  ])('a Connection field cannot remove %s', (name) => {
    expect(parseConnectionTokens(`keep-alive, ${name}`)).toEqual(['keep-alive']);
  });

  test.for([...HOP_BY_HOP_HEADERS])('%s never reaches the app', (name) => {
    expect(isWithheldFromApp(name, NOTHING)).toBe(true);
  });

  test('the Proxy field of httpoxy never reaches the app', () => {
    expect(isWithheldFromApp('proxy', NOTHING)).toBe(true);
  });

  test.for(['host', 'content-length', 'cookie', 'x-fc-request-id', 'proxy-status'])('%s reaches the app', (name) => {
    expect(isWithheldFromApp(name, NOTHING)).toBe(false);
  });

  test.for(FC_CREDENTIAL_HEADERS)('%s stays behind only where the settings say so', (name) => {
    expect(isWithheldFromApp(name, new Set(FC_CREDENTIAL_HEADERS))).toBe(true);
    expect(isWithheldFromApp(name, NOTHING)).toBe(false);
  });
});
