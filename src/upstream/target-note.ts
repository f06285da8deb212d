import { describeAddress } from '../core/address.ts';
import { escapeBytes } from '../core/escape-bytes.ts';
import type { Log } from '../core/log.ts';
import type { UpstreamAddress } from '../core/settings.ts';

/** Enough to tell a line end, a comment or another response; a whole answer is nobody's business. */
const SHOWN_BYTES = 16;

/** What the log is told of a target's behaviour, each thing once, however often it happens. */
export class TargetNotes {
  readonly #log: Pick<Log, 'info' | 'warn'>;
  readonly #upstream: string;
  readonly #told = new Set<string>();

  constructor(log: Pick<Log, 'info' | 'warn'>, address: UpstreamAddress) {
    this.#log = log;
    this.#upstream = describeAddress(address);
  }

  /** The app sends more than its responses say: these bytes belong to none. */
  onStrayBytes(bytes: Uint8Array): void {
    if (this.#isTold('stray-bytes')) return;
    const shown = escapeBytes(bytes.subarray(0, SHOWN_BYTES));
    const fields = { event: 'stray-bytes', upstream: this.#upstream, bytes: shown };
    this.#log.warn(
      fields,
      `the app at ${this.#upstream} sends bytes behind the end of a response (${shown}): berth passes the response on and ends the connection; correct its Content-Length`,
    );
  }

  /** The app answers no other connection while one lies idle. */
  onHeld(): void {
    if (this.#isTold('idle-connections')) return;
    this.#log.info(
      { event: 'idle-connections', upstream: this.#upstream },
      `the app at ${this.#upstream} serves no more connections than it has threads or workers, idle ones included: from now on berth closes an idle one as soon as another waits; give the app more of them to serve more at a time`,
    );
  }

  #isTold(event: string): boolean {
    const isTold = this.#told.has(event);
    this.#told.add(event);
    return isTold;
  }
}
