import type { Log, LogFields } from '../core/log.ts';
import type { OwnLogSettings } from '../core/settings.ts';
import { type CallRecord, formatCallRecord, isWarning } from './call-record.ts';
import { formatFailureBlock } from './failure-form.ts';
import type { LogBook } from './log-book.ts';
import { chooseForm, type ToLine } from './record-form.ts';

/** Hides the secrets in a text. */
type Mask = (text: string) => string;

/**
 * Creates the log: lines of JSON in the platform's form, or pino-pretty's on a terminal, through the log book to stderr. All that it says goes
 * through the mask, because it quotes what the app has said.
 */
export async function createOwnLog(
  book: LogBook,
  settings: OwnLogSettings,
  isTerminal: boolean,
  mask: Mask,
): Promise<OwnLog> {
  const isPretty = settings.format === 'pretty' || (settings.format === 'auto' && isTerminal);
  const toLine: ToLine = isPretty ? await createPrettifier(isTerminal) : chooseForm(settings);
  return new OwnLog(settings, mask, (json, mayWait) => book.record(toLine(json), mayWait));
}

/** From the least important on; `silent` is above all. */
const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

type Level = Exclude<(typeof LEVELS)[number], 'silent'>;

/** berth's own log with its records of calls. */
export class OwnLog implements Log {
  readonly #told: ReadonlySet<string>;
  readonly #mask: Mask;
  readonly #write: (json: string, mayWait: boolean) => void;
  /** Calls that went well; those that were cut or left; those that berth failed. */
  readonly #tellsGood: boolean;
  readonly #tellsCut: boolean;
  readonly #tellsFailed: boolean;

  constructor(
    { level, calls }: Pick<OwnLogSettings, 'level' | 'calls'>,
    mask: Mask,
    write: (json: string, mayWait: boolean) => void,
  ) {
    const told = LEVELS.slice(LEVELS.indexOf(level), -1);
    this.#told = new Set(told);
    this.#mask = mask;
    this.#write = write;
    this.#tellsCut = this.#told.has('info');
    this.#tellsGood = calls && this.#tellsCut;
    this.#tellsFailed = this.#told.has('warn');
  }

  debug(fields: LogFields, message: string): void {
    this.#tell('debug', fields, message);
  }

  info(fields: LogFields, message: string): void {
    this.#tell('info', fields, message);
  }

  warn(fields: LogFields, message: string): void {
    this.#tell('warn', fields, message);
  }

  error(fields: LogFields, message: string): void {
    this.#tell('error', fields, message);
  }

  /**
   * Writes one record for a finished call; of one that went well only where all calls are to be told, and that one may wait for
   * others (`flushMs`).
   */
  call(record: CallRecord, wallMs: number = Date.now()): void {
    if (!this.#isTold(record)) return;
    const isGood = record.failure === null && (record.diagnosis ?? null) === null;
    this.#write(formatCallRecord(this.#maskCall(record), wallMs), isGood);
  }

  #tell(level: Level, fields: LogFields, message: string): void {
    if (!this.#told.has(level)) return;
    const masked = maskTexts(fields, this.#mask) as LogFields;
    this.#write(JSON.stringify({ level, time: Date.now(), ...masked, msg: this.#mask(message) }), false);
  }

  // Nothing else in it comes from the app's output; a call that went well costs nothing.
  #maskCall(record: CallRecord): CallRecord {
    const { failure, diagnosis = null } = record;
    if (failure === null && diagnosis === null) return record;
    const masked = { failure: maskTexts(failure, this.#mask), diagnosis: maskTexts(diagnosis, this.#mask) };
    return { ...record, ...(masked as Pick<CallRecord, 'failure' | 'diagnosis'>) };
  }

  #isTold(record: CallRecord): boolean {
    if (record.failure === null) return this.#tellsGood;
    return isWarning(record) ? this.#tellsFailed : this.#tellsCut;
  }
}

/** The same value with every text in it masked; what is no plain object or list stays as it is. */
function maskTexts(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((one) => maskTexts(one, mask));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, maskTexts(one, mask)]));
}

async function createPrettifier(isColored: boolean): Promise<ToLine> {
  const { prettyFactory } = await import('pino-pretty');
  const prettify = prettyFactory({ colorize: isColored, translateTime: 'HH:MM:ss.l', singleLine: true });
  return (json) => {
    const record = JSON.parse(json);
    const block = formatFailureBlock(record, isColored);
    if (block.length === 0) return String(prettify(json)).trimEnd();
    const { level, time, code, msg } = record;
    const head = String(prettify(JSON.stringify({ level, time, msg: `${code}: ${msg}` }))).trimEnd();
    return [head, ...block].join('\n');
  };
}
