import { tellsEmpty } from './empty-server.ts';
import { tellsOrder } from './ending-words.ts';
import { beginsAgain, isTalk, isWork, isWrapper, tellsEnd, tellsOwnEnd, tellsReady, tellsServed } from './line-sign.ts';
import type { SaidLine } from './said-line.ts';
import { countSeconds, type Moment, readMoment } from './said-time.ts';

/** So many lines that are no part of an error show that a program has gone on for long. */
const MUCH_TALK = 5;
const VERY_MUCH_TALK = 15;
/** Fewer do where they were said so much later. */
const SOME_TALK = 2;
const MUCH_LATER_SECONDS = 30;

/**
 * True if the app has gone on long after the line: an error of which nobody knows more is no reason then. Who has been told to have
 * ended has not gone on, whatever its next life says.
 */
export function hasGoneOn(said: readonly SaidLine[], index: number): boolean {
  const behind = listBehind(said, index);
  if (behind.some(tellsOwnEnd) || isAnnouncedEnd(said, index)) return false;
  const talk = behind.filter((line) => isTalk(line) && !isEarlier(said, index, line));
  if (talk.length >= MUCH_TALK || hasWorkedLater(said, index)) return true;
  return talk.length >= SOME_TALK && talk.some((line) => isMuchLater(said, index, line));
}

/** Clocks that lie an hour apart are of different zones. */
const ONE_ZONE_SECONDS = 1_500;

/** By its time it was said before: who shows a log often shows its end first. */
function isEarlier(said: readonly SaidLine[], index: number, line: SaidLine): boolean {
  const own = readMoment(line);
  const at = own === null ? null : findLastMoment(said, index);
  if (own === null || at === null) return false;
  const seconds = countSeconds(own, at);
  return seconds > 0 && seconds < ONE_ZONE_SECONDS;
}

/** Just before the line the program has told that it ends of it. */
function isAnnouncedEnd(said: readonly SaidLine[], index: number): boolean {
  const before = said[index - 1];
  return before !== undefined && tellsOwnEnd(before) && isOfSame(before, said[index]!);
}

/** What the same program has said behind the line. */
function listBehind(said: readonly SaidLine[], index: number): readonly SaidLine[] {
  return said.slice(index + 1).filter((line) => isOfSame(line, said[index]!));
}

/** Not of another by the names that the log gives them. */
function isOfSame(one: SaidLine, other: SaidLine): boolean {
  return one.source === other.source || one.source === '' || other.source === '';
}

/** The app goes about its work much later than it has said the line, in the same life. */
export function hasWorkedLater(said: readonly SaidLine[], index: number): boolean {
  const behind = listBehind(said, index);
  if (tellsEnd(said[index]!) || behind.some((line) => beginsAgain(line) || isWrapper(line) || tellsEnd(line)))
    return false;
  const work = behind.findLast((line) => isWork(line) || tellsOrder(line));
  if (work === undefined || isRepeated(said, work) || !isMuchLater(said, index, work)) return false;
  return !isStubborn(said, index) || behind.filter(isWork).length >= SOME_TALK;
}

/** Said so often in a row, a line is the end of as many lives. */
function isStubborn(said: readonly SaidLine[], index: number): boolean {
  const words = toKind(said[index]!);
  const before = said.slice(Math.max(0, index - VERY_OFTEN + 1), index);
  return before.length === VERY_OFTEN - 1 && before.every((line) => toKind(line) === words);
}

function isMuchLater(said: readonly SaidLine[], index: number, later: SaidLine): boolean {
  const after = readMoment(later);
  if (after === null) return false;
  const before = findLastMoment(said, index);
  return before !== null && countSeconds(before, after) >= MUCH_LATER_SECONDS;
}

/** Of the line, or of the last before that tells any. */
function findLastMoment(said: readonly SaidLine[], index: number): Moment | null {
  for (let i = index; i >= 0; i--) {
    const moment = readMoment(said[i]!);
    if (moment !== null) return moment;
  }
  return null;
}

/** So often must an error have come for it to be one that the app lives with; without work between more often. */
const OFTEN = 3;
const VERY_OFTEN = 5;

/** True if an app that was up has met the same again and again, and gone about its work each time. */
export function hasComeOften(said: readonly SaidLine[], index: number): boolean {
  const places = listPlaces(said, index);
  const isBetween = (at: number, nth: number): boolean =>
    nth === 0 || said.slice(places[nth - 1]! + 1, at).some((line) => isWork(line) && isOfSame(line, said[index]!));
  return places.length >= VERY_OFTEN || (places.length >= OFTEN && places.every(isBetween));
}

/** True if an app that was up has met the same before, and gone on. */
export function hasComeAgain(said: readonly SaidLine[], index: number): boolean {
  return listPlaces(said, index).length > 1;
}

/** Where a life that was up has said the same, the line among them. */
function listPlaces(said: readonly SaidLine[], index: number): readonly number[] {
  if (tellsEnd(said[index]!) || !wasUp(said, index)) return [];
  const words = toKind(said[index]!);
  const places = said.flatMap((line, at) => (at <= index && toKind(line) === words ? [at] : []));
  return wasUp(said, places[0]!) ? places : [];
}

const KIND_CHARACTERS = 200;

/** What a line says, whatever numbers it names. */
function toKind({ texts, source }: SaidLine): string {
  return `${source} ${texts[0]!.slice(0, KIND_CHARACTERS).replace(/\d+/g, '0')}`;
}

/** With these words a life begins: who says them again has been started anew. */
const FIRST_LINES = 3;

function isRepeated(said: readonly SaidLine[], line: SaidLine): boolean {
  return said.slice(0, FIRST_LINES).some((first) => first !== line && first.texts[0] === line.texts[0]);
}

/** A server that is up starts them anew. */
const WORKER = /\bworker\b/i;

/** True if the life that says the line had told before that it serves. */
export function wasUp(said: readonly SaidLine[], index: number): boolean {
  const before = said.slice(0, index).filter((line) => isOfSame(line, said[index]!));
  const up = before.findLastIndex((line) => tellsReady(line) || tellsServed(line));
  return (
    up !== -1 &&
    !before.slice(up + 1).some((line) => beginsAgain(line) && !tellsReady(line) && !WORKER.test(line.texts[0]!))
  );
}

/**
 * True if the app was up before the line and has gone on for long after it, or has logged very much since: it has lived with what the
 * line says. Of what programs also say when they go on (`isMaybe`) lines without a time count as well, which else may be a dump.
 */
export function hasLivedWith(said: readonly SaidLine[], index: number, isMaybe: boolean): boolean {
  if (!hasGoneOn(said, index) || said.slice(index).some((line) => tellsEnd(line) || tellsEmpty(line))) return false;
  const talk = listBehind(said, index).filter((line) => isTalk(line) && (isMaybe || line.isStamped));
  return wasUp(said, index) || talk.length >= VERY_MUCH_TALK;
}
