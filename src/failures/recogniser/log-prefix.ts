import { indexByFirstCharacter } from './first-character.ts';

/** How much a line says it matters, by the level that its log gives it. */
export type Level = 'fatal' | 'error' | 'warn' | 'info';

const DATE = String.raw`(?:[A-Z][a-z]{2} )?\d{4}[-/.]\d\d?[-/.]\d\d?|\d{4}-[A-Z][a-z]{2}-\d\d|\d{4}年\d\d?月\d\d?日|\d\d?[-/ ][A-Z][a-z]{2}[-/ ]\d{4}|(?:[A-Z][a-z]{2},? )?[A-Z][a-z]{2}\.? [ \d]?\d,? \d{4}|\d\d?[-/.]\d\d?[-/.]\d{2,4}|\d\d-\d\d(?= )|\d{2,8}`;
const CLOCK = String.raw`\d\d?:\d\d:\d\d(?:[.,]\d{1,9})?`;
const ZONE = String.raw` ?(?:[+-]\d\d:?\d\d(?!\d)(?: (?!HTTP)[A-Z]{3,4}(?= ))?|(?:Z|UTC|[A-Z]{1,3}T|[A-Z]{3,5}(?= \[\d))(?!\w))`;
const LEVEL_WORDS =
  'emergency|emerg|alert|panic|fatal|ftl|critical|crit|severe|error|erro|eror|err|fail|failure|warning|warn|wrn|notice|note|information|info|inf|debug|dbug|dbg|trace|trce|verbose|system|log';

/** Those of java.util.logging in the languages it knows. */
const JAVA_LEVELS: Readonly<Record<Exclude<Level, 'fatal'>, string>> = {
  error: 'Schwerwiegend Grave Allvarlig 严重 嚴重 重大 致命的 심각',
  warn: 'Warnung Avertissement Advertencia Avvertenza Advertência Varning 警告 경고',
  info: 'Information Informationen Infos Información Informazioni Informações 信息 資訊 情報 정보',
};
const JAVA_WORDS = Object.values(JAVA_LEVELS).join(' ').split(' ');

/** What logs put in front of what they say. Each is taken off again and again, whatever the order. */
export const PREFIXES: readonly RegExp[] = [
  // Celery writes all in one bracket
  new RegExp(`^\\[[-\\d]+ [\\d:,.]+: (?<level>${LEVEL_WORDS})/[^\\]]{1,60}\\] `, 'i'),
  // A time, a level and names in one bracket: Serilog, Rust, Passenger
  new RegExp(`^\\[ ?[-\\dTZ:.,+ ]{4,40} (?<level>${LEVEL_WORDS})(?: [\\w.:/-]{1,80})?\\] `, 'i'),
  // Next.js and other tools with a sign for it
  /^ ?(?<sign>\u26a0)\ufe0f? +/,
  // Swoole
  new RegExp(`^\\[[-\\d]{10} [\\d:]{8} [*#$^@%]?\\d+\\.\\d+\\]\\t(?<level>${LEVEL_WORDS.toUpperCase()})\\t`),
  // NLog, loguru
  new RegExp(`^\\|? ?(?<level>${LEVEL_WORDS.toUpperCase()}) *\\| ?`),
  // etcd, with its package
  /^(?<letter>[EWICD]) \| (?=\w)/,
  // docker compose, pm2, foreman, honcho
  /^(?:\d+\|)?(?<source>[\w.@:-]{1,64}|jvm \d+|INFO {3}) *\| ?/,
  // turbo, lerna, pnpm
  /^(?<source>@[\w.-]{1,60}\/[\w.-]{1,60}(?::[\w:-]{1,30})?): ?/,
  /^(?<source>[\w./@-]{1,60}[: ](?:dev|start|serve|watch|preview|worker)(?::[\w-]{1,30})?)(?::(?: |$)|\$ (?=\S))/,
  // concurrently: a number, or the name of a script; what Puma says has another sign behind its process, and PostgreSQL two spaces behind its level
  /^\[(?<source>\d|(?:dev|start|serve|watch):[\w-]{1,30}|[\w-]{1,30}:(?:dev|start|serve|watch))\] (?![-*!+] |Puma |Early |[A-Z]+: {2})(?=\S)/,
  /^(?:\s*STD(?:OUT|ERR):|std(?:out|err):|(?:- )?\(std(?:out|err)\))(?: |$)/,
  // Whose line it is, or how much it matters, in front of a time: Cloud Run, kubectl, App Platform
  new RegExp(
    `^(?:(?<level>${LEVEL_WORDS})|(?<source>[\\w.-]{1,40})) (?=\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d)`,
    'i',
  ),
  // Bitnami's images
  new RegExp(
    `^[a-z][\\w-]{1,30} {1,2}\\d\\d:\\d\\d:\\d\\d\\.\\d\\d (?:(?<level>${LEVEL_WORDS.toUpperCase()}) {1,2}==> )?`,
  ),
  // Minecraft: the thread and the level
  new RegExp(`^\\[[\\w #-]{1,40}/(?<level>${LEVEL_WORDS.toUpperCase()})\\](?: \\[[\\w./-]{1,60}\\])?: ?`),
  // Elixir: what it knows of a call
  /^[a-z][a-z_]{1,19}=\S{1,80} (?:[a-z_]{2,20}=\S{1,80} ){0,5}(?=\[(?:error|warning|warn|info|debug|notice|critical)\] )/,
  // Home Assistant
  /^\(\w{0,30}Thread\w{0,10}(?:-\d+)?\) (?=\[)/,
  // Zabbix
  /^[ \d][ \d]{0,10}:\d{8}:\d{6}\.\d{3} /,
  // Zigbee2MQTT
  new RegExp(`^[A-Z]\\w{2,30}:(?<level>${LEVEL_WORDS}) {1,2}(?=\\d{4}-\\d\\d-\\d\\d )`),
  // Seconds since 1970
  /^\[?1\d{9}(?:\.?\d{3,9})?\]?:?(?: |$)/,
  // Passenger, of the app behind it
  /^App \d+ (?:stderr|stdout|output): ?/,
  // A job of a CI, an invocation of Lambda, what BuildKit runs, Cloud Foundry
  /^[\w-]{1,40}\t[\w. -]{1,40}\t(?=\d{4}-\d\d-\d\dT)/,
  /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\t/,
  /^#\d+ \d+\.\d+ (?=\S)/,
  /^\d{1,3}\.\d{3} (?=\S)/,
  /^\[(?:APP|RTR|STG|CELL|API|SSH)[\w/]{0,40}\/\d+\] {1,3}(?:ERR|OUT) ?/,
  /^##\[(?<level>error|warning|debug)\]/,
  /^\|? ?(?:stdout|stderr)(?: [FP])?(?: ?\||\t| )\s*/,
  new RegExp(
    `^\\[?(?:${DATE})(?:[T:]| {1,2})${CLOCK}(?:${ZONE})?(?: [AaPp][Mm])?\\]?[:,]?(?:,std(?:out|err),|\\| (?=\\w)|\\s+(?:[|:] )?|$|(?=[A-Z|]))`,
  ),
  new RegExp(`^\\[?${CLOCK}(?:${ZONE})?\\]?:?(?:\\s+(?:[AP]M )?|$)`),
  // Apache's, and syslog's, which has no year, and its months in any language
  /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d:.]{10,30}\] /,
  /^[^\s\d:[\](){}]{2,6} [ \d]?\d \d\d?:\d\d:\d\d(?:\.\d{1,9})?(?: [AP]M)?(?: {1,2}(?<=[AP]M {1,2})| |$)/,
  /^\d\d?[月월] [ \d]?\d \d\d?:\d\d:\d\d(?:\.\d{1,9})? /,
  // The same of Elastic Beanstalk
  /^ip-\d+-\d+-\d+-\d+ [\w.-]{1,60}:(?: |$)/,
  // syslog, Heroku: host and program
  /^(?!SQLSTATE\[)(?:[\w.-]{1,64} )?[\w./@-]{1,64}\[[\w.-]{1,40}\]: ?/,
  // The priority of syslog
  /^<(?<priority>\d{1,3})>(?:1 \S+ \S+ \S+ \S+ \S+ (?:-|\[[^\]]{0,200}\]) )?(?=\S)/,
  /^\[\d+\] \d\d [A-Z][a-z]{2} [\d:.]+ (?<sign>[*#.-]) /,
  // PostgreSQL: user and database
  /^[\w.-]{1,40}@[\w.-]{1,40} (?=[A-Z]+: )/,
  // Redis, glog, Jupyter and Tornado
  /^\d+:[A-Z] \d\d [A-Z][a-z]{2} (?:\d{4} )?[\d:.]+ (?<sign>[*#.-]) /,
  /^\[?(?<letter>[EWICDF])\d{4} [\d:.]+ +\d+ [^\s\]]{1,60}\] /,
  /^\[? ?(?<letter>[EWICD]) \d{2,4}[-\d]* [\d:.]+ [^\]]{1,60}\]:? ?/,
  /^(?<letter>[EWI])\/[\w.]{1,30}: /,
  // Sidekiq
  new RegExp(
    `^pid=\\d+ tid=\\w+ (?:class=\\S+ jid=\\w+ (?:elapsed=[\\d.]+ )?)?(?<level>${LEVEL_WORDS.toUpperCase()}): `,
  ),
  // MongoDB before 4.4
  /^(?<letter>[FEWI]) +[A-Z]{3,10} +(?=\[\w+\] )/,
  // Ruby's Logger; Rails calls each call that fails fatal
  /^(?:(?<letter>[DIWE])|F), \[[^\]]{1,60}\] +[A-Z]+ -- [^:]{0,60}: /,
  // Python's logging as most set it up, log4j's, and those with a process in front
  new RegExp(`^(?:- )?(?:[a-zA-Z_][\\w.$/-]{1,80} - )?(?<level>${LEVEL_WORDS.toUpperCase()}) +- (?=\\S)`),
  new RegExp(`^- (?<level>${LEVEL_WORDS.toUpperCase()}) +\\[.{1,120}?\\] - `),
  new RegExp(`^(?:\\d{6} \\d{6} )?\\d{1,7} (?=(?:${LEVEL_WORDS.toUpperCase()}) )`),
  // zap on a terminal
  new RegExp(`^(?<level>${LEVEL_WORDS})\\t+(?=\\S)`, 'i'),
  // NestJS
  new RegExp(`^\\[Nest\\] \\d+ +- [\\d/]+, [\\d:]+(?: [AP]M)? +(?<level>${LEVEL_WORDS.toUpperCase()}) `),
  new RegExp(`^(?<level>${[...JAVA_WORDS, ...JAVA_WORDS.map((word) => word.toUpperCase())].join('|')}): `),
  // Monolog
  new RegExp(`^\\w{1,30}\\.(?<level>${LEVEL_WORDS.toUpperCase()}): `),
  // Fly.io
  new RegExp(`^\\w{1,20}\\[\\w{1,40}\\] [a-z]{3} \\[(?<level>${LEVEL_WORDS})\\] ?`),
  // HAProxy
  new RegExp(`^\\[(?<level>${LEVEL_WORDS})\\] +(?:\\d{3}/\\d{6} )?\\(\\d+\\) : `, 'i'),
  // logrus on a terminal
  new RegExp(`^(?<level>${LEVEL_WORDS.toUpperCase()})\\[\\d+\\] +`),
  // Python's servers, whose loggers are called like exceptions
  /^(?:gunicorn|uvicorn|hypercorn|sanic|quart|granian)\.(?:error|access|server|root)(?:: | - | )/,
  // Ruby's Console: what belongs to the line above
  /^ {4,40}\| {1,4}(?=[A-Z]\w*(?:::\w+)*: \S)/,
  // Python's own: level and name
  new RegExp(`^(?<level>${LEVEL_WORDS}):[\\w.]{1,80}: ?`, 'i'),
  new RegExp(`^\\[ *(?<level>${LEVEL_WORDS}) *\\]:?(?: [-:] | ?)`, 'i'),
  new RegExp(`^<(?<level>${LEVEL_WORDS})>:? `, 'i'),
  new RegExp(`^(?<level>${LEVEL_WORDS})(?: ?:|\\[\\d+\\]:?| - | \\|)\\s*`, 'i'),
  new RegExp(`^ {0,4}(?<level>${LEVEL_WORDS.toUpperCase()})\\s+(?=\\S)`),
  // Go's place in the source
  /^\S{1,80}\.go:\d+(?::\w+\(\))?:?\s/,
  // Spring, and what many put between level and words: process, thread, logger
  /^\d+ --- (?:\[[^\]]{0,80}\] ?){1,3}\S{1,120} *: /,
  /^\d+ --- /,
  // Ray and vLLM
  /^\((?:raylet|(?:[\w:.-]{1,60} )?pid=\d+)(?:, ip=[\d.]+)?\)(?: |$)/,
  // foreman without a time, loguru
  /^(?<source>[a-z][\w-]{1,30}\.\d{1,2}):(?: |$)/,
  /^[\w.]{1,80}:[\w<>]{1,60}:\d+ - /,
  // JBoss, Quarkus: the thread
  /^\((?:main|Controller Boot Thread|[\w -]{1,60}[ -]\d+)\) (?=[A-Z])/,
  /^\[[^[\]{}"']{0,60}\](?: ?[:-])?[ \t]?/,
  // The threads of Kafka's clients, by what they are called
  /^\[[\w.-]{1,60} \| [^\]\s]{1,120}\] /,
  // Tomcat, whose loggers are called like its parts
  /^[a-zA-Z][\w.]{1,60}\.\[\S{1,80} +(?:-{1,2}|:) (?=\S)/,
  // Java: the class and its method, or its line
  /^(?:[a-z]\w*\.){1,8}[A-Z][\w$]{1,60}#\w{1,60}: /,
  /^(?:[a-z]\w*\.){2,8}[A-Z][\w$]{1,60}\.\w{1,40} (?=\S)/,
  /^(?:[A-Za-z]\w*\.){1,8}[A-Z][\w$]{1,60}(?::\d+)?(?: -{1,2}| :) /,
  /^\([\w$]{1,60}\.\w{2,5}:\d+\) (?:- )?/,
  /^\w{0,20}(?:\[[^\]]{0,60}\]){2} /,
  // bunyan and pino: name, process, host
  /^\S{1,60}\/\d+ on \S{1,60}: /,
  /^\([\w/.-]{1,60}(?: on \S{1,60})?\): /,
  // Rust's crate and module
  /^[a-z]\w*(?:::\w+)+: /,
  // Erlang's process
  /^<\d+\.\d+\.\d+> /,
  /^\d+ (?=\[)/,
  /^\d+#\d+: /,
  /^\{[^{}"]{0,40}\} /,
];

/** The names of levels, and the letters and numbers for them. */
export const LEVELS: Readonly<Record<string, Level>> = {
  ...name('fatal', 'emergency emerg alert panic fatal ftl critical crit f c 60 dpanic'),
  ...name('error', 'error erro eror err severe fail failure e 50'),
  ...name('warn', 'warning warn wrn w 40 \u26a0'),
  ...Object.assign(
    {},
    ...Object.entries(JAVA_LEVELS).map(([level, words]) => name(level as Level, words.toLowerCase())),
  ),
  ...name('info', 'notice note information info inf debug dbug dbg trace trce verbose system log i d * . - 30 20 10'),
};

function name(level: Level, words: string): Record<string, Level> {
  return Object.fromEntries(words.split(' ').map((word) => [word, level]));
}

const SEVERITY: readonly Level[] = ['info', 'warn', 'error', 'fatal'];

interface Prefix {
  readonly length: number;
  readonly source: string;
  readonly level: Level | null;
}

const listPrefixes = indexByFirstCharacter(PREFIXES);

/** What a log has put in front of a text; null for words that begin at once. */
export function takePrefix(text: string): Prefix | null {
  for (const pattern of listPrefixes(text)) {
    const found = pattern.exec(text);
    if (found === null || found[0] === '') continue;
    return { length: found[0].length, source: found.groups?.['source'] ?? '', level: readLevel(found) };
  }
  return null;
}

/** Of syslog's eight. */
const PRIORITIES: readonly Level[] = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'info'];

function readLevel({ 0: prefix, groups: { level, letter, sign, priority } = {} }: RegExpExecArray): Level | null {
  if (priority !== undefined) return PRIORITIES[Number(priority) % PRIORITIES.length]!;
  const word = level ?? letter ?? sign ?? /^\[([A-Za-z]+)\]/.exec(prefix)?.[1];
  if (word !== undefined) return LEVELS[word.toLowerCase()] ?? null;
  // Apache, which only warns of much that it ends of.
  const [, ofModule = ''] = /^\[[\w.-]{0,30}:([a-z]+)\]/.exec(prefix) ?? [];
  return ofModule === 'warn' ? null : (LEVELS[ofModule] ?? null);
}

/** The more serious of two levels. */
export function toWorse(one: Level | null, other: Level | null): Level | null {
  if (one === null || other === null) return one ?? other;
  return SEVERITY.indexOf(one) < SEVERITY.indexOf(other) ? other : one;
}
