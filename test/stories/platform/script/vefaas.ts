import { FORWARDED, NO_LIMITS, type PlatformScript, toDigits } from './platform-script.ts';

// veFaaS, native functions: run.sh, _FAAS_RUNTIME_PORT; the field of the id as it was seen.
export const VEFAAS: PlatformScript = {
  name: 'vefaas',
  env: { _FAAS_RUNTIME_PORT: '8000' },
  strayEnv: { PORT: '3000' },
  start: { file: 'run.sh', opens: 'at-once', port: 8000, from: 'outside' },
  toId: (n) => `20230101000000${toDigits(n, 18)}`,
  toFields: (id) => ({ ...FORWARDED, 'X-Faas-Request-Id': id }),
  ownIdField: 'x-faas-request-id',
  secretFields: [],
  markers: null,
  hooks: null,
  event: null,
  stop: { signal: null, patienceMs: null },
  limits: NO_LIMITS,
  exceeded: ['listen.host'],
};
