import type { SaidLine } from './said-line.ts';

/** A moment in seconds; only those of one clock can be compared, and those of a day with `local` ones. */
export interface Moment {
  /** `utc` and `local` count from a year, `start` from that of the program, `day` from a midnight or a noon. */
  readonly clock: 'utc' | 'local' | 'start' | 'day';
  readonly seconds: number;
}

/** A time stands in the beginning of a line, or in a field of a record. */
const READ_CHARACTERS = 120;

const FIELD =
  /(?:"(?:time|ts|timestamp|@timestamp|@t|datetime|date|asctime|eventTime|Timestamp|\$date)" ?: ?"?|\b(?:time|ts|timestamp)="?)([^",}\s]{5,40}(?: \d\d:\d\d:\d\d)?)/;

const DATED =
  /(?:^|[^\d])(\d{4})[-/.](\d\d)[-/.](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,]\d{1,9})?(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d)(?!\w))?/;
/** Apache's, Redis', php-fpm's, Erlang's, nginx' access log. */
const NAMED_MONTH = /(?:^|[^\d])(\d\d?)[-/ ]([A-Z][a-z]{2})[-/ ](\d{4})[ :]{1,2}(\d\d):(\d\d):(\d\d)/;
const EPOCH = /^(1\d{9})(?:\.\d{1,9}|\d{3}(?:\d{3}|\d{6})?(?:\.\d{1,6})?)?(?=\s|$|\])/;
/** logrus on a terminal, the kernel. */
const SINCE_START = /^(?:[A-Z]{4,5}\[(\d{4,7})\]|\[ {0,4}(\d{1,7})\.\d{3,6}\]) /;
const CLOCK = /(?:^|[^\d:])(\d\d?):(\d\d):(\d\d)(?:[.,]\d{1,9})?(?: ([AP])M\b)?(?![\d:])/;
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** When a line was said, as its log tells; null: it does not. */
export function readMoment({ raw, wholes }: SaidLine): Moment | null {
  const field = raw.endsWith('}') ? FIELD.exec(raw) : FIELD.exec(raw.slice(0, READ_CHARACTERS));
  const text = field?.[1] ?? (raw.endsWith('}') ? raw : wholes[0]!).slice(0, READ_CHARACTERS);
  return readDated(text) ?? readEpoch(text) ?? readClock(text);
}

function readDated(text: string): Moment | null {
  const [, year, month, day, hours, minutes, seconds, zone] = DATED.exec(text) ?? [];
  if (year !== undefined) {
    const local = Date.UTC(+year, +month! - 1, +day!, +hours!, +minutes!, +seconds!) / 1_000;
    return zone === undefined ? { clock: 'local', seconds: local } : { clock: 'utc', seconds: local - readZone(zone) };
  }
  const named = NAMED_MONTH.exec(text);
  if (named === null) return null;
  const at = MONTHS.indexOf(named[2]!);
  if (at % 3 !== 0) return null;
  const [, days, , years, hour, minute, second] = named;
  return { clock: 'local', seconds: Date.UTC(+years!, at / 3, +days!, +hour!, +minute!, +second!) / 1_000 };
}

/** Seconds before UTC. */
function readZone(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (+hours! * 3_600 + +minutes! * 60);
}

function readEpoch(text: string): Moment | null {
  const epoch = EPOCH.exec(text);
  if (epoch !== null) return { clock: 'utc', seconds: +epoch[1]! };
  const start = SINCE_START.exec(text);
  return start === null ? null : { clock: 'start', seconds: +(start[1] ?? start[2]!) };
}

function readClock(text: string): Moment | null {
  const [, hours, minutes, seconds, half] = CLOCK.exec(text) ?? [];
  if (hours === undefined) return null;
  const hour = half === undefined ? +hours : (+hours % 12) + (half === 'P' ? 12 : 0);
  return { clock: 'day', seconds: hour * 3_600 + +minutes! * 60 + +seconds! };
}

const DAY_SECONDS = 86_400;

/** How much later the second moment is: 0 if it is not, or cannot be compared; lines that changed places are of one moment. */
export function countSeconds(before: Moment, after: Moment): number {
  const passed = after.seconds - before.seconds;
  if (before.clock === after.clock && before.clock !== 'day') return Math.max(0, passed);
  if (!OF_DAY.has(before.clock) || !OF_DAY.has(after.clock)) return 0;
  const overMidnight = ((passed % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
  return overMidnight > DAY_SECONDS / 2 ? 0 : overMidnight;
}

/** What different parts of a program write beside each other, one with a date. */
const OF_DAY: ReadonlySet<Moment['clock']> = new Set(['day', 'local']);
