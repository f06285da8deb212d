import { FORWARDED, NO_LIMITS, type PlatformScript, toDigits } from './platform-script.ts';

// Kubernetes, "pod lifecycle" and "service": SIGTERM and 30 s; the port is what the pod's own description says, which PORT may tell.
export const CONTAINER: PlatformScript = {
  name: 'container',
  env: { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443', PORT: '8070' },
  start: { file: 'bootstrap', opens: 'when-ready', port: 8070, from: 'outside' },
  // An ingress may set one.
  toId: (n) => toDigits(n, 32),
  toFields: (id) => ({ ...FORWARDED, 'X-Request-Id': id }),
  ownIdField: null,
  secretFields: [],
  markers: null,
  hooks: null,
  event: null,
  stop: { signal: 'SIGTERM', patienceMs: 30_000 },
  limits: NO_LIMITS,
  exceeded: ['listen.host', 'stop.drain'],
};
