import type { Environment, Platform } from './platform.ts';

/** Set in every instance (Knative runtime contract; Cloud Run, "container runtime contract"). */
export const KNATIVE_VARIABLES: readonly string[] = ['K_SERVICE', 'K_REVISION'];

/** Knative, and Cloud Run, which keeps its contract. */
export const KNATIVE: Platform = {
  settings: {
    name: 'knative',
    requestIdHeaders: ['x-request-id', 'x-cloud-trace-context'],
    // X-Cloud-Trace-Context is not one: its value has a form of its own, and the platform always sends it.
    ownIdHeader: null,
    failureHeaders: {},
  },
  title: 'Cloud Run',
  isRecognised: (env: Environment) => KNATIVE_VARIABLES.some((name) => env[name]),
  trustsPeers: true,
  mixesUsers: true,
  hookHeader: null,
  markers: null,
  // Requests are routed only to instances whose port is open, so the port opens when the app can answer.
  startupListen: 'when-ready',
  restartWhenSpent: 'exit',
  // Cloud Run: start within 240 s, 0.0.0.0, 32 MiB over HTTP/1.
  limits: { startMs: 240_000, connectionIdleMs: null, bodyBytes: 33_554_432, needsAllAddresses: true },
  exitStatuses: null,
};
