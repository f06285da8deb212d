import { isCleaning } from './ending-words.ts';
import { wasUp } from './gone-on.ts';
import {
  beginsAgain,
  isAboutService,
  isMild,
  isTalk,
  isWrapper,
  tellsBuilt,
  tellsEnd,
  tellsLate,
  tellsOwnEnd,
  tellsReady,
  tellsRefusal,
  tellsServed,
} from './line-sign.ts';
import type { Match } from './row-match.ts';
import type { SaidLine } from './said-line.ts';

/** So many lines that are no part of an error show that a program has gone on. */
const ENOUGH_TALK = 2;

/**
 * The line by which the program tells that it was told to end; null if it ended of something else. Errors before it are what the
 * program has lived with, and those behind it come of the end: only a start behind it, a failure of that start, an end of its
 * own before, or the reason that the program itself gives for the order count more.
 */
export function findOrder(matches: readonly Match[], said: readonly SaidLine[]): Match | null {
  const orders = matches.filter(({ row }) => row.kind === 'order');
  const last = orders.at(-1);
  if (last === undefined || said.slice(last.index + 1).some((line) => beginsAgain(line) || tellsBuilt(line)))
    return null;
  const isLast = last.row.isToOne === true || !wasUp(said, last.index);
  if (isLast && matches.some((match) => match.index > last.index && isOfAnotherLife(match, last, said))) return null;
  if (last.row.isToOne === true && said.slice(last.index + 1).some(isCryOfAnother)) return null;
  const begin = said.slice(0, last.index).findLastIndex(beginsAgain);
  const first = orders.find(({ index }) => index > begin) ?? last;
  return hasEndedBefore(said.slice(0, first.index)) ? null : first;
}

/**
 * How many of the lines are of lives that ended because they were told to, and were followed by another: what those said is no reason
 * of a later end.
 */
export function countToldPast(matches: readonly Match[], said: readonly SaidLine[]): number {
  const orders = matches.filter(({ row }) => row.kind === 'order');
  for (const order of orders.reverse()) {
    const next = said.findIndex((line, index) => index > order.index && beginsAgain(line));
    if (next === -1 || hasEndedBefore(said.slice(0, order.index))) continue;
    if (
      !matches.some((match) => match.index > order.index && match.index < next && isOfAnotherLife(match, order, said))
    )
      return next;
  }
  return 0;
}

// A service that is gone already, while the app ends, is no reason of that. Servers that others run beside them end without a cry.
function isOfAnotherLife({ row, index }: Match, order: Match, said: readonly SaidLine[]): boolean {
  const line = said[index]!;
  const isFailure = row.kind === 'cause' || (row.kind === 'outcry' && order.row.isToOne === true);
  return isFailure && !isMild(line) && !isWrapper(line) && !isAboutService(line) && !isCleaning(line);
}

const EXCEPTION = /^(?:[\w$]+[.:]{1,2}){0,10}[\w$]*(?:Error|Exception)\b/;

/** An exception in the words of a runtime; the servers that others run beside them are written without one. */
function isCryOfAnother(line: SaidLine): boolean {
  return EXCEPTION.test(line.texts[0]!) && !isMild(line) && !isAboutService(line);
}

/** The program had ended of something before the order came, or while it started. */
export function hasEndedBefore(said: readonly SaidLine[]): boolean {
  const begin = said.findLastIndex(beginsAgain);
  if (said.slice(begin + 1).some(tellsOwnEnd)) return true;
  // Who has waited for it in vain once ends the next start as well.
  const late = said.findLastIndex(tellsLate);
  if (late !== -1 && !said.slice(late + 1).some((line) => tellsReady(line) || tellsServed(line))) return true;
  const end = said.findLastIndex((line) => tellsEnd(line) && !tellsRefusal(line));
  return end !== -1 && said.slice(end + 1).filter(isTalk).length < ENOUGH_TALK;
}
