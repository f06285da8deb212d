import { describe, expect, test } from 'vitest';
import { AZURE } from '../../src/platform/azure.ts';
import { choosePlatform, recognisePlatform } from '../../src/platform/choose-platform.ts';
import { CLOUD_RUN } from '../../src/platform/cloudrun.ts';
import { CONTAINER } from '../../src/platform/container.ts';
import { FC } from '../../src/platform/fc.ts';
import { FUNCTIONGRAPH } from '../../src/platform/functiongraph.ts';
import { GENERIC } from '../../src/platform/generic.ts';
import { KNATIVE } from '../../src/platform/knative.ts';
import { LAMBDA_WEB } from '../../src/platform/lambda-web.ts';
import { SCF } from '../../src/platform/scf.ts';
import { VEFAAS } from '../../src/platform/vefaas.ts';

const ON_FC = { FC_FUNC_CODE_PATH: '/code', FC_FUNCTION_NAME: 'shop' };

describe('the platform berth runs on', () => {
  test.for([
    ['an instance of Function Compute', { FC_FUNC_CODE_PATH: '/code', FC_FUNCTION_NAME: 'shop' }, FC],
    ['one without a code folder', { FC_ACCOUNT_ID: '1', FC_REGION: 'cn-hangzhou', FC_INSTANCE_ID: 'c-1' }, FC],
    ['a service of Cloud Run', { K_SERVICE: 'shop' }, CLOUD_RUN],
    ['a revision without a service', { K_SERVICE: '', K_REVISION: 'shop-00001' }, CLOUD_RUN],
    ['a service of Knative on a cluster', { K_SERVICE: 'shop', KUBERNETES_SERVICE_HOST: '10.0.0.1' }, KNATIVE],
    ['a pod', { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, CONTAINER],
    ['a pod on which Function Compute runs', { ...ON_FC, KUBERNETES_SERVICE_HOST: '10.0.0.1' }, FC],
    ['a web function of Lambda', { AWS_LAMBDA_HTTP_ENDPOINT: '127.0.0.1:8080' }, LAMBDA_WEB],
    ['SCF', { TENCENTCLOUD_RUNENV: 'SCF' }, SCF],
    ['an older SCF', { SCF_FUNCTIONNAME: 'shop', SCF_NAMESPACE: 'default' }, SCF],
    ['a machine of Tencent that is no function', { TENCENTCLOUD_RUNENV: 'TKE' }, GENERIC],
    ['FunctionGraph', { RUNTIME_FUNC_NAME: 'shop', RUNTIME_PROJECT_ID: 'p' }, FUNCTIONGRAPH],
    ['a shell with one variable of FunctionGraph', { RUNTIME_CODE_ROOT: '/opt/function/code' }, GENERIC],
    ['veFaaS', { _FAAS_RUNTIME_PORT: '8000' }, VEFAAS],
    ['Azure Functions', { FUNCTIONS_CUSTOMHANDLER_PORT: '7071' }, AZURE],
    ['an older Azure Functions', { FUNCTIONS_HTTPWORKER_PORT: '7071' }, AZURE],
    ['a shell with one variable of Function Compute', { FC_ACCOUNT_ID: '1' }, GENERIC],
    ['a machine where only the port is rehearsed', { FC_SERVER_PORT: '9000', FC_CUSTOM_LISTEN_PORT: '9000' }, GENERIC],
    ['variables that are empty', { FC_FUNC_CODE_PATH: '', FC_FUNCTION_NAME: '', K_SERVICE: '' }, GENERIC],
    ['nothing', {}, GENERIC],
  ] as const)('is found from %s', ([, env, platform]) => {
    expect(recognisePlatform(env)).toBe(platform);
  });

  test('is the one that counts, unless the config names another', () => {
    const env = { K_SERVICE: 'shop' };
    expect(choosePlatform('auto', env)).toBe(CLOUD_RUN);
    expect(choosePlatform('generic', env)).toBe(GENERIC);
    expect(choosePlatform('fc', {})).toBe(FC);
  });
});

describe('a request from inside the instance', () => {
  test('is told from a call by the platform’s own fields in an instance alone, and not where that is rehearsed', () => {
    expect(choosePlatform('auto', ON_FC).settings.fieldPrefix).toBe('x-fc-');
    expect(choosePlatform('fc', ON_FC).settings.fieldPrefix).toBe('x-fc-');
    expect(choosePlatform('fc', {}).settings.fieldPrefix).toBeUndefined();
    expect(choosePlatform('auto', {}).settings.fieldPrefix).toBeUndefined();
    expect(choosePlatform('generic', ON_FC).settings.fieldPrefix).toBeUndefined();
  });
});

describe('a plain machine', () => {
  test('rehearses Function Compute, but believes nobody about clients or hooks, and takes each connection for one client', () => {
    const rehearsal = { ...FC, trustsPeers: false, mixesUsers: false, hookHeader: null };
    expect(choosePlatform('auto', {})).toEqual(rehearsal);
  });
});
