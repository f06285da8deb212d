import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FailureAnswer } from '../../failures/answer.ts';
import { formatHead, type ResponseHead, toClientFields } from './response-head.ts';

const EMPTY = Buffer.alloc(0);

/**
 * The response to the client. Its head waits for the first bytes of the body, so that a small response is one write
 * and a response that breaks at once can still become an answer of ours; it never waits longer than the current turn
 * of the event loop.
 */
export class ClientResponse {
  readonly #res: ServerResponse;
  #head: ResponseHead | null = null;
  #flush: NodeJS.Immediate | null = null;
  /** True once the client may have seen a byte of the final response. */
  isHeadOut = false;
  /** True once there is a head, out or not. */
  isStarted = false;
  status = 0;
  bytesOut = 0;

  constructor(res: ServerResponse) {
    this.#res = res;
  }

  /** Sets the head; with `isHeld` it waits for `end`, because nothing follows it. */
  start(head: ResponseHead, isHeld: boolean): void {
    this.#head = head;
    this.isStarted = true;
    if (!isHeld) this.#flush = setImmediate(() => this.#sendHead(true));
  }

  /** Sends an interim response at once. */
  sendInterim(status: number, reason: string, fields: readonly string[]): void {
    this.#res.socket?.write(formatHead(status, reason, fields), 'latin1');
  }

  /** Sends the 101 and lets go of the connection. */
  becomeTunnel(socket: Socket, response: IncomingMessage, requestId: string): void {
    this.isHeadOut = true;
    this.isStarted = true;
    this.status = 101;
    const upgrade = ['Connection', 'Upgrade', 'Upgrade', response.headers.upgrade ?? ''];
    const fields = [...toClientFields(response.rawHeaders, requestId), ...upgrade];
    this.#res.detachSocket(socket);
    socket.write(formatHead(101, response.statusMessage ?? '', fields), 'latin1');
  }

  /** The rest of the response is here already: the head may wait for it. */
  holdHead(): void {
    if (this.#flush !== null) clearImmediate(this.#flush);
  }

  /** Sends a piece of the body; false if the client is behind, then `drain` follows on the response. */
  write(chunk: Buffer): boolean {
    this.#sendHead(false);
    this.bytesOut += chunk.length;
    return this.#res.write(chunk);
  }

  /** Sends what was held back and ends the response. */
  end(last: Buffer | null, trailers: ReadonlyArray<[string, string]>): void {
    this.#sendHead(false);
    if (trailers.length > 0) this.#res.addTrailers(trailers);
    if (last === null) this.#res.end();
    else this.#res.end(last);
  }

  /** Takes the head back if it is not out yet; after this only `answer` may follow. */
  dropHead(): void {
    this.holdHead();
    this.#head = null;
  }

  /** Sends a whole answer of ours. */
  answer(answer: FailureAnswer, willClose: boolean): void {
    const fields = answer.fields.flat();
    if (willClose) fields.push('connection', 'close');
    this.#res.writeHead(answer.status, STATUS_CODES[answer.status] ?? '', fields);
    this.#res.end(answer.body);
  }

  #sendHead(isAlone: boolean): void {
    this.holdHead();
    const head = this.#head;
    if (head === null) return;
    this.#head = null;
    this.isHeadOut = true;
    this.status = head.status;
    this.#res.writeHead(head.status, head.reason, head.fields);
    // Not flushHeaders, which would write bytes above ASCII in UTF-8.
    if (isAlone) this.#res.write(EMPTY);
  }
}

/** The bytes of an answer to a request that has no response object, always the last on its connection. */
export function writeLastAnswer(socket: Socket, answer: FailureAnswer, isHead: boolean): void {
  const fields = [...answer.fields.flat(), 'connection', 'close'];
  const head = Buffer.from(formatHead(answer.status, STATUS_CODES[answer.status] ?? '', fields), 'latin1');
  socket.write(isHead ? head : Buffer.concat([head, answer.body]));
}
