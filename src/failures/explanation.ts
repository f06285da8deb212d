import type { Diagnosis } from '../core/diagnosis.ts';
import type { FailureCode } from '../core/failure-code.ts';
import type { Failure } from './failure.ts';

/** Why a failure happened and what to do, as the log and the answers in full detail tell it. */
export interface Explanation {
  readonly cause: string;
  readonly cure: string;
  /** `usual`: the catalogue's words for all failures of the kind. `unknown`: the output was read and says nothing known. */
  readonly certainty: Diagnosis['certainty'] | 'usual' | 'unknown';
  readonly evidence: readonly string[];
}

/** How a cause is introduced, by how sure berth is of it. */
export const CAUSE_TITLES: Readonly<Record<Explanation['certainty'], string>> = {
  certain: 'Cause',
  likely: 'Likely cause',
  quoted: 'In its own words',
  usual: 'The usual cause',
  unknown: 'Cause not known',
};

/** Failures of a process that had its say. */
const SPOKEN: ReadonlySet<FailureCode> = new Set<FailureCode>(['APP_EXITED_BEFORE_READY', 'APP_CRASHED', 'CRASH_LOOP']);

const UNKNOWN_CAUSE = 'Nothing in its last output is known to berth.';

/** The best that is known of a failure: its own diagnosis, else what the catalogue says of its kind. */
export function explainFailure({ code, diagnosis, row, cure }: Failure): Explanation {
  if (diagnosis !== null) return diagnosis;
  if (SPOKEN.has(code)) return { cause: UNKNOWN_CAUSE, cure, certainty: 'unknown', evidence: [] };
  return { cause: row.cause, cure, certainty: 'usual', evidence: [] };
}

/** Where the docs tell more of a failure. */
export function toDocsLink(code: FailureCode): string {
  return `docs/failures.md#${code}`;
}

/** Fields that every log record of a failure has. */
export function toFailureFields(failure: Failure): Readonly<Record<string, unknown>> {
  const timeline = failure.timeline.length === 0 ? {} : { timeline: failure.timeline };
  return {
    event: 'failure',
    code: failure.code,
    ...explainFailure(failure),
    ...timeline,
    docs: toDocsLink(failure.code),
  };
}
