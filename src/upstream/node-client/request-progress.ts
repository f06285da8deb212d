import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { AddressRewriter } from '../address-rewrite.ts';
import { startsResponse } from '../reuse.ts';
import { REPEAT_MS } from '../upstream-request.ts';
import { type ClientError, type ClientPhase, isGrammarError } from './client-fault.ts';
import type { RequestDraft } from './client-request.ts';
import type { ResponseReader } from './response-reader.ts';

/** One request under way; made anew for each, so that nothing of the last one can be left. */
export class RequestProgress {
  draft: RequestDraft;
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
  /** WebDAV's addresses in it are not rewritten any more. */
  isAsItCame = false;
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

  /** True if the app has misunderstood whom the request is about: it is to be sent again, as it came. */
  repeatsAsItCame(rewriter: AddressRewriter, status: number): boolean {
    const { fieldsAsTheyCame } = this.draft;
    if (fieldsAsTheyCame === null && !this.isAsItCame) return false;
    if (!rewriter.isMistaken(status, this.isAsItCame)) return false;
    this.draft = { ...this.draft, fields: fieldsAsTheyCame!, fieldsAsTheyCame: null };
    this.isAsItCame = true;
    return true;
  }

  /** Of an error: the last word of the response before, where it came late and was read as the start of this one. */
  findLate(error: ClientError): Uint8Array | null {
    if (this.client?.reusedSocket !== true || this.phase !== 'sent' || this.hasInterim) return null;
    const { rawPacket } = error;
    if (!isGrammarError(error) || rawPacket === undefined) return null;
    return startsResponse(rawPacket, 0, rawPacket.length) ? null : rawPacket;
  }

  /**
   * It was a used connection, which the app may just have closed for its age, and nothing of this response came back on
   * it: at most what came `late` of the one before.
   */
  mayRetry(late: Uint8Array | null): boolean {
    const { draft, phase, client } = this;
    if (client?.reusedSocket !== true) return false;
    if (phase === 'connecting') return true;
    const hasOnlyHead = draft.body.length === 0 && !this.hasSentBody;
    if (phase !== 'sent' || !hasOnlyHead || !draft.isRepeatable) return false;
    if (late === null && client.socket?.bytesRead !== this.bytesBefore) return false;
    return performance.now() - this.sentAtMs <= REPEAT_MS;
  }
}
