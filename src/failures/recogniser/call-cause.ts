import type { Diagnosis } from '../../core/diagnosis.ts';
import { type CountedKill, diagnoseMemoryKill } from '../diagnosis/memory.ts';
import { findMatches, toDiagnosis } from './recognise.ts';
import type { RecogniserRow } from './row.ts';
import type { Recognition } from './row-match.ts';

/** A call that went wrong while the app ran on. */
export interface SpoiltCall {
  /** No other call was under way at any moment of it. */
  readonly isAlone: boolean;
  /** Method and target, as servers quote them: `GET /page?id=1`. */
  readonly request: string;
  readonly end: CallEnd;
}

/**
 * `lost`: its connection broke, or a server says so of the one behind it (502). `unavailable`: 503, which apps give of their own
 * accord too. `late`: there was no answer in time (504). `error`: the app itself answered that it has failed.
 */
export type CallEnd = 'lost' | 'unavailable' | 'late' | 'error';

/** What the app said: in the whole call, and in its last moments, which is when a worker that it has lost must have ended. */
export interface SaidInCall {
  readonly lines: readonly string[];
  readonly lastLines: readonly string[];
}

/** nginx and php-fpm say whose call they complain about. A client may have put anything but blanks into its target. */
const NAMED_REQUEST = /[ (]request: "(\S+ \S+)(?: HTTP\/[\d.]+"|"\))/;

/** PHP ends a script with these, whatever else it logs. */
const END_OF_SCRIPT = /PHP (?:Fatal|Parse) error: /;

/** A worker that did not end by itself. */
const KILLED = /\bsignal 9\b|\bSIGKILL\b|\bKilled \(9\)/;

/**
 * Finds why a call went wrong in what the app said meanwhile, and in the kernel's count of kills for want of memory; null if
 * nothing of it is known, or could be of another call. `certain`: the line names this very request, or tells of the end of
 * the only worker that can have had it.
 */
export function recogniseInCall(
  { lines, lastLines }: SaidInCall,
  call: SpoiltCall,
  findMemoryKill: () => CountedKill | null,
): Diagnosis | null {
  const mayHaveLost = mayHaveLostWorker(lastLines, call);
  const best = choose(
    findMatches(lines.filter((line) => !isOfAnother(line, call))).filter(({ row, line }) =>
      row.endsWorker === true ? mayHaveLost && lastLines.includes(line) : mayCount(row, line, call),
    ),
  );
  const memory = mayHaveLost && mayBeMemory(best) ? findMemoryKill() : null;
  if (memory !== null) {
    const certainty = isOnlyEnd(best, call) ? memory.certainty : 'likely';
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

// Among other calls the end of a worker may be anybody's: of whom a server says that it has lost somebody else's, or who may
// have said so itself, it is not told.
function mayHaveLostWorker(lastLines: readonly string[], call: SpoiltCall): boolean {
  if (call.isAlone) return call.end === 'lost' || call.end === 'unavailable';
  const named = lastLines.map((line) => NAMED_REQUEST.exec(line)?.[1]).filter((request) => request !== undefined);
  return call.end === 'lost' && (named.length === 0 || named.includes(call.request));
}

function mayCount(row: RecogniserRow, line: string, { isAlone, end }: SpoiltCall): boolean {
  // With an answer of its own the app is well, whatever a server in front has met on the way to it.
  if (row.kind === 'symptom' && end === 'error' && row.answersError !== true) return false;
  return isAlone || NAMED_REQUEST.test(line);
}

function isOnlyEnd(best: Recognition | null, { isAlone, end }: SpoiltCall): boolean {
  return best?.row.endsWorker === true && isAlone && end === 'lost';
}

function mayBeMemory(best: Recognition | null): boolean {
  if (best === null) return true;
  return best.row.endsWorker === true ? KILLED.test(best.line) : best.row.kind === 'symptom';
}

// What an app logs in a call need not be why it fails.
function toCallDiagnosis(best: Recognition, call: SpoiltCall): Diagnosis {
  const { row, line, groups } = best;
  const isSaidOfIt = NAMED_REQUEST.test(line) && (row.kind === 'symptom' || END_OF_SCRIPT.test(line));
  const isSure = isSaidOfIt || isOnlyEnd(best, call);
  const diagnosis = toDiagnosis(best);
  const certainty = isSure ? 'certain' : 'likely';
  if (row.kind !== 'outcry' || row.endsWorker === true) return { ...diagnosis, certainty };
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
