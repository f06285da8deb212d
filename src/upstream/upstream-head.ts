import { HOP_BY_HOP_HEADERS } from '../core/header-rule.ts';
import { putLineEnd, putNumber, putText } from '../http1/bytes.ts';
import { WRITTEN_FOR_CLIENT } from '../http1/field-name.ts';

/** How the end of a response's body is known: there is none, by its length, or by the transport's word. */
export type ResponseFraming = 'none' | 'length' | 'streamed';

/** The head of a response, as a transport has understood it; valid while the handler is being called with it. */
export interface UpstreamHead {
  readonly status: number;
  readonly framing: ResponseFraming;
  /** As announced, also where there is no body; -1: not announced. */
  readonly contentLength: number;
  /** Announced as chunked: passed on to a HEAD, which gets no body. */
  readonly isChunked: boolean;
  readonly hasDate: boolean;
  /** What the app itself says in X-Request-Id, joined; '' for nothing. `put` writes it. */
  readonly requestId: string;
  /** The Upgrade field of 101 and 426 (RFC 9110 section 15.5.22), else ''. */
  readonly upgrade: string;
  /** An upper bound of what `put` writes. */
  readonly room: number;
  /**
   * Writes the status line and the fields that go on to the client, each with its CRLF: nothing that belongs to the app's
   * connection, no Content-Length. Returns the position behind them.
   */
  put(out: Buffer, at: number): number;
}

/** What a head is made of where it does not lie in a buffer. */
export interface HeadParts {
  readonly status: number;
  readonly reason: string;
  /** In order, spelled as they are to be sent, in latin1. */
  readonly fields: ReadonlyArray<readonly [name: string, value: string]>;
  readonly framing: ResponseFraming;
  readonly contentLength: number;
  readonly isChunked: boolean;
}

const NOT_PASSED: ReadonlySet<string> = new Set([...HOP_BY_HOP_HEADERS, ...WRITTEN_FOR_CLIENT]);

/** The head of transports that know it as names and values. */
export class ListedHead implements UpstreamHead {
  readonly status: number;
  readonly framing: ResponseFraming;
  readonly contentLength: number;
  readonly isChunked: boolean;
  readonly #parts: HeadParts;

  constructor(parts: HeadParts) {
    this.status = parts.status;
    this.framing = parts.framing;
    this.contentLength = parts.contentLength;
    this.isChunked = parts.isChunked;
    this.#parts = parts;
  }

  /** Its body ends with the connection. */
  get isUntilClose(): boolean {
    return this.framing === 'streamed' && !this.isChunked;
  }

  get hasDate(): boolean {
    return this.#find('date') !== '';
  }

  get requestId(): string {
    return this.#findAll('x-request-id')
      .filter((value) => value !== '')
      .join(', ');
  }

  get upgrade(): string {
    return this.status === 101 || this.status === 426 ? this.#find('upgrade') : '';
  }

  get room(): number {
    return this.#parts.fields.reduce(
      (sum, [name, value]) => sum + name.length + value.length + 4,
      64 + this.#parts.reason.length,
    );
  }

  put(out: Buffer, start: number): number {
    let at = putNumber(out, putText(out, start, 'HTTP/1.1 '), this.status);
    at = putLineEnd(out, putText(out, at, ` ${this.#parts.reason}`));
    for (const [name, value] of this.#parts.fields) {
      const key = name.toLowerCase();
      const isKept = !NOT_PASSED.has(key) && (key !== 'x-request-id' || value !== '');
      if (isKept) at = putLineEnd(out, putText(out, at, `${name}: ${value}`));
    }
    return at;
  }

  #find(wanted: string): string {
    return this.#findAll(wanted)[0] ?? '';
  }

  #findAll(wanted: string): string[] {
    return this.#parts.fields.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  }
}
