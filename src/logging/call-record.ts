import type { Diagnosis } from '../core/diagnosis.ts';

/** Why the app did not answer by itself. */
interface CallFailure {
  readonly code: string;
  readonly message: string;
  /** What to do about failures of the kind; absent where nothing is to be done. */
  readonly cure?: string;
}

/** What an event has become. */
export interface EventNote {
  /** The number of the rule that is for it, from 1; null: there is none. */
  readonly rule: number | null;
  /** Method and path of the last request, without the query; absent where none was sent. */
  readonly request?: string;
  /** What the app answered; the last one that was not a success, or else the last. */
  readonly status?: number;
  /** Of how many requests; absent for one. */
  readonly requests?: number;
}

/** What the log says of one finished call. Durations are milliseconds. */
export interface CallRecord {
  readonly requestId: string;
  /** 32 hex digits; '' or absent where there is none. */
  readonly traceId?: string;
  /** The peer's address, where nothing else says whose request it was: its head was refused. */
  readonly client?: string;
  readonly method: string;
  /** Without the query, which may hold secrets. */
  readonly path: string;
  /** 0: the client left before a response. */
  readonly status: number;
  readonly by: 'app' | 'berth' | 'nobody';
  /** The app was sent the request twice (docs/engines.md). */
  readonly isRepeated?: boolean;
  /** Of an event of the platform's, where the config has rules for them. */
  readonly event?: EventNote | null;
  /** The catalogue's code and sentence, where the app did not answer by itself. */
  readonly failure: CallFailure | null;
  /** What was found out about this occurrence, or about an answer of the app that says that it failed. */
  readonly diagnosis?: Pick<Diagnosis, 'cause' | 'cure' | 'certainty'> | null;
  readonly durationMs: number;
  /** Gathering the body, where that was done. */
  readonly collectMs?: number | null;
  /** Held or queued; connecting; waiting for the first byte; the body. null: the call never came so far. */
  readonly queueMs: number | null;
  readonly connectMs: number | null;
  readonly firstByteMs: number | null;
  readonly bodyMs: number | null;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** True if berth failed the call; a lifecycle hook is answered by berth too, and is none. */
export function isWarning({ by, failure }: CallRecord): boolean {
  return by === 'berth' && failure !== null;
}

/**
 * Formats a call as the JSON line pino would write, without its line end. By hand, because one is written for every
 * call and pino's own serialisation costs several microseconds.
 */
export function formatCallRecord(record: CallRecord, timeMs: number): string {
  const { failure, client, traceId = '' } = record;
  const level = isWarning(record) ? '{"level":"warn","time":' : '{"level":"info","time":';
  const trace = traceId === '' ? '' : `,"trace":"${traceId}"`;
  const peer = client === undefined ? '' : `,"client":${quote(client)}`;
  const repeated = record.isRepeated === true ? ',"repeated":true' : '';
  const asked = record.event ? `,"mapped":${JSON.stringify(record.event)}` : '';
  const code = failure === null ? '' : `,"code":"${failure.code}"`;
  const diagnosis = record.diagnosis ?? null;
  const known = diagnosis === null ? formatCure(failure) : formatDiagnosis(diagnosis);
  const isAtOnce = record.queueMs === 0 && record.connectMs === 0;
  const phases =
    toPhase(',"collectMs":', record.collectMs ?? null) +
    (isAtOnce
      ? ',"queueMs":0,"connectMs":0'
      : toPhase(',"queueMs":', record.queueMs) + toPhase(',"connectMs":', record.connectMs)) +
    toPhase(',"firstByteMs":', record.firstByteMs) +
    toPhase(',"bodyMs":', record.bodyMs);
  const message = failure === null ? ',"msg":"call"}' : `,"msg":${JSON.stringify(failure.message)}}`;
  return `${level}${toTime(timeMs)},"event":"call","requestId":${quote(record.requestId)}${trace}${peer}${toRequest(record)}${repeated}${asked}${code}${known},"durationMs":${round(record.durationMs)}${phases},"bytesIn":${record.bytesIn},"bytesOut":${record.bytesOut}${message}`;
}

/** What the last record said, for the next mostly says the same: its moment, and what was asked and came of it. */
const last = { timeMs: 0, time: '0', method: '', path: '', status: -1, by: '', request: '' };

function toTime(timeMs: number): string {
  if (timeMs !== last.timeMs) {
    last.timeMs = timeMs;
    last.time = String(timeMs);
  }
  return last.time;
}

function toRequest({ method, path, status, by }: CallRecord): string {
  if (path === last.path && status === last.status && method === last.method && by === last.by) return last.request;
  last.method = method;
  last.path = path;
  last.status = status;
  last.by = by;
  last.request = `,"method":${quote(method)},"path":${quote(path)},"status":${status},"by":"${by}"`;
  return last.request;
}

function formatDiagnosis({ cause, cure, certainty }: Pick<Diagnosis, 'cause' | 'cure' | 'certainty'>): string {
  return `,"cause":${JSON.stringify(cause)},"cure":${JSON.stringify(cure)},"certainty":"${certainty}"`;
}

// The client is told none of it.
function formatCure(failure: CallRecord['failure']): string {
  return failure?.cure === undefined ? '' : `,"cure":${JSON.stringify(failure.cure)}`;
}

function toPhase(key: string, ms: number | null): string {
  return ms === null ? '' : key + round(ms);
}

/** `.001` to `.999`, and nothing for a whole number: turning a fraction into text costs more than all the rest here. */
const THOUSANDTHS: readonly string[] = Array.from({ length: 1000 }, (_, n) => String(n / 1000).slice(1));

/** To the microsecond. */
function round(ms: number): string {
  const micros = Math.round(ms * 1000);
  const whole = Math.floor(micros / 1000);
  return whole + THOUSANDTHS[micros - whole * 1000]!;
}

// Request ids, methods and paths are nearly always plain visible ASCII: look before paying for JSON.stringify.
function quote(text: string): string {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) return JSON.stringify(text);
  }
  return `"${text}"`;
}
