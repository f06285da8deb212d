import { FUNCTIONGRAPH_VARIABLES } from './own-variables.ts';
import { type Environment, NO_LIMITS, type Platform } from './platform.ts';

/** Huawei Cloud FunctionGraph, HTTP functions: `bootstrap`, port 8000. */
export const FUNCTIONGRAPH: Platform = {
  settings: {
    name: 'functiongraph',
    requestIdHeaders: ['x-cff-request-id', 'x-request-id'],
    ownIdHeader: 'X-CFF-Request-Id',
    failureHeaders: {},
  },
  title: 'FunctionGraph',
  isRecognised: (env: Environment) => FUNCTIONGRAPH_VARIABLES.filter((name) => env[name]).length >= 2,
  trustsPeers: true,
  mixesUsers: true,
  hookHeader: null,
  markers: null,
  portVariables: [],
  defaultPort: 8000,
  endpointVariable: null,
  traces: false,
  logForm: 'json',
  startupListen: 'at-once',
  restartWhenSpent: 'exit',
  limits: NO_LIMITS,
  exitStatuses: null,
  notes: ['The port is 8000. Answers are limited to 6 MB.', 'How long a start may take is not documented.'],
};
