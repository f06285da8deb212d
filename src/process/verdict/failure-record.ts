import type { Diagnosis } from '../../core/diagnosis.ts';
import type { ExitStatus } from '../../core/exit-status.ts';
import type { FailureCode } from '../../core/failure-code.ts';
import type { Log, LogFields } from '../../core/log.ts';
import { nameOwnPort } from '../../failures/diagnosis/own-port.ts';
import { explainFailure, toFailureFields } from '../../failures/explanation.ts';
import type { Failure } from '../../failures/failure.ts';
import { recognise } from '../../failures/recogniser/recognise.ts';
import type { ChildOutput } from '../../logging/child-output.ts';
import type { Child } from '../group/child.ts';
import { unlessLate } from '../pause.ts';

/** How long to wait for the relay: a flood from a daemon that left its group could keep it busy for ever. */
export const FLUSH_LIMIT_MS = 500;

/** The calls in flight wait for the diagnosis, but no longer than the desk waits for the crash itself. */
const DIAGNOSIS_LIMIT_MS = 100;

/** Lines of the last output in the record. */
export const LOGGED_TAIL_LINES = 20;

/** Failures of a process that has ended: its words count more than its exit status. */
const ENDED: ReadonlySet<FailureCode> = new Set<FailureCode>(['APP_EXITED_BEFORE_READY', 'APP_CRASHED']);

/** Signals by which a process, or its runtime, ends itself: it says why before. */
const OWN_SIGNALS: ReadonlySet<NodeJS.Signals> = new Set<NodeJS.Signals>(['SIGABRT', 'SIGTRAP', 'SIGILL']);

/** What is known of a process whose failure is to be explained. */
export interface Patient {
  readonly output: ChildOutput;
  /** null while it runs. */
  readonly status: ExitStatus | null;
  /** berth's own port. */
  readonly listenPort: number;
}

/**
 * Reads the last words of a process for the cause of its failure. What was measured stands, and so does a signal that came
 * from elsewhere; the meaning of a mere exit status gives way to words that are sure, and what was only seen of a process
 * that is late to any words. A process that still runs has not died of them: likely at best.
 */
export async function diagnoseFailure(failure: Failure, { output, status, listenPort }: Patient): Promise<Failure> {
  const { diagnosis } = failure;
  const hasEnded = ENDED.has(failure.code);
  const isKilled = status?.kind === 'signal' && !OWN_SIGNALS.has(status.signal);
  const isFirm = diagnosis !== null && diagnosis.isPreliminary !== true && (!hasEnded || isKilled);
  if (isFirm) return failure;
  if (!output.isRead) return hasEnded && diagnosis === null ? failure.withDiagnosis(UNREAD) : failure;
  await unlessLate(output.flush(), DIAGNOSIS_LIMIT_MS);
  const found = recognise(output.lifeTail);
  if (found === null || (diagnosis !== null && hasEnded && found.certainty !== 'certain')) return failure;
  return failure.withDiagnosis(nameOwnPort(hasEnded ? found : { ...found, certainty: 'likely' }, listenPort));
}

const UNREAD: Diagnosis = {
  cause: 'What it said last went past berth (`logs: inherit`).',
  cure: 'Look for its last output in the log of the platform; with `logs: relay` berth reads it.',
  certainty: 'likely',
  evidence: [],
};

/** What a process left behind when it failed. */
export interface Remains {
  readonly child: Child | null;
  readonly output: ChildOutput;
}

/** Logs the failures of one process: the first whole, one that repeats it with a count and only what is new in it. */
export interface FailureRecorder {
  /** Called once for each failure. */
  record(failure: Failure, remains: Remains): Promise<void>;
}

/** Creates the recorder of one process over all its lives. */
export function createFailureRecorder(log: Log, processName: string): FailureRecorder {
  let last = '';
  let repeats = 0;
  let told: ReadonlySet<string> = new Set();

  return {
    async record(failure, { child, output }) {
      const uptimeMs = child === null ? 0 : Math.round(performance.now() - child.spawnedAtMs);
      await unlessLate(output.flush(), FLUSH_LIMIT_MS);
      const tail = output.lifeTail.slice(-LOGGED_TAIL_LINES);
      const key = `${failure.message}\n${explainFailure(failure).cause}`;
      repeats = key === last ? repeats + 1 : 0;
      const logTail = repeats === 0 ? tail : tail.filter((line) => !told.has(toLikeness(line)));
      last = key;
      told = new Set(tail.map(toLikeness));
      const own = { process: processName, ...toFields(child?.exitStatus ?? null), uptimeMs };
      const again = repeats === 0 ? {} : { again: repeats };
      const count = repeats === 1 ? ' (again)' : ` (again, ${repeats} times)`;
      const fields = { event: 'failure', code: failure.code, ...own, ...toFailureFields(failure), ...again, logTail };
      log.error(fields, `${failure.message}${repeats === 0 ? '' : count}`);
    },
  };
}

/** A line without its numbers: times, pids and ports make every life's words look new. */
function toLikeness(line: string): string {
  return line.replace(/\d+/g, '0');
}

function toFields(status: ExitStatus | null): LogFields {
  if (status === null) return {};
  return status.kind === 'code' ? { exitCode: status.code } : { signal: status.signal };
}
