import { KNATIVE } from './knative.ts';
import { KNATIVE_VARIABLES } from './own-variables.ts';
import { type Environment, NO_LIMITS, type Platform } from './platform.ts';

/** Google Cloud Run ("container runtime contract"), which keeps Knative's contract. */
export const CLOUD_RUN: Platform = {
  ...KNATIVE,
  settings: { ...KNATIVE.settings, name: 'cloudrun' },
  title: 'Cloud Run',
  isRecognised: (env: Environment) => KNATIVE_VARIABLES.some((name) => env[name]) && !KNATIVE.isRecognised(env),
  logForm: 'google',
  // Start within 240 s, 0.0.0.0, 32 MiB over HTTP/1; SIGKILL 10 s after SIGTERM.
  limits: { ...NO_LIMITS, startMs: 240_000, bodyBytes: 33_554_432, stopMs: 10_000, needsAllAddresses: true },
  notes: [
    'Of the lines of the app Cloud Logging reads those of JSON with their `severity`, `message` and `logging.googleapis.com/trace`; a plain line becomes an entry without a severity. So `logs: { label: true }` is not for an app that logs JSON.',
    'Plain lines in a row that are a stack trace become one entry with the severity ERROR, which is reported as an error, as entries of running services show. Wrapped in JSON one by one they would not, so berth wraps none. [not documented]',
    'The records of berth have the trace of their call. Under the request itself they are listed only by its full name, for which GOOGLE_CLOUD_PROJECT has to be set to the project: Cloud Run does not do so by itself.',
    'The default startup probe asks only whether the port is open; berth opens it when the app can answer.',
    'A startup, readiness or liveness probe over HTTP finds a path in `health: /-/healthz`, which the app neither serves nor logs. As a liveness probe it ends an instance whose app is being started again; with `health: { answers: always }` it only asks for berth, and `live` watches the app.',
    'An instance is told to end by SIGTERM and killed 10 s later: the drain and the grace period share that time.',
  ],
};
