import { listRowWords, type RowWords } from './row-words.ts';
import { ROW_GROUPS } from './table.ts';

/** The words of the rows of the table. In dist/ the build has put them in place of this module (scripts/table-words.mjs). */
export function readTableWords(): RowWords {
  return listRowWords(ROW_GROUPS);
}
