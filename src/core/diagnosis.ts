/**
 * What is known of one occurrence of a failure beyond its catalogue row. It is for operators: a client sees it only
 * with `errors.detail: full`, secrets masked.
 */
export interface Diagnosis {
  /** Why it happened, as one sentence. */
  readonly cause: string;
  /** What to do about this very cause, as one sentence. */
  readonly cure: string;
  /**
   * `likely`: the evidence fits this cause, but does not prove it. `quoted`: nothing of it is known to berth, and the cause
   * is in the process's own words.
   */
  readonly certainty: 'certain' | 'likely' | 'quoted';
  /** It tells only what was seen of the process: what the process itself said beats it. */
  readonly isPreliminary?: true;
  /** The output lines or facts that it rests on; may be empty. */
  readonly evidence: readonly string[];
  /** Where lines of evidence stand in the output that was read, from 1; absent if it rests on something else. */
  readonly evidenceAt?: readonly number[];
}
