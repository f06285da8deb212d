import { FC_PORT_VARIABLES, KUBERNETES_VARIABLE } from './own-variables.ts';
import { type Environment, NO_LIMITS, type Platform } from './platform.ts';

/** A container on Kubernetes, or wherever `platform: container` says so. */
export const CONTAINER: Platform = {
  settings: {
    name: 'container',
    requestIdHeaders: ['x-request-id'],
    ownIdHeader: null,
    failureHeaders: {},
  },
  title: 'Kubernetes',
  isRecognised: (env: Environment) => (env[KUBERNETES_VARIABLE] ?? '') !== '',
  trustsPeers: false,
  mixesUsers: true,
  hookHeader: null,
  markers: null,
  portVariables: [...FC_PORT_VARIABLES, 'PORT'],
  defaultPort: 9000,
  endpointVariable: null,
  traces: false,
  logForm: 'json',
  startupListen: 'when-ready',
  restartWhenSpent: 'exit',
  limits: { ...NO_LIMITS, stopMs: 30_000, needsAllAddresses: true },
  exitStatuses: null,
  notes: [
    'Found in a pod of Kubernetes. A container of Docker alone is not told from a plain machine: there `platform: container` says so.',
    'A pod that is told to end has 30 s (`terminationGracePeriodSeconds`); `docker stop` waits 10 s, and more with `-t`.',
    'Probes of the kubelet: `health: /-/healthz` gives `readinessProbe` and `startupProbe` a path that is 503 until the app is ready, and again once the pod is told to end. For `livenessProbe` either `tcpSocket` is enough or `health: { answers: always }`, for a pod is not to be ended while its app starts; `live` finds an app that has hung. With `startup: { listen: at-once }` the path answers from the first moment on.',
    'As PID 1 `bootstrap` reaps the processes that others leave behind.',
  ],
};
