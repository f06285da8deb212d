import { constants } from 'node:os';
import type { Diagnosis } from '../core/diagnosis.ts';
import type { ExitStatus } from '../core/exit-status.ts';
import { toHarmless } from '../core/harmless-text.ts';
import { type EndCause, findEndCause } from '../failures/end-cause.ts';
import { readRecogniser, UNREAD } from '../failures/recogniser.ts';
import { createSecretMask } from '../failures/secret-mask.ts';
import { formatFailureBlock } from '../logging/failure-form.ts';
import { Misuse } from './flag.ts';
import { type LogEnd, readLogEnd, UnreadableLog } from './log-end.ts';
import { type LogLines, toLogLines } from './log-lines.ts';

/** EX_NOINPUT of sysexits(3). */
const EXIT_NO_INPUT = 66;
const EXIT_UNKNOWN = 1;
const DOCS = 'docs/diagnosis.md';

/** What `explain` reads of the command line. */
export interface ExplainFlags {
  readonly operands: readonly string[];
  readonly json: boolean;
  readonly status: string | null;
}

/**
 * Prints why the writer of a log has failed, and what this rests on. Resolves with 0, with 1 if nothing in it is known, with
 * 66 if it cannot be read. Rejects with Misuse.
 */
export async function explain({ operands, json, status }: ExplainFlags): Promise<number> {
  const [name, ...more] = operands;
  if (name === undefined || name === '') throw new Misuse('explain needs a FILE, or - for stdin');
  if (more.length > 0) throw new Misuse(`explain reads one file, and not also ${more.join(', ')}`);
  const ended = status === null ? null : parseStatus(status);
  let end: LogEnd;
  try {
    end = await readLogEnd(name);
  } catch (error) {
    if (!(error instanceof UnreadableLog)) throw error;
    return complain(error.message);
  }
  const log = toLogLines(end);
  const title = name === '-' ? 'stdin' : name;
  if (log === null) return complain(`${title} is no text: its bytes are those of a program, an image or an archive`);
  if (!(await readRecogniser())) return complain(UNREAD);
  const found = findEndCause(log.lines, ended);
  const report = new Report(title, log, found);
  process.stdout.write(json ? report.toJson(ended) : report.toText(process.stdout.isTTY));
  return found === null ? EXIT_UNKNOWN : 0;
}

function parseStatus(text: string): ExitStatus {
  if (/^\d+$/.test(text) && Number(text) <= 255) return { kind: 'code', code: Number(text) };
  const signal = text.toUpperCase().replace(/^(?!SIG)/, 'SIG') as NodeJS.Signals;
  if (Object.hasOwn(constants.signals, signal)) return { kind: 'signal', signal };
  throw new Misuse(`--status is '${text}', expected a number from 0 to 255 or the name of a signal`);
}

function complain(message: string): number {
  process.stderr.write(`berth: ${toHarmless(message)}\n`);
  return EXIT_NO_INPUT;
}

const UNKNOWN = {
  cause: 'Nothing in it is known to berth.',
  cure: `Read its last lines yourself. If they name the cause, report the miss: ${DOCS} says how.`,
  certainty: 'unknown',
  evidence: [],
} as const;

const MEANINGS: Readonly<Record<string, string>> = {
  certain: 'certain: it can be nothing else',
  likely: 'likely: it fits, but programs also say this and go on',
  quoted: 'quoted: these are its own words, of which berth knows no more',
};

/** What is told of a log: secrets masked, and nothing that a terminal would obey. */
class Report {
  readonly #title: string;
  readonly #log: LogLines;
  readonly #found: EndCause | null;
  readonly #mask = createSecretMask(process.env);

  constructor(title: string, log: LogLines, found: EndCause | null) {
    this.#title = toHarmless(title);
    this.#log = log;
    this.#found = found;
  }

  toJson(ended: ExitStatus | null): string {
    const { first, lines } = this.#log;
    const { cause, cure, certainty, evidence } = this.#toWords();
    const at = this.#found?.evidenceAt ?? [];
    const numbers = first === null ? { evidenceInTail: at } : { evidenceAt: at.map((number) => first - 1 + number) };
    const status = ended === null ? {} : ended.kind === 'code' ? { exitCode: ended.code } : { signal: ended.signal };
    const report = { file: this.#title, ...status, cause, cure, certainty, evidence, ...numbers };
    return `${JSON.stringify({ ...report, linesRead: lines.length, berth: BERTH_VERSION, docs: DOCS })}\n`;
  }

  toText(isColored: boolean): string {
    const { evidence, ...words } = this.#toWords();
    const seen = evidence.map((line, index) => `${this.#describePlace(index)}${line}`);
    const block = formatFailureBlock({ event: 'failure', ...words, evidence: seen, docs: DOCS }, isColored);
    const meaning = MEANINGS[words.certainty];
    const sure = meaning === undefined ? [] : [`  sure     ${meaning}`];
    return `${[this.#describeReading(), ...block.slice(0, 2), ...sure, ...block.slice(2)].join('\n')}\n`;
  }

  #toWords(): Pick<Diagnosis, 'cause' | 'cure' | 'evidence'> & { readonly certainty: string } {
    const { cause, cure, certainty, evidence } = this.#found?.diagnosis ?? UNKNOWN;
    const clean = (text: string): string => toHarmless(this.#mask(text));
    return { cause: clean(cause), cure: clean(cure), certainty, evidence: evidence.map(clean) };
  }

  #describePlace(index: number): string {
    const number = this.#found?.evidenceAt[index];
    if (number === undefined) return '';
    const { first, lines } = this.#log;
    return first === null ? `line ${lines.length + 1 - number} from the end: ` : `line ${first - 1 + number}: `;
  }

  #describeReading(): string {
    const { first, lines } = this.#log;
    if (lines.length === 0) return `${this.#title}: empty`;
    if (first === null) return `${this.#title}: the last ${lines.length} lines`;
    return `${this.#title}: lines ${first} to ${first - 1 + lines.length}`;
  }
}
