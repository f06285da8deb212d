import { AZURE_PORT_VARIABLES } from './own-variables.ts';
import { type Environment, NO_LIMITS, type Platform } from './platform.ts';

/** Azure Functions, custom handlers with `enableProxyingHttpRequest`. */
export const AZURE: Platform = {
  settings: {
    name: 'azure',
    requestIdHeaders: ['x-azure-functions-invocationid', 'x-request-id'],
    ownIdHeader: 'X-Azure-Functions-InvocationId',
    failureHeaders: {},
  },
  title: 'Azure Functions',
  isRecognised: (env: Environment) => AZURE_PORT_VARIABLES.some((name) => env[name]),
  trustsPeers: true,
  mixesUsers: true,
  hookHeader: null,
  markers: null,
  portVariables: AZURE_PORT_VARIABLES,
  defaultPort: 9000,
  endpointVariable: null,
  traces: true,
  logForm: 'json',
  startupListen: 'at-once',
  restartWhenSpent: 'exit',
  limits: { ...NO_LIMITS, startMs: 60_000 },
  exitStatuses: null,
  notes: [
    'host.json names `bootstrap` as `customHandler.description.defaultExecutablePath` and sets `enableProxyingHttpRequest` (older: `enableForwardingHttpRequest`) to true; without it the host sends a JSON of its own.',
  ],
};
