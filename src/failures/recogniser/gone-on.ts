import { beginsAgain, isTalk, tellsEnd, tellsOwnEnd, tellsReady, tellsServed } from './line-sign.ts';
import type { SaidLine } from './said-line.ts';

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
  const behind = said.slice(index + 1);
  if (behind.some(tellsOwnEnd)) return false;
  const talk = behind.filter(isTalk);
  if (talk.length >= MUCH_TALK) return true;
  if (talk.length < SOME_TALK) return false;
  const before = said
    .slice(0, index + 1)
    .map(readSeconds)
    .findLast(isKnown);
  const after = talk.map(readSeconds).findLast(isKnown);
  return before !== undefined && after !== undefined && countSeconds(before, after) >= MUCH_LATER_SECONDS;
}

/** A server that is up starts them anew. */
const WORKER = /\bworker\b/i;

/** True if the life that says the line had told before that it serves. */
export function wasUp(said: readonly SaidLine[], index: number): boolean {
  const before = said.slice(0, index);
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
  if (!hasGoneOn(said, index) || said.slice(index).some(tellsEnd)) return false;
  const talk = said.slice(index + 1).filter((line) => isTalk(line) && (isMaybe || line.isStamped));
  return wasUp(said, index) || talk.length >= VERY_MUCH_TALK;
}

const CLOCK = /^.{0,60}?\b(\d\d?):(\d\d):(\d\d)\b/;
const HALF_DAY_SECONDS = 43_200;

/** The time of day that the line was said at. */
function readSeconds({ raw }: SaidLine): number | null {
  const [, hours, minutes, seconds] = CLOCK.exec(raw) ?? [];
  return hours === undefined ? null : Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
}

function isKnown(seconds: number | null): seconds is number {
  return seconds !== null;
}

/** Over midnight, and noon for those that write only twelve hours; lines that changed places are of one moment. */
function countSeconds(before: number, after: number): number {
  const passed = (after - before + 2 * HALF_DAY_SECONDS) % (2 * HALF_DAY_SECONDS);
  return passed > HALF_DAY_SECONDS ? 0 : passed;
}
