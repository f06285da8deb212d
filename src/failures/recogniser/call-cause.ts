import type { Diagnosis } from '../../core/diagnosis.ts';
import { type CountedKill, diagnoseMemoryKill } from '../diagnosis/memory.ts';
import { findMatches, type Recognition, toDiagnosis } from './recognise.ts';

/** A call that went wrong while the app ran on. */
export interface SpoiltCall {
  /** No other call was under way at any moment of it. */
  readonly isAlone: boolean;
  /** Method and target, as servers quote them: `GET /page?id=1`. */
  readonly request: string;
  /** It got no answer, or one that a server gives for what is behind it (502, 503, 504): somebody may have been lost. */
  readonly isLost: boolean;
}

/** nginx and php-fpm say whose call they complain about. */
const NAMED_REQUEST = /[ (]request: "([^"]*?)(?: HTTP\/[\d.]+)?"/;

/** A worker that did not end by itself. */
const KILLED = /\bsignal 9\b|\bSIGKILL\b|\bKilled \(9\)/;

/**
 * Finds why a call went wrong in what the app said meanwhile, and in the kernel's count of kills for want of memory; null if
 * nothing of it is known, or could be of another call. `certain`: the line names this very request, or tells of the end of
 * the only worker that can have had it.
 */
export function recogniseInCall(
  lines: readonly string[],
  call: SpoiltCall,
  findMemoryKill: () => CountedKill | null,
): Diagnosis | null {
  const matches = findMatches(lines.filter((line) => !isOfAnother(line, call))).filter((match) =>
    mayCount(match, call),
  );
  const best = choose(matches);
  const memory = call.isLost && mayBeMemory(best) ? findMemoryKill() : null;
  if (memory !== null) {
    const certainty = best?.row.endsWorker === true && call.isAlone ? memory.certainty : 'likely';
    return diagnoseMemoryKill({ ...memory, certainty }, 'a process of the app');
  }
  return best === null ? null : toCallDiagnosis(best, call);
}

/** The end of a worker explains all else that is said; a cause is better than an outcry, and that than what only shows. */
function choose(matches: readonly Recognition[]): Recognition | null {
  const causes = matches.filter(({ row }) => row.kind === 'cause');
  return (
    matches.find(({ row }) => row.endsWorker === true) ??
    causes.findLast(({ row }) => row.certainty === 'certain') ??
    causes.at(-1) ??
    matches.findLast(({ row }) => row.kind === 'outcry') ??
    // A server in front tells of the same want as the one behind it, and knows less.
    matches.findLast(({ line }) => !NAMED_REQUEST.test(line)) ??
    matches.at(-1) ??
    null
  );
}

function isOfAnother(line: string, { request }: SpoiltCall): boolean {
  const named = NAMED_REQUEST.exec(line)?.[1];
  return named !== undefined && named !== request;
}

function mayCount({ row, line }: Recognition, { isAlone, isLost }: SpoiltCall): boolean {
  if (row.endsWorker === true) return isLost;
  return isAlone || NAMED_REQUEST.test(line);
}

function mayBeMemory(best: Recognition | null): boolean {
  if (best === null) return true;
  return best.row.endsWorker === true ? KILLED.test(best.line) : best.row.kind === 'symptom';
}

function toCallDiagnosis(best: Recognition, { isAlone }: SpoiltCall): Diagnosis {
  const { row, line, groups } = best;
  const isSure = NAMED_REQUEST.test(line) || (row.endsWorker === true && isAlone);
  const diagnosis = toDiagnosis(best);
  const certainty = isSure ? 'certain' : 'likely';
  if (row.kind !== 'outcry') return { ...diagnosis, certainty };
  return {
    ...diagnosis,
    certainty,
    cause: `The call met an error that nothing in the app handles: ${toError(groups)}.`,
  };
}

const LONGEST_ERROR = 200;

function toError({ error, message }: Recognition['groups']): string {
  const text = [error, message].filter((part) => part !== undefined).join(': ');
  return text.length > LONGEST_ERROR ? `${text.slice(0, LONGEST_ERROR)}…` : text.replace(/\.$/, '');
}
