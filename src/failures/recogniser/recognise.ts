import type { Diagnosis } from '../../core/diagnosis.ts';
import { hasGoneOn, hasServedOn, wasUp } from './gone-on.ts';
import { isAboutService, isTalk, isUnreached, isVague, isWrapper, tellsDone, tellsEnd } from './line-sign.ts';
import { findQuotable, quote } from './quote.ts';
import { isNewestFirst, listInOrder } from './reading-order.ts';
import { listMatches, type Match, type Recognition } from './row-match.ts';
import { readSaidLines, type SaidLine } from './said-line.ts';
import { findHealed, isMildThere, type Standing, weigh } from './standing.ts';
import { countToldPast, findOrder } from './told-end.ts';
import { joinWrapped, placeInBroken } from './wrapped.ts';

/** What is known of the lines besides their words. */
export interface Told {
  /** How many of them were said before the process was ready, and so did not keep it from that. */
  readonly saidBeforeReady?: number;
  /** It still runs: an order that it tells of was to something else, or has not ended it. */
  readonly isRunning?: boolean;
}

/**
 * Finds in the last lines of a process why it failed; null if nothing in them says so. A line that names a cause beats the
 * cry that ends the program, except when that cry came later and does not follow from it; a symptom counts only alone. What
 * the app has lived with is never certain, and gives way to anything that it said later. Where no row fits, the last line
 * that tells of something wrong is quoted. A program that was told to end has ended of that.
 */
export function recognise(lines: readonly string[], told: Told = {}): Diagnosis | null {
  const { saidBeforeReady = 0 } = told;
  const joined = joinWrapped(lines);
  if (joined === null) return recogniseWhole(lines, told);
  const before = joined.places.filter(([first = 0]) => first < saidBeforeReady).length;
  const found = recogniseWhole(joined.lines, { ...told, saidBeforeReady: before });
  return found === null ? null : placeInBroken(found, joined, lines);
}

function recogniseWhole(lines: readonly string[], told: Told): Diagnosis | null {
  if (!isNewestFirst(lines)) return recogniseInOrder(lines, told);
  const order = listInOrder(lines);
  const found = recogniseInOrder(
    order.map((index) => lines[index]!),
    { isRunning: told.isRunning === true },
  );
  const { evidenceAt } = found ?? {};
  if (found === null || evidenceAt === undefined) return found;
  return { ...found, evidenceAt: evidenceAt.map((number) => order[number - 1]! + 1) };
}

function recogniseInOrder(lines: readonly string[], told: Told): Diagnosis | null {
  const said = readSaidLines(lines);
  const matches = listMatches(said);
  const order = told.isRunning === true ? null : findOrder(matches, said);
  if (order !== null) return { ...toDiagnosis(order), evidenceAt: [order.index + 1] };
  const healed = findHealed(said, Math.max(told.saidBeforeReady ?? 0, countToldPast(matches, said)));
  const found = findCause(matches, said, healed);
  const explained = new Set(matches.filter(({ row }) => row.kind !== 'outcry').map(({ index }) => index));
  const passed = healed.map((isHealed, index) => isHealed || explained.has(index) || isMildThere(said, index));
  const quotable = findQuotable(said, passed, found === null || isOnlyShown(found) ? 0 : found.index + 1);
  const isDone = said.findLast(({ texts }) => texts[0]!.trim() !== '');
  if (found === null && isDone !== undefined && tellsDone(isDone)) return null;
  if (found === null && quotable !== -1 && hasGoneOn(said, quotable)) return null;
  if (
    found?.isMild &&
    (found.row.certainty === 'likely' || said[found.index]!.level === 'warn') &&
    quotable === -1 &&
    countTalk(said, found.index) > ENOUGH_TALK
  )
    return null;
  if (quotable !== -1 && (found === null || isOverruled(found, said, quotable))) {
    const cry = found === null ? matches.find(({ index }) => index === quotable) : undefined;
    return cry === undefined ? quote(said, quotable) : { ...toDiagnosis(cry), evidenceAt: [quotable + 1] };
  }
  if (found === null) return null;
  if (found.row.kind !== 'symptom' && hasServedOn(said, found.index)) return null;
  const diagnosis = { ...toDiagnosis(found), evidenceAt: [found.index + 1] };
  const isSure = isLastWord(found, said) && !(isAboutService(said[found.index]!) && wasUp(said, found.index));
  return isSure ? diagnosis : { ...diagnosis, certainty: 'likely' };
}

/**
 * Finds in the output of an app that runs on why it serves badly: all workers busy, a process behind it gone. Only
 * symptoms count, because what else stands there may be long past.
 */
export function recogniseSymptom(lines: readonly string[]): Diagnosis | null {
  const found = findMatches(lines).findLast(({ row }) => row.kind === 'symptom') ?? null;
  return found === null ? null : toDiagnosis(found);
}

/** What is known of each of the lines; of most nothing is. */
export function findMatches(lines: readonly string[]): Recognition[] {
  return listMatches(readSaidLines(lines)).filter(({ row }) => row.kind !== 'order');
}

/** The diagnosis that a line stands for. */
export function toDiagnosis({ row, line, groups }: Recognition): Diagnosis {
  return {
    cause: fill(row.cause, groups),
    cure: fill(row.cure, groups),
    certainty: row.certainty,
    evidence: [line.trim()],
  };
}

/** True if the best explanation in the lines is the cry that ended the program. */
export function endsInOutcry(lines: readonly string[]): boolean {
  return findRecognition(lines)?.row.kind === 'outcry';
}

/** The row that explains the lines, for the tests of the table. */
export function findRecognition(lines: readonly string[]): Recognition | null {
  const said = readSaidLines(lines);
  const matches = listMatches(said);
  return findCause(matches, said, findHealed(said, 0)) ?? findOrder(matches, said);
}

function findCause(matches: readonly Match[], said: readonly SaidLine[], healed: readonly boolean[]): Standing | null {
  const standing = weigh(matches, said, healed).filter(({ row }) => row.kind !== 'order');
  return (
    choose(
      standing.filter(({ isMild }) => !isMild),
      said,
    ) ?? choose(standing, said)
  );
}

function choose(matches: readonly Standing[], said: readonly SaidLine[]): Standing | null {
  const causes = selectCauses(keepLastEpisode(matches, said), said);
  const lastCause = causes.at(-1);
  const outcries = matches.filter(({ row }) => row.kind === 'outcry');
  const lastOutcry = outcries.findLast(({ index }) => !isWrapper(said[index]!)) ?? outcries.at(-1);
  const origin = findShortage(matches, lastCause, said) ?? findOrigin(matches, lastCause, said);
  if (origin !== null) return origin;
  if (lastOutcry !== undefined && (lastCause === undefined || !isBehind(lastOutcry, lastCause, said)))
    return lastOutcry;
  if (lastCause === undefined) return matches.find(({ row }) => row.endsWorker === true) ?? findSymptom(matches);
  if (lastCause.group.root === 'last') return lastCause;
  return causes.find(({ group }) => group === lastCause.group) ?? lastCause;
}

/** The last that shows; of those who only tell of the end the first, which the others follow, as it was told last. */
function findSymptom(matches: readonly Standing[]): Standing | null {
  const last = matches.at(-1) ?? null;
  if (last === null || !isOnlyShown(last)) return last;
  const first = matches.find(isOnlyShown) ?? last;
  return matches.findLast(({ row }) => row === first.row) ?? first;
}

/** A service that is gone because the disk or the memory is used up: of that its clients and tools know nothing. */
function findShortage(
  matches: readonly Standing[],
  cause: Standing | undefined,
  said: readonly SaidLine[],
): Standing | null {
  if (cause === undefined || cause.group.isShortage === true || !isAboutService(said[cause.index]!)) return null;
  return matches.findLast(({ group, index }) => group.isShortage === true && index < cause.index) ?? null;
}

/** One of several programs that another does not reach may have told itself why it is gone. */
function findOrigin(
  matches: readonly Standing[],
  cause: Standing | undefined,
  said: readonly SaidLine[],
): Standing | null {
  if (cause === undefined || !isUnreached(said[cause.index]!)) return null;
  const { source } = said[cause.index]!;
  return (
    matches.findLast(({ row, index }) => {
      const line = said[index]!;
      const isOfAnother = index < cause.index && source !== '' && line.source !== '' && line.source !== source;
      return isOfAnother && row.kind === 'cause' && !isAboutService(line);
    }) ?? null
  );
}

/** Those since the app has last gone on: what it said before is not what it ended of. */
function keepLastEpisode(matches: readonly Standing[], said: readonly SaidLine[]): readonly Standing[] {
  const all = matches.filter(({ row }) => row.kind === 'cause');
  const end = said.findLastIndex(tellsEnd);
  const ofEnd = all.filter(({ index }) => index >= end);
  const causes = end === -1 || ofEnd.every(({ index }) => isVague(said[index]!)) ? all : ofEnd;
  for (let i = causes.length - 1; i > 0; i--) {
    const between = said.slice(causes[i - 1]!.index + 1, causes[i]!.index);
    const talk = between.filter((line) => line.isStamped && isTalk(line));
    if (talk.length >= ENOUGH_TALK) return causes.slice(i);
  }
  return causes;
}

/** The causes worth choosing from: a runtime knows more than the C library, and what is certain beats what is likely. */
function selectCauses(matches: readonly Standing[], said: readonly SaidLine[]): readonly Standing[] {
  const all = matches.filter(({ row }) => row.kind === 'cause');
  const telling = all.filter(({ index }) => !isVague(said[index]!));
  const causes = telling.length > 0 ? telling : all;
  const ofRuntimes = causes.filter(({ group }) => group.isWide !== true);
  const best = ofRuntimes.length > 0 ? ofRuntimes : causes;
  const certain = best.filter(({ row }) => row.certainty === 'certain');
  return certain.length > 0 ? certain : best;
}

/** Words that tie an error to the one printed before it (Python, PHP). */
const CHAIN = /^(?:During handling of the above exception|The above exception was the direct cause)|^Next \w/;

/** So many lines that are no part of an error show that the app has gone on. */
const ENOUGH_TALK = 2;

// An app may log a cause it can live with (a cache that is away) and end much later of something else.
function isBehind(outcry: Standing, { index }: Standing, said: readonly SaidLine[]): boolean {
  if (index > outcry.index) return true;
  const between = said.slice(index + 1, outcry.index);
  if (isVague(said[outcry.index]!) && between.filter(isTalk).length < ENOUGH_TALK) return true;
  return between.some(({ texts }) => CHAIN.test(texts[0]!)) || !between.some(isTalk);
}

function countTalk(said: readonly SaidLine[], index: number): number {
  return said.slice(index + 1).filter(isTalk).length;
}

// How it ended is told by somebody else, who knows less of it than its own words.
function isOnlyShown({ row }: Standing): boolean {
  return row.isFarewell === true;
}

// What the app said after it had gone on is what it ended of.
function isOverruled(found: Standing, said: readonly SaidLine[], quotable: number): boolean {
  if (found.isMild || isOnlyShown(found)) return true;
  if (found.row.certainty === 'certain') return false;
  return said.slice(found.index + 1, quotable).filter(isTalk).length >= ENOUGH_TALK;
}

function isLastWord({ index, isMild }: Standing, said: readonly SaidLine[]): boolean {
  return !isMild && !said.slice(index + 1).some(isTalk);
}

const LONGEST_QUOTE = 200;

function fill(text: string, groups: Recognition['groups']): string {
  const filled = text.replace(/(?<!\$)\{(\w+)\}/g, (whole, name: string) =>
    name in groups ? shorten(groups[name] ?? '') : whole,
  );
  return filled.replace(/\.\.$/, '.');
}

function shorten(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '…';
  return trimmed.length > LONGEST_QUOTE ? `${trimmed.slice(0, LONGEST_QUOTE)}…` : trimmed;
}
