import type { Diagnosis } from '../../core/diagnosis.ts';
import { ENOUGH_TALK, findCause, isOnlyShown } from './choice.ts';
import { readEnd } from './closing.ts';
import { hasComeAgain, hasComeOften, hasGoneOn, hasLivedWith, hasWorkedLater, wasUp } from './gone-on.ts';
import { findLastWord } from './last-word.ts';
import { isAboutService, isAside, isTalk, isVague, isWrapper, tellsDone, tellsEnd } from './line-sign.ts';
import { findBefore, findCryBefore, findQuotable, quote } from './quote.ts';
import { listInOrder } from './reading-order.ts';
import { isReplaced } from './replaced.ts';
import { listMatches, type Recognition } from './row-match.ts';
import { readSaidLines, type SaidLine } from './said-line.ts';
import { findHealed, isMildThere, type Standing } from './standing.ts';
import { countToldPast, findOrder, hasEndedBefore } from './told-end.ts';
import { findUnmade } from './unmade.ts';
import { joinWrapped, placeInBroken } from './wrapped.ts';

/** What is known of the lines besides their words. */
export interface Told {
  /** How many of them were said before the process was ready, and so did not keep it from that. */
  readonly saidBeforeReady?: number;
  /** It still runs: an order that it tells of was to something else, or has not ended it. */
  readonly isRunning?: boolean;
  /** By its status it ended because it was told to. */
  readonly wasTold?: boolean;
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
  const order = listInOrder(lines);
  if (order === null) return recogniseInOrder(lines, told);
  const found = recogniseInOrder(
    order.map((index) => lines[index]!),
    { isRunning: told.isRunning === true, wasTold: told.wasTold === true },
  );
  const { evidenceAt } = found ?? {};
  if (found === null || evidenceAt === undefined) return found;
  return { ...found, evidenceAt: evidenceAt.map((number) => order[number - 1]! + 1) };
}

function recogniseInOrder(lines: readonly string[], told: Told): Diagnosis | null {
  const said = readSaidLines(lines);
  const all = listMatches(said);
  const matches = all.filter((match) => !isReplaced(match, said));
  const order = told.isRunning === true ? null : findOrder(matches, said);
  if (order !== null) return { ...toDiagnosis(order), evidenceAt: [order.index + 1] };
  if (told.wasTold === true && !hasEndedBefore(said)) return null;
  const healed = findHealed(said, Math.max(told.saidBeforeReady ?? 0, countToldPast(matches, said)));
  const found = findCause(matches, said, healed);
  const explained = new Set(all.filter(({ row }) => row.kind !== 'outcry').map(({ index }) => index));
  const end = readEnd(said);
  const passed = healed.map(
    (isHealed, index) => isHealed || explained.has(index) || end[index]!.isBehindOrder || isMildThere(said, index),
  );
  const words = findQuotable(said, passed, found === null || isOnlyShown(found) ? 0 : found.index + 1);
  const quotable = words === -1 && found === null && told.isRunning !== true ? findLast(said, healed, passed) : words;
  const isDone = said.findLast(({ texts }) => texts[0]!.trim() !== '');
  if (found === null && isDone !== undefined && tellsDone(isDone)) return null;
  if (found === null && quotable !== -1 && isLivedWith(said, quotable)) return null;
  if (found !== null && quotable === -1 && isHarmless(found, said)) return null;
  if (quotable !== -1 && (found === null || isOverruled(found, said, quotable))) {
    const cry = found === null ? matches.find(({ index }) => index === quotable) : undefined;
    return cry === undefined ? quote(said, quotable) : { ...toDiagnosis(cry), evidenceAt: [quotable + 1] };
  }
  if (found === null) return null;
  const unmade = findUnmade(said, healed, found);
  const maker = matches.find(({ row, index }) => index === unmade && row.kind === 'cause');
  if (maker !== undefined) return { ...toDiagnosis(maker), evidenceAt: [unmade + 1] };
  if (unmade !== -1) return quote(said, unmade);
  const cry = findCryBefore(said, passed, found.index);
  if (cry !== -1) return quote(said, cry);
  if (isOutlived(found, said, told.isRunning === true)) return null;
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

function countTalk(said: readonly SaidLine[], index: number): number {
  return said.slice(index + 1).filter(isTalk).length;
}

// What an app can live with, and has gone on after.
function isHarmless({ row, index, isMild }: Standing, said: readonly SaidLine[]): boolean {
  if (!isMild || (row.certainty !== 'likely' && said[index]!.level !== 'warn')) return false;
  return countTalk(said, index) > ENOUGH_TALK;
}

function findLast(said: readonly SaidLine[], healed: readonly boolean[], passed: readonly boolean[]): number {
  const tried = findLastTry(said, healed);
  return tried === -1 ? findLastWord(said, passed) : tried;
}

/**
 * The error that an app which was never up has met as it tried something for the last time, by its log; -1 where it has said more
 * since. That it wanted to try again tells nothing of an app that has ended.
 */
function findLastTry(said: readonly SaidLine[], healed: readonly boolean[]): number {
  const last = said.findLastIndex((line) => line.level === 'error' && !line.isContinued && !isWrapper(line));
  if (last === -1 || healed[last]! || isAside(said[last]!) || wasUp(said, last) || countTalk(said, last) > 0) return -1;
  return TRIED.test(said[last]!.texts[0]!) ? last : -1;
}

const TRIED = /\b(?:failed|error)\b.{0,20}: \S+ \S/i;

/** An error that no row knows. */
function isLivedWith(said: readonly SaidLine[], index: number): boolean {
  if (tellsEnd(said[index]!) && said[index]!.level !== 'fatal') return false;
  return hasGoneOn(said, index) || (isAboutService(said[index]!) && hasComeAgain(said, index));
}

/** The app has shown that it lives with it, or was up and only remarks that a service is away. */
function isOutlived({ row, index, isMild }: Standing, said: readonly SaidLine[], isRunning: boolean): boolean {
  if (row.kind === 'symptom') return false;
  const line = said[index]!;
  const isUsual = row.kind === 'cause' && isAboutService(line) && hasComeOften(said, index);
  // That a program which still runs has gone on is nothing new: it may wait for what it misses.
  if (!isRunning && (isUsual || hasWorkedLater(said, index))) return true;
  const isRemark = isMild && line.level !== null && isAboutService(line);
  return hasLivedWith(said, index, row.certainty === 'likely') || (isRemark && wasUp(said, index));
}

// What the app said after it had gone on is what it ended of.
function isOverruled(found: Standing, said: readonly SaidLine[], quotable: number): boolean {
  if (found.isMild || isOnlyShown(found)) return true;
  if (found.row.certainty === 'certain') return false;
  if (isVague(said[quotable]!) && found.index === findBefore(said, quotable)) return false;
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
