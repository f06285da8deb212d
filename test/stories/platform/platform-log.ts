import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** The app's own line on a request (`tells-requests.mjs`). */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of a long one, how long it is. */
  readonly body: string | number;
}

type Wanted = (line: string) => boolean;

/** What an instance has written to its stdout and stderr, as its platform collects it. */
export class PlatformLog {
  readonly lines: string[] = [];
  readonly #waiting = new Set<(line: string | null) => void>();
  #isOver = false;

  constructor(output: Readable) {
    const lines = createInterface({ input: output, crlfDelay: Number.POSITIVE_INFINITY });
    lines.on('line', (line) => {
      this.lines.push(line);
      for (const offer of this.#waiting) offer(line);
    });
    lines.on('close', () => {
      this.#isOver = true;
      for (const offer of this.#waiting) offer(null);
    });
  }

  /** berth's own records, in whatever form. */
  get records(): ReadonlyArray<Readonly<Record<string, unknown>>> {
    return this.lines
      .filter((line) => /^\{"(?:level|severity|timestamp)":/.test(line))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** What the app was asked for. */
  get asked(): readonly Asked[] {
    return this.lines.filter((line) => line.startsWith('asked ')).map((line) => JSON.parse(line.slice(6)) as Asked);
  }

  /** Resolves with the first line, past or future, that is wanted; rejects if the output ends before. */
  waitFor(isWanted: Wanted): Promise<string> {
    const past = this.lines.find(isWanted);
    if (past !== undefined) return Promise.resolve(past);
    return new Promise((resolve, reject) => {
      const offer = (line: string | null): void => {
        if (line !== null && !isWanted(line)) return;
        this.#waiting.delete(offer);
        if (line !== null) resolve(line);
        else reject(new Error(`the instance ended before a line that was waited for:\n${this.lines.join('\n')}`));
      };
      this.#waiting.add(offer);
      if (this.#isOver) offer(null);
    });
  }
}
