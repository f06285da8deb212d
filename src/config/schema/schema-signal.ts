import * as v from 'valibot';
import { commandShapes } from './schema-command.ts';
import { byShape, section, text } from './schema-leaf.ts';
import { signal } from './schema-process.ts';

const ACTION = 'the name of a process, a command, or a mapping with process and signal';

/** What a signal leads to: the name of a process or a command, as a line or as words, or a process and another signal. */
export const signalActionForms = byShape(
  {
    ...commandShapes,
    mapping: section(
      {
        process: text('the name of a process', 'The process that gets the signal.'),
        signal: v.optional(signal('The signal that it gets. Without it: the same.')),
      },
      ACTION,
    ),
  },
  ACTION,
);

/** The signals that are passed on; their names are checked with everything that the schema cannot see. */
export const signalsSchema = v.pipe(
  v.record(v.string(), signalActionForms, 'a mapping of signals to processes or commands'),
  v.description(
    'What a signal to berth leads to, by its name such as HUP, USR1 or WINCH. The name of a process (`app` where there is but one): that process gets the same signal; `{ process: nginx, signal: USR1 }`: another one. A command of several words, or with a / in it, is run, such as `nginx -s reload`. docs/signals.md has what each signal means without it.',
  ),
);

export type SignalsConfig = v.InferOutput<typeof signalsSchema>;
