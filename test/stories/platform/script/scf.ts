import { FORWARDED, NO_LIMITS, type PlatformScript, toDigits } from './platform-script.ts';

// "Web functions", "start file", "limits" of Tencent Cloud SCF: scf_bootstrap listens on 9000; events come only to event functions.
export const SCF: PlatformScript = {
  name: 'scf',
  env: {
    TENCENTCLOUD_RUNENV: 'SCF',
    SCF_FUNCTIONNAME: 'shop',
    SCF_NAMESPACE: 'default',
    TENCENTCLOUD_REGION: 'ap-guangzhou',
  },
  strayEnv: { PORT: '3000' },
  start: { file: 'scf_bootstrap', opens: 'at-once', port: 9000, from: 'outside' },
  toId: (n) => `b14e7c6e-0000-11ed-8000-${toDigits(n, 12)}`,
  toFields: (id) => ({
    ...FORWARDED,
    'X-Scf-Request-Id': id,
    'X-Scf-Memory': '128',
    'X-Scf-Timeout': '3',
    'X-Scf-Version': '$LATEST',
    'X-Scf-Name': 'shop',
    'X-Scf-Namespace': 'default',
    'X-Scf-Region': 'ap-guangzhou',
  }),
  ownIdField: 'x-scf-request-id',
  secretFields: [],
  markers: null,
  hooks: null,
  event: null,
  stop: { signal: null, patienceMs: null },
  limits: { ...NO_LIMITS, bodyBytes: 6_291_456, responseHeadBytes: 4_096 },
  exceeded: ['listen.host', 'proxy.limits.body'],
};
