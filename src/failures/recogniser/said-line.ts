import { type Level, takePrefix, toWorse } from './log-prefix.ts';
import { readRecord } from './log-record.ts';
import { findMargin } from './margin.ts';
import { toPlainText } from './plain-text.ts';

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
  /** Those of them that no other holds: all that is said stands in them. */
  readonly wholes: readonly string[];
  /** What has been found of it so far (line-sign.ts). */
  readonly signs: Uint8Array;
}

/** How many signs of a line there are at most. */
export const MOST_SIGNS = 32;

const MOST_PREFIXES = 10;

/** Lines that say more about the one before, whatever level that had. */
const CONTINUES =
  /^\s+(?![✓✔✗✘✖⨯○●▲⚠] )\S|^$|^(?:Traceback \(most recent call last\):|Caused by: |\.{3} \d+ (?:more|common)|During handling of|The above exception|Stack ?trace|(?:DETAIL|HINT|CONTEXT|STATEMENT|QUERY): |#\d+ |goroutine \d|--->)|^(?:[\w$]+\.)+[\w$]*(?:Error|Exception|Warning)\b/;

/** Erlang tells of the end of an application as a notice, and the reason in the lines below. */
const OTP_END = /^Application \w+ exited(?:: | with reason: )(?!:?(?:stopped|normal))/;

/**
 * Some log at a low level what they end of: PostgreSQL the reason of the fatal line behind, MongoDB its exception, Erlang what keeps
 * a node from joining others. HAProxy and Swoole only warn that a worker of theirs has died.
 */
const LOGGED_FAILURE =
  /\bLOG: {2}(?:could not link |syntax error in file |invalid value for parameter |parameter "\w+" requires |\d\S* is outside |invalid (?:connection|authentication|IP) |end-of-line before |hot standby )|\bA worker process unexpectedly died\b|\babnormal exit, status=\d+, signal=[1-9]|\bexception in initAndListen\b|^Protocol '\w+': /;

/** It waits for a server, whose first words go on in its line. */
const PG_CTL = /(^|\| )waiting for server to start\.+(?=\w)/;

const CATEGORY = /^(?:\w+\.)*\w+\[\d+\]$/;

/** Reads lines of output: takes off what their logs put in front, and gives the lines of a stack the level of its head. */
export function readSaidLines(lines: readonly string[]): SaidLine[] {
  const said: SaidLine[] = [];
  const margin = findMargin(lines);
  let head: SaidLine | null = null;
  for (const raw of lines) {
    const own = readLine(raw, margin);
    const isLevelOfHead: boolean =
      head !== null &&
      own.level === null &&
      CONTINUES.test(own.texts[0]!) &&
      !(head.level === 'info' && isTraceback(own));
    // What .NET's console says stands below the name of who says it.
    const isContinued: boolean = isLevelOfHead && !CATEGORY.test(said.at(-1)!.texts[0]!);
    const line: SaidLine = {
      ...own,
      level: isLevelOfHead ? head!.level : own.level,
      isContinued,
      signs: new Uint8Array(MOST_SIGNS),
    };
    if (!isContinued) head = line;
    said.push(line);
  }
  return said;
}

function readLine(raw: string, margin: RegExp | null): Omit<SaidLine, 'isContinued' | 'signs'> {
  const plain = toPlainText(margin === null ? raw : raw.replace(margin, '')).replace(PG_CTL, '$1');
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
  if ((level === 'info' || level === 'warn') && (LOGGED_FAILURE.test(plain) || LOGGED_FAILURE.test(text))) level = null;
  if (OTP_END.test(text)) level = 'error';
  // php-fpm notices whatever its workers say.
  if (text.startsWith('PHP message: ')) level = null;
  const isStamped = text !== plain;
  const record = readRecord(text);
  if (record !== null) {
    const { texts } = record;
    return { raw, source, level: record.level ?? level, isStamped: true, texts, wholes: listWholes(texts) };
  }
  return { raw, source, level, isStamped, texts: isStamped ? [text, plain] : [text], wholes: [plain] };
}

/** Python's own cry, behind whatever the app has told last: who tells of an error as of something harmless tells none of its stack. */
function isTraceback({ texts }: Pick<SaidLine, 'texts'>): boolean {
  return texts[0]!.startsWith('Traceback (most recent call last):');
}

function listWholes(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => !texts.some((other) => other.length > text.length && other.includes(text)));
}
