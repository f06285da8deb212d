import { describe, expect, test } from 'vitest';
import { readTraceId, TRACE_FIELDS, toTraceparent } from '../../src/core/trace-context.ts';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('the id of a trace', () => {
  test.for([
    ['traceparent', `00-${ID}-00f067aa0ba902b7-01`, ID],
    ['traceparent', `01-${ID}-00f067aa0ba902b7-01-more`, ID],
    ['traceparent', `00-${ID}-0000000000000000-01`, ''],
    ['traceparent', `ff-${ID}-00f067aa0ba902b7-01`, ''],
    ['traceparent', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, ''],
    ['traceparent', `00-${ID.toUpperCase()}-00f067aa0ba902b7-01`, ''],
    ['traceparent', 'nonsense', ''],
    ['x-cloud-trace-context', `${ID}/123;o=1`, ID],
    ['x-cloud-trace-context', ID, ID],
    ['x-cloud-trace-context', `${ID}x`, ''],
    ['x-amzn-trace-id', 'Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=53995c3f42cd8ad8;Sampled=1', ID],
    ['x-amzn-trace-id', 'Self=1-0-0; Root=1-4bf92f35-77b34da6a3ce929d0e0e4736', ID],
    ['x-amzn-trace-id', 'Root=1-4bf92f35', ''],
    ['b3', `${ID}-00f067aa0ba902b7-1`, ID],
    ['b3', 'a3ce929d0e0e4736-00f067aa0ba902b7', '0000000000000000a3ce929d0e0e4736'],
    ['b3', '0', ''],
    ['x-b3-traceid', ID, ID],
    ['x-request-id', ID, ''],
  ] as const)('in %s: %s is %j', ([field, value, id]) => {
    expect(readTraceId(field, value)).toBe(id);
  });

  test('that begins here is read by the same rule', () => {
    expect(readTraceId('traceparent', toTraceparent(ID, '00f067aa0ba902b7'))).toBe(ID);
    expect(TRACE_FIELDS[0]).toBe('traceparent');
  });
});
