import type { FailureCode } from '../../core/failure-code.ts';

/** One failure as users meet it. `{name}` in a text is filled from the details of the occurrence. */
export interface CatalogueRow {
  /** HTTP status of the answer; 0 where no answer can be sent. */
  readonly status: number;
  /** Exit status of berth when this failure ends it; null if it never does. */
  readonly exitStatus: number | null;
  /** Subject, what happened. */
  readonly sentence: string;
  /** The usual reasons, for the docs and the page. */
  readonly cause: string;
  readonly cure: string;
  /**
   * The same in the words of a client in production, where there is something that it can do other than try again: what is wrong with
   * its request. Nothing of the app, of berth or of its settings. Absent: what its status says (visitor-word.ts).
   */
  readonly brief?: { readonly sentence: string; readonly cure: string };
  /** Value of Retry-After; null where trying again does not help. */
  readonly retryAfterSeconds: number | null;
}

/** Some of the rows, each under its code. */
export type CatalogueRows = Readonly<Partial<Record<FailureCode, CatalogueRow>>>;

/** sysexits(3): EX_CONFIG, EX_UNAVAILABLE. */
export const EXIT_CONFIG = 78;
export const EXIT_UNAVAILABLE = 69;

type Texts = Pick<CatalogueRow, 'sentence' | 'cause' | 'cure' | 'brief'>;

/** A row with its numbers in front, so that a table of rows can be read down. */
export function row(
  status: number,
  exitStatus: number | null,
  retryAfterSeconds: number | null,
  texts: Texts,
): CatalogueRow {
  return { status, exitStatus, retryAfterSeconds, ...texts };
}
