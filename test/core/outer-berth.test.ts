import { describe, expect, test } from 'vitest';
import { readOuterBerths, writeOuterBerths } from '../../src/core/outer-berth.ts';

const OUTER = { config: '/a/berth.yaml', process: 'web' };

describe('the berths around a process', () => {
  test('are read as they were written, the outermost first', () => {
    const inner = { config: '/b/berth.yaml', process: 'app' };
    expect(readOuterBerths(writeOuterBerths(readOuterBerths(writeOuterBerths([], OUTER)), inner))).toEqual([
      OUTER,
      inner,
    ]);
  });

  test.for([undefined, '', 'yes', '{}', 'null', '[1, null, "a", {"config": 1}, {"config": "a"}]'])(
    'are none in %j',
    (text) => {
      expect(readOuterBerths(text)).toEqual([]);
    },
  );
});
