import * as v from 'valibot';
import { command, textsByName } from './schema-command.ts';
import { anyScalar, byShape, duration, portNumber, section, statuses, text, whole } from './schema-leaf.ts';

export const HEADER_NAME = "a name of a header (letters, digits and any of !#$%&'*+-.^_`|~)";

/** RFC 9110 section 5.1. */
export const HEADER_NAME_PATTERN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

const headersSchema = textsByName(HEADER_NAME_PATTERN, HEADER_NAME, anyScalar);

const statusesSchema = statuses('HTTP statuses that count. Without it: 100-499.');

const probeEntries = {
  tcp: v.optional(v.pipe(portNumber(), v.description('Ready when this port accepts connections.'))),
  http: v.optional(
    v.pipe(
      v.string('a path that begins with /'),
      v.startsWith('/', 'a path that begins with /'),
      v.description('Ready when a GET of this path gets one of the `status`.'),
    ),
  ),
  unix: v.optional(text('a path', 'Ready when this unix socket accepts connections.')),
  log: v.optional(text('a regular expression', 'Ready when a line of output matches this regular expression.')),
  exec: v.optional(command('Ready when this command ends with status 0.')),
  status: v.optional(statusesSchema),
  headers: v.optional(v.pipe(headersSchema, v.description('Request headers of the `http` probe.'))),
  deadline: v.optional(
    duration('How long the process may take until ready. Without it: `startup.deadline`.', 'positive'),
  ),
};

const LIVE = 'a probe (tcp, http, unix or exec) with every, timeout and failures';

export const liveSchema = v.pipe(
  section(
    {
      tcp: v.optional(v.pipe(portNumber(), v.description('Alive if this port accepts connections.'))),
      http: v.optional(
        v.pipe(
          v.string('a path that begins with /'),
          v.startsWith('/', 'a path that begins with /'),
          v.description('Alive if a GET of this path gets one of the `status`.'),
        ),
      ),
      unix: v.optional(text('a path', 'Alive if this unix socket accepts connections.')),
      exec: v.optional(command('Alive if this command ends with status 0.')),
      status: v.optional(statusesSchema),
      headers: v.optional(v.pipe(headersSchema, v.description('Request headers of the `http` probe.'))),
      every: v.optional(duration('Time between two probes.', 'positive'), '10s'),
      timeout: v.optional(duration('How long a probe may wait for its answer.', 'positive'), '5s'),
      failures: v.optional(whole('Probes in a row that must fail.', 1, 1_000), 3),
    },
    LIVE,
  ),
  v.description(
    'How to tell that a process which was ready has hung, which no exit tells: after so many probes in a row without the right answer it is ended and started again (APP_HUNG), within its `restart.budget`. A server that does one thing at a time answers no probe during a long call: `failures` times `every` must be longer than the longest one. While it answers other calls, a probe without an answer does not count, nor does time in which the machine was frozen. Without it: only an exit counts.',
  ),
);

const READY = "a probe (tcp, http, unix, log or exec), a list of probes, or 'none'";

const probeSchema = section(probeEntries, READY);

export const readySchema = v.pipe(
  byShape({ string: v.literal('none', READY), mapping: probeSchema, list: v.array(probeSchema) }, READY),
  v.description(
    'How to tell that the process is ready. Without it: its port or socket accepts connections, if it is the upstream; ' +
      'else as soon as it runs.',
  ),
  v.transform((ready) => (ready === 'none' ? [] : [ready].flat())),
);

export type LiveConfig = v.InferOutput<typeof liveSchema>;
export type ProbeConfig = v.InferOutput<typeof probeSchema>;
