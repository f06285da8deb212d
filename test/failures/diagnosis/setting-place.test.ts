import { expect, test } from 'vitest';
import { placeSetting, placeSettings, TOP_PLACES } from '../../../src/failures/diagnosis/setting-place.ts';

const WEB = { port: ['processes', 'web', 'port'], ready: ['processes', 'web', 'ready'] };

test.for([
  ['port: 80', 'processes: { web: { port: 80 } }'],
  ['ready: { http: /up }', 'processes: { web: { ready: { http: /up } } }'],
  ['upstream: { host: "::1" }', 'upstream: { host: "::1" }'],
] as const)('%s of one of several processes is %s', ([setting, placed]) => {
  expect(placeSetting(setting, WEB)).toBe(placed);
  expect(placeSetting(setting, TOP_PLACES)).toBe(setting);
});

test('the settings in a cure are those of the file, and nothing else of it changes', () => {
  const cure =
    'Set `port: 80`, or ask `ready: { http: /, status: 200-499 }`; see `ready.http`, or `listen: { port: 8080 }`.';
  expect(placeSettings(cure, TOP_PLACES)).toBe(cure);
  expect(placeSettings(cure, WEB)).toBe(
    'Set `processes: { web: { port: 80 } }`, or ask `processes: { web: { ready: { http: /, status: 200-499 } } }`; see `ready.http`, or `listen: { port: 8080 }`.',
  );
});
