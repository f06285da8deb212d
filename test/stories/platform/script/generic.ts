import { NO_LIMITS, type PlatformScript } from './platform-script.ts';

// A plain machine: whoever starts berth says the port, and ends it as any process.
export const GENERIC: PlatformScript = {
  name: 'generic',
  env: { PORT: '8090' },
  isNamed: true,
  start: { file: 'bootstrap', opens: 'at-once', port: 8090, from: 'outside' },
  toId: null,
  toFields: () => ({}),
  ownIdField: null,
  secretFields: [],
  markers: null,
  hooks: null,
  event: null,
  stop: { signal: 'SIGTERM', patienceMs: null },
  limits: NO_LIMITS,
  exceeded: [],
};
