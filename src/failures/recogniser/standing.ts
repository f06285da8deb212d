import { readEnd } from './closing.ts';
import { isEmptyStart } from './empty-server.ts';
import { wasUp } from './gone-on.ts';
import { findHandledCalls } from './handled-call.ts';
import {
  isAboutService,
  isAside,
  isMild,
  isWrapper,
  soundsAlarming,
  tellsConnected,
  tellsGivenUp,
  tellsLate,
  tellsReady,
  tellsRefusal,
  tellsServed,
} from './line-sign.ts';
import { isOfReload } from './reload.ts';
import type { Match } from './row-match.ts';
import type { SaidLine } from './said-line.ts';
import { readServices } from './service-kind.ts';

/** A match, and whether the app could go on after it. */
export interface Standing extends Match {
  readonly isMild: boolean;
}

/**
 * True for lines that cannot be why the process failed: they were said before it was ready, by the number of those or by
 * its own words; or of something that was away and has been reached since. Only words of the same program count.
 */
export function findHealed(said: readonly SaidLine[], saidBeforeReady: number): readonly boolean[] {
  const ready = new Set<string>();
  const connected = new Map<string, readonly number[]>();
  const healed = said.map(() => false);
  const calls = findHandledCalls(said, (index) => wasUp(said, index));
  const closing = readEnd(said);
  for (let i = said.length - 1; i >= 0; i--) {
    const line = said[i]!;
    const isReached = isReachedLater(line, connected.get(line.source));
    healed[i] =
      i < saidBeforeReady ||
      calls[i]! ||
      closing[i]!.isClosing ||
      ready.has(line.source) ||
      isReached ||
      isOfReload(said, i) ||
      isOfLoneServer(said, i);
    if ((tellsReady(line) && !isEmptyStart(said, i)) || tellsServed(line)) ready.add(line.source);
    if (tellsConnected(line)) connected.set(line.source, [...(connected.get(line.source) ?? []), readServices(line)]);
  }
  return healed;
}

/** Something has been reached since, by its name not another service than the one that was away. */
function isReachedLater(line: SaidLine, reached: readonly number[] | undefined): boolean {
  if (reached === undefined || !isAboutService(line)) return false;
  const services = readServices(line);
  return services === 0 || reached.some((one) => one === 0 || (one & services) !== 0);
}

/** Who refuses what stands in so much of a line. */
const READ_CHARACTERS = 200;
/** PostgreSQL's own log tells of a statement that it refuses. */
const STATEMENT = /\S ERROR: {2}\S/;

/** The same of MySQL and MariaDB. */
const DENIED = /\[(?:Warning|Note)\] (?:\[MY-\d+\] \[Server\] )?Access denied for user /;

/** A server refuses a client or what it asks for, and nobody else is there whom that could have ended. */
function isOfLoneServer(said: readonly SaidLine[], index: number): boolean {
  return said[index]!.source === '' && isRefusal(said[index]!) && wasUp(said, index);
}

function isRefusal(line: SaidLine): boolean {
  if (tellsRefusal(line) || DENIED.test(line.raw.slice(0, READ_CHARACTERS))) return true;
  return line.isStamped && STATEMENT.test(line.raw.slice(0, READ_CHARACTERS)) && !/\bpsql:/.test(line.raw);
}

/** The matches that stand, and how. A symptom is that of an app that serves, unless it tells how an earlier one has ended. */
export function weigh(matches: readonly Match[], said: readonly SaidLine[], healed: readonly boolean[]): Standing[] {
  return matches
    .filter(({ row, index }) => (row.kind === 'symptom' && row.isFarewell !== true) || !healed[index]!)
    .filter((match) => !isAside(said[match.index]!) && !isCaughtCry(match, said) && !isLateOfEnded(match, said))
    .filter((match) => match.row.isAtEnd !== true || isLast(match, said))
    .map((match) => ({ ...match, isMild: isMildThere(said, match.index) }));
}

const HAS_ENDED = /\bContainer \S+ ?for site \S+ has exited\b/;
/** A platform tells both at one time. */
const ENDED_LINES = 4;

/** Who has ended answers nobody: that nobody was answered is no reason of it. */
function isLateOfEnded({ index }: Match, said: readonly SaidLine[]): boolean {
  if (!tellsLate(said[index]!)) return false;
  return said.slice(Math.max(0, index - ENDED_LINES), index).some(({ raw }) => HAS_ENDED.test(raw));
}

/** Nothing is said behind it but that it was given up. */
function isLast({ index }: Match, said: readonly SaidLine[]): boolean {
  return !said
    .slice(index + 1)
    .some((line) => /\w/.test(line.texts[0]!) && !isWrapper(line) && !GIVEN_UP.test(line.texts[0]!));
}

const GIVEN_UP = /^\W*(?:abort(?:ed|ing)?|cancell?ed|\^C)\W*$/i;

/** How Python begins an exception that came up while another was dealt with. */
const WHILE_HANDLING = /^During handling of the above exception/;

/** A cry of a program that has caught it, and ended of what came up then. */
function isCaughtCry({ row, index }: Match, said: readonly SaidLine[]): boolean {
  if (row.kind !== 'outcry') return false;
  const next = said.slice(index + 1).find(({ texts }) => texts[0]!.trim() !== '');
  return next !== undefined && WHILE_HANDLING.test(next.texts[0]!);
}

/** So many lines later a program tells at most that it has tried for the last time. */
const PATIENCE = 20;

/** The program has tried again, and says then that it gives up. */
function isGivenUp(said: readonly SaidLine[], index: number): boolean {
  const { source } = said[index]!;
  if (!soundsAlarming(said[index]!)) return false;
  const behind = said.slice(index + 1, index + PATIENCE).filter((line) => line.source === source);
  const end = behind.findIndex(tellsGivenUp);
  return end !== -1 && !behind.slice(0, end).some((line) => tellsReady(line) || tellsConnected(line));
}

/** The app can go on after the line, by its own words: "going on without it" often stands in the line behind. */
export function isMildThere(said: readonly SaidLine[], index: number): boolean {
  const next = said.slice(index + 1, index + 4).find((line) => !line.isContinued);
  const isMildHere = isMild(said[index]!) || (next !== undefined && next.level === null && isMild(next));
  return isMildHere && !isGivenUp(said, index);
}
