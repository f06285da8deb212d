import type { Diagnosis } from '../../core/diagnosis.ts';
import type { ExitStatus } from '../../core/exit-status.ts';
import type { FailureCode } from '../../core/failure-code.ts';
import type { ChosenPort } from '../../core/port-rule.ts';
import type { ProcessSettings } from '../../core/settings.ts';
import { nameKestrelCure } from '../../failures/diagnosis/kestrel.ts';
import { diagnoseQuietEnd, nameOwnPort, nameWrittenPort } from '../../failures/diagnosis/own-port.ts';
import { beatsStatus, isKilled, isTold } from '../../failures/end-cause.ts';
import type { Failure } from '../../failures/failure.ts';
import { readRecogniser, recognise } from '../../failures/recogniser.ts';
import type { ChildOutput } from '../../logging/child-output.ts';
import { unlessLate } from '../bounded-wait.ts';
import { findOtherPort } from '../inspection/port-holder.ts';

/** The calls in flight wait for the diagnosis, but no longer than they wait for the crash itself. */
const DIAGNOSIS_LIMIT_MS = 100;

/** Failures of a process that has ended: its words count more than its exit status. */
const ENDED: ReadonlySet<FailureCode> = new Set<FailureCode>(['APP_EXITED_BEFORE_READY', 'APP_CRASHED']);

/** What is known of a process whose failure is to be explained. */
export interface Patient {
  readonly output: ChildOutput;
  /** null while it runs. */
  readonly status: ExitStatus | null;
  /** performance.now(); null: it never was. */
  readonly readyAtMs: number | null;
  /** berth's own. */
  readonly ownPort: ChosenPort;
  readonly settings: ProcessSettings;
}

/**
 * The failure with its cause, as far as the last words of the process tell it. What was measured stands, and so does a signal that came
 * from elsewhere; the meaning of a mere exit status gives way to words that are sure, and what was only seen of a process
 * that is late to any words. A process that still runs has not died of them: likely at best.
 */
export async function readLastWords(
  failure: Failure,
  { output, status, readyAtMs, ownPort, settings }: Patient,
): Promise<Failure> {
  const { diagnosis } = failure;
  const hasEnded = ENDED.has(failure.code);
  const isFirm = diagnosis !== null && diagnosis.isPreliminary !== true && (!hasEnded || isKilled(status));
  if (isFirm) return nameOwnWays(failure, output.lifeTail);
  if (!output.isRead) return hasEnded && diagnosis === null ? failure.withDiagnosis(UNREAD) : failure;
  await Promise.all([unlessLate(output.flush(), DIAGNOSIS_LIMIT_MS), readRecogniser()]);
  const own = { ...ownPort, otherPort: findOtherPort(ownPort.port) };
  const isQuiet = failure.code === 'APP_EXITED_BEFORE_READY' && status?.kind === 'code' && status.code === 0;
  const quiet = isQuiet ? diagnoseQuietEnd(output.lifeTail, own) : null;
  // berth stops what is late or hung only after this: an order in its words is not what it fails of.
  const told = { saidBeforeReady: countBefore(output, readyAtMs), isRunning: !hasEnded, wasTold: isTold(status) };
  const found = recognise(output.lifeTail, told);
  if (quiet !== null && (found === null || found.certainty === 'quoted')) return failure.withDiagnosis(quiet);
  if (found === null) return failure;
  const isBeaten = diagnosis?.isPreliminary === true || !hasEnded || beatsStatus(found, output.lifeTail, status);
  if (diagnosis !== null && !isBeaten) return failure;
  const isSure = hasEnded || found.certainty === 'quoted';
  const toldPort = Number(settings.command.env['PORT']) || null;
  const named = nameWrittenPort(isSure ? found : { ...found, certainty: 'likely' }, toldPort);
  return failure.withDiagnosis(nameOwnPort(named, own));
}

/** How many of the last lines are from before the process was ready. */
function countBefore(output: ChildOutput, readyAtMs: number | null): number {
  return readyAtMs === null ? 0 : Math.max(0, output.lifeTail.length - output.linesSince(readyAtMs).length);
}

/** A runtime has its own ways to be told a port. */
function nameOwnWays(failure: Failure, lines: readonly string[]): Failure {
  const isMisplaced = failure.code === 'APP_WRONG_PORT' || failure.code === 'APP_WRONG_ADDRESS';
  return isMisplaced && failure.diagnosis !== null
    ? failure.withDiagnosis(nameKestrelCure(failure.diagnosis, lines))
    : failure;
}

const UNREAD: Diagnosis = {
  cause: 'What it said last went past berth (`logs: inherit`).',
  cure: 'Look for its last output in the log of the platform; with `logs: relay` berth reads it.',
  certainty: 'likely',
  evidence: [],
};
