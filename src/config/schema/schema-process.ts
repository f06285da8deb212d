import * as v from 'valibot';
import { toSignal } from '../source/signal-name.ts';
import { command, textsByName } from './schema-command.ts';
import {
  alsoWritten,
  anyScalar,
  byShape,
  choice,
  duration,
  flag,
  portOrAuto,
  section,
  shorthand,
  text,
  whole,
} from './schema-leaf.ts';
import { liveSchema, readySchema } from './schema-probe.ts';

const VARIABLE_NAME = 'a name of a variable (no white space and no =)';

const variablesByName = <const Text extends v.GenericSchema>(text: Text) =>
  textsByName(/^[^=\0\s]+$/, VARIABLE_NAME, text);

/** The draft has a list spelled out, and no name without a value. */
const variablesSchema = alsoWritten(
  v.union([variablesByName(v.nullable(anyScalar)), v.array(v.string())]),
  variablesByName(anyScalar),
);

const restartMappingSchema = section(
  {
    policy: v.optional(
      choice(['never', 'on-failure', 'always'], 'When to start the process again after an exit nobody asked for.'),
    ),
    backoff: v.optional(
      duration(
        'Wait before a restart; it doubles with each. What was ready, and has not crashed within a minute, is started again at once.',
      ),
      '200ms',
    ),
    maxBackoff: v.optional(duration('The longest wait before a restart.'), '10s'),
    budget: v.optional(whole('Restarts allowed in a minute; one more and berth gives the process up.', 0, 10_000), 10),
    whenSpent: v.optional(
      choice(
        ['exit', 'refuse'],
        'What berth does when the app, once ready, has spent its `budget`. exit: end, with the exit status of CRASH_LOOP. refuse: stay, and answer every request with CRASH_LOOP; a stop then ends with status 0. Without it: exit on platforms that replace an instance, else refuse.',
      ),
    ),
  },
  "'never', 'on-failure', 'always', or a mapping with policy, backoff, maxBackoff, budget and whenSpent",
);

const restartSchema = v.pipe(
  shorthand('policy', restartMappingSchema),
  v.description(
    'What to do when the process ends by itself, once it was ready: a first start that fails ends berth. A helper, and a ' +
      'oneshot with on-failure, are started again from the first time on. Without it: always; for a oneshot: never.',
  ),
);

const SIGNAL = 'the name of a signal such as SIGTERM, SIGINT or SIGQUIT';

/** A name or a number of a user or a group. */
const userOrGroup = (noun: string, description: string) => {
  const expected = `the name or number of a ${noun}`;
  return v.pipe(
    byShape(
      {
        string: v.pipe(v.string(), v.nonEmpty(expected)),
        number: v.pipe(v.number(), v.integer(expected), v.minValue(0, expected), v.maxValue(4_294_967_294, expected)),
      },
      expected,
    ),
    v.description(description),
  );
};

/** A signal by its name. */
export const signal = (description: string) =>
  v.pipe(
    v.string(SIGNAL),
    v.description(description),
    v.check((name) => toSignal(name) !== null, SIGNAL),
  );

/** The keys that say how one process runs; at top level they are the one-process short form. */
export const runEntries = {
  port: v.optional(
    portOrAuto(
      `Where the process listens, or auto for a free port. It is told as \${port.NAME}, and as $PORT, $FC_SERVER_PORT and $FC_CUSTOM_LISTEN_PORT whatever berth was told in them; a process without a port has none of these.`,
    ),
  ),
  env: v.optional(
    v.pipe(
      variablesSchema,
      v.description(
        'Variables added to the environment berth itself was given: a mapping (`A: 1`), or a list (`- A=1`). Each is a ' +
          'text as it is written, and no shell reads it: `yes` stays `yes`, and `$HOME` is written `$' +
          '{env.HOME}`. A name without a value is passed on as berth has it; `""` is the empty text. ' +
          'PYTHONUNBUFFERED=1 is there by itself, so that what Python prints during a call stands between its ' +
          'markers; another value, or an empty one, is kept.',
      ),
    ),
  ),
  workingDirectory: v.optional(text('a path', 'Folder the process starts in, from the folder of this file.'), '.'),
  user: v.optional(
    userOrGroup(
      'user',
      'The user that the process runs as: a name or a number. It gets the groups of that user, and HOME, USER and LOGNAME to match; berth must be root. The files it is given are its own to read, and it may make sockets in the run directory. Without it: who berth is.',
    ),
  ),
  group: v.optional(
    userOrGroup('group', 'The group that the process runs as: a name or a number. Without it: that of its `user`.'),
  ),
  stdin: v.optional(
    choice(
      ['closed', 'open'],
      'The standard input of the process. closed: it is at its end at once, as /dev/null is. open: nothing ever comes, and it never ends, for programs that end with their input (`esbuild --watch`, Vite, `sh -i`, a script that waits in `read`).',
    ),
    'closed',
  ),
  daemons: v.optional(
    choice(
      ['watched', 'ignored'],
      'The servers that the start of the process puts beside it, as daemons or with `&`. watched: when one ends and nobody listens in its place, the process is started again. ignored: they may end, as one that only helps with the start does. Whatever is left of them ends with the process.',
    ),
    'watched',
  ),
  ready: v.optional(readySchema),
  live: v.optional(liveSchema),
  restart: v.optional(restartSchema, {}),
  stopSignal: v.optional(
    signal('The signal that asks the process to stop. docs/signals.md has how it is given.'),
    'SIGTERM',
  ),
  gracePeriod: v.optional(
    duration(
      'Time between the stop signal and SIGKILL. Without it: 10s, or what `stop.drain` leaves of what the platform gives an instance, shared by processes that end one after the other.',
    ),
  ),
};

/** One process among several. */
export const processSchema = section({
  command: command('What to start: a line, cut into words as a shell does but without a shell, or a list of words.'),
  after: v.optional(
    v.pipe(
      v.array(v.string('a name of a process'), 'a list of names of processes'),
      v.description('Processes that must be ready (oneshots: done) first; they are stopped after this one.'),
    ),
    [],
  ),
  ...runEntries,
  essential: v.optional(flag('false: a helper, whose crash does not keep requests from the app.'), true),
  oneshot: v.optional(flag('true: runs once and must end with status 0 before what comes after it.'), false),
});

export type ProcessConfig = v.InferOutput<typeof processSchema>;
export type RestartConfig = v.InferOutput<typeof restartSchema>;
