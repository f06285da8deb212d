/** The steps of a rehearsal. */
export type StepName =
  | 'start file'
  | 'start'
  | 'initialize'
  | 'calls'
  | 'leaks'
  | 'event'
  | 'body'
  | 'idle'
  | 'freeze'
  | 'markers'
  | 'heads'
  | 'redirects'
  | 'cookies'
  | 'links'
  | 'log'
  | 'memory'
  | 'stop'
  | 'left behind'
  | 'files';

/** What can be in the way of an app, each by a name of its own. */
export type TrapCode =
  | 'start-file-missing'
  | 'start-file-too-deep'
  | 'start-file-not-executable'
  | 'start-file-crlf'
  | 'start-file-no-shebang'
  | 'start-file-foreign'
  | 'interpreter-missing'
  | 'start-ended'
  | 'start-daemonised'
  | 'start-too-slow'
  | 'start-slow'
  | 'bound-to-loopback'
  | 'wrong-port'
  | 'variable-missing'
  | 'code-not-writable'
  | 'initialize-refused'
  | 'pre-stop-refused'
  | 'calls-lost'
  | 'calls-failed'
  | 'answer-cut'
  | 'one-at-a-time'
  | 'speaks-tls'
  | 'host-refused'
  | 'app-ended'
  | 'leaks-descriptors'
  | 'leaks-processes'
  | 'event-lost'
  | 'event-refused'
  | 'body-refused'
  | 'body-lost'
  | 'markers-missing'
  | 'markers-some-missing'
  | 'markers-repeated'
  | 'markers-misplaced'
  | 'head-too-large'
  | 'redirect-to-http'
  | 'redirect-to-port'
  | 'redirect-loop'
  | 'cookie-domain'
  | 'cookie-too-large'
  | 'cookie-not-secure'
  | 'link-to-port'
  | 'log-line-too-long'
  | 'log-too-much'
  | 'log-held-back'
  | 'log-unended'
  | 'idle-closed'
  | 'idle-announced'
  | 'never-kept'
  | 'died-on-thaw'
  | 'dropped-on-thaw'
  | 'changed-on-thaw'
  | 'out-of-memory'
  | 'memory-short'
  | 'term-ignored'
  | 'written-elsewhere'
  | 'tmp-too-full'
  | 'processes-left';

/** What was seen in one step. `failed`: the platform would not take the app, or calls would fail there. */
export interface Verdict {
  readonly step: StepName;
  readonly state: 'ok' | 'warning' | 'failed';
  readonly code: TrapCode | null;
  /** What was seen, a sentence without its end. */
  readonly seen: string;
  /** What to do about it, as `seen`; null: nothing. */
  readonly cure: string | null;
}

export function pass(step: StepName, seen: string): Verdict {
  return { step, state: 'ok', code: null, seen, cure: null };
}

export function warn(step: StepName, code: TrapCode, seen: string, cure: string): Verdict {
  return { step, state: 'warning', code, seen, cure };
}

export function fail(step: StepName, code: TrapCode, seen: string, cure: string): Verdict {
  return { step, state: 'failed', code, seen, cure };
}
