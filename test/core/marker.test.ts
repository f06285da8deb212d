import { describe, expect, test } from 'vitest';
import { cutMarkers, FC_MARKERS, type MarkerLines } from '../../src/core/marker.ts';
import type { MarkerTemplates } from '../../src/core/settings.ts';

const toWriter = ({ start, end, failedEnd }: MarkerLines) => ({
  toStart: (id: string) => start.join(id),
  toEnd: (id: string, isBerthFailure: boolean) => (isBerthFailure ? failedEnd : end).join(id),
});

const writerOf = (templates: MarkerTemplates) => toWriter(cutMarkers({ templates })!);

describe('marker', () => {
  test('the strings are exactly those of Function Compute', () => {
    const writer = writerOf(FC_MARKERS);
    expect(writer.toStart('1-a-b')).toBe('FC Invoke Start RequestId: 1-a-b');
    expect(writer.toEnd('1-a-b', false)).toBe('FC Invoke End RequestId: 1-a-b');
    expect(writer.toEnd('1-a-b', true)).toBe('FC Invoke End RequestId: 1-a-b, Error: Unhandled function error');
  });

  test.for(['Initialize', 'PreFreeze', 'PreStop'] as const)('around the hook %s they name it', (hook) => {
    const writer = toWriter(cutMarkers({ templates: FC_MARKERS }, hook)!);
    expect(writer.toStart('1-a-b')).toBe(`FC ${hook} Start RequestId: 1-a-b`);
    expect(writer.toEnd('1-a-b', false)).toBe(`FC ${hook} End RequestId: 1-a-b`);
    expect(writer.toEnd('1-a-b', true)).toBe(`FC ${hook} End RequestId: 1-a-b, Error: Unhandled function error`);
  });

  test('a template of one’s own stands around hooks as around calls', () => {
    const templates = { start: '<{id}>', end: '</{id}>', errorSuffix: '!' };
    expect(toWriter(cutMarkers({ templates }, 'PreStop')!).toStart('7')).toBe('<7>');
  });

  test('switched off, there are none', () => {
    expect(cutMarkers({ templates: null })).toBeNull();
    expect(cutMarkers({ templates: null }, 'PreStop')).toBeNull();
  });

  test('an id in the middle of a template leaves what stands behind it', () => {
    const writer = writerOf({ start: '<{id}>', end: '</{id}>', errorSuffix: '!' });
    expect(writer.toStart('7')).toBe('<7>');
    expect(writer.toEnd('7', true)).toBe('</7>!');
  });

  test('every id in a template is replaced, in the suffix too', () => {
    const writer = writerOf({ start: '{id}{id}', end: 'end of {id}, {id}', errorSuffix: ' failed: {id}' });
    expect(writer.toStart('7')).toBe('77');
    expect(writer.toEnd('7', true)).toBe('end of 7, 7 failed: 7');
  });

  test('a template without an id is written as it is', () => {
    const writer = writerOf({ start: 'begin', end: 'end', errorSuffix: '' });
    expect(writer.toStart('7')).toBe('begin');
    expect(writer.toEnd('7', false)).toBe('end');
    expect(writer.toEnd('7', true)).toBe('end');
  });

  test('an id that looks like a placeholder or a replacement pattern is written as it is', () => {
    expect(writerOf(FC_MARKERS).toStart('{id}$&')).toBe('FC Invoke Start RequestId: {id}$&');
  });
});
