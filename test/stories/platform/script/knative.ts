import { FORWARDED, NO_LIMITS, type PlatformScript, toDigits } from './platform-script.ts';

/** "HTTP protocol binding for CloudEvents", binary mode, in which Knative Eventing and Eventarc send them. */
export const CLOUD_EVENT = {
  kind: 'request',
  method: 'POST',
  path: '/',
  fields: {
    'Content-Type': 'application/json',
    'ce-specversion': '1.0',
    'ce-id': 'a-1',
    'ce-source': '//storage.googleapis.com/projects/_/buckets/pictures',
    'ce-type': 'google.cloud.storage.object.v1.finalized',
  },
  body: '{"bucket":"pictures","name":"a.png"}',
} as const;

// "Knative container runtime contract": PORT is told, Forwarded fields, SIGTERM and in the end SIGKILL.
export const KNATIVE: PlatformScript = {
  name: 'knative',
  env: {
    PORT: '8012',
    K_SERVICE: 'shop',
    K_REVISION: 'shop-00001',
    K_CONFIGURATION: 'shop',
    KUBERNETES_SERVICE_HOST: '10.96.0.1',
    KUBERNETES_SERVICE_PORT: '443',
  },
  strayEnv: { FC_SERVER_PORT: '9000' },
  start: { file: 'bootstrap', opens: 'when-ready', port: 8012, from: 'outside' },
  toId: (n) => `5f1c1f6e-0000-4000-8000-${toDigits(n, 12)}`,
  toFields: (id) => ({
    ...FORWARDED,
    Forwarded: 'for=203.0.113.7;proto=https',
    'X-Request-Id': id,
    Traceparent: `00-${toDigits(1, 32)}-${toDigits(2, 16)}-01`,
    'K-Proxy-Request': 'activator',
  }),
  ownIdField: null,
  secretFields: [],
  markers: null,
  hooks: null,
  event: CLOUD_EVENT,
  stop: { signal: 'SIGTERM', patienceMs: null },
  limits: NO_LIMITS,
  exceeded: ['listen.host'],
};
