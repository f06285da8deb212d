import * as v from 'valibot';
import { CATALOGUE } from '../../failures/catalogue.ts';
import { choice, mappingOf, section, text } from './schema-leaf.ts';

const PAGE = 'a file (.html, .htm, .xhtml or .txt)';

/** What berth answers with, in order. 499 is for the log alone. */
const STATUSES = [...new Set(Object.values(CATALOGUE).map(({ status }) => String(status)))]
  .filter((status) => status !== '0' && status !== '499')
  .toSorted();

const STATUS = `a status that berth answers with (${STATUSES.join(', ')})`;

/** Answers made by berth itself. */
export const errorSchema = section({
  detail: v.optional(
    choice(
      ['brief', 'full'],
      "full: berth's error answers carry the app's last output, and its own pages stand in place of yours. For development only.",
    ),
    'brief',
  ),
  page: v.optional(
    text(
      PAGE,
      `A page of yours for clients that take HTML, from the folder of this file, when berth answers with an error; others get JSON or text as ever. \${requestId} and \${status} in it are filled in. It is read once, at the start. Without it: a page of berth's, in a visitor's words.`,
    ),
  ),
  pages: v.optional(
    v.pipe(
      mappingOf(
        v.pipe(v.string(STATUS), v.picklist(STATUSES, STATUS)),
        text(PAGE, 'A page like `page`.'),
        'a mapping of statuses to files',
      ),
      v.description('The same by status, before `page`.'),
    ),
    {},
  ),
});
