import { formatSize } from '../core/size.ts';
import { Failure } from '../failures/failure.ts';
import { BodyReader } from '../http1/body-reader.ts';
import { ByteQueue } from '../http1/bytes.ts';
import { REFUSED } from '../http1/field-section.ts';
import type { RoundTrip } from '../upstream/transport.ts';
import type { UpstreamRequest } from '../upstream/upstream-request.ts';
import { BODY_MEMORY_BYTES } from './body-memory.ts';
import type { ExchangeContext } from './exchange-context.ts';

/** Small bodies travel with their head in one write. */
export const MOST_BODY_WITH_HEAD = 16_384;

/**
 * What may be kept of one body while its request waits; and where all together take too much already. A client that is not
 * read does not tell that it has given up, unless by a reset.
 */
const MOST_KEPT_BYTES = 1_048_576;
const LEAST_KEPT_BYTES = 65_536;

/** The body of a request on its way to the app: limits, framing, and what came before it could be sent. */
export class Upload {
  readonly #body: BodyReader;
  #isEmpty = true;
  /** The app does not take as much as there is. */
  isBehind = false;
  readonly #context: ExchangeContext;
  readonly #backlog = new ByteQueue();

  constructor(context: ExchangeContext) {
    this.#context = context;
    this.#body = new BodyReader(context.requestNames);
  }

  /**
   * Makes ready for the body of this request, of which bytes up to `end` are there; a small one goes with the head. Returns
   * where the bytes that are dealt with end.
   */
  begin(request: UpstreamRequest, headEnd: number, end: number): number {
    const { isChunked, contentLength } = request.head.meaning;
    const length = Math.max(0, contentLength);
    this.#isEmpty = !isChunked && length === 0;
    this.isBehind = false;
    request.bodyStart = headEnd;
    request.bodyEnd = headEnd;
    if (this.#isEmpty) return headEnd;
    this.#body.begin(isChunked ? 'chunked' : 'length', length);
    const isInHand = !isChunked && length <= MOST_BODY_WITH_HEAD && headEnd + length <= end;
    if (isInHand) request.bodyEnd = this.#body.gather(request.bytes, headEnd, headEnd + length);
    return request.bodyEnd;
  }

  get isDone(): boolean {
    return this.#isEmpty || this.#body.isDone;
  }

  get bytesIn(): number {
    return this.#isEmpty ? 0 : this.#body.received;
  }

  get hasBacklog(): boolean {
    return this.#backlog.length > 0;
  }

  /**
   * Keeps bytes that came before they could be sent. False: there should not be more of them. `isShort`: it is a matter of
   * a connection being made.
   */
  keep(bytes: Buffer, isShort: boolean): boolean {
    const { backlogRoom: room } = this.#context;
    this.#backlog.push(bytes);
    room.takenBytes += bytes.length;
    const hasRoom = !isShort && room.takenBytes < BODY_MEMORY_BYTES;
    return this.#backlog.length < (hasRoom ? MOST_KEPT_BYTES : LEAST_KEPT_BYTES);
  }

  /** The bytes that were kept; they are the caller's now. */
  takeBacklog(): Buffer | null {
    this.#context.backlogRoom.takenBytes -= this.#backlog.length;
    return this.#backlog.take();
  }

  /** Nobody wants the bytes that were kept. */
  dropBacklog(): void {
    this.#context.backlogRoom.takenBytes -= this.#backlog.length;
    this.#backlog.clear();
  }

  /** The failure of a body that is, or says that it will be, over the limit; null for any other. */
  findOversize(): Failure | null {
    const { bodyBytes } = this.#context.settings.limits;
    if (bodyBytes === 0 || this.#isEmpty) return null;
    const announced = this.#body.framing === 'length' ? this.#body.remaining : 0;
    if (this.#body.received + announced <= bodyBytes) return null;
    return new Failure('BODY_TOO_LARGE', { limit: formatSize(bodyBytes) });
  }

  /**
   * Reads on to the end of the body or of the bytes: the new position, or the failure of a body that breaks the rules or is
   * too long. The data that was found lies between `pieceStart` and `pieceEnd`.
   */
  read(bytes: Buffer, from: number): number | Failure {
    const body = this.#body;
    const pos = body.gather(bytes, from, bytes.length);
    if (pos === REFUSED) return new Failure('REQUEST_MALFORMED', { reason: body.fault });
    return (body.framing === 'chunked' ? this.findOversize() : null) ?? pos;
  }

  get pieceStart(): number {
    return this.#body.pieceStart;
  }

  get pieceEnd(): number {
    return this.#body.pieceEnd;
  }

  /** Sends body bytes; returns as `read`. Of what broke the rules nothing was sent. */
  send(roundTrip: RoundTrip, bytes: Buffer, from: number): number | Failure {
    const body = this.#body;
    this.isBehind = false;
    const pos = this.read(bytes, from);
    if (pos instanceof Failure) return pos;
    if (body.pieceEnd > body.pieceStart) {
      this.isBehind = !roundTrip.sendBody(bytes, body.pieceStart, body.pieceEnd, body.isDone);
    }
    if (body.isDone) roundTrip.endBody(body.takeTrailers(this.#context.withheld));
    return pos;
  }
}
