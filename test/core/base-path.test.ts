import { describe, expect, test } from 'vitest';
import { findAppPath, toPublicCookie, toPublicPath } from '../../src/core/base-path.ts';

const BOTH = { strip: '/blog', add: '/app' };
const STRIP = { strip: '/blog', add: '' };
const ADD = { strip: '', add: '/app' };

describe('the path of a request', () => {
  test.for([
    ['/blog/x', '/x', '/app/blog/x', '/app/x'],
    ['/blog', '/', '/app/blog', '/app'],
    ['/blog?q', '/?q', '/app/blog?q', '/app?q'],
    ['/blog/', '/', '/app/blog/', '/app/'],
    ['/blogger/x', '/blogger/x', '/app/blogger/x', '/app/blogger/x'],
    ['/Blog/x', '/Blog/x', '/app/Blog/x', '/app/Blog/x'],
    ['/', '/', '/app/', '/app/'],
    ['', '/', '/app', '/app'],
    ['?q', '/?q', '/app?q', '/app?q'],
    ['/x/blog/y', '/x/blog/y', '/app/x/blog/y', '/app/x/blog/y'],
  ])('%s is for the app %s without a prefix of its own, with one %s and %s', ([path, ...expected]) => {
    const found = [STRIP, ADD, BOTH].map((base) => {
      const { cut, prefix } = findAppPath(path!, base);
      return prefix + path!.slice(cut);
    });
    expect(found).toEqual(expected);
  });
});

describe('a path that the app names', () => {
  test.for([
    [STRIP, '/x', '/blog/x'],
    [STRIP, '/', '/blog/'],
    [STRIP, '', '/blog'],
    [STRIP, '?q', '/blog?q'],
    [STRIP, '/blog/x', '/blog/x'],
    [STRIP, '/blogger', '/blog/blogger'],
    [ADD, '/app/x?y#z', '/x?y#z'],
    [ADD, '/app', '/'],
    [ADD, '/app?q', '/?q'],
    [ADD, '/apple', '/apple'],
    [ADD, '/other', '/other'],
    [BOTH, '/app/x', '/blog/x'],
    [BOTH, '/app', '/blog'],
    [BOTH, '/x', '/x'],
    [BOTH, '/blog/x', '/blog/x'],
  ] as const)('under %j is %s and in public %s', ([base, path, expected]) => {
    expect(toPublicPath(path, base.strip, base)).toBe(expected);
  });

  test('stays where the request came past the public prefix', () => {
    expect(toPublicPath('/x', '', STRIP)).toBe('/x');
    expect(toPublicPath('/app/x', '', BOTH)).toBe('/x');
  });

  test('stays where the app has put all that it was told before it', () => {
    expect(toPublicPath('/outer/blog/x', '/outer/blog', STRIP)).toBe('/outer/blog/x');
    expect(toPublicPath('/x', '/outer/blog', STRIP)).toBe('/blog/x');
  });
});

describe('the path of a cookie', () => {
  test.for([
    [STRIP, 'a=1; Path=/; HttpOnly', 'a=1; Path=/blog; HttpOnly'],
    [STRIP, 'a=1; path = /admin ; Secure', 'a=1; path = /blog/admin; Secure'],
    [STRIP, 'a=1; Path=/admin/', 'a=1; Path=/blog/admin'],
    [STRIP, 'a=1', 'a=1'],
    [STRIP, 'path=/x', 'path=/x'],
    [STRIP, 'a=1; Path=', 'a=1; Path='],
    [STRIP, '__Host-a=1; Path=/; Secure', '__Host-a=1; Path=/; Secure'],
    [ADD, 'a=1; Path=/', 'a=1; Path=/'],
    [ADD, 'a=1; Path=/app', 'a=1; Path=/'],
    [ADD, 'a=1; Path=/app/', 'a=1; Path=/'],
    [ADD, 'a=1; Path=/app/x', 'a=1; Path=/x'],
    [BOTH, 'a=1; Path=/', 'a=1; Path=/blog'],
    [BOTH, 'a=1; Path=/app; SameSite=Lax', 'a=1; Path=/blog; SameSite=Lax'],
    [BOTH, 'a=1; Path=/other', 'a=1; Path=/other'],
  ] as const)('under %j makes %s %s', ([base, cookie, expected]) => {
    expect(toPublicCookie(cookie, base.strip, base)).toBe(expected);
  });

  test('stays the whole host’s where the request came past the public prefix', () => {
    expect(toPublicCookie('a=1; Path=/', '', STRIP)).toBe('a=1; Path=/');
  });
});
