import { quote } from './end-verdict.ts';
import { LOG_RECORD_BYTES, type OutputLine } from './output.ts';
import type { CallMade } from './platform-client.ts';
import { fail, pass, type Verdict, warn } from './verdict.ts';

/** A log that grows by this much with each call costs more than the call. */
const MUCH_BYTES = 65_536;

/** What is known of the markers of one call. */
interface Marked {
  starts: number;
  ends: number;
  isInOrder: boolean;
}

const MARKER = /^(.*?)FC Invoke (Start|End) RequestId: ([^\s,]+)/;
const CURE = 'write each once per call, at the start of a line, with the id of x-fc-request-id (berth does)';

/** Judges the markers around calls, by which Function Compute finds the log of one. */
export function judgeMarkers(texts: readonly string[], calls: readonly CallMade[]): Verdict {
  const marked = new Map<string, Marked>(
    calls
      .filter(({ answer }) => answer.kind === 'whole')
      .map(({ request }) => [request.id, { starts: 0, ends: 0, isInOrder: true }]),
  );
  let misplaced: string | null = null;
  for (const text of texts) {
    const [, before = '', kind, id = ''] = MARKER.exec(text) ?? [];
    const mark = marked.get(id);
    if (mark === undefined) continue;
    if (before !== '') misplaced ??= text;
    if (kind === 'Start') mark.starts++;
    else {
      if (mark.starts === 0) mark.isInOrder = false;
      mark.ends++;
    }
  }
  const all = [...marked.values()];
  const count = (matches: (mark: Marked) => boolean): number => all.filter(matches).length;
  if (count(({ starts, ends }) => starts + ends > 0) === 0) {
    const seen = 'there are no markers (FC Invoke Start RequestId: …), so that the console shows no log of a call';
    return warn('markers', 'markers-missing', seen, CURE);
  }
  if (misplaced !== null)
    return fail('markers', 'markers-misplaced', `something stands before a marker: ${quote(misplaced)}`, CURE);
  const repeated = count(({ starts, ends }) => starts > 1 || ends > 1);
  if (repeated > 0)
    return fail('markers', 'markers-repeated', `${repeated} of ${all.length} calls have a marker more than once`, CURE);
  const missing = count(({ starts, ends }) => starts + ends < 2);
  if (missing > 0)
    return fail('markers', 'markers-some-missing', `${missing} of ${all.length} calls lack a marker`, CURE);
  if (count(({ isInOrder }) => !isInOrder) > 0)
    return fail('markers', 'markers-misplaced', 'the end of a call stands before its start', CURE);
  return pass('markers', `${all.length} calls, each with its two`);
}

/** How much had been written at a moment. */
export interface LogMark {
  readonly sizeBytes: number;
  readonly lines: number;
}

/** Between these the calls were made. */
export interface LogSpan {
  readonly start: LogMark;
  readonly end: LogMark;
}

/** Judges how much calls have written, when it came, and the longest line. */
export function judgeLog(lines: readonly OutputLine[], span: LogSpan, calls: readonly CallMade[]): Verdict {
  const late = findLate(lines, span, calls);
  if (late !== null) return late;
  const longest = Math.max(0, ...lines.map(({ sizeBytes }) => sizeBytes));
  const each = Math.round((span.end.sizeBytes - span.start.sizeBytes) / Math.max(1, calls.length));
  const seen = `${each} bytes a call, the longest line ${longest}`;
  if (longest > LOG_RECORD_BYTES) {
    const cure = 'write shorter lines; a long value belongs into a file or a store of its own';
    return warn(
      'log',
      'log-line-too-long',
      `${seen}: a record of the log holds ${LOG_RECORD_BYTES} bytes, the rest is cut off`,
      cure,
    );
  }
  if (each > MUCH_BYTES)
    return warn('log', 'log-too-much', `${seen}: the log may cost more than the calls`, 'log less in production');
  return pass('log', seen);
}

/** Output that nobody could read while the calls were made; null: there is none. */
function findLate(lines: readonly OutputLine[], { start, end }: LogSpan, calls: readonly CallMade[]): Verdict | null {
  const ids = new Set(calls.map(({ request }) => request.id));
  const held = lines.slice(end.lines);
  const ofCalls = held.filter(({ text }) => [...ids].some((id) => text.includes(id))).length;
  const callBytes = end.sizeBytes - start.sizeBytes;
  if (ofCalls >= calls.length || (callBytes === 0 && held.length >= calls.length)) {
    const seen = `${held.length} lines came only when the app was told to end: it keeps its output back, and what it holds is lost with a frozen or killed instance`;
    return warn('log', 'log-held-back', seen, HELD_CURE);
  }
  if (end.lines > start.lines || callBytes < calls.length) return null;
  const seen = `${calls.length} calls wrote ${callBytes} bytes, and not one end of a line: a log shows whole lines`;
  return warn('log', 'log-unended', seen, 'end each record with a line feed');
}

const HELD_CURE =
  'switch the buffer of stdout off (Python: PYTHONUNBUFFERED=1, Ruby: $stdout.sync = true, C: stdbuf -oL), or flush behind each record';
