import { Socket } from 'node:net';

/** What a record of the platform's log can hold. */
export const LOG_RECORD_BYTES = 32_768;
/** What is kept of one line: longer ones only count. */
const KEPT_BYTES = LOG_RECORD_BYTES * 2;
const MOST_LINES = 200_000;

/** A line that the instance has written, as the platform's log gets it. */
export interface OutputLine {
  readonly text: string;
  readonly sizeBytes: number;
}

/** All that an instance writes, line by line. */
export class Output {
  readonly lines: OutputLine[] = [];
  sizeBytes = 0;
  #firstAtMs: number | null = null;
  #rest: Buffer[] = [];
  #restBytes = 0;
  readonly #socket: Socket;

  constructor(readFd: number) {
    this.#socket = new Socket({ fd: readFd, readable: true, writable: false });
    this.#socket.on('data', (chunk) => this.#take(chunk)).on('error', () => undefined);
    this.#socket.on('end', () => this.#endLine());
  }

  /** When the first byte came; null: nothing has. */
  get firstAtMs(): number | null {
    return this.#firstAtMs;
  }

  get texts(): string[] {
    return this.lines.map(({ text }) => text);
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#firstAtMs ??= performance.now();
    this.sizeBytes += chunk.length;
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      this.#hold(chunk.subarray(start, end));
      this.#endLine();
      start = end + 1;
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start));
  }

  #hold(piece: Buffer): void {
    if (this.#restBytes < KEPT_BYTES) this.#rest.push(piece);
    this.#restBytes += piece.length;
  }

  #endLine(): void {
    if (this.#restBytes === 0 && this.#rest.length === 0) return;
    const text = Buffer.concat(this.#rest).subarray(0, KEPT_BYTES).toString('utf8').replace(/\r$/, '');
    if (this.lines.length < MOST_LINES) this.lines.push({ text, sizeBytes: this.#restBytes });
    this.#rest = [];
    this.#restBytes = 0;
  }
}
