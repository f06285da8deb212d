import { FORWARDED, NO_LIMITS, type PlatformScript, toDigits } from './platform-script.ts';

// "Azure Functions custom handlers": the host runs beside the handler and calls it on the port that it tells. Requests pass as they
// are (`enableProxyingHttpRequest`); of other triggers it makes a POST to the name of the function.
export const AZURE: PlatformScript = {
  name: 'azure',
  env: { FUNCTIONS_CUSTOMHANDLER_PORT: '40123', FUNCTIONS_HTTPWORKER_PORT: '40123' },
  strayEnv: { PORT: '3000' },
  start: { file: 'bootstrap', opens: 'at-once', port: 40_123, from: 'inside' },
  toId: (n) => `d1e2f3a4-0000-4000-8000-${toDigits(n, 12)}`,
  toFields: (id) => ({ ...FORWARDED, 'X-Azure-Functions-InvocationId': id }),
  ownIdField: 'x-azure-functions-invocationid',
  secretFields: [],
  markers: null,
  hooks: null,
  event: {
    kind: 'request',
    method: 'POST',
    path: '/Nightly',
    fields: { 'Content-Type': 'application/json; charset=utf-8' },
    body: '{"Data":{"timer":{"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"Nightly"}}}',
  },
  stop: { signal: null, patienceMs: null },
  limits: NO_LIMITS,
  exceeded: ['startup.deadline'],
};
