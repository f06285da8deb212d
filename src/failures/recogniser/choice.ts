import { isAboutService, isTalk, isUnreached, isVague, isWrapper, tellsEnd } from './line-sign.ts';
import { findBefore } from './quote.ts';
import type { Match } from './row-match.ts';
import type { SaidLine } from './said-line.ts';
import { type Standing, weigh } from './standing.ts';

/** Of all that is known of the lines what explains them best, orders apart; null: nothing that has not healed. */
export function findCause(
  matches: readonly Match[],
  said: readonly SaidLine[],
  healed: readonly boolean[],
): Standing | null {
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
  const origin =
    findShortage(matches, lastCause, said) ??
    findOrigin(matches, lastCause, said) ??
    findMigration(matches, lastCause, said);
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

const MIGRATING = /migrat(?:e|es|ed|ing|ions?|or)\b/i;

/** Why the migration failed that was to make what is missing. */
function findMigration(
  matches: readonly Standing[],
  cause: Standing | undefined,
  said: readonly SaidLine[],
): Standing | null {
  if (cause?.row.isUnmigrated !== true) return null;
  return (
    matches.findLast(
      ({ row, group, index }) =>
        index < cause.index &&
        row.kind === 'cause' &&
        row.isUnmigrated !== true &&
        (group === cause.group || said[index]!.texts.some((text) => MIGRATING.test(text))),
    ) ?? null
  );
}

/** The server of the same instance is asked, as a probe beside it does. */
const LOOPBACK = /\b(?:localhost|127\.0\.0\.1):\d|\[::1\]:\d/;

/** One of several programs that another does not reach may have told itself why it is gone. */
function findOrigin(
  matches: readonly Standing[],
  cause: Standing | undefined,
  said: readonly SaidLine[],
): Standing | null {
  if (cause === undefined || !isUnreached(said[cause.index]!)) return null;
  const { source, texts } = said[cause.index]!;
  const isOwn = texts.some((text) => LOOPBACK.test(text));
  return (
    matches.findLast(({ row, index, group }) => {
      if (index >= cause.index || row.kind !== 'cause' || isAboutService(said[index]!)) return false;
      const isOfAnother = source !== '' && said[index]!.source !== '' && said[index]!.source !== source;
      return isOfAnother || (isOwn && group.root === 'first' && row.certainty === 'certain');
    }) ?? null
  );
}

/** Those since the app has last gone on: what it said before is not what it ended of. */
function keepLastEpisode(matches: readonly Standing[], said: readonly SaidLine[]): readonly Standing[] {
  const all = matches.filter(({ row }) => row.kind === 'cause');
  const end = said.findLastIndex(tellsEnd);
  const ofEnd = all.filter(({ index }) => index >= end);
  const causes =
    end === -1 || ofEnd.every(({ index, group }) => group.isWide === true || isVague(said[index]!)) ? all : ofEnd;
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
  const telling = all.filter(({ index, group }) => group.isLast !== true && !isVague(said[index]!));
  const causes = telling.length > 0 ? telling : leaveVague(all, said);
  const ofRuntimes = causes.filter(({ group }) => group.isWide !== true);
  const best = ofRuntimes.length > 0 ? ofRuntimes : causes;
  const certain = best.filter(({ row }) => row.certainty === 'certain');
  return certain.length > 0 ? certain : best;
}

/** Of general words and a nil that was followed directly behind them those words. */
function leaveVague(causes: readonly Standing[], said: readonly SaidLine[]): readonly Standing[] {
  const last = causes.at(-1);
  if (last === undefined || !isVague(said[last.index]!)) return causes;
  const told = causes.filter(({ index }) => !isVague(said[index]!)).at(-1);
  return told === undefined || told.index !== findBefore(said, last.index) ? causes : [told];
}

/** Words that tie an error to the one printed before it (Python, PHP). */
const CHAIN = /^(?:During handling of the above exception|The above exception was the direct cause)|^Next \w/;

/** So many lines that are no part of an error show that the app has gone on. */
export const ENOUGH_TALK = 2;

// An app may log a cause it can live with (a cache that is away) and end much later of something else.
function isBehind(outcry: Standing, { index }: Standing, said: readonly SaidLine[]): boolean {
  if (index > outcry.index) return true;
  const between = said.slice(index + 1, outcry.index);
  if (isVague(said[outcry.index]!)) {
    if (between.filter(isTalk).length < ENOUGH_TALK || index === findBefore(said, outcry.index)) return true;
  }
  return between.some(({ texts }) => CHAIN.test(texts[0]!)) || !between.some(isTalk);
}

/** Somebody else tells how it ended, who knows less of it than its own words. */
export function isOnlyShown({ row }: Standing): boolean {
  return row.isFarewell === true;
}
