import { isInRanges, type StatusRange } from '../core/status-range.ts';
import { putAll } from '../http1/bytes.ts';

/** Tells the platform, in its own fields, which answers of the app count as failures. */
export class FailureVerdict {
  readonly #statuses: readonly StatusRange[];
  readonly #lines: Buffer;
  /** What is looked for in a head: the app may have said it itself. */
  readonly #names: readonly string[];

  constructor(statuses: readonly StatusRange[], fields: Readonly<Record<string, string>>) {
    this.#statuses = statuses;
    this.#lines = Buffer.from(
      Object.entries(fields)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join(''),
      'latin1',
    );
    this.#names = Object.keys(fields).map((name) => `\r\n${name}:`);
  }

  /** The most that `put` writes. */
  get room(): number {
    return this.#lines.length;
  }

  /** Adds its fields to a head that ends at this position, if its status says so and the app does not; returns the new end. */
  put(out: Buffer, at: number, status: number): number {
    if (!isInRanges(this.#statuses, status)) return at;
    const head = out.toString('latin1', 0, at).toLowerCase();
    return this.#names.some((name) => head.includes(name)) ? at : putAll(out, at, this.#lines);
  }
}

/** null where no answer counts, or the platform knows failures by nothing. */
export function createFailureVerdict(
  statuses: readonly StatusRange[],
  fields: Readonly<Record<string, string>>,
): FailureVerdict | null {
  return statuses.length === 0 || Object.keys(fields).length === 0 ? null : new FailureVerdict(statuses, fields);
}
