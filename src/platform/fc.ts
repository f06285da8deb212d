import { FC_MARKERS } from '../core/marker.ts';
import { FC_PORT_VARIABLES } from './own-variables.ts';
import type { Environment, Platform } from './platform.ts';

/** Set in every instance ("environment variables"); `FC_` is a prefix that functions cannot use for their own. */
const OWN_VARIABLES = [
  'FC_FUNCTION_NAME',
  'FC_FUNC_CODE_PATH',
  'FC_ACCOUNT_ID',
  'FC_REGION',
  'FC_INSTANCE_ID',
  'FC_FUNCTION_HANDLER',
  'FC_FUNCTION_MEMORY_SIZE',
];

/** Alibaba Cloud Function Compute, custom runtime. */
export const FC: Platform = {
  settings: {
    name: 'fc',
    requestIdHeaders: ['x-fc-request-id', 'x-request-id'],
    // Apps written for the platform read it, and take it for granted.
    ownIdHeader: 'X-Fc-Request-Id',
    // A call counts as failed only by x-fc-status (web functions, "status codes").
    failureHeaders: { 'x-fc-status': '404' },
  },
  title: 'Function Compute',
  // Two, for one alone may stand in anybody's shell; not all, for the list differs by runtime and generation.
  isRecognised: (env: Environment) => OWN_VARIABLES.filter((name) => env[name]).length >= 2,
  trustsPeers: true,
  mixesUsers: true,
  hookHeader: 'x-fc-control-path',
  markers: FC_MARKERS,
  portVariables: [...FC_PORT_VARIABLES, 'PORT'],
  defaultPort: 9000,
  endpointVariable: null,
  traces: false,
  logForm: 'json',
  startupListen: 'at-once',
  // The platform puts a new instance in the place of one whose process has ended, and counts and shows that end.
  restartWhenSpent: 'exit',
  // "Principles" and "limits": start within 120 s, idle timeouts off or at least 15 min, 0.0.0.0, 32 MB; "web functions": headers of
  // 8 KB either way; "lifecycle hooks": 300 s and 90 s at most. How an instance is ended is not documented.
  limits: {
    startMs: 120_000,
    connectionIdleMs: 900_000,
    bodyBytes: 33_554_432,
    requestHeadBytes: 8_192,
    responseHeadBytes: 8_192,
    stopMs: null,
    hookMs: { Initialize: 300_000, PreStop: 90_000 },
    needsAllAddresses: true,
  },
  // A start that failed is reported as "exited unexpectedly(code N, message:strerror(N))" (FC 3.0, troubleshooting of
  // custom runtimes): 78 would read "Remote address changed" there, and 127 "Key has expired". These are the errno
  // values of Linux whose text fits.
  exitStatuses: {
    // Invalid argument
    CONFIG_INVALID: 22,
    VARIABLE_UNSET: 22,
    COMMAND_IS_BERTH: 22,
    // No such file or directory
    CONFIG_NOT_FOUND: 2,
    COMMAND_NOT_FOUND: 2,
    STDIN_NOT_OPENED: 2,
    // Permission denied
    COMMAND_NOT_EXECUTABLE: 13,
    // Exec format error
    COMMAND_BAD_FORMAT: 8,
    // Too many open files
    DESCRIPTORS_EXHAUSTED: 24,
    // Address already in use
    PORT_IN_USE: 98,
    PORT_HELD_BY_STRANGER: 98,
    // Cannot assign requested address
    PORT_NOT_OPENED: 99,
    // Connection refused
    APP_WRONG_PORT: 111,
    APP_WRONG_ADDRESS: 111,
    // Connection timed out
    APP_HUNG: 110,
    APP_NOT_READY_IN_TIME: 110,
    // No child processes
    APP_DAEMONIZED: 10,
    // Cannot allocate memory
    APP_OUT_OF_MEMORY: 12,
    // No such process
    APP_EXITED_BEFORE_READY: 3,
    APP_CRASHED: 3,
    APP_DAEMON_LOST: 3,
    CRASH_LOOP: 3,
    DEPENDENCY_FAILED: 3,
  },
  notes: [
    'Hooks (`/initialize`, `/pre-freeze`, `/pre-stop`) and events (`/invoke`) are told from calls by `x-fc-control-path`, never by the URL. What becomes of events, `events` says (docs/events.md); without it they go to the app.',
    'In an instance, a request from inside of it without any field that begins with `x-fc-` is that of a command, as of a command hook (`curl localhost:9000/…`): the app answers it, and it is not marked.',
    'A call counts as failed only by `x-fc-status`: berth sets it on its own failures, and on answers of the app with a status in `failures.statuses`.',
    'Response headers over 8 KB are answered by the platform with 502 BadResponse; those of a request with 400.',
    'A health check of the function (`customHealthCheckConfig`) finds a path in `health: /-/healthz`, without markers; one that the app answers is to stand in `markers.except`.',
    'An instance may be frozen as soon as its last response is out, so the end marker stands before the last byte. An app whose database closes what is idle is told by `thaw` when the instance runs again.',
  ],
};
