import { isMild, tellsConnected, tellsReady } from './line-sign.ts';
import type { Match } from './row-match.ts';
import type { SaidLine } from './said-line.ts';

/** A match, and whether the app could go on after it. */
export interface Standing extends Match {
  readonly isMild: boolean;
}

/**
 * The matches that can still be why the process failed: not those before which it was not yet, and behind which it was,
 * ready; nor what was away and has been reached since. `saidBeforeReady`: so many of the lines.
 */
export function weigh(matches: readonly Match[], said: readonly SaidLine[], saidBeforeReady: number): Standing[] {
  const ready = said.map((line, index) => index < saidBeforeReady || tellsReady(line));
  const connected = said.map(tellsConnected);
  return matches
    .filter(({ index, row }) => {
      // That of an app that serves.
      if (row.kind === 'symptom') return true;
      const { source } = said[index]!;
      const isSame = (at: number): boolean => said[at]!.source === source;
      const isHealed = (signs: readonly boolean[]): boolean =>
        signs.some((sign, at) => sign && at > index && isSame(at));
      return index >= saidBeforeReady && !isHealed(ready) && !isHealed(connected);
    })
    .map((match) => ({ ...match, isMild: isMildThere(said, match.index) }));
}

// "Going on without it" often stands in the line behind.
function isMildThere(said: readonly SaidLine[], index: number): boolean {
  const next = said.slice(index + 1, index + 4).find((line) => !line.isContinued);
  return isMild(said[index]!) || (next !== undefined && next.level === null && isMild(next));
}
