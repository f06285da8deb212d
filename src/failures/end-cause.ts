import type { Diagnosis } from '../core/diagnosis.ts';
import { type ExitStatus, toMeaning } from '../core/exit-status.ts';
import { diagnoseExit } from './diagnosis/exit.ts';
import { locateEvidence } from './evidence-place.ts';
import { listLives } from './recogniser/life-banner.ts';
import { endsInOutcry, recognise } from './recogniser.ts';

/** Signals by which a process, or its runtime, ends itself: it says why before. */
const OWN_SIGNALS: ReadonlySet<string> = new Set(['SIGABRT', 'SIGTRAP', 'SIGILL']);

/** Why a process ended, and the lines that this rests on. */
export interface EndCause {
  readonly diagnosis: Diagnosis;
  /** Where its lines of evidence stand, counted from 1; empty where it rests on none. */
  readonly evidenceAt: readonly number[];
}

/**
 * Finds why a process ended in the lines of its log, as of one that berth has run itself: of several lives the last that
 * something is known of counts. `status`: how it ended; null if that is not known. null: nothing is known of it.
 */
export function findEndCause(lines: readonly string[], status: ExitStatus | null): EndCause | null {
  const meaning = status === null ? null : diagnoseExit(status);
  if (meaning !== null && isKilled(status)) return toEndCause(meaning);
  let end = lines.length;
  for (const life of listLives(lines).reverse()) {
    const isLast = end === lines.length;
    if (!isLast && isTold(status)) break;
    end -= life.length;
    const found = recognise(life, { wasTold: isTold(status) });
    if (found === null) continue;
    if (meaning !== null && !beatsStatus(found, life, status)) continue;
    const diagnosis: Diagnosis = isLast || found.certainty !== 'certain' ? found : { ...found, certainty: 'likely' };
    return { diagnosis, evidenceAt: locateEvidence(diagnosis, life).map((number) => end + number) };
  }
  return meaning === null ? null : toEndCause(meaning);
}

function toEndCause(diagnosis: Diagnosis): EndCause {
  return { diagnosis, evidenceAt: [] };
}

/**
 * True if words of a process say more than the meaning of its exit status: words that are sure, and whatever is known of the
 * words of a program that has ended itself, seen directly or by way of a shell.
 */
export function beatsStatus(found: Diagnosis, lines: readonly string[], status: ExitStatus | null): boolean {
  if (found.certainty === 'certain') return true;
  const isOwnEnd = status !== null && OWN_SIGNALS.has(toMeaning(status)?.key ?? '');
  return isOwnEnd && (found.certainty !== 'quoted' || endsInOutcry(lines));
}

/** Signals by which others tell a program to end. */
const ORDERS: ReadonlySet<string> = new Set(['SIGTERM', 'SIGINT']);

/** Somebody has told the process to end, seen directly or by way of a shell: it did not end of what it had lived with. */
export function isTold(status: ExitStatus | null): boolean {
  return status !== null && ORDERS.has(toMeaning(status)?.key ?? '');
}

/** A signal came from elsewhere: the process did not end of what it said. */
export function isKilled(status: ExitStatus | null): boolean {
  return status?.kind === 'signal' && !OWN_SIGNALS.has(status.signal);
}
