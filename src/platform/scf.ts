import { SCF_VARIABLES } from './own-variables.ts';
import { type Environment, NO_LIMITS, type Platform } from './platform.ts';

/** Tencent Cloud SCF, web functions: `scf_bootstrap`, mode 755, starts berth. */
export const SCF: Platform = {
  settings: {
    name: 'scf',
    requestIdHeaders: ['x-scf-request-id', 'x-request-id'],
    ownIdHeader: 'X-Scf-Request-Id',
    failureHeaders: {},
  },
  title: 'Tencent Cloud SCF',
  isRecognised: (env: Environment) =>
    env['TENCENTCLOUD_RUNENV'] === 'SCF' || SCF_VARIABLES.slice(1).every((name) => env[name]),
  trustsPeers: true,
  mixesUsers: true,
  hookHeader: null,
  markers: null,
  portVariables: [],
  defaultPort: 9000,
  endpointVariable: null,
  traces: false,
  logForm: 'json',
  startupListen: 'at-once',
  restartWhenSpent: 'exit',
  limits: { ...NO_LIMITS, bodyBytes: 6_291_456, responseHeadBytes: 4_096, needsAllAddresses: true },
  exitStatuses: null,
  notes: [
    'The port is 9000, whatever PORT says elsewhere. The start file is `scf_bootstrap`, which can be berth’s `bootstrap` under that name.',
    'Bodies of 6 MB, response headers of 4 KB; the file system is read-only but for /tmp.',
  ],
};
