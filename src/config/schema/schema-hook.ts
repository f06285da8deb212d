import * as v from 'valibot';
import { command } from './schema-command.ts';
import { byShape, duration, section } from './schema-leaf.ts';

const ANSWER = "'runtime', 'forward', or a mapping with exec";

const answerSchema = (description: string) =>
  v.optional(
    v.pipe(
      byShape(
        {
          string: v.picklist(['runtime', 'forward'], ANSWER),
          mapping: section(
            {
              exec: command(
                'A command that runs with the environment, in the folder and as the user of the app. Its exit status 0 is answered with 200, any other with 500.',
              ),
              timeout: v.optional(
                duration('How long the command may take; then it is killed, and has failed.', 'positive'),
                '60s',
              ),
            },
            ANSWER,
          ),
        },
        ANSWER,
      ),
      v.description(description),
    ),
    'runtime',
  );

const HOOKS = "'runtime', 'forward', or a mapping with initialize, preFreeze and preStop";

/** What becomes of the platform's lifecycle hooks. */
export const hooksSchema = v.pipe(
  byShape(
    {
      string: v.picklist(['runtime', 'forward'], HOOKS),
      mapping: section(
        {
          initialize: answerSchema('/initialize: before the first call. A command runs once the app is ready.'),
          preFreeze: answerSchema('/pre-freeze: before the instance is frozen. A command runs at once.'),
          preStop: answerSchema('/pre-stop: before the instance ends. A command runs at once.'),
        },
        HOOKS,
      ),
    },
    HOOKS,
  ),
  v.description(
    "Function Compute's lifecycle hooks, told from calls by x-fc-control-path: /initialize, /pre-freeze, /pre-stop. runtime: berth answers 200, to /initialize once the app is ready. forward: the app answers. A mapping says it for each of them, and may have a command run. On another machine only with `platform: fc`.",
  ),
);

export type HooksConfig = v.InferOutput<typeof hooksSchema>;
export type HookAnswerConfig = Exclude<HooksConfig, string>['initialize'];
