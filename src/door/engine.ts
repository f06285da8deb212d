import type { Socket } from 'node:net';
import type { CallDesk } from '../call/call-desk.ts';
import type { ProxySettings } from '../core/settings.ts';

/**
 * A data plane: reads requests from accepted connections, opens a `Call` for each at the desk, forwards the admitted
 * ones and answers the refused ones. Both engines (`http-proxy/`, `wire/`) run through the same tests.
 */
export interface Engine {
  /** Takes over an accepted connection; it may already hold unread bytes, and may come before the app is ready. */
  serve(socket: Socket): void;
  /**
   * From now on every response carries `Connection: close`. Requests that still arrive on open connections are served:
   * nobody who was let in is turned away.
   */
  drain(): void;
  /** Closes connections without a request; `used`: only those that have carried one before. */
  closeResting(which: 'used' | 'all'): void;
  /** Ends upgraded connections (FIN to both sides). */
  closeUpgrades(): void;
  /** Destroys every connection at once. */
  destroy(): void;
  /** Client connections that are open, upgraded ones included. */
  readonly connections: number;
  /** Those that have not brought a byte yet; looked for at each reading. */
  readonly freshConnections: number;
}

export type CreateEngine = (desk: CallDesk, settings: ProxySettings) => Engine;
