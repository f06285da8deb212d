import { FORWARDED, NO_LIMITS, type PlatformScript, toDigits } from './platform-script.ts';

// "Creating an HTTP function" of FunctionGraph: `bootstrap` listens on 127.0.0.1:8000; the platform itself turns its triggers into
// requests.
export const FUNCTIONGRAPH: PlatformScript = {
  name: 'functiongraph',
  env: {
    RUNTIME_FUNC_NAME: 'shop',
    RUNTIME_FUNC_VERSION: 'latest',
    RUNTIME_PROJECT_ID: 'a1b2',
    RUNTIME_CODE_ROOT: '/opt/function/code',
  },
  strayEnv: { PORT: '3000' },
  start: { file: 'bootstrap', opens: 'at-once', port: 8000, from: 'inside' },
  toId: (n) => `8a5d1f3c-0000-4000-8000-${toDigits(n, 12)}`,
  toFields: (id) => ({
    ...FORWARDED,
    'X-CFF-Request-Id': id,
    'X-CFF-Memory': '128',
    'X-CFF-Timeout': '3',
    'X-CFF-Func-Version': 'latest',
    'X-CFF-Func-Name': 'shop',
    'X-CFF-Project-Id': 'a1b2',
    'X-CFF-Package': 'default',
    'X-CFF-Region': 'cn-north-4',
  }),
  ownIdField: 'x-cff-request-id',
  secretFields: [],
  markers: null,
  hooks: null,
  event: null,
  stop: { signal: null, patienceMs: null },
  limits: NO_LIMITS,
  exceeded: [],
};
