import { expect, test } from 'vitest';
import { chooseForm, createGoogleForm, toLambdaForm } from '../../src/logging/record-form.ts';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const AT = Date.parse('2026-01-02T03:04:05.678Z');
const record = (fields: object, msg = 'call'): string => JSON.stringify({ level: 'warn', time: AT, ...fields, msg });

test('Cloud Logging gets severity, time, message, and the trace by its full name', () => {
  const line = createGoogleForm('shop-1')(record({ event: 'call', trace: ID, path: '/a' }));
  expect(JSON.parse(line)).toEqual({
    severity: 'WARNING',
    time: '2026-01-02T03:04:05.678Z',
    event: 'call',
    'logging.googleapis.com/trace': `projects/shop-1/traces/${ID}`,
    path: '/a',
    message: 'call',
  });
});

test('without a project the trace stands by its id', () => {
  const line = createGoogleForm(null)(record({ trace: ID }));
  expect(JSON.parse(line)).toMatchObject({ 'logging.googleapis.com/trace': ID });
});

test('AWS Lambda gets timestamp, level and message', () => {
  const line = toLambdaForm(record({ event: 'ready' }, 'it is up'));
  expect(JSON.parse(line)).toEqual({
    timestamp: '2026-01-02T03:04:05.678Z',
    level: 'WARN',
    event: 'ready',
    message: 'it is up',
  });
});

test('what looks like a key in a text stays a text', () => {
  const path = `/","msg":"x","trace":"${ID}"`;
  for (const form of [createGoogleForm('p'), toLambdaForm]) {
    const line = JSON.parse(form(record({ path }, path)));
    expect(line).toMatchObject({ path, message: path });
  }
});

test.for([
  ['auto', 'google', 'severity'],
  ['auto', 'json', 'level'],
  ['json', 'google', 'level'],
  ['google', 'json', 'severity'],
  ['lambda', 'json', 'timestamp'],
] as const)('%s where the platform reads %s best begins with %s', ([format, autoForm, first]) => {
  const settings = { level: 'info', calls: true, flushMs: 0, project: null, format, autoForm } as const;
  expect(Object.keys(JSON.parse(chooseForm(settings)(record({}))))[0]).toBe(first);
});
