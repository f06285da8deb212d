import type { Logger } from 'pino';
import type { Log, LogFields } from '../core/log.ts';
import type { OwnLogSettings } from '../core/settings.ts';
import { type CallRecord, formatCallRecord, isWarning } from './call-record.ts';
import { formatFailureBlock } from './failure-form.ts';
import type { LogBook } from './log-book.ts';

/** A line of the log from a record in JSON; neither has a line end. */
type ToLine = (json: string) => string;

/** Creates the log: pino's JSON lines, or pino-pretty's on a terminal, through the log book to stderr. */
export async function createOwnLog(book: LogBook, settings: OwnLogSettings, isTerminal: boolean): Promise<OwnLog> {
  const isPretty = settings.format === 'pretty' || (settings.format === 'auto' && isTerminal);
  const toLine: ToLine = isPretty ? await createPrettifier(isTerminal) : (json) => json;
  const { pino } = await import('pino');
  const options = { level: settings.level, base: null, formatters: { level: (level: string) => ({ level }) } };
  const logger = pino(options, { write: (json: string) => book.record(toLine(json.slice(0, -1))) });
  return new OwnLog(logger, settings.calls, (json) => book.record(toLine(json), settings.flushMs));
}

/** berth's own log with its records of calls. */
export class OwnLog implements Log {
  readonly #logger: Logger;
  readonly #write: (json: string) => void;
  /** Calls that went well; those that were cut or left; those that berth failed. */
  readonly #tellsGood: boolean;
  readonly #tellsCut: boolean;
  readonly #tellsFailed: boolean;

  constructor(logger: Logger, tellsCalls: boolean, write: (json: string) => void) {
    this.#logger = logger;
    this.#write = write;
    this.#tellsCut = logger.isLevelEnabled('info');
    this.#tellsGood = tellsCalls && this.#tellsCut;
    this.#tellsFailed = logger.isLevelEnabled('warn');
  }

  debug(fields: LogFields, message: string): void {
    this.#logger.debug(fields, message);
  }

  info(fields: LogFields, message: string): void {
    this.#logger.info(fields, message);
  }

  warn(fields: LogFields, message: string): void {
    this.#logger.warn(fields, message);
  }

  error(fields: LogFields, message: string): void {
    this.#logger.error(fields, message);
  }

  /** Writes one record for a finished call; of one that went well only where all calls are to be told. */
  call(record: CallRecord, wallMs: number = Date.now()): void {
    if (this.#isTold(record)) this.#write(formatCallRecord(record, wallMs));
  }

  #isTold(record: CallRecord): boolean {
    if (record.failure === null) return this.#tellsGood;
    return isWarning(record) ? this.#tellsFailed : this.#tellsCut;
  }
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
