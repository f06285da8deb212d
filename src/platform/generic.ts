import type { Platform } from './platform.ts';

/** A plain machine or container; anybody may reach its port. Never recognised: only a config can say so. */
export const GENERIC: Platform = {
  settings: { name: 'generic', requestIdHeaders: ['x-request-id'], ownIdHeader: null, failureHeaders: {} },
  title: '',
  isRecognised: () => false,
  trustsPeers: false,
  mixesUsers: false,
  hookHeader: null,
  markers: null,
  startupListen: 'at-once',
  // Nothing is sure to start berth again; an open port can at least say what is wrong, a closed one cannot.
  restartWhenSpent: 'refuse',
  limits: { startMs: null, connectionIdleMs: null, bodyBytes: null, needsAllAddresses: false },
  exitStatuses: null,
};
