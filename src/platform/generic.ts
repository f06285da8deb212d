import { FC_PORT_VARIABLES } from './own-variables.ts';
import { NO_LIMITS, type Platform } from './platform.ts';

/** A plain machine or container; anybody may reach its port. Never recognised: only a config can say so. */
export const GENERIC: Platform = {
  settings: { name: 'generic', requestIdHeaders: ['x-request-id'], ownIdHeader: null, failureHeaders: {} },
  title: 'a plain machine',
  isRecognised: () => false,
  trustsPeers: false,
  mixesUsers: false,
  hookHeader: null,
  markers: null,
  portVariables: [...FC_PORT_VARIABLES, 'PORT'],
  defaultPort: 9000,
  endpointVariable: null,
  traces: false,
  logForm: 'json',
  startupListen: 'at-once',
  // Nothing is sure to start berth again; an open port can at least say what is wrong, a closed one cannot.
  restartWhenSpent: 'refuse',
  limits: NO_LIMITS,
  exitStatuses: null,
  notes: [
    'Never found by itself: without a platform berth rehearses Function Compute, and believes nobody about clients and hooks.',
  ],
};
