import type { FailureCode } from '../core/failure-code.ts';
import type { TimelineMoment } from '../core/timeline.ts';
import { type Explanation, explainFailure, toDocsLink } from './explanation.ts';
import { type Failure, fillSentence } from './failure.ts';
import { toClientWords } from './visitor-word.ts';

/** Everything a client is told of a failure. The answers are written from it alone, so nothing else can get into them. */
export interface Telling {
  readonly code: FailureCode;
  readonly status: number;
  readonly message: string;
  readonly cure: string;
  readonly retryAfterSeconds: number | null;
  /** Only with `errors.detail: full`; secrets masked. */
  readonly full: FullTelling | null;
}

/** What a developer is told besides. */
export interface FullTelling {
  readonly explanation: Explanation;
  readonly timeline: readonly TimelineMoment[];
  readonly logTail: readonly string[];
  readonly docs: string;
}

/** What is told in full detail besides the failure itself. */
export interface FullDetail {
  /** The app's last output lines as it wrote them. */
  readonly logTail: readonly string[];
  readonly mask: (text: string) => string;
}

/**
 * Chooses what a client is told; null for the detail of a server in production: what helps a client, and nothing of how the site is
 * run. What is wrong with its own request is told in the words of the row.
 */
export function tellFailure(failure: Failure, detail: FullDetail | null): Telling {
  const { code, row } = failure;
  // A row that only an exit was thought to have can still meet a request that was held.
  const status = row.status === 0 ? 503 : row.status;
  const shared = { code, status, retryAfterSeconds: row.retryAfterSeconds };
  if (detail === null) return { ...shared, ...toBriefWords(failure, status), full: null };
  const { mask } = detail;
  const { cause, cure, certainty, evidence } = explainFailure(failure);
  const full = {
    explanation: { cause: mask(cause), cure: mask(cure), certainty, evidence: evidence.map(mask) },
    timeline: failure.timeline,
    logTail: detail.logTail.map(mask),
    docs: toDocsLink(code),
  };
  return { ...shared, message: mask(failure.message), cure: mask(cure), full };
}

function toBriefWords({ row: { brief, retryAfterSeconds }, details }: Failure, status: number) {
  if (brief === undefined) return toClientWords(status, retryAfterSeconds);
  return { message: fillSentence(brief.sentence, details), cure: brief.cure };
}
