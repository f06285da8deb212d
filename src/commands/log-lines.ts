import type { LogEnd } from './log-end.ts';

/** As many lines as berth reads of the output of a process, and as much of each. */
const KEPT_LINES = 200;
const KEPT_LINE_CHARACTERS = 1_000;

/** More control characters than this among others are in no text. */
const MOST_CONTROL = 0.05;

/** ELF and Mach-O: at its end a program holds little but names. */
const PROGRAM_MAGICS: readonly Buffer[] = [Buffer.from('\u007fELF'), Buffer.from('cffaedfe', 'hex')];

/** The last lines of a log. */
export interface LogLines {
  readonly lines: readonly string[];
  /** The number of the first of them in the log, from 1; null if that was not counted. */
  readonly first: number | null;
}

/**
 * The last 200 lines, without their ends (also those of Windows), each cut at 1,000 characters. UTF-16 is told by its byte order mark; all else is
 * UTF-8, with a mark for what is none. null: it is no text.
 */
export function toLogLines(end: LogEnd): LogLines | null {
  const text = decode(end);
  if (isBinary(text, end.opening)) return null;
  const all = text.split('\n');
  if (all.at(-1) === '') all.pop();
  // A line that begins before what was read says half of something.
  const isCut = !end.isWhole && all.length > 1;
  const whole = isCut ? all.slice(1) : all;
  const lines = whole.slice(-KEPT_LINES);
  const skipped = whole.length - lines.length + (isCut ? 1 : 0);
  return {
    lines: lines.map((line) => keepLast(line).slice(0, KEPT_LINE_CHARACTERS)),
    first: end.linesBefore === null ? null : end.linesBefore + skipped + 1,
  };
}

/** What a terminal shows of a line that was written over: the last writing. */
function keepLast(line: string): string {
  const trimmed = line.replace(/\r+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('\r') + 1);
}

function decode({ bytes, opening, isWhole }: LogEnd): string {
  const body = (mark: number): Buffer => (isWhole ? bytes.subarray(mark) : bytes);
  if (opening[0] === 0xff && opening[1] === 0xfe) return body(2).toString('utf16le');
  if (opening[0] === 0xfe && opening[1] === 0xff) return swapPairs(body(2)).toString('utf16le');
  const isMarked = opening[0] === 0xef && opening[1] === 0xbb && opening[2] === 0xbf;
  return body(isMarked ? 3 : 0).toString('utf8');
}

function swapPairs(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16();
}

function isBinary(text: string, opening: Buffer): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is counted
  const odd = text.match(/[\u0000-\u0006\u000e-\u001a\u001c-\u001f\u007f]/g)?.length ?? 0;
  return odd > text.length * MOST_CONTROL || PROGRAM_MAGICS.some((magic) => opening.equals(magic));
}
