import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { AddressRewriter } from '../../src/upstream/address-rewrite.ts';

const VISITOR = { host: 'shop.example', proto: 'https', target: '/asked?for=it', prefix: '' };

function publish(location: string, port: number, { isTls = false, host = '127.0.0.1', place = VISITOR } = {}): string {
  const rewriter = new AddressRewriter({ kind: 'tcp', host, port }, isTls);
  return rewriter.toPublic('location', location, () => place);
}

describe('an app on a port that need not be written', () => {
  test.for([
    ['http://shop.example/a', 'https://shop.example/a'],
    ['http://shop.example:80/a', 'https://shop.example/a'],
    ['http://localhost/a', 'https://shop.example/a'],
    ['//localhost/a', '//shop.example/a'],
    ['https://shop.example/a', 'https://shop.example/a'],
    ['https://localhost/a', 'https://localhost/a'],
    ['http://other.example/a', 'http://other.example/a'],
  ])('of http says %s, which is %s', ([location, expected]) => {
    expect(publish(location!, 80)).toBe(expected);
  });

  test('of http keeps a way to TLS that it has thought of, whatever the visitor came by', () => {
    const place = { ...VISITOR, host: 'shop.example', proto: 'http' };
    expect(publish('https://shop.example/a', 80, { place })).toBe('https://shop.example/a');
    expect(publish('https://shop.example/a', 443, { place, isTls: true })).toBe('https://shop.example/a');
  });

  test('of https names this machine without a port', () => {
    expect(publish('https://localhost/a', 443, { isTls: true })).toBe('https://shop.example/a');
    expect(publish('//127.0.0.1/a', 443, { isTls: true })).toBe('//shop.example/a');
  });

  test('loses no port that the visitor has to name', () => {
    const place = { ...VISITOR, host: 'shop.example:8443', proto: 'https' };
    expect(publish('http://shop.example/a', 80, { place })).toBe('https://shop.example:8443/a');
  });
});

describe('an app that keeps the port of Host and cannot know of TLS before it', () => {
  const place = { ...VISITOR, host: 'shop.example:8443', proto: 'https' };

  test.for([
    ['http://shop.example:8443/a', 'https://shop.example:8443/a'],
    ['https://shop.example:8443/a', 'https://shop.example:8443/a'],
    ['http://shop.example:8080/a', 'http://shop.example:8080/a'],
    ['http://shop.example/a', 'http://shop.example/a'],
    ['http://other.example:8443/a', 'http://other.example:8443/a'],
  ])('says %s, which is %s', ([location, expected]) => {
    expect(publish(location!, 3000, { place })).toBe(expected);
  });

  test('is left alone where there is no TLS before it', () => {
    const plain = { ...VISITOR, host: 'shop.example:8443', proto: 'http' };
    expect(publish('http://shop.example:8443/a', 3000, { place: plain })).toBe('http://shop.example:8443/a');
  });

  test.for([
    ['http://shop.example/a', 'https://shop.example/a'],
    ['http://shop.example', 'https://shop.example'],
    ['http://shop.example/asked', 'https://shop.example/asked'],
    ['http://shop.example/asked?for=it', 'http://shop.example/asked?for=it'],
    ['http://shop.example/asked?for=it#here', 'http://shop.example/asked?for=it#here'],
    ['http://shop.example:8080/a', 'http://shop.example:8080/a'],
    ['http://www.shop.example/a', 'http://www.shop.example/a'],
  ])(
    'or none, for Host has none, says %s, which is %s: only what was asked for is wanted without TLS',
    ([said, expected]) => {
      expect(publish(said!, 3000)).toBe(expected);
    },
  );

  test('may listen on the same port as is public', () => {
    const same = { ...VISITOR, host: 'shop.example:3000', proto: 'https' };
    expect(publish('http://shop.example:3000/a', 3000, { place: same })).toBe('https://shop.example:3000/a');
  });
});

describe('the names of an app', () => {
  test('are those of this machine, by each of its addresses, and the host of the config', () => {
    const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
    for (const address of [...own, 'App.internal']) {
      const host = address.includes(':') ? `[${address.split('%')[0]}]` : address;
      expect(publish(`http://${host}:8080/a`, 8080, { host: 'app.internal' })).toBe('https://shop.example/a');
    }
    expect(publish('http://203.0.113.77:8080/a', 8080)).toBe('http://203.0.113.77:8080/a');
  });

  test('an address in which a backslash ends the host is left to whoever reads it so', () => {
    const place = { ...VISITOR, host: '', proto: 'http' };
    expect(publish('http://127.0.0.1:8080\\evil.example/', 8080, { place })).toBe(
      'http://127.0.0.1:8080\\evil.example/',
    );
  });

  test('a Host that is the app’s own address is told as a path', () => {
    const place = { ...VISITOR, host: 'localhost:8080', proto: 'http' };
    expect(publish('http://127.0.0.1:8080/a', 8080, { place })).toBe('/a');
  });
});
