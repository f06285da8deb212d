import { describe, expect, test } from 'vitest';
import { findDefaultPort, parseAuthority, parseUrl, replaceAddresses } from '../../src/core/address-field.ts';
import { measureCpuMs } from '../helpers/cpu-time.ts';

const mark = (address: string): string => `{${address}}`;

describe('addresses in a field', () => {
  test.for([
    ['location', 'http://a/b', '{http://a/b}'],
    ['content-location', '/b', '{/b}'],
    ['destination', 'https://a/b', '{https://a/b}'],
    ['refresh', '5; url=http://a/b', '5; url={http://a/b}'],
    ['refresh', '0;URL="http://a/b" rest', '0;URL="{http://a/b}" rest'],
    ['refresh', "1.5 , Url = 'http://a/b", "1.5 , Url = '{http://a/b}"],
    ['refresh', '0;http://a/b', '0;{http://a/b}'],
    ['refresh', '30', '30{}'],
    ['link', '<http://a/b>; rel=next, </c>; rel="x"', '<{http://a/b}>; rel=next, <{/c}>; rel="x"'],
    ['link', '<b>; title="\\"<http://a>"', '<{b}>; title="\\"<http://a>"'],
    ['if', '<http://a/b> (<urn:x> ["e"]) (Not <http://c>)', '<{http://a/b}> (<urn:x> ["e"]) (Not <http://c>)'],
  ])('of %s: %s', ([name, value, expected]) => {
    expect(replaceAddresses(name!, value!, mark)).toBe(expected);
  });
});

test.for([
  ['if', '('.repeat(60_000)],
  ['if', '(<'.repeat(30_000)],
  ['link', '"\\"'.repeat(20_000)],
  ['link', '<'.repeat(60_000)],
  ['refresh', ' '.repeat(60_000)],
] as const)('a %s of 60 000 characters that go nowhere costs next to nothing', ([name, value]) => {
  expect(measureCpuMs(() => replaceAddresses(name, value, mark))).toBeLessThan(500);
});

describe('the parts of an address', () => {
  test.for([
    ['http://A.example:81/b?c#d', ['http', '', 'a.example', 81, '/b?c#d']],
    ['HTTPS://user:pw@a.example.', ['https', 'user:pw@', 'a.example', null, '']],
    ['http://0x7f000001:1/', ['http', '', '127.0.0.1', 1, '/']],
    ['//127.1:8080/b', ['', '', '127.0.0.1', 8080, '/b']],
    ['http://[0:0:0:0:0:0:0:1]:80\\x', ['http', '', '[::1]', 80, '\\x']],
    ['http://127.0.0.1:80@evil.example/', ['http', '127.0.0.1:80@', 'evil.example', null, '/']],
  ] as const)('of %s', ([text, [scheme, userinfo, hostName, port, rest]]) => {
    expect(parseUrl(text)).toEqual({ scheme, userinfo, hostName, port, rest });
  });

  test.for([
    '/path',
    'mailto:a@b',
    'ftp://a/b',
    'http:///b',
    'http://a b/c',
    'http://a:b/c',
    'http://a:800000/',
    'http://a.0x7f000001/',
    '',
  ])('%j has none', (text) => {
    expect(parseUrl(text)).toBeNull();
  });

  test('a host with its port is one, whatever stands around it is not', () => {
    expect(parseAuthority('Shop.Example:8443')).toEqual({ hostName: 'shop.example', port: 8443 });
    expect(parseAuthority('shop.example/x')).toEqual({ hostName: 'shop.example', port: null });
    expect(parseAuthority('a%zz')).toBeNull();
  });

  test('a scheme has a port of its own', () => {
    expect([findDefaultPort('https'), findDefaultPort('http')]).toEqual([443, 80]);
  });
});
