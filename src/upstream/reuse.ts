import type { TargetNotes } from './target-note.ts';

/**
 * Requests that must not be sent twice get a connection only if it was in use this recently. Servers close idle connections by
 * their own clock, some after a second, and such a request cannot be tried again if it meets that: after a freeze both clocks
 * go on in one moment, and the server's began a little sooner.
 */
export const FRESH_MS = 900;

/** Whether connections to one target may wait for a next request, by the config and by what was seen of the app. */
export class Reuse {
  isAllowed: boolean;
  readonly notes: TargetNotes;
  /** Connections that wait for the app to accept them; 0 also where that cannot be seen. */
  readonly countUnaccepted: () => number;

  /** `idleMs`: how long a connection may wait; 0: none is kept. */
  constructor(idleMs: number, notes: TargetNotes, countUnaccepted: () => number) {
    this.isAllowed = idleMs > 0;
    this.notes = notes;
    this.countUnaccepted = countUnaccepted;
  }

  /** From now on no connection is kept: the app is about to be stopped, and waits for those that are open. */
  end(): void {
    this.isAllowed = false;
  }

  /**
   * Bytes have come on a connection whose response was whole, when it waited or was in use again. What is neither a
   * response nor an empty line could be taken for part of the next answer, so nothing of this app is reused from then on.
   */
  onLateBytes(bytes: Uint8Array): void {
    // Many a server says 408 before it closes an idle connection.
    if (startsResponse(bytes, 0, bytes.length)) return;
    this.notes.onStrayBytes(bytes);
    if (!bytes.every(isLineEnd)) this.isAllowed = false;
  }
}

/** CR or LF: RFC 9112 section 2.2 lets them be ignored before a message. */
export function isLineEnd(byte: number): boolean {
  return byte === 0x0d || byte === 0x0a;
}

const RESPONSE_START = Buffer.from('HTTP/', 'latin1');

/** True for bytes that may be the start of a response, as far as they go. */
export function startsResponse(bytes: Uint8Array, from: number, end: number): boolean {
  const length = Math.min(end - from, RESPONSE_START.length);
  for (let i = 0; i < length; i++) if (bytes[from + i] !== RESPONSE_START[i]) return false;
  return true;
}
