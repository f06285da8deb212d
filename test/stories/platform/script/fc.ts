import { FORWARDED, type PlatformScript, toDigits } from './platform-script.ts';

const REGION = 'cn-hangzhou';

// "Custom runtime: specification details", "context and log format", "environment variables", "lifecycle hooks", "web functions",
// "limits of usage"; the fields of a request as an HTTP trigger of FC 3.0 was seen to send them.
export const FC: PlatformScript = {
  name: 'fc',
  env: {
    FC_FUNC_CODE_PATH: '/code',
    FC_FUNCTION_NAME: 'shop',
    FC_FUNCTION_HANDLER: 'index.handler',
    FC_FUNCTION_MEMORY_SIZE: '512',
    FC_ACCOUNT_ID: '1234567890123456',
    FC_REGION: REGION,
    FC_CUSTOM_LISTEN_PORT: '9000',
    FC_INSTANCE_ID: 'c-6790f0e1-1a2b3c4d',
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'STS.id',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret',
    ALIBABA_CLOUD_SECURITY_TOKEN: 'token',
  },
  // The app's, from an image.
  strayEnv: { PORT: '3000' },
  start: { file: 'bootstrap', opens: 'at-once', port: 9000, from: 'outside' },
  toId: (n) => `1-67a59f35-150c1267-${toDigits(n, 12)}`,
  toFields: (id) => ({
    ...FORWARDED,
    'X-Fc-Request-Id': id,
    'X-Fc-Control-Path': '/http-invoke',
    'X-Fc-Access-Key-Id': 'STS.id',
    'X-Fc-Access-Key-Secret': 'secret',
    'X-Fc-Security-Token': 'token',
    'X-Fc-Account-Id': '1234567890123456',
    'X-Fc-Function-Name': 'shop',
    'X-Fc-Function-Handler': 'index.handler',
    'X-Fc-Function-Memory': '512',
    'X-Fc-Function-Timeout': '60',
    'X-Fc-Region': REGION,
    'X-Fc-Qualifier': 'LATEST',
    'X-Fc-Retry-Count': '0',
    // Sent empty where the function has no such thing.
    'X-Fc-Service-Name': '',
    'X-Fc-Version-Id': '',
  }),
  ownIdField: 'x-fc-request-id',
  secretFields: ['x-fc-access-key-id', 'x-fc-access-key-secret', 'x-fc-security-token'],
  markers: (id) => [`FC Invoke Start RequestId: ${id}`, `FC Invoke End RequestId: ${id}`],
  hooks: [
    { hook: 'Initialize', method: 'POST', path: '/initialize', fields: { 'X-Fc-Control-Path': '/initialize' } },
    { hook: 'PreFreeze', method: 'GET', path: '/pre-freeze', fields: { 'X-Fc-Control-Path': '/pre-freeze' } },
    { hook: 'PreStop', method: 'GET', path: '/pre-stop', fields: { 'X-Fc-Control-Path': '/pre-stop' } },
  ],
  event: {
    kind: 'told',
    method: 'POST',
    path: '/invoke',
    fields: { 'X-Fc-Control-Path': '/invoke', 'Content-Type': 'application/octet-stream' },
    body: '{"triggerTime":"2018-02-09T05:49:00Z","triggerName":"nightly","payload":"awesome-fc"}',
  },
  // PreStop is all that is documented of an end.
  stop: { signal: null, patienceMs: null },
  limits: { bodyBytes: 33_554_432, requestHeadBytes: 8_192, pathBytes: 4_096, responseHeadBytes: 8_192 },
  exceeded: ['listen.host', 'startup.deadline', 'proxy.clientTimeouts.idle', 'proxy.limits.body', 'proxy.limits.head'],
};
