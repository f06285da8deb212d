/**
 * What is known of one occurrence of a failure beyond its catalogue row. It is for operators: a client sees it only
 * with `errors.detail: full`, secrets masked.
 */
export interface Diagnosis {
  /** Why it happened, as one sentence. */
  readonly cause: string;
  /** What to do about this very cause, as one sentence. */
  readonly cure: string;
  /** `likely`: the evidence fits this cause, but does not prove it. */
  readonly certainty: 'certain' | 'likely';
  /** It tells only what was seen of the process: what the process itself said beats it. */
  readonly isPreliminary?: true;
  /** The output lines or facts that it rests on; may be empty. */
  readonly evidence: readonly string[];
}
