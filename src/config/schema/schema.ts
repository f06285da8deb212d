import * as v from 'valibot';
import { DEFAULT_STARTUP_DEADLINE } from '../../core/duration.ts';
import { PLATFORM_NAMES } from '../../core/settings.ts';
import { errorSchema } from './schema-error.ts';
import { eventsSchema } from './schema-event.ts';
import { healthSchema } from './schema-health.ts';
import { hooksSchema } from './schema-hook.ts';
import {
  anyScalar,
  byShape,
  choice,
  duration,
  flag,
  host,
  mappingOf,
  portNumber,
  section,
  shorthand,
  size,
  statuses,
  text,
  whole,
} from './schema-leaf.ts';
import { markersSchema } from './schema-marker.ts';
import { processSchema, runEntries } from './schema-process.ts';
import { proxySchema } from './schema-proxy.ts';
import { signalsSchema } from './schema-signal.ts';
import { thawSchema } from './schema-thaw.ts';
import { upstreamSchema } from './schema-upstream.ts';

const NAME = 'a name: a letter, then letters, digits, - or _';
const nameSchema = v.pipe(v.string(NAME), v.regex(/^[A-Za-z][\w-]*$/, NAME));

const MODE = "an octal mode such as '0600' or '0644'";

/** Permissions; YAML's idea of `0600` as a number is not wanted, so the scalar is kept as written. */
export const fileModeSchema = byShape(
  { string: v.pipe(v.string(), v.regex(/^0?[0-7]{3}$/, MODE)), number: v.number() },
  MODE,
);

const TEXT = 'a text of the file';

const FILE_MODE_DESCRIPTION =
  'Permissions of the rendered file, octal. A program started by root that reads it as another user needs 0644.';

const fileSchema = section({
  template: v.optional(text('a path', 'The template, from the folder of this file.')),
  from: v.optional(
    text(
      'a path',
      "A file as it is, instead of a template, from the folder of this file: no `$` in it means anything. Paths in it that a server reads from its config's own folder then begin at the run directory.",
    ),
  ),
  replace: v.optional(
    v.pipe(
      mappingOf(v.pipe(v.string(TEXT), v.nonEmpty(TEXT)), anyScalar, 'a mapping of texts to texts'),
      v.description(
        `With \`from\`: texts of the file, and what stands in the place of each of them in the result, wherever it is found, such as \`listen \${port}\` for \`listen 9000\`. A text that is not in the file is an error.`,
      ),
    ),
    {},
  ),
  to: v.optional(
    v.pipe(
      v.string('a file name'),
      v.regex(/^(?!\.{1,2}$)[^/\0]+$/, 'a file name without a folder'),
      v.description(
        'Name of the rendered file in the run directory. Without it: the name of the template, less .tmpl, or of the file.',
      ),
    ),
  ),
  mode: v.optional(v.pipe(fileModeSchema, v.description(FILE_MODE_DESCRIPTION)), '0600'),
});

const PORT_OR_ZERO = 'a port from 0 (any free one) to 65535';

const listenSchema = section({
  host: v.optional(host('The address berth listens on.'), '0.0.0.0'),
  port: v.optional(
    v.pipe(
      portNumber(PORT_OR_ZERO, 0),
      v.description(
        'The port berth listens on. Without it: FC_SERVER_PORT, FC_CUSTOM_LISTEN_PORT, PORT, 9000; on other platforms what docs/platforms.md says. Another than the platform calls is worth a warning.',
      ),
    ),
  ),
});

const startupSchema = section({
  listen: v.optional(
    choice(
      ['at-once', 'when-ready'],
      'at-once: open the port now, hold requests until the app is ready. when-ready: open it then. Without it: by platform.',
    ),
  ),
  deadline: v.optional(
    duration(
      'How long the app may take until ready, and a request may be held. One that listens elsewhere than it was told, and of which nothing moves any more, is given up after 10 s.',
      'positive',
    ),
    DEFAULT_STARTUP_DEADLINE,
  ),
  maxHeld: v.optional(whole('Requests held until the app is ready; more are refused with 503.', 0, 1_000_000), 1000),
});

const logsMappingSchema = section(
  {
    mode: v.optional(
      choice(
        ['relay', 'inherit'],
        "relay: copy the app's output line by line. inherit: give it berth's own stdout and stderr; an empty line then stands before each marker, in case the app's last line has no end.",
      ),
      'relay',
    ),
    label: v.optional(flag('true: put the name of the process before every line.'), false),
    buffer: v.optional(size("Output that may wait for a slow reader of berth's stdout.", 64 * 1024), '8MiB'),
  },
  "'relay', 'inherit', or a mapping with mode, label and buffer",
);

const logsSchema = v.pipe(shorthand('mode', logsMappingSchema), v.description("What becomes of the app's output."));

const logSchema = section({
  level: v.optional(choice(['debug', 'info', 'warn', 'error', 'silent'], "How much berth's own log says."), 'info'),
  format: v.optional(
    choice(
      ['auto', 'json', 'pretty', 'google', 'lambda'],
      'auto: pretty on a terminal, else as the platform reads it best. json: a line of JSON. google: with severity, message and trace as Cloud Logging knows them. lambda: with timestamp, level and message as AWS Lambda’s own JSON has them.',
    ),
    'auto',
  ),
  calls: v.optional(
    flag(
      'true: one record for each call. false: only for those that berth failed, or that were cut or left before their end.',
    ),
    true,
  ),
  flush: v.optional(
    duration(
      'How long the start marker of a call, and the record of one that went well, may wait for what else is written. 0s: for what is of the same moment.',
    ),
    '5ms',
  ),
});

const processesSchema = v.pipe(
  mappingOf(nameSchema, processSchema, 'a mapping of names to processes'),
  v.description('Several processes by name, instead of `command`.'),
);

/** The keys of the one process in a config without `processes`. */
const shortFormEntries = { command: v.optional(processSchema.entries.command), ...runEntries };

export const SHORT_FORM_KEYS: readonly string[] = Object.keys(shortFormEntries);

const sharedEntries = {
  envFile: v.optional(
    text(
      'a path',
      `A file of NAME=value lines, such as \`.env\`, from the folder of this file: variables for the app and for \`\${env.NAME}\`. The environment that berth was given beats it, a file that is not there has none, and \`berth pack\` leaves it out: on a platform its settings take its place.`,
    ),
  ),
  files: v.optional(
    v.pipe(
      mappingOf(nameSchema, fileSchema, 'a mapping of names to files'),
      v.description(
        `Files rendered before anything starts, from templates or from files with replacements; the path of the result is \${file.NAME}.`,
      ),
    ),
    {},
  ),
  upstream: v.optional(v.pipe(upstreamSchema, v.description('Where the app listens.')), {}),
  listen: v.optional(v.pipe(listenSchema, v.description('Where berth listens.')), {}),
  platform: v.optional(
    choice(
      ['auto', ...PLATFORM_NAMES],
      'Whose port, headers, markers, limits and start rule to follow (docs/platforms.md). auto: that of the platform berth runs on, by its own variables; without any, as fc, except that nobody is believed about clients (`proxy.forwarded.trust`) and hooks.',
    ),
    'auto',
  ),
  trace: v.optional(
    choice(
      ['auto', 'on', 'off'],
      'on: each call has the trace of its request (traceparent, X-Cloud-Trace-Context, X-Amzn-Trace-Id, B3) in its record; where there is none it gets a traceparent. auto: where the platform traces. off: what came is passed on.',
    ),
    'auto',
  ),
  startup: v.optional(v.pipe(startupSchema, v.description('The time until the app is ready.')), {}),
  proxy: v.optional(v.pipe(proxySchema, v.description('How requests get to the app.')), {}),
  markers: v.optional(markersSchema, {}),
  hooks: v.optional(hooksSchema, 'runtime'),
  events: v.optional(eventsSchema),
  health: v.optional(healthSchema),
  thaw: v.optional(thawSchema),
  logs: v.optional(logsSchema, {}),
  log: v.optional(v.pipe(logSchema, v.description("berth's own log, on stderr.")), {}),
  errors: v.optional(v.pipe(errorSchema, v.description('Answers made by berth itself.')), {}),
  failures: v.optional(
    v.pipe(
      section({
        statuses: v.optional(
          statuses(
            'Statuses of the app that count as failures where the platform counts: on Function Compute the answer gets `x-fc-status: 404`, unless the app has said something there, and passes on as it is. Without it: none, only what berth itself fails.',
          ),
        ),
      }),
      v.description('What the platform is told to be a failure.'),
    ),
    {},
  ),
  signals: v.optional(signalsSchema, {}),
  stop: v.optional(
    v.pipe(
      section({
        drain: v.optional(
          duration(
            'How long requests in flight may go on once berth was asked to stop. Without it: 10s, or half of what the platform gives an instance.',
          ),
        ),
      }),
      v.description('How berth stops.'),
    ),
    {},
  ),
  runDir: v.optional(
    text(
      'a path',
      'Folder for rendered files and sockets. Without it: a fresh temporary one, removed at the end, also after a kill -9 once the app has been started. berth makes it with mode 0700; as root with 0711, so that a program that becomes another user reaches its files and sockets by name.',
    ),
  ),
};

/**
 * Everything a config file may say, with its defaults: the one source of what is accepted, of `berth schema` and of the
 * names of the overriding variables.
 */
export const writtenSchema = section({
  ...shortFormEntries,
  processes: v.optional(processesSchema),
  ...sharedEntries,
});

/** The same in the canonical form, which is what is checked. Durations come out in milliseconds, sizes in bytes. */
export const configSchema = section({ processes: processesSchema, ...sharedEntries });

export type Config = v.InferOutput<typeof configSchema>;
