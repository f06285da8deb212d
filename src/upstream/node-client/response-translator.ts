import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { BodyReader } from '../../http1/body-reader.ts';
import { CHUNK_OVERHEAD, putChunk, toLastChunk } from '../../http1/bytes.ts';
import { CONTENT_LENGTH, createResponseFieldNames } from '../../http1/field-name.ts';
import { REFUSED } from '../../http1/field-section.ts';
import { HeadCollector } from '../../http1/message-head.ts';
import { ResponseHead } from '../../http1/response-head.ts';
import { isLineEnd } from '../reuse.ts';
import type { UpstreamHead } from '../upstream-head.ts';
import { type ClientError, toRefusal } from './client-fault.ts';
import { LARGEST_RESPONSE_HEAD } from './client-request.ts';

const NAMES = createResponseFieldNames();
const EMPTY = Buffer.alloc(0);
const UNASKED_SWITCH = 'it switches protocols without being asked';
const NOTHING_WITHHELD: ReadonlySet<string> = new Set();

/**
 * Reads a response as berth's own parser does and writes it plainly, so that Node's parser sees nothing that it takes
 * otherwise, or not at all: what is taken of an app, and in which words it is refused, does not depend on the transport.
 */
export class ResponseTranslator {
  /** Whatever comes is passed on as it is: the response is whole, or has switched protocols. */
  isOver = false;
  refusal: ClientError | null = null;
  readonly #isHead: boolean;
  readonly #head = new ResponseHead(NAMES, LARGEST_RESPONSE_HEAD);
  readonly #collector = new HeadCollector();
  readonly #body = new BodyReader(NAMES);
  #hasHead = false;
  #skipsLineEnds: boolean;

  /** `isHead`: the response is to a HEAD. `isReused`: late line ends of the response before may come first. */
  constructor(isHead: boolean, isReused: boolean) {
    this.#isHead = isHead;
    this.#skipsLineEnds = isReused;
  }

  /** What these bytes say, as far as they say anything; nothing of what is refused. They are the translator's from now on. */
  translate(bytes: Buffer): Buffer {
    const out: Buffer[] = [];
    const fed = this.#skipsLineEnds ? this.#skipLineEnds(bytes) : bytes;
    if (fed.length === 0) return fed;
    const body = this.#hasHead ? fed : this.#takeHeads(fed, out);
    if (this.#hasHead && body.length > 0) this.#takeBody(body, out);
    return out.length === 1 ? out[0]! : Buffer.concat(out);
  }

  #skipLineEnds(bytes: Buffer): Buffer {
    const start = bytes.findIndex((byte) => !isLineEnd(byte));
    this.#skipsLineEnds = start === -1;
    return bytes.subarray(start === -1 ? bytes.length : start);
  }

  /** Returns what lies behind the final head. */
  #takeHeads(fed: Buffer, out: Buffer[]): Buffer {
    const head = this.#head;
    const collector = this.#collector;
    let pos = collector.feed(head, fed, 0, fed.length);
    while (pos >= 0) {
      const { bytes, end } = collector;
      if (head.status === 101 && (!head.meaning.offersUpgrade || head.meaning.upgradeField === -1)) {
        this.refusal = toRefusal(UNASKED_SWITCH, EMPTY);
        return EMPTY;
      }
      out.push(writeHead(head, bytes));
      if (head.status >= 200 || head.status === 101) {
        this.#begin();
        return bytes.subarray(pos, end);
      }
      if (pos === end) return EMPTY;
      pos = collector.feed(head, bytes, pos, end);
    }
    if (pos === REFUSED) this.refusal = toRefusal(head.fault, collector.seen.subarray(head.start));
    return EMPTY;
  }

  #begin(): void {
    const framing = this.#head.status === 101 ? 'none' : this.#head.framingOf(this.#isHead);
    this.#hasHead = true;
    this.#body.begin(framing, this.#head.meaning.contentLength);
    this.isOver = this.#body.isDone;
  }

  #takeBody(bytes: Buffer, out: Buffer[]): void {
    const body = this.#body;
    if (body.framing !== 'chunked' || this.isOver) {
      if (!this.isOver) body.advance(bytes, 0, bytes.length);
      this.isOver = body.isDone;
      out.push(bytes);
      return;
    }
    const pos = body.gather(bytes, 0, bytes.length);
    if (pos === REFUSED) {
      this.refusal = toRefusal(body.fault, EMPTY);
      return;
    }
    const chunk = Buffer.allocUnsafe(body.pieceEnd - body.pieceStart + CHUNK_OVERHEAD);
    out.push(chunk.subarray(0, putChunk(chunk, 0, bytes, body.pieceStart, body.pieceEnd)));
    this.isOver = body.isDone;
    if (this.isOver) out.push(toLastChunk(body.takeTrailers(NOTHING_WITHHELD)), bytes.subarray(pos));
  }
}

function writeHead(head: ResponseHead, bytes: Buffer): Buffer {
  const { fields, meaning } = head;
  const reason = bytes.toString('latin1', head.reasonStart, head.reasonEnd);
  let text = `HTTP/1.${head.isHttp10 ? 0 : 1} ${head.status} ${reason}\r\n`;
  for (let i = 0; i < fields.count; i++) {
    if (fields.ids[i] === CONTENT_LENGTH) continue;
    text += `${fields.spellingOf(bytes, i)}: ${fields.valueOf(bytes, i)}\r\n`;
  }
  if (meaning.contentLength !== -1) text += `Content-Length: ${meaning.contentLength}\r\n`;
  return Buffer.from(`${text}\r\n`, 'latin1');
}

/**
 * Puts a translator between a connection that a request was just given and Node's parser, until the response is whole. A
 * response that is refused ends the connection, as one does that Node's parser refuses.
 */
export function translateResponse(
  client: ClientRequest,
  socket: Socket,
  onRefused: (refusal: ClientError) => void,
): void {
  const translator = new ResponseTranslator(client.method === 'HEAD', client.reusedSocket);
  const parse = socket.listeners('data').at(-1) as ((bytes: Buffer) => void) | undefined;
  if (parse === undefined) throw new Error('BUG: nobody reads the response');
  const onData = (bytes: Buffer): void => {
    const plain = translator.translate(bytes);
    const { refusal } = translator;
    if (translator.isOver || refusal !== null) socket.off('data', onData);
    if (plain.length > 0) parse.call(socket, plain);
    if (refusal === null) return;
    socket.destroy();
    onRefused(refusal);
  };
  socket.off('data', parse);
  socket.on('data', onData);
}

/**
 * True if the connection is of no use behind the response, whatever it says: an app that sends the body it announces to HEAD
 * would answer the next request with it, and of a coding in HTTP/1.0 nobody knows (RFC 9112 section 6.1).
 */
export function hasDoubtfulEnd({ httpVersion }: IncomingMessage, head: UpstreamHead, isHead: boolean): boolean {
  return isHead ? head.contentLength > 0 || head.isChunked : httpVersion === '1.0' && head.isChunked;
}
