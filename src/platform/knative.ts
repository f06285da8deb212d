import { KNATIVE_VARIABLES, KUBERNETES_VARIABLE } from './own-variables.ts';
import { type Environment, NO_LIMITS, type Platform } from './platform.ts';

/** Knative Serving on a cluster (runtime contract). */
export const KNATIVE: Platform = {
  settings: {
    name: 'knative',
    requestIdHeaders: ['x-request-id', 'x-cloud-trace-context'],
    // X-Cloud-Trace-Context is not one: its value has a form of its own, and the platform always sends it.
    ownIdHeader: null,
    failureHeaders: {},
  },
  title: 'Knative',
  isRecognised: (env: Environment) =>
    KNATIVE_VARIABLES.some((name) => env[name]) && (env[KUBERNETES_VARIABLE] ?? '') !== '',
  trustsPeers: true,
  mixesUsers: true,
  hookHeader: null,
  markers: null,
  portVariables: ['PORT'],
  defaultPort: 8080,
  endpointVariable: null,
  traces: true,
  logForm: 'json',
  // Requests are routed only to instances whose port is open, so the port opens when the app can answer.
  startupListen: 'when-ready',
  restartWhenSpent: 'exit',
  limits: { ...NO_LIMITS, needsAllAddresses: true },
  exitStatuses: null,
  notes: [
    'A `readinessProbe` with `httpGet` finds a path in `health: /-/healthz`, which the app neither serves nor logs.',
    'The port is always told by PORT. A stop is SIGTERM, and SIGKILL after the time limit of the revision.',
  ],
};
