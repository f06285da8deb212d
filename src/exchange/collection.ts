import type { Failure } from '../failures/failure.ts';
import { NO_TRAILERS, type RoundTrip } from '../upstream/transport.ts';
import type { UpstreamRequest } from '../upstream/upstream-request.ts';
import { CollectedBody, type CollectRoom, type StoreWatcher } from './collected-body.ts';
import { MOST_BODY_WITH_HEAD, type Upload } from './upload.ts';

/** How long an app that has answered may take nothing before the rest of the body is given up. */
const LATE_PATIENCE_MS = 5_000;

/**
 * A request body without a length on its way to an app that is told one: gathered first, then sent. One that is longer
 * than it may be is sent as far as it was gathered, and the rest as it comes.
 */
export class Collection {
  /** The gathering is over. */
  isSettled = false;
  /** On its way to the app. */
  isSending = false;
  /** Nobody wants the rest of it. */
  isStopped = false;
  readonly #upload: Upload;
  readonly #request: UpstreamRequest;
  readonly #maxBytes: number;
  readonly #body: CollectedBody;
  #isWithHead = false;
  #sending: Promise<boolean> = Promise.resolve(true);
  #goOn: () => void = () => undefined;

  constructor(upload: Upload, request: UpstreamRequest, room: CollectRoom, watcher: StoreWatcher) {
    this.#upload = upload;
    this.#request = request;
    this.#maxBytes = room.settings.maxBytes;
    this.#body = new CollectedBody(room, watcher);
  }

  /** Takes bytes of the client, which belong to it from now on; returns where the bytes that are dealt with end. */
  take(bytes: Buffer, from: number): number | Failure {
    const pos = this.#upload.read(bytes, from);
    const { pieceStart, pieceEnd } = this.#upload;
    if (typeof pos === 'number' && pieceEnd > pieceStart) this.#body.push(bytes.subarray(pieceStart, pieceEnd));
    return pos;
  }

  get size(): number {
    return this.#body.size;
  }

  get isTooLong(): boolean {
    return this.#body.size > this.#maxBytes;
  }

  /** Nothing more is to be gathered, and all of it is stored. */
  get isComplete(): boolean {
    return (this.#upload.isDone || this.isTooLong) && this.#body.isStored;
  }

  /** The file is slower than the client. */
  get isBehind(): boolean {
    return this.#body.isBehind;
  }

  /** Ends the gathering: the head tells the length from now on, if that is known, and has a small body with it. */
  settle(): void {
    this.isSettled = true;
    const isWhole = this.#upload.isDone;
    this.#request.head.settleBody(isWhole ? this.#body.size : null);
    const body = isWhole && this.#body.size <= MOST_BODY_WITH_HEAD ? this.#body.inMemory : null;
    if (body === null) return;
    this.#isWithHead = true;
    this.#request.attachBody(body);
  }

  /** All that was gathered. */
  async readAll(): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.#body.read()) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  /** False: the app gets all of it with the head. */
  get mustBeSent(): boolean {
    return !this.#isWithHead;
  }

  /** Sends what was gathered as fast as the app takes it, until `stop`; true if that is all of the body. */
  send(roundTrip: RoundTrip): Promise<boolean> {
    this.isSending = true;
    this.#sending = this.#send(roundTrip, this.#upload.isDone);
    return this.#sending;
  }

  /** The app has taken everything so far. */
  onDrain(): void {
    this.#goOn();
  }

  /** Sends nothing more of it: the connection is gone, or the rest is for nobody. */
  stop(): void {
    this.isStopped = true;
    this.isSending = false;
  }

  /** Goes on by itself behind an early answer, as long as the app takes something within this time, then ends the connection. */
  sendOn(roundTrip: RoundTrip): void {
    const end = (abort: () => void): void => {
      clearTimeout(timer);
      this.stop();
      this.release();
      abort();
    };
    const timer = setTimeout(() => end(() => roundTrip.abort()), LATE_PATIENCE_MS).unref();
    roundTrip.handler = {
      ...NO_RESPONSE,
      onDrain: () => {
        timer.refresh();
        this.onDrain();
      },
      onGone: () => end(() => undefined),
    };
    this.#sending.then(
      () => this.isStopped || end(() => roundTrip.abortSoon()),
      () => this.isStopped || end(() => roundTrip.abort()),
    );
  }

  release(): void {
    this.stop();
    this.#body.release();
  }

  async #send(roundTrip: RoundTrip, isWhole: boolean): Promise<boolean> {
    let left = this.#body.size;
    for await (const piece of this.#body.read()) {
      if (this.isStopped) return false;
      left -= piece.length;
      const drained = new Promise<void>((resolve) => {
        this.#goOn = resolve;
      });
      const isTaken = roundTrip.sendBody(piece, 0, piece.length, isWhole && left === 0);
      if (!isTaken && left > 0) await drained;
    }
    this.isSending = false;
    if (isWhole && !this.isStopped) roundTrip.endBody(NO_TRAILERS);
    return isWhole;
  }
}

const never = (): never => {
  throw new Error('BUG: a response behind the end of one');
};
const NO_RESPONSE = {
  onConnected: never,
  onInterim: never,
  onHead: never,
  onSwitch: never,
  onData: never,
  onEnd: never,
  onFault: never,
  onRepeated: never,
};
