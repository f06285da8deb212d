import { describe, expect, test } from 'vitest';
import {
  isPassedTrailer,
  parseConnectionTokens,
  toForwardedFields,
  toPeerAddress,
  withLines,
} from '../../src/core/header-rule.ts';

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

  test.for(['host', 'content-length', 'set-cookie', 'authorization', 'x-request-id', 'te', 'trailer', 'proxy'])(
    'the trailer %s is dropped',
    (name) => {
      expect(isPassedTrailer(name)).toBe(false);
    },
  );

  test.for(['x-checksum', 'etag', 'server-timing', 'grpc-status'])('the trailer %s is passed on', (name) => {
    expect(isPassedTrailer(name)).toBe(true);
  });

  const incoming = { for: '1.1.1.1', proto: 'https', host: 'shop' };
  const nothing = { for: '', proto: '', host: '' };

  test.for([
    ['trusted', true, null, incoming, { for: '1.1.1.1, 10.0.0.1', proto: 'https', host: 'shop' }],
    ['trusted and empty', true, null, nothing, { for: '10.0.0.1', proto: 'http', host: '' }],
    [
      'trusted with a scheme of ours',
      true,
      'http',
      incoming,
      { for: '1.1.1.1, 10.0.0.1', proto: 'http', host: 'shop' },
    ],
    ['not trusted', false, null, incoming, { for: '10.0.0.1', proto: 'http', host: '' }],
    ['not trusted, with a scheme of ours', false, 'https', incoming, { for: '10.0.0.1', proto: 'https', host: '' }],
  ] as const)('X-Forwarded fields that are %s become what the rule says', ([, isTrusted, proto, fields, expected]) => {
    const lines = isTrusted ? null : withLines(expected).lines;
    expect(toForwardedFields(fields, '::ffff:10.0.0.1', isTrusted, proto)).toEqual({ ...expected, lines });
  });

  test('those for every request of a connection stand as lines too', () => {
    const { lines } = withLines({ for: '10.0.0.1', proto: 'http', host: 'h' });
    expect(lines?.toString()).toBe('X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Proto: http\r\n');
  });

  test.for([
    ['10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::ffff:a00:1', '::ffff:a00:1'],
    ['::1', '::1'],
  ] as const)('the peer %s is told as %s', ([address, told]) => {
    expect(toPeerAddress(address)).toBe(told);
  });
});
