import type { BodyReader } from '../http1/body-reader.ts';
import type { RequestHead } from '../http1/request-head.ts';
import type { ClientPersistence } from '../http1/response-writer.ts';
import type { Wire } from './wire.ts';

/** What a request asks of its response. */
export class ResponseTerms {
  requestId = '';
  isHead = false;
  isHttp10 = false;
  isUpgrade = false;
  /** The client waits for the app's word before it sends its body (RFC 9110 section 10.1.1). */
  awaitsContinue = false;
  readonly #wire: Wire;
  readonly #requestBody: BodyReader;
  #wantsClose = false;

  constructor(wire: Wire, requestBody: BodyReader) {
    this.#wire = wire;
    this.#requestBody = requestBody;
  }

  /** Reads the terms from the next request's head. */
  begin(head: RequestHead, requestId: string): void {
    const { meaning, isHttp10 } = head;
    this.requestId = requestId;
    this.isHead = head.method === 'HEAD';
    this.isHttp10 = isHttp10;
    this.#wantsClose = meaning.wantsClose || (isHttp10 && !meaning.wantsKeepAlive);
    const hasBody = meaning.isChunked || meaning.contentLength > 0;
    this.awaitsContinue = head.expectsContinue && hasBody;
    this.isUpgrade = meaning.offersUpgrade && meaning.upgradeField !== -1 && !isHttp10 && !hasBody;
  }

  /** What becomes of the client's connection. Decided when the response's head is there. */
  choosePersistence(isUnbounded: boolean): ClientPersistence {
    const mustClose = this.#wantsClose || this.#wire.isDraining || !this.#requestBody.isDone;
    if (mustClose || (isUnbounded && this.isHttp10)) return 'close';
    return this.isHttp10 ? 'keep-alive' : 'default';
  }
}
