import type { ClientRequest } from 'node:http';
import { formatDuration } from '../../core/duration.ts';
import type { ProxySettings } from '../../core/settings.ts';
import { formatSize } from '../../core/size.ts';
import { Failure } from '../../failures/failure.ts';
import type { ReadRequest } from './exchange-parts.ts';
import { type BodyWatcher, carryRequestBody } from './request-body.ts';

const EMPTY = Buffer.alloc(0);

/** The upload of one call, over as many attempts as it takes: its limits and its count of bytes. */
export class RequestUpload {
  readonly #request: ReadRequest;
  readonly #settings: ProxySettings;
  readonly #onFault: (failure: Failure) => void;
  #stop: () => void = () => {};
  bytesIn = 0;

  constructor(request: ReadRequest, settings: ProxySettings, onFault: (failure: Failure) => void) {
    this.#request = request;
    this.#settings = settings;
    this.#onFault = onFault;
  }

  /** Body bytes that were handed to an upstream; with any of them gone the request cannot be sent again. */
  get sentBytes(): number {
    return this.bytesIn;
  }

  /** The failure for a body that says beforehand that it is over the limit, or null. */
  findOversize(): Failure | null {
    return this.#isOver(this.#request.head.lengthBytes) ? this.#toOversize() : null;
  }

  /** Sends the head, then the body as it comes. */
  begin(upstreamReq: ClientRequest, onWaitingFor: BodyWatcher['onWaitingFor']): void {
    const { req, head } = this.#request;
    if (!head.isChunked && head.lengthBytes === 0) {
      upstreamReq.end();
      onWaitingFor('nobody');
      return;
    }
    // Sends the head at once. Not flushHeaders, which would write bytes above ASCII in UTF-8.
    upstreamReq.write(EMPTY);
    const silenceMs = this.#settings.clientTimeouts.bodyIdleMs;
    this.#stop = carryRequestBody(req, upstreamReq, silenceMs, {
      onBytes: (bytes) => this.#count(bytes),
      onWaitingFor,
      onSilence: () => this.#onFault(toSilence(silenceMs)),
    });
  }

  /** Stops reading; what was not read stays unread. */
  stop(): void {
    this.#stop();
    this.#stop = () => {};
  }

  #count(bytes: number): boolean {
    this.bytesIn += bytes;
    if (!this.#isOver(this.bytesIn)) return true;
    this.#onFault(this.#toOversize());
    return false;
  }

  #isOver(bytes: number): boolean {
    const { bodyBytes } = this.#settings.limits;
    return bodyBytes > 0 && bytes > bodyBytes;
  }

  #toOversize(): Failure {
    return new Failure('BODY_TOO_LARGE', { limit: formatSize(this.#settings.limits.bodyBytes) });
  }
}

function toSilence(silenceMs: number): Failure {
  const limit = formatDuration(silenceMs);
  return new Failure('REQUEST_TIMEOUT', { phase: 'a pause inside the body', limit, key: 'bodyIdle' });
}
