import { expect, test } from 'vitest';
import { describeAddress, isReachedBy } from '../../src/core/address.ts';

test.for([
  [{ kind: 'tcp', host: '127.0.0.1', port: 80 }, '127.0.0.1:80'],
  [{ kind: 'tcp', host: '::1', port: 80 }, '[::1]:80'],
  [{ kind: 'unix', path: '/run/a' }, '/run/a'],
] as const)('the address %j is written %s', ([address, text]) => {
  expect(describeAddress(address)).toBe(text);
});

test.for([
  ['::', ['127.0.0.1'], true],
  ['0.0.0.0', ['127.0.0.1'], true],
  ['0.0.0.0', ['::1'], false],
  ['127.0.0.1', ['::1', '127.0.0.1'], true],
  ['10.0.0.1', ['127.0.0.1'], false],
] as const)('a listener on %s is reached by %j: %s', ([listener, hosts, isReached]) => {
  expect(isReachedBy(listener, hosts)).toBe(isReached);
});
