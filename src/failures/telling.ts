import type { FailureCode, FailureDetails } from '../core/failure-code.ts';
import type { TimelineMoment } from '../core/timeline.ts';
import type { CatalogueRow } from './catalogue/row.ts';
import { type Explanation, explainFailure, toDocsLink } from './explanation.ts';
import { type Failure, fillSentence } from './failure.ts';

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

/** Chooses what a client is told; null for the detail of a server in production: private details cannot get into that. */
export function tellFailure(failure: Failure, detail: FullDetail | null): Telling {
  const { code, row } = failure;
  // A row that only an exit was thought to have can still meet a request that was held.
  const status = row.status === 0 ? 503 : row.status;
  const shared = { code, status, retryAfterSeconds: row.retryAfterSeconds };
  if (detail === null) return { ...shared, ...toBriefWords(row, failure.details), full: null };
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

/** For a row that has nothing safe to say. */
const UNTOLD = {
  sentence: 'The server could not answer this request.',
  cure: 'Ask its operator: the log names the cause beside the request id.',
};

function toBriefWords({ brief, sentence, cure }: CatalogueRow, details: FailureDetails) {
  const choose = (...texts: ReadonlyArray<string | undefined>): string | undefined =>
    texts.find((text) => text !== undefined && findPrivateDetails(text).length === 0);
  return {
    message: fillSentence(choose(brief?.sentence, sentence) ?? UNTOLD.sentence, details),
    cure: fillSentence(choose(brief?.cure, cure) ?? UNTOLD.cure, details),
  };
}

/** Details that tell a stranger nothing of the machine: no path, no command line, no address, no bytes of anybody. */
const PUBLIC_DETAILS: ReadonlySet<string> = new Set([
  'process',
  'dependency',
  'status',
  'count',
  'deadline',
  'phase',
  'limit',
  'key',
  'reason',
  'task',
]);

/** Names the details in a text that a client must not see. */
export function findPrivateDetails(text: string): string[] {
  return [...text.matchAll(/(?<!\$)\{(\w+)\}/g)].map(([, name]) => name!).filter((name) => !PUBLIC_DETAILS.has(name));
}
