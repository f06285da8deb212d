import { VEFAAS_PORT_VARIABLE } from './own-variables.ts';
import { type Environment, NO_LIMITS, type Platform } from './platform.ts';

/** Volcengine veFaaS, native functions: `run.sh` starts berth. */
export const VEFAAS: Platform = {
  settings: {
    name: 'vefaas',
    requestIdHeaders: ['x-faas-request-id', 'x-bytefaas-request-id', 'x-tt-logid', 'x-request-id'],
    ownIdHeader: 'X-Faas-Request-Id',
    failureHeaders: {},
  },
  title: 'veFaaS',
  isRecognised: (env: Environment) => (env[VEFAAS_PORT_VARIABLE] ?? '') !== '',
  trustsPeers: true,
  mixesUsers: true,
  hookHeader: null,
  markers: null,
  portVariables: [VEFAAS_PORT_VARIABLE, 'PORT'],
  defaultPort: 8000,
  endpointVariable: null,
  traces: false,
  logForm: 'json',
  startupListen: 'at-once',
  restartWhenSpent: 'exit',
  limits: { ...NO_LIMITS, needsAllAddresses: true },
  exitStatuses: null,
  notes: ['The names of the id headers are as seen, best first. [not documented]'],
};
