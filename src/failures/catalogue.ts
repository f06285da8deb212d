import type { FailureCode } from '../core/failure-code.ts';

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
  /** The same for a client in production, where a text above holds details that are nobody else’s business. */
  readonly brief?: { readonly sentence?: string; readonly cure?: string };
  /** Value of Retry-After; null where trying again does not help. */
  readonly retryAfterSeconds: number | null;
}

/** sysexits(3): EX_CONFIG, EX_UNAVAILABLE, EX_SOFTWARE. */
export const EXIT_CONFIG = 78;
const EXIT_UNAVAILABLE = 69;

/** Every failure there is. docs/failures.md is generated from this table. */
export const CATALOGUE: Readonly<Record<FailureCode, CatalogueRow>> = {
  CONFIG_INVALID: row(0, EXIT_CONFIG, null, {
    sentence: '{file} has {count} problem(s):\n{problems}',
    cause: 'A key is unknown, a value has the wrong type or is out of range, or two keys contradict each other.',
    cure: 'Correct the lines named above. `berth check` tries again without starting anything; `berth schema` prints all that is allowed.',
  }),
  CONFIG_NOT_FOUND: row(0, EXIT_CONFIG, null, {
    sentence: 'No config file at {file}.',
    cause: 'The path is wrong, or the file was left out of the deployed folder.',
    cure: 'Put `berth.yaml` beside the bootstrap file, or name another with `--config FILE` or `BERTH_CONFIG`. `berth init` writes a first one.',
  }),
  VARIABLE_UNSET: row(0, EXIT_CONFIG, null, {
    sentence: '{file} uses variables that are not set:\n{problems}',
    cause: 'The config or a template names an environment variable that neither the platform nor the shell has set.',
    cure: `Set the variable, or give it a default where it is used: \`\${env.NAME:-default}\`.`,
  }),
  COMMAND_NOT_FOUND: row(503, 127, null, {
    sentence: 'The command of process {process} was not found: {command}.',
    cause: 'The program is not installed, not on PATH, or its path is relative to another folder.',
    cure: 'Install it, or give its full path in `command`. A relative path starts at the working directory, {workingDirectory}.',
    brief: {
      sentence: 'The command of process {process} was not found.',
      cure: 'Install it, or give its full path in `command`; the log shows the command.',
    },
  }),
  COMMAND_NOT_EXECUTABLE: row(503, 126, null, {
    sentence: 'The command of process {process} is not executable: {command}.',
    cause: 'The file lacks its executable bit; archives made on Windows lose it.',
    cure: 'Run `chmod +x` on the file, or name its interpreter in `command`, e.g. `command: python3 server.py`.',
    brief: { sentence: 'The command of process {process} is not executable.' },
  }),
  COMMAND_BAD_FORMAT: row(503, 126, null, {
    sentence: 'The command of process {process} cannot be run on this machine: {command}.',
    cause:
      'The file was made for another system: Windows line ends in a script, another processor, another C library (musl or glibc).',
    cure: 'Convert the line ends with `dos2unix`, or build the program for this machine; the sentence above says which it is.',
    brief: {
      sentence: 'The command of process {process} cannot be run on this machine.',
      cure: 'Convert the line ends with `dos2unix`, or build the program for this machine; the log says which it is.',
    },
  }),
  PORT_IN_USE: row(503, EXIT_UNAVAILABLE, null, {
    sentence: 'Port {port} (from {source}) is already in use{holder}.',
    cause: 'Another server, or an earlier berth, listens there.',
    cure: 'Stop the other program, or choose another port with `listen.port`, `--port` or `PORT`. berth never takes the next free port by itself.',
    brief: { sentence: 'A port that the app needs is already in use.' },
  }),
  APP_EXITED_BEFORE_READY: row(503, EXIT_UNAVAILABLE, 5, {
    sentence: 'Process {process} {status} before it was ready.',
    cause: 'The app failed while starting; its last lines of output say why.',
    cure: 'Read the last output of {process} in the log, and run its command by hand: {command}.',
    brief: { cure: 'Read the last output of {process} in the log.' },
  }),
  APP_DAEMONIZED: row(503, EXIT_UNAVAILABLE, 5, {
    sentence: 'Process {process} went into the background: its command exited with code 0 and left {daemon} running.',
    cause:
      'The program, or the script that starts it, makes a daemon of itself. berth can only watch what stays in the foreground.',
    cure: 'Start the program in the foreground: it has a flag or a setting for that.',
    brief: { sentence: 'Process {process} went into the background, where it cannot be watched.' },
  }),
  APP_NOT_READY_IN_TIME: row(503, EXIT_UNAVAILABLE, 5, {
    sentence: 'Process {process} was not ready within {deadline}: {probe}.',
    cause: 'The app waits for something, needs longer to start, or is asked the wrong way.',
    cure: 'Look in the log for what was seen of the app meanwhile. `ready` says what is waited for, `startup.deadline` for how long.',
    brief: { sentence: 'Process {process} was not ready within {deadline}.' },
  }),
  APP_WRONG_PORT: row(503, EXIT_UNAVAILABLE, 5, {
    sentence: 'Process {process} was not ready within {deadline}: it listens on {found}; berth expected {expected}.',
    cause: 'The app has its port from its own settings, and they name another than berth’s.',
    cure: 'Set `port` to the port the app listens on, or make the app listen on `$PORT`.',
    brief: {
      sentence: 'Process {process} was not ready within {deadline}: it listens on another port than berth expected.',
    },
  }),
  APP_WRONG_ADDRESS: row(503, EXIT_UNAVAILABLE, 5, {
    sentence: 'Process {process} was not ready within {deadline}: it listens on {found}; berth expected {expected}.',
    cause: 'The app listens on another address, another unix socket, or on a socket where a port was expected.',
    cure: 'Set `upstream.host`, `upstream.unix` or `port` to what the app really uses, or change the app’s own setting.',
    brief: { sentence: 'Process {process} was not ready within {deadline}: it listens elsewhere than berth expected.' },
  }),
  PORT_HELD_BY_STRANGER: row(503, EXIT_UNAVAILABLE, 5, {
    sentence:
      'Process {process} was not ready within {deadline}: port {port} is held by {holder}, which is not part of the app.',
    cause: 'Another program took the port while the app was starting.',
    cure: 'Stop the other program, or give the app another port with `port`.',
    brief: { sentence: 'Process {process} was not ready within {deadline}: another program holds its port.' },
  }),
  DEPENDENCY_FAILED: row(503, EXIT_UNAVAILABLE, 5, {
    sentence: 'Process {process} was not started, because {dependency} {status}.',
    cause: 'A process named in `after` did not become ready, or a one-shot process failed.',
    cure: 'Put {dependency} right first; its own failure stands before this one in the log.',
  }),
  CRASH_LOOP: row(503, EXIT_UNAVAILABLE, 10, {
    sentence:
      'Process {process} crashed {count} times in a minute; the last time it {status}. berth stopped restarting it.',
    cause: 'The app cannot run as it is: a missing file, a bad setting, no memory.',
    cure: 'Read the last output of {process} in the log. The limit is `restart.budget`; `restart.whenSpent` says whether berth then ends.',
  }),
  APP_CRASHED: row(502, EXIT_UNAVAILABLE, 1, {
    sentence: 'Process {process} {status} unexpectedly.',
    cause: 'The app ended by itself or was killed, often for want of memory.',
    cure: 'Read the last output of {process} in the log. berth restarts it as `restart` says, so a second try may succeed.',
  }),
  APP_OUT_OF_MEMORY: row(502, EXIT_UNAVAILABLE, 1, {
    sentence: 'Process {process} was killed by the kernel for want of memory{limit}.',
    cause: 'The app and all that runs beside it needed more memory than the instance has.',
    cure: 'Give the instance more memory, or let the app use less: fewer workers, smaller caches, a lower heap limit.',
  }),
  APP_REFUSED: row(502, null, 1, {
    sentence: 'The app refused the connection at {address}.',
    cause: 'The app runs but no longer listens there, or its backlog is full.',
    cure: 'Check that the app is still listening; it may be restarting its own workers.',
    brief: { sentence: 'The app refused the connection.' },
  }),
  APP_TIMEOUT: row(504, null, null, {
    sentence: 'The app did not answer in time: {phase} took longer than {limit}.',
    cause: 'The request is too slow for the limit, or the app is stuck.',
    cure: 'Find out what the app was doing at that time, or raise `proxy.timeouts.{key}`.',
  }),
  APP_CLOSED_CONNECTION: row(502, null, 1, {
    sentence: 'The app closed the connection without a response.',
    cause: 'The app dropped the request, or one of its workers died.',
    cure: 'Look for the request id in the app’s own log.',
  }),
  APP_BAD_RESPONSE: row(502, null, null, {
    sentence: 'The app sent something that is not a valid HTTP response: {reason}.',
    cause: 'The port belongs to another protocol (TLS, FastCGI), or the app writes broken headers.',
    cure: 'Check that `port` speaks plain HTTP/1.1.',
  }),
  APP_TRUNCATED: row(502, null, null, {
    sentence: 'The app ended its response too early: {reason}.',
    cause: 'The app crashed or gave up in the middle of a response.',
    cure: 'Look for the request id in the app’s own log. The client saw a reset connection, never a short body.',
  }),
  REQUEST_MALFORMED: row(400, null, null, {
    sentence: 'The request is not valid HTTP: {reason}.',
    cause: 'A broken client, or an attempt to smuggle a request past the proxy.',
    cure: 'Correct the client. berth passes on only what can be read in exactly one way.',
  }),
  REQUEST_TIMEOUT: row(408, null, null, {
    sentence: 'The request did not arrive in time: {phase} took longer than {limit}.',
    cause: 'A very slow or stalled client.',
    cure: 'Send the request again; the limit is `proxy.clientTimeouts.{key}`.',
  }),
  BODY_TOO_LARGE: row(413, null, null, {
    sentence: 'The request body is larger than {limit}.',
    cause: 'The upload is over the configured limit.',
    cure: 'Send less, or raise `proxy.limits.body`.',
  }),
  URI_TOO_LONG: row(414, null, null, {
    sentence: 'The request line is longer than {limit}.',
    cause: 'Too much data in the query string.',
    cure: 'Send the data in the body, or raise `proxy.limits.requestLine`.',
  }),
  HEADERS_TOO_LARGE: row(431, null, null, {
    sentence: 'The request head is too large: {reason}.',
    cause: 'Too many or too large header fields, often cookies.',
    cure: 'Clear the cookies of this site, or raise `proxy.limits.head` or `proxy.limits.fields`.',
  }),
  CLIENT_GONE: row(499, null, null, {
    sentence: 'The client closed the connection before the response was complete.',
    cause: 'The visitor left, or a timeout of the client or the platform was shorter than the request.',
    cure: 'Nothing to do, unless it happens often: then the app is slower than its clients’ patience.',
  }),
  QUEUE_FULL: row(503, null, 1, {
    sentence: 'Too many requests are waiting already ({limit}).',
    cause: 'More requests arrive than the app can take, or it has not started yet.',
    cure: 'Try again in a moment. The limits are `startup.maxHeld` and `proxy.queue.max`.',
  }),
  QUEUE_TIMEOUT: row(503, null, 1, {
    sentence: 'The request waited {limit} without being let through to the app.',
    cause: 'The app is busy with other requests, or takes long to start.',
    cure: 'Try again in a moment. The limits are `startup.deadline` and `proxy.queue.timeout`.',
  }),
  DRAINING: row(503, null, 1, {
    sentence: 'The server is stopping and takes no new requests.',
    cause: 'This instance was asked to stop.',
    cure: 'Try again: another instance will answer.',
  }),
};

type Texts = Pick<CatalogueRow, 'sentence' | 'cause' | 'cure' | 'brief'>;

function row(status: number, exitStatus: number | null, retryAfterSeconds: number | null, texts: Texts): CatalogueRow {
  return { status, exitStatus, retryAfterSeconds, ...texts };
}
