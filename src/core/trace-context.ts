/** The lower-case names of the fields in which the trace of a request comes, and how its id is read: 32 hex digits. */
const FORMS: ReadonlyArray<readonly [name: string, id: RegExp]> = [
  // W3C Trace Context, section 3.2.
  ['traceparent', /^(?!ff)[\da-f]{2}-([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-|$)/],
  // Cloud Trace, "trace context": TRACE_ID/SPAN_ID;o=OPTIONS
  ['x-cloud-trace-context', /^([\da-f]{32})(?:[/;]|$)/i],
  // X-Ray, "tracing header": Root=1-time-random
  ['x-amzn-trace-id', /(?:^|;)\s*Root=1-([\da-f]{8})-([\da-f]{24})(?:;|$)/i],
  // B3, single and multiple headers; ids of 64 bits are filled up.
  ['b3', /^([\da-f]{32}|[\da-f]{16})-/i],
  ['x-b3-traceid', /^([\da-f]{32}|[\da-f]{16})$/i],
];

const NOBODY = '0'.repeat(32);

/** The fields that may carry a trace, the strongest first. */
export const TRACE_FIELDS: readonly string[] = FORMS.map(([name]) => name);

/** The trace's id as 32 lower-case hex digits; '' where the value of that field is none. */
export function readTraceId(field: string, value: string): string {
  const form = FORMS.find(([name]) => name === field);
  const [, ...parts] = form?.[1].exec(value) ?? [];
  const id = parts.join('').toLowerCase().padStart(32, '0');
  return parts.length === 0 || id === NOBODY ? '' : id;
}

/** A trace of our own that begins here: not sampled, for nobody here keeps it (W3C Trace Context, section 3.2.2.5). */
export function toTraceparent(traceId: string, spanId: string): string {
  return `00-${traceId}-${spanId}-00`;
}
