import type { FailureDetails } from '../core/failure-code.ts';
import type { CatalogueRow } from './catalogue/row.ts';
import { fillSentence } from './sentence.ts';

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
]);

/** For a row that has nothing safe to say. */
const UNTOLD = {
  sentence: 'The server could not answer this request.',
  cure: 'Ask its operator: the log names the cause beside the request id.',
};

/** What anybody may read of a failure. */
export interface BriefWords {
  readonly message: string;
  readonly cure: string;
}

/** The words of a failure for clients of a server in production: private details cannot get into them. */
export function toBriefWords(row: CatalogueRow, details: FailureDetails): BriefWords {
  const sentence = choose(row.brief?.sentence, row.sentence, UNTOLD.sentence);
  const cure = choose(row.brief?.cure, row.cure, UNTOLD.cure);
  return { message: fillSentence(sentence, details), cure: fillSentence(cure, details) };
}

/** Names the details in a text that a client must not see. */
export function findPrivateDetails(text: string): string[] {
  return [...text.matchAll(/(?<!\$)\{(\w+)\}/g)].map(([, name]) => name!).filter((name) => !PUBLIC_DETAILS.has(name));
}

function choose(...texts: readonly [brief: string | undefined, whole: string, untold: string]): string {
  const [brief, whole, untold] = texts;
  return [brief, whole].find((text) => text !== undefined && findPrivateDetails(text).length === 0) ?? untold;
}
