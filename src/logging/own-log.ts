import type { Logger } from 'pino';
import type { Log, LogFields } from '../core/log.ts';
import type { OwnLogSettings } from '../core/settings.ts';
import { type CallRecord, formatCallRecord, isWarning } from './call-record.ts';
import { formatFailureBlock } from './failure-form.ts';
import type { LogBook } from './log-book.ts';
import { chooseForm, type ToLine } from './record-form.ts';

/** Hides the secrets in a text. */
type Mask = (text: string) => string;

/**
 * Creates the log: pino's JSON lines, in the platform's form, or pino-pretty's on a terminal, through the log book to stderr. All that it says goes
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
  const { pino } = await import('pino');
  const options = { level: settings.level, base: null, formatters: { level: (level: string) => ({ level }) } };
  const logger = pino(options, { write: (json: string) => book.record(toLine(json.slice(0, -1))) });
  return new OwnLog(logger, settings.calls, mask, (json, mayWait) => book.record(toLine(json), mayWait));
}

/** berth's own log with its records of calls. */
export class OwnLog implements Log {
  readonly #logger: Logger;
  readonly #mask: Mask;
  readonly #write: (json: string, mayWait: boolean) => void;
  /** Calls that went well; those that were cut or left; those that berth failed. */
  readonly #tellsGood: boolean;
  readonly #tellsCut: boolean;
  readonly #tellsFailed: boolean;

  constructor(logger: Logger, tellsCalls: boolean, mask: Mask, write: (json: string, mayWait: boolean) => void) {
    this.#logger = logger;
    this.#mask = mask;
    this.#write = write;
    this.#tellsCut = logger.isLevelEnabled('info');
    this.#tellsGood = tellsCalls && this.#tellsCut;
    this.#tellsFailed = logger.isLevelEnabled('warn');
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

  #tell(level: 'debug' | 'info' | 'warn' | 'error', fields: LogFields, message: string): void {
    if (!this.#logger.isLevelEnabled(level)) return;
    this.#logger[level](maskTexts(fields, this.#mask) as LogFields, this.#mask(message));
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
