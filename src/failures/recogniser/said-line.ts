/** How much a line says it matters, by the level that its log gives it. */
export type Level = 'fatal' | 'error' | 'warn' | 'info';

/** A line of output as the recogniser reads it. */
export interface SaidLine {
  readonly raw: string;
  /** Whose line it is in a log of several programs (`app_1 | …`); '' where nobody says. */
  readonly source: string;
  /** Its own, or that of the line that it continues; null: none is told. */
  readonly level: Level | null;
  /** A log has written it, with a time, a level or a name in front; it does not continue the line before. */
  readonly isStamped: boolean;
  /** It says more about the line before: indented, a frame, a cause in a chain. */
  readonly isContinued: boolean;
  /** What it says, without what logs put in front of it; several texts for a record with several. Never empty. */
  readonly texts: readonly string[];
}

/** A record in JSON is read to this length only, and a value in it. */
const LONGEST_TEXT = 1_000;
const MOST_TEXTS = 24;

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of.
const COLOUR = /\x1b?\[[0-9;]{1,12}m|\x1b\[[0-9;?]{0,12}[A-Za-z]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: none of them says anything.
const UNSEEN = /[\x00-\x08\x0b-\x1f\x7f\ufeff]/g;
const QUOTES: ReadonlyArray<readonly [RegExp, string]> = [
  [/[\u2018\u2019\u201a\u201b]/g, "'"],
  [/[\u201c\u201d\u201e\u201f]/g, '"'],
];

const DATE = String.raw`\d{4}[-/.]\d\d[-/.]\d\d|\d\d?[-/ ][A-Z][a-z]{2}[-/ ]\d{4}|\d\d[-/.]\d\d[-/.]\d{2,4}|\d{2,8}`;
const CLOCK = String.raw`\d\d?:\d\d:\d\d(?:[.,]\d{1,9})?`;
const ZONE = String.raw` ?(?:Z|[+-]\d\d:?\d\d|UTC|[A-Z]{1,3}T)(?![\w])`;
const LEVEL_WORDS =
  'emergency|emerg|alert|panic|fatal|ftl|critical|crit|severe|error|erro|eror|err|fail|failure|warning|warn|wrn|notice|note|information|info|inf|debug|dbug|dbg|trace|trce|verbose|system|log';

/** What logs put in front of what they say. Each is taken off again and again, whatever the order. */
const PREFIXES: readonly RegExp[] = [
  // Celery writes all in one bracket
  new RegExp(`^\\[[-\\d]+ [\\d:,.]+: (?<level>${LEVEL_WORDS})/[^\\]]{1,60}\\] `, 'i'),
  // docker compose, pm2, foreman, honcho
  /^(?:\d+\|)?(?<source>[\w.@:-]{1,64}) *\| ?/,
  /^\|? ?(?:stdout|stderr)(?: [FP])?(?: ?\||\t| )\s*/,
  new RegExp(`^\\[?(?:${DATE})[T ]${CLOCK}(?:${ZONE})?\\]?[:,]?(?:\\s+|$)`),
  new RegExp(`^\\[?${CLOCK}(?:${ZONE})?\\]?:?(?:\\s+(?:[AP]M )?|$)`),
  // Apache's, and syslog's, which has no year
  /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d:.]{10,30}\] /,
  /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d /,
  // syslog, Heroku: host and program
  /^(?:[\w.-]{1,64} )?[\w./@-]{1,64}\[[\w.-]{1,40}\]: ?/,
  // Redis, glog, Jupyter and Tornado
  /^\d+:[A-Z] \d\d [A-Z][a-z]{2} \d{4} [\d:.]+ (?<sign>[*#.-]) /,
  /^\[?(?<letter>[EWICDF])\d{4} [\d:.]+ +\d+ [^\s\]]{1,60}\] /,
  /^\[?(?<letter>[EWICD]) \d{2,4}[-\d]* [\d:.]+ [^\]]{1,60}\] ?/,
  /^(?<letter>[EWI])\/[\w.]{1,30}: /,
  // Ruby's Logger
  /^(?<letter>[DIWEF]), \[[^\]]{1,60}\] +[A-Z]+ -- [^:]{0,60}: /,
  // Python's own: level and name
  new RegExp(`^(?<level>${LEVEL_WORDS}):[\\w.]{1,80}: ?`, 'i'),
  new RegExp(`^\\[(?<level>${LEVEL_WORDS})\\]:? ?`, 'i'),
  new RegExp(`^<(?<level>${LEVEL_WORDS})>:? `, 'i'),
  new RegExp(`^(?<level>${LEVEL_WORDS})(?: ?:|\\[\\d+\\]:?| - | \\|)\\s*`, 'i'),
  new RegExp(`^(?<level>${LEVEL_WORDS.toUpperCase()}) +(?=\\S)`),
  // Go's place in the source
  /^\S{1,80}\.go:\d+(?::\w+\(\))?:? /,
  // Spring, and what many put between level and words: process, thread, logger
  /^\d+ --- (?:\[[^\]]{0,80}\] ?){1,3}\S{1,120} *: /,
  /^\d+ --- /,
  /^\((?:[\w-]{1,30} )?pid=\d+\) /,
  /^\[[^[\]{}"']{0,60}\](?: ?[:-])? ?/,
  /^\d+ (?=\[)/,
  /^\d+#\d+: /,
  /^\{[^{}"]{0,40}\} /,
];

const MOST_PREFIXES = 8;

const LEVELS: Readonly<Record<string, Level>> = {
  ...name('fatal', 'emergency emerg alert panic fatal ftl critical crit severe f c 60 dpanic'),
  ...name('error', 'error erro eror err fail failure e 50'),
  ...name('warn', 'warning warn wrn w # 40'),
  ...name('info', 'notice note information info inf debug dbug dbg trace trce verbose system log i d * . - 30 20 10'),
};

function name(level: Level, words: string): Record<string, Level> {
  return Object.fromEntries(words.split(' ').map((word) => [word, level]));
}

const SEVERITY: readonly Level[] = ['info', 'warn', 'error', 'fatal'];

// Redis warns of what it dies of, and says then that it is fatal.
function toWorse(one: Level | null, other: Level | null): Level | null {
  if (one === null || other === null) return one ?? other;
  return SEVERITY.indexOf(one) < SEVERITY.indexOf(other) ? other : one;
}

/** Lines that say more about the one before, whatever level that had. */
const CONTINUES =
  /^\s+\S|^$|^(?:Traceback \(most recent call last\):|Caused by: |\.{3} \d+ (?:more|common)|During handling of|The above exception|Stack ?trace|(?:DETAIL|HINT|CONTEXT|STATEMENT|QUERY): |#\d+ |goroutine \d|--->)|^(?:[\w$]+\.)+[\w$]*(?:Error|Exception|Warning)\b/;

/** Erlang tells of the end of an application as a notice, and the reason in the lines below. */
const OTP_END = /^Application \w+ exited(?:: | with reason: )(?!:?(?:stopped|normal))/;

const CATEGORY = /^(?:\w+\.)*\w+\[\d+\]$/;

/** Reads lines of output: takes off what their logs put in front, and gives the lines of a stack the level of its head. */
export function readSaidLines(lines: readonly string[]): SaidLine[] {
  const said: SaidLine[] = [];
  let head: SaidLine | null = null;
  for (const raw of lines) {
    const own = readLine(raw);
    const isLevelOfHead: boolean = head !== null && own.level === null && CONTINUES.test(own.texts[0]!);
    // What .NET's console says stands below the name of who says it.
    const isContinued: boolean = isLevelOfHead && !CATEGORY.test(said.at(-1)!.texts[0]!);
    const line: SaidLine = { ...own, level: isLevelOfHead ? head!.level : own.level, isContinued };
    if (!isContinued) head = line;
    said.push(line);
  }
  return said;
}

function readLine(raw: string): Omit<SaidLine, 'isContinued'> {
  const plain = toPlainText(raw);
  let text = plain;
  let source = '';
  let level: Level | null = null;
  for (let i = 0; i < MOST_PREFIXES && text !== ''; i++) {
    const groups = takePrefix(text);
    if (groups === null) break;
    text = text.slice(groups.length);
    source ||= groups.source;
    level = toWorse(level, groups.level);
  }
  if (OTP_END.test(text)) level = 'error';
  const isStamped = text !== plain;
  const record = readRecord(text);
  if (record !== null) return { raw, source, level: record.level ?? level, isStamped: true, texts: record.texts };
  return { raw, source, level, isStamped, texts: isStamped ? [text, plain] : [text] };
}

function toPlainText(raw: string): string {
  let text = raw.slice(0, LONGEST_TEXT).replace(COLOUR, '').replace(UNSEEN, '');
  for (const [pattern, plain] of QUOTES) text = text.replace(pattern, plain);
  return text.trimEnd();
}

function takePrefix(text: string): { length: number; source: string; level: Level | null } | null {
  for (const pattern of PREFIXES) {
    const found = pattern.exec(text);
    if (found === null || found[0] === '') continue;
    const { source = '', level, letter, sign } = found.groups ?? {};
    const word = (level ?? letter ?? sign ?? /^\[(\w+)\]/.exec(found[0])?.[1] ?? '').toLowerCase();
    return { length: found[0].length, source, level: LEVELS[word] ?? null };
  }
  return null;
}

interface LogRecord {
  readonly level: Level | null;
  readonly texts: readonly string[];
}

/** A record in JSON or logfmt; null for words of another form. */
function readRecord(text: string): LogRecord | null {
  if (text.startsWith('{"')) return text.endsWith('}') ? readJson(text) : readCutJson(text);
  return /(?:^|\s)(?:level|lvl)=\w/.test(text) && text.includes('=') ? readLogfmt(text) : null;
}

const LEVEL_KEYS = ['level', 'severity', 'lvl', 'log.level', 'loglevel', 'levelname', '@l', 's'];

/** Keys of what is told, the best first; of all others nothing is read. */
const SAID_KEYS = [
  ...['msg', 'message', '@m', '@mt', 'event', 'text', 'log', 'detail', 'err', 'error', 'reason', 'cause', 'exception'],
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
  const texts = listTexts(fields, 3);
  return texts.length === 0 ? null : { level: level ?? null, texts: joinTexts(texts) };
}

const JSON_PAIR = /"([@\w.]{1,30})" ?: ?"((?:[^"\\]|\\.)*)/g;

/** A record that is longer than a line may be: what is whole of it. */
function readCutJson(text: string): LogRecord | null {
  const pairs = [...text.matchAll(JSON_PAIR)].map(([, key, value]) => [key!, value!.replace(/\\(.)/g, '$1')] as const);
  const level = pairs.find(([key]) => LEVEL_KEYS.includes(key))?.[1] ?? '';
  const texts = SAID_KEYS.flatMap((wanted) => pairs.filter(([key]) => key === wanted).map(([, value]) => value));
  return texts.length === 0 ? null : { level: LEVELS[level.toLowerCase()] ?? null, texts: joinTexts(texts) };
}

function listTexts(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return value.split('\n').map((line) => toPlainText(line));
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  if (Array.isArray(value)) return value.slice(0, MOST_TEXTS).flatMap((one) => listTexts(one, depth - 1));
  const fields = value as Readonly<Record<string, unknown>>;
  return SAID_KEYS.filter((key) => key in fields).flatMap((key) =>
    listTexts(fields[key], depth - 1).map((text) => nameSignal(key, text)),
  );
}

const PAIR = /(?:^|\s)(msg|message|err|error|reason|cause|signal|level|lvl)=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g;

function readLogfmt(text: string): LogRecord {
  const pairs = [...text.matchAll(PAIR)].map(([, key, quoted, word]) => {
    return [key!, quoted === undefined ? word! : quoted.replace(/\\(.)/g, '$1')] as const;
  });
  const level = pairs.find(([key]) => key === 'level' || key === 'lvl')?.[1] ?? '';
  const texts = pairs.flatMap(([key, value]) => (key.startsWith('l') || value === '' ? [] : [nameSignal(key, value)]));
  return { level: LEVELS[level.toLowerCase()] ?? null, texts: texts.length === 0 ? [text] : joinTexts(texts) };
}

// Go's name of SIGTERM, `terminated`, says nothing by itself.
function nameSignal(key: string, text: string): string {
  return key === 'signal' ? `signal ${text}` : text;
}

/** A message and its error are often one sentence in two fields: `cannot start` and `listen tcp :80: …`. */
function joinTexts(texts: readonly string[]): readonly string[] {
  const [first = '', second] = texts;
  const whole = second === undefined ? [] : [`${first}: ${second}`];
  return [...whole, ...texts].slice(0, MOST_TEXTS);
}
