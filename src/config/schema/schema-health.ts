import * as v from 'valibot';
import { choice, section, shorthand } from './schema-leaf.ts';

const PATH = 'a path that begins with /, without a query';

const mapping = section(
  {
    path: v.optional(
      v.pipe(
        v.string(PATH),
        // Printable ASCII without # and ?.
        v.regex(/^\/[!"$->@-~]*$/, PATH),
        v.description('The path, exactly as a request names it, whatever query it has. The app never sees it.'),
      ),
      '/-/healthz',
    ),
    answers: v.optional(
      choice(
        ['always', 'when-ready'],
        'when-ready: 200 while the app is ready, else 503, also once berth was asked to stop. always: 200 as long as berth runs.',
      ),
      'when-ready',
    ),
  },
  'a path, or a mapping with path and answers',
);

export const healthSchema = v.pipe(
  shorthand('path', mapping),
  v.description(
    "A path of berth's own on the public port, for the platform's health checks, such as `/-/healthz`: answered at once even while calls are held or queued, never marked, never in the log. GET and HEAD. Without it: every path is the app's.",
  ),
);
