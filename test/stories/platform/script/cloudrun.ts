import { CLOUD_EVENT } from './knative.ts';
import { FORWARDED, NO_LIMITS, type PlatformScript, toDigits } from './platform-script.ts';

// "Container runtime contract", "health checks", "quotas and limits", "trigger with events" of Cloud Run.
export const CLOUD_RUN: PlatformScript = {
  name: 'cloudrun',
  env: { PORT: '8080', K_SERVICE: 'shop', K_REVISION: 'shop-00001-abc', K_CONFIGURATION: 'shop' },
  strayEnv: { FC_SERVER_PORT: '9000' },
  start: { file: 'bootstrap', opens: 'when-ready', port: 8080, from: 'outside' },
  toId: (n) => `${toDigits(n, 32)}/3854345;o=1`,
  toFields: (id) => ({
    ...FORWARDED,
    Forwarded: 'for="203.0.113.7";proto=https',
    'X-Cloud-Trace-Context': id,
    Traceparent: `00-${id.slice(0, 32)}-00000000003acff9-01`,
  }),
  // X-Cloud-Trace-Context is a trace, and the app finds it as it came.
  ownIdField: null,
  secretFields: [],
  markers: null,
  hooks: null,
  event: CLOUD_EVENT,
  stop: { signal: 'SIGTERM', patienceMs: 10_000 },
  limits: { ...NO_LIMITS, bodyBytes: 33_554_432 },
  exceeded: ['listen.host', 'startup.deadline', 'proxy.limits.body', 'stop.drain'],
};
