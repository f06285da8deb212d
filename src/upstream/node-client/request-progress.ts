import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ClientPhase } from './client-fault.ts';
import type { RequestDraft } from './client-request.ts';
import type { ResponseReader } from './response-reader.ts';

/** One request under way; made anew for each, so that nothing of the last one can be left. */
export class RequestProgress {
  readonly draft: RequestDraft;
  phase: ClientPhase = 'connecting';
  client: ClientRequest | null = null;
  /** When it was written. */
  sentAtMs = 0;
  /** What the connection had brought before. */
  bytesBefore = 0;
  response: IncomingMessage | null = null;
  reader: ResponseReader | null = null;
  /** The connection, after it has switched protocols. */
  tunnel: Socket | null = null;
  isPaused = false;
  hasInterim = false;
  hasSentBody = false;
  /** The response is whole, the body is not, and the app may read the rest of it. */
  readsOn = false;
  /** Something of it has left for the app, and the handler knows. */
  wasSent = false;
  /** The handler hears no more. */
  isOver = false;

  constructor(draft: RequestDraft) {
    this.draft = draft;
  }

  stop(): void {
    this.isOver = true;
    this.readsOn = false;
    this.reader?.stop();
  }
}
