import type { Log } from '../core/log.ts';
import type { OwnLogSettings } from '../core/settings.ts';
import { type CallRecord, formatCallRecord, isWarning } from './call-record.ts';
import { formatFailureBlock } from './failure-form.ts';
import type { LogBook } from './log-book.ts';

/** berth's own log with its records of calls. */
export interface OwnLog extends Log {
  /** Writes one record for a finished call. */
  call(record: CallRecord): void;
}

/** Creates the log: pino's JSON lines, or pino-pretty's on a terminal, through the log book to stderr. */
export async function createOwnLog(book: LogBook, settings: OwnLogSettings, isTerminal: boolean): Promise<OwnLog> {
  const isPretty = settings.format === 'pretty' || (settings.format === 'auto' && isTerminal);
  const toLine = isPretty ? await createPrettifier(isTerminal) : (json: string) => json.slice(0, -1);
  const { pino } = await import('pino');
  const options = { level: settings.level, base: null, formatters: { level: (level: string) => ({ level }) } };
  const logger = pino(options, { write: (json: string) => book.record(toLine(json)) });
  const mayLogInfo = logger.isLevelEnabled('info') && settings.calls;
  const mayLogWarn = logger.isLevelEnabled('warn') && settings.calls;
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    call: (record) => {
      if (isWarning(record) ? !mayLogWarn : !mayLogInfo) return;
      const json = formatCallRecord(record, Date.now());
      book.record(isPretty ? toLine(`${json}\n`) : json);
    },
  };
}

async function createPrettifier(isColored: boolean): Promise<(json: string) => string> {
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
