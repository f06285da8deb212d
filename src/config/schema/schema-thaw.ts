import * as v from 'valibot';
import { command } from './schema-command.ts';
import { duration, section } from './schema-leaf.ts';

const PATH = 'a path that begins with /';

export const thawSchema = v.pipe(
  section(
    {
      exec: v.optional(
        command(
          'A command that is run with the environment, user and working directory of the process that answers calls. Its output is in the log.',
        ),
      ),
      http: v.optional(
        v.pipe(
          v.string(PATH),
          v.regex(/^\/[!-~]*$/, PATH),
          v.description('A path of the app that is asked for with GET, and answers 200-399.'),
        ),
      ),
      timeout: v.optional(
        duration('How long the first call waits for it at most, and how long the command may run.', 'positive'),
        '5s',
      ),
    },
    'exec or http, and timeout',
  ),
  v.description(
    'What the app is told when its instance was frozen for more than two and a half seconds and runs again, such as to open its database anew. The next calls wait for that, as they do while the app starts; where it fails the log says so, and they go on. Without it: nothing.',
  ),
);

export type ThawConfig = v.InferOutput<typeof thawSchema>;
