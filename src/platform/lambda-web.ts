import { LAMBDA_ENDPOINT_VARIABLE } from './own-variables.ts';
import { type Environment, NO_LIMITS, type Platform } from './platform.ts';

/** AWS Lambda web functions: a handler that is a server of its own. */
export const LAMBDA_WEB: Platform = {
  settings: {
    name: 'lambda-web',
    requestIdHeaders: ['x-request-id', 'x-amzn-trace-id'],
    ownIdHeader: null,
    failureHeaders: {},
  },
  title: 'Lambda web functions',
  isRecognised: (env: Environment) => (env[LAMBDA_ENDPOINT_VARIABLE] ?? '') !== '',
  trustsPeers: true,
  mixesUsers: true,
  hookHeader: null,
  markers: null,
  portVariables: [],
  defaultPort: 9000,
  endpointVariable: LAMBDA_ENDPOINT_VARIABLE,
  traces: true,
  logForm: 'lambda',
  startupListen: 'at-once',
  restartWhenSpent: 'exit',
  limits: { ...NO_LIMITS, startMs: 10_000 },
  exitStatuses: null,
  notes: [
    'PORT is not set: AWS_LAMBDA_HTTP_ENDPOINT says `host:port`, and berth listens exactly there.',
    'The port has to be open within 10 s; what the app needs beyond that is held by berth.',
    'HTTP/1.1 alone; the platform takes Connection, Upgrade, Expect, TE and Trailer away. [not documented]',
  ],
};
