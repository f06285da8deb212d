import { LEVELS, type Level } from './log-prefix.ts';
import { toPlainText } from './plain-text.ts';

/** So many texts of a record are read. */
const MOST_TEXTS = 24;

/** What a record of a log says. */
export interface LogRecord {
  readonly level: Level | null;
  readonly texts: readonly string[];
}

/** A record in JSON or logfmt; null for words of another form. */
export function readRecord(text: string): LogRecord | null {
  if (text.startsWith('{"')) return text.endsWith('}') ? readJson(text) : readCutJson(text);
  return /(?:^|\s)(?:level|lvl)=\w/.test(text) && text.includes('=') ? readLogfmt(text) : null;
}

const LEVEL_KEYS = [
  'level',
  'severity',
  'lvl',
  'log.level',
  'loglevel',
  'levelname',
  '@l',
  's',
  'LogLevel',
  'Level',
  'Severity',
];

/** Keys of what is told, the best first; of all others nothing is read. */
const SAID_KEYS = [
  ...[
    'msg',
    'message',
    'Message',
    'fields',
    '@m',
    '@mt',
    'event',
    'text',
    'log',
    'detail',
    'err',
    'error',
    'reason',
    'cause',
    'exception',
    'Exception',
  ],
  ...[
    'error.message',
    'error.type',
    'error.stack_trace',
    'exception.message',
    'exc_info',
    'stack',
    'stack_trace',
    'stacktrace',
    'errorVerbose',
    'error_message',
    'errorMessage',
    'errmsg',
    'internal',
    'info',
    'details',
    'attr',
    'signal',
    'name',
    'type',
  ],
];

function readJson(text: string): LogRecord | null {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    return null;
  }
  const fields = record as Readonly<Record<string, unknown>>;
  const level = LEVEL_KEYS.map((key) => LEVELS[String(fields[key] ?? '').toLowerCase()]).find(
    (one) => one !== undefined,
  );
  const tag = Array.isArray(fields['tags']) ? LEVELS[String(fields['tags'][0])] : undefined;
  const texts = listTexts(fields, 3);
  return texts.length === 0 ? null : { level: level ?? tag ?? null, texts: joinTexts(texts) };
}

const JSON_PAIR = /"([@\w.]{1,30})" ?: ?"((?:[^"\\]|\\.)*)/g;

/** A record that is longer than a line may be: what is whole of it. */
function readCutJson(text: string): LogRecord | null {
  const pairs = [...text.matchAll(JSON_PAIR)].map(([, key, value]) => [key!, undoEscapes(value!)] as const);
  const level = pairs.find(([key]) => LEVEL_KEYS.includes(key))?.[1] ?? '';
  const texts = SAID_KEYS.flatMap((wanted) =>
    pairs.filter(([key]) => key === wanted).flatMap(([, value]) => value.split('\n')),
  );
  return texts.length === 0 ? null : { level: LEVELS[level.toLowerCase()] ?? null, texts: joinTexts(texts) };
}

function listTexts(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return value.split('\n').map((line) => toPlainText(line));
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  if (Array.isArray(value)) return value.slice(0, MOST_TEXTS).flatMap((one) => listTexts(one, depth - 1));
  const fields = value as Readonly<Record<string, unknown>>;

  return [...listFields(fields, depth), ...joinError(fields)];
}

/** A runtime says the name of an error and its message in one line; some records have them apart. */
function joinError(fields: Readonly<Record<string, unknown>>): string[] {
  const type = fields['error.type'] ?? fields['exception.type'] ?? fields['type'];
  const message = fields['error.message'] ?? fields['exception.message'] ?? fields['message'];
  if (typeof type !== 'string' || typeof message !== 'string' || !/(?:Error|Exception)$/.test(type)) return [];
  return [toPlainText(`${type}: ${message.split('\n')[0]}`)];
}

function listFields(fields: Readonly<Record<string, unknown>>, depth: number): string[] {
  return SAID_KEYS.filter((key) => key in fields).flatMap((key) =>
    listTexts(fields[key], depth - 1).map((text) => nameSignal(key, text)),
  );
}

const PAIR = /(?:^|\s)(msg|message|err|error|reason|cause|signal|level|lvl)=(?:"((?:[^"\\]|\\.)*)(?:"|$)|(\S*))/g;

function readLogfmt(text: string): LogRecord {
  const pairs = [...text.matchAll(PAIR)].map(([, key, quoted, word]) => {
    return [key!, quoted === undefined ? word! : undoEscapes(quoted)] as const;
  });
  const level = pairs.find(([key]) => key === 'level' || key === 'lvl')?.[1] ?? '';
  const texts = pairs.flatMap(([key, value]) =>
    key.startsWith('l') || value === '' ? [] : nameSignal(key, value).split('\n'),
  );
  return { level: LEVELS[level.toLowerCase()] ?? null, texts: texts.length === 0 ? [text] : joinTexts(texts) };
}

function undoEscapes(text: string): string {
  return text.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter === 't' ? '\t' : letter));
}

// Go's name of SIGTERM, `terminated`, says nothing by itself.
function nameSignal(key: string, text: string): string {
  return key === 'signal' ? `signal ${text}` : text;
}

/** A message and its error are often one sentence in two fields: `cannot start` and `listen tcp :80: …`. */
function joinTexts(texts: readonly string[]): readonly string[] {
  const [first = '', second] = texts;
  const whole = second === undefined || second === first ? [] : [`${first}: ${second}`];
  return [...whole, ...texts].slice(0, MOST_TEXTS);
}
