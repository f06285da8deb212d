import { describe, expect, test } from 'vitest';
import { suggest } from '../../../src/config/schema/nearest-key.ts';

describe('nearest key', () => {
  test.for([
    ['prot', ['port', 'proxy'], 'port'],
    ['gracePerod', ['gracePeriod', 'stopSignal'], 'gracePeriod'],
    ['MAXINFLIGHT', ['maxInFlight'], 'maxInFlight'],
    ['comand', ['processes', 'command'], 'command'],
  ] as const)('of %j among %j is %j', ([word, known, expected]) => {
    expect(suggest(word, known)).toBe(` (did you mean '${expected}'?)`);
  });

  test.for([
    ['zebra', ['drain']],
    ['x', ['listen', 'log']],
    ['anything', []],
  ] as const)('of %j among %j is none', ([word, known]) => {
    expect(suggest(word, known)).toBe('');
  });
});
