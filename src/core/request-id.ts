const LONGEST_REQUEST_ID = 128;

/**
 * Says whether a request id from outside may be written into a log line and a header: visible ASCII, 1 to 128
 * characters. Anything else (a space, a line break, a control character) could forge a log line.
 */
export function isSafeRequestId(value: string): boolean {
  if (value.length === 0 || value.length > LONGEST_REQUEST_ID) return false;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 0x21 || code > 0x7e) return false;
  }
  return true;
}

/**
 * Mints request ids in the shape FC 3.0 uses (`1-` time `-` random `-` sequence, all hex), so that tools which parse the
 * platform's ids accept ours. No two of an instance are the same.
 */
export class RequestIdMint {
  readonly #nowMs: () => number;
  readonly #instance: string;
  #high: number;
  #low = 0xffff;
  #second = -1;
  #bytes = Buffer.alloc(0);

  /** `randomHex(n)` must return the random hex digits of n bytes. */
  constructor(nowMs: () => number, randomHex: (bytes: number) => string) {
    this.#nowMs = nowMs;
    this.#instance = randomHex(4);
    this.#high = Number.parseInt(randomHex(4), 16);
  }

  mint(): string {
    const now = Math.floor(this.#nowMs() / 1000);
    this.#low = (this.#low + 1) & 0xffff;
    if (this.#low === 0) this.#high = (this.#high + 1) % 0x100000000;
    if (now !== this.#second || this.#low === 0) {
      this.#second = now;
      this.#bytes = Buffer.from(`1-${toHex(now, 8)}-${this.#instance}-${toHex(this.#high, 8)}0000`, 'latin1');
    }
    // One piece of text: what is put together of several is slow to read, and an id is read again and again.
    const bytes = this.#bytes;
    for (let at = bytes.length - 1, rest = this.#low; at >= bytes.length - LOW_DIGITS; at--, rest >>= 4) {
      bytes[at] = HEX_DIGITS[rest & 15]!;
    }
    return bytes.toString('latin1');
  }
}

/** A large number as hex is slow to make by itself. */
const LOW_DIGITS = 4;
const HEX_DIGITS = Buffer.from('0123456789abcdef', 'latin1');

function toHex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
