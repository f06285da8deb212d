import { describe, expect, test } from 'vitest';
import { createSecretMask } from '../../../src/failures/secret-mask.ts';

const mask = createSecretMask({
  DB_PASSWORD: 'hunter22',
  DB_PASSWORD_OLD: 'hunter22-and-more',
  API_TOKEN: 'short',
  SECRET_UNSET: undefined,
  HOME: '/home/app-user',
});

describe('the secret mask', () => {
  test('hides the values of variables whose names look secret, the longest first', () => {
    expect(mask('connecting as hunter22, then hunter22-and-more.')).toBe('connecting as ***, then ***.');
  });

  test('leaves short values and ordinary variables alone', () => {
    expect(mask('short of /home/app-user')).toBe('short of /home/app-user');
  });

  test.for([
    ['Authorization: Bearer abc.def', 'Authorization: ***'],
    ['authorization=Basic dXNlcjpwYXNz, next', 'authorization=***, next'],
    ['Cookie: sid=abc; theme=dark', 'Cookie: ***'],
    ['set-cookie: sid=abc', 'set-cookie: ***'],
    ['mysql://root:pa55@10.0.0.5/db', 'mysql://root:***@10.0.0.5/db'],
    ['redis://:pa55@cache:6379', 'redis://:***@cache:6379'],
    ['{"password": "pa55"}', '{"password": "***"}'],
    ['?api_key=k1&page=2', '?api_key=***&page=2'],
  ] as const)('hides the secret in %j', ([line, masked]) => {
    expect(mask(line)).toBe(masked);
  });

  test.for(['GET http://localhost:9000/ 200', 'the password is wrong', 'listening on [::1]:8080'])(
    'leaves %j as it is',
    (line) => {
      expect(mask(line)).toBe(line);
    },
  );
});
