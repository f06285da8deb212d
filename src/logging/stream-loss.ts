import type { Loss, StreamName } from './line-run.ts';

/** A record about lines that a stream has lost; `isEarly`: at the first of them, for whoever reads the other stream. */
export type TellLoss = (record: string, stream: StreamName, isEarly: boolean) => void;

/** What streams have lost since they were last written to, where they lead to a full disk, or to nobody. */
export class StreamLosses {
  readonly #lost = new Map<StreamName, { code: string; lines: number; isCutMidLine: boolean }>();
  #tell: TellLoss = () => undefined;

  onLoss(tell: TellLoss): void {
    this.#tell = tell;
  }

  add(stream: StreamName, { code, lines, isCutMidLine }: Loss): void {
    const before = this.#lost.get(stream);
    if (before !== undefined) {
      before.lines += lines;
      before.isCutMidLine ||= isCutMidLine;
      return;
    }
    this.#lost.set(stream, { code, lines, isCutMidLine });
    const message = `berth cannot write to its ${stream}: ${toReason(code)}. Lines are lost until it can; how many is told then`;
    this.#tell(toRecord('output-lost', stream, { code }, message), stream, true);
  }

  /** Something was lost of this stream, and its last line has no end. */
  isCutMidLine(stream: StreamName): boolean {
    return this.#lost.get(stream)?.isCutMidLine === true;
  }

  /** The stream takes lines again. */
  end(stream: StreamName): void {
    if (this.#lost.has(stream)) this.#report(stream, false);
  }

  /** Nothing more will be written. */
  endAll(): void {
    for (const stream of [...this.#lost.keys()]) this.#report(stream, true);
  }

  #report(stream: StreamName, isLast: boolean): void {
    const { code, lines } = this.#lost.get(stream)!;
    if (!isLast) this.#lost.delete(stream);
    const message = `berth lost ${lines === 1 ? '1 line' : `${lines} lines`} that were to go to its ${stream}: ${toReason(code)}`;
    this.#tell(toRecord('output-lost', stream, { code, lostLines: lines }, message), stream, isLast);
  }
}

function toRecord(event: string, stream: StreamName, facts: object, msg: string): string {
  return JSON.stringify({ level: 'warn', time: Date.now(), event, stream, ...facts, msg });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left where it leads to',
  EDQUOT: 'the disk quota is used up where it leads to',
  EFBIG: 'the file that it leads to may not grow any more',
  EPIPE: 'nobody reads it any more',
};

function toReason(code: string): string {
  return REASONS[code] ?? `the system says ${code}`;
}
