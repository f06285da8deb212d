import type { Diagnosis } from '../core/diagnosis.ts';
import type { FailureCode, FailureDetails } from '../core/failure-code.ts';
import type { TimelineMoment } from '../core/timeline.ts';
import type { CatalogueRow } from './catalogue/row.ts';
import { CATALOGUE } from './catalogue.ts';

/**
 * A named row of the catalogue with the facts of one occurrence. The message is the row's sentence with the details
 * filled in: subject, what happened. It never holds a stack, nor the value of an environment variable.
 */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly details: FailureDetails;
  readonly row: CatalogueRow;
  /** What was found out about this occurrence; null if nothing was. */
  readonly diagnosis: Diagnosis | null;
  /** The moments of the start it ended; empty if it ended none. */
  readonly timeline: readonly TimelineMoment[];

  constructor(code: FailureCode, details: FailureDetails = {}, options: FailureOptions = {}) {
    const row = CATALOGUE[code];
    super(fillSentence(row.sentence, details), options);
    this.name = 'Failure';
    this.code = code;
    this.details = details;
    this.row = row;
    this.diagnosis = options.diagnosis ?? null;
    this.timeline = options.timeline ?? [];
  }

  /** The same failure with what was found out about it since. */
  withDiagnosis(diagnosis: Diagnosis): Failure {
    return new Failure(this.code, this.details, { cause: this.cause, timeline: this.timeline, diagnosis });
  }

  /** What to do about it, with the details filled in. */
  get cure(): string {
    return fillSentence(this.row.cure, this.details);
  }
}

export interface FailureOptions extends ErrorOptions {
  readonly diagnosis?: Diagnosis | null;
  readonly timeline?: readonly TimelineMoment[];
}

/** Replaces `{name}` by the detail of that name; a detail that is missing is a bug and stays visible as `{name}`. */
export function fillSentence(sentence: string, details: FailureDetails): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = details[name];
    if (value === undefined) return whole;
    return typeof value === 'object' ? value.join('\n') : String(value);
  });
}
