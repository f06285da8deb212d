import type { IncomingMessage } from 'node:http';
import type { ResponseHandler, Trailers } from '../transport.ts';
import type { UpstreamHead } from '../upstream-head.ts';

/**
 * Hands on a response of Node's as it comes. The head waits for what comes in the same turn, so that a small response is
 * told in one go and a response that breaks at once has no head out yet; and the piece that completes an announced length
 * waits until Node calls the response whole.
 */
export class ResponseReader {
  readonly #handler: ResponseHandler;
  #head: UpstreamHead | null;
  #bytesLeft: number;
  #last: Buffer | null = null;
  #isStopped = false;

  constructor(response: IncomingMessage, head: UpstreamHead, handler: ResponseHandler) {
    this.#handler = handler;
    this.#head = head;
    this.#bytesLeft = head.framing === 'length' ? head.contentLength : Number.POSITIVE_INFINITY;
    response.on('data', (bytes: Buffer) => this.#take(bytes));
    setImmediate(() => this.#tellHead(true));
  }

  /** Nothing is told after this. */
  stop(): void {
    this.#isStopped = true;
  }

  /** The response is whole: tells what is still in hand, and the end. */
  finish(trailers: Trailers): void {
    const last = this.#last;
    if (!this.#tellHead(false)) return;
    if (last !== null) this.#handler.onData(last, 0, last.length, true);
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#handler.onEnd(trailers);
  }

  #take(bytes: Buffer): void {
    this.#bytesLeft -= bytes.length;
    if (this.#bytesLeft <= 0) this.#last = bytes;
    else if (this.#tellHead(false)) this.#handler.onData(bytes, 0, bytes.length, false);
  }

  /** False if nobody wants to hear more. */
  #tellHead(isAlone: boolean): boolean {
    const head = this.#head;
    this.#head = null;
    if (head !== null && !this.#isStopped) this.#handler.onHead(head, isAlone);
    return !this.#isStopped;
  }
}
