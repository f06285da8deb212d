import { describe, expect, test } from 'vitest';
import { choosePlatform, recognisePlatform } from '../../src/platform/choose-platform.ts';
import { FC } from '../../src/platform/fc.ts';
import { GENERIC } from '../../src/platform/generic.ts';
import { KNATIVE } from '../../src/platform/knative.ts';

describe('the platform berth runs on', () => {
  test.for([
    ['an instance of Function Compute', { FC_FUNC_CODE_PATH: '/code', FC_FUNCTION_NAME: 'shop' }, FC],
    ['one without a code folder', { FC_ACCOUNT_ID: '1', FC_REGION: 'cn-hangzhou', FC_INSTANCE_ID: 'c-1' }, FC],
    ['a service of Knative', { K_SERVICE: 'shop' }, KNATIVE],
    ['a revision without a service', { K_SERVICE: '', K_REVISION: 'shop-00001' }, KNATIVE],
    ['a shell with one variable of Function Compute', { FC_ACCOUNT_ID: '1' }, GENERIC],
    ['a machine where only the port is rehearsed', { FC_SERVER_PORT: '9000', FC_CUSTOM_LISTEN_PORT: '9000' }, GENERIC],
    ['variables that are empty', { FC_FUNC_CODE_PATH: '', FC_FUNCTION_NAME: '', K_SERVICE: '' }, GENERIC],
    ['nothing', {}, GENERIC],
  ] as const)('is found from %s', ([, env, platform]) => {
    expect(recognisePlatform(env)).toBe(platform);
  });

  test('is the one that counts, unless the config names another', () => {
    const env = { K_SERVICE: 'shop' };
    expect(choosePlatform('auto', env)).toBe(KNATIVE);
    expect(choosePlatform('generic', env)).toBe(GENERIC);
    expect(choosePlatform('fc', {})).toBe(FC);
  });
});

describe('a plain machine', () => {
  test('rehearses Function Compute, but believes nobody about clients or hooks, and takes each connection for one client', () => {
    const rehearsal = { ...FC, trustsPeers: false, mixesUsers: false, hookHeader: null };
    expect(choosePlatform('auto', {})).toEqual(rehearsal);
  });
});
