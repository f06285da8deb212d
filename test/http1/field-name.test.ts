import { expect, test } from 'vitest';
import {
  FC_CREDENTIAL_HEADERS,
  FORWARDING_HEADERS,
  HOP_BY_HOP_HEADERS,
  NEVER_FORWARDED,
} from '../../src/core/header-rule.ts';
import {
  createRequestFieldNames,
  createResponseFieldNames,
  FieldNames,
  HOST_FIELD,
  OTHER,
  TWIN,
} from '../../src/http1/field-name.ts';

const NAMES = createRequestFieldNames(['x-fc-request-id'], ['x-fc-access-key-id'], 'x-fc-control-path');

function find(name: string, names: FieldNames = NAMES): number {
  return names.find(Buffer.from(name, 'latin1'), 0, name.length);
}

function isDropped(name: string, isTrusted: boolean): boolean {
  return NAMES.droppedFrom(isTrusted)[find(name)] === 1;
}

test('names are found whatever their case, and only they', () => {
  const names = new FieldNames('client');
  expect([find('HOST', names), find('host', names)]).toEqual([HOST_FIELD, HOST_FIELD]);
  expect(['most', 'hosts', `${'x'.repeat(67)}t`].map((name) => find(name, names))).toEqual([OTHER, OTHER, OTHER]);
  expect(names.add('host')).toBe(HOST_FIELD);
});

test.for([
  'X_Forwarded_For',
  'X-Forwarded_Proto',
  'x_forwarded-host',
  'X_Real_IP',
  'X_Request_Id',
  'X-Request_Id',
  'Content_Length',
  'Transfer_Encoding',
  'x_fc_request_id',
  'X_FC_Access_Key_Id',
  'X_Fc_Control_Path',
  'Max_Forwards',
  'Keep_Alive',
  'X.Forwarded.For',
  "X'Real~IP",
])('%s is taken for another field by CGI, WSGI or lighttpd, so it reaches nobody and means nothing', (name) => {
  expect([find(name), isDropped(name, true), isDropped(name, false)]).toEqual([TWIN, true, true]);
});

test.for(['X_Custom', 'X_Forwarded_Fox', 'XxForwarded-For', 'X-Forwarded0For', 'x_request_idx', 'user_agent', '_'])(
  '%s is a field like any other',
  (name) => {
    expect([find(name), isDropped(name, false)]).toEqual([OTHER, false]);
  },
);

test('a name that is known is itself, whatever name before it is like it', () => {
  const names = new FieldNames('client');
  const id = names.add('x_trace_id');
  const other = names.add('x-trace-id');
  expect([find('X-Trace-Id', names), find('X_Trace_Id', names), find('X_Trace-Id', names)]).toEqual([other, id, TWIN]);
});

test('what tells of the client is believed of trusted peers only', () => {
  for (const name of FORWARDING_HEADERS) {
    expect([name, isDropped(name, true), isDropped(name, false)]).toEqual([name, false, true]);
  }
});

test.for([...HOP_BY_HOP_HEADERS, ...NEVER_FORWARDED])('%s never reaches the app', (name) => {
  expect([isDropped(name, true), isDropped(name, false)]).toEqual([true, true]);
});

test.for(FC_CREDENTIAL_HEADERS)('%s stays behind only where the settings say so', (name) => {
  const isDroppedWith = (withheld: readonly string[]): boolean => {
    const names = createRequestFieldNames([], withheld);
    return names.droppedFrom(true)[find(name, names)] === 1;
  };
  expect([isDroppedWith(FC_CREDENTIAL_HEADERS), isDroppedWith([])]).toEqual([true, false]);
});

test.for([
  ['X-Fc-Access-Key-Id', true],
  ['Content-Length', true],
  ['X-Forwarded-For', true],
  ['X-Forwarded-Proto', true],
  ['X-Forwarded-Host', true],
  ['X-Request-Id', true],
  ['Trailer', false],
  ['Host', false],
  ['X-Fc-Request-Id', false],
  ['X-Fc-Control-Path', false],
  ['Expect', false],
  ['Cookie', false],
  ['Proxy-Status', false],
  ['Max-Forwards', false],
  ['Date', false],
] as const)('the field %s of a request stays behind, or is written anew: %s', ([name, expected]) => {
  expect([isDropped(name, true), isDropped(name, false)]).toEqual([expected, expected]);
});

test("the platform's own field for the id is written anew, spelled as it does", () => {
  const names = createRequestFieldNames(['x-own-id'], [], null, 'X-Own-Id');
  const id = find('x-own-id', names);
  expect([names.idFields, names.droppedFrom(true)[id]]).toEqual([['X-Request-Id', 'X-Own-Id'], 1]);
  expect(NAMES.idFields).toEqual(['X-Request-Id']);
});

test('a response has no twins: no app writes into its own variables with it', () => {
  const names = createResponseFieldNames();
  expect([find('Content_Length', names), find('X_Request_Id', names)]).toEqual([OTHER, OTHER]);
  const dropped = [
    'Content-Length',
    'X-Berth-Request-Id',
    'Upgrade',
    'Keep-Alive',
    'X-Request-Id',
    'Trailer',
    'Date',
    'X-Real-IP',
  ];
  expect(dropped.filter((name) => names.droppedFrom(true)[find(name, names)] === 1)).toEqual(dropped.slice(0, 4));
});

test('more names than there are numbers are refused', () => {
  const names = new FieldNames('app');
  expect(() => {
    for (let i = 0; i < 300; i++) names.add(`x-${i}`);
  }).toThrow('more than 240 field names');
});
