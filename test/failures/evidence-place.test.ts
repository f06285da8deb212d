import { expect, test } from 'vitest';
import { locateEvidence } from '../../src/failures/evidence-place.ts';

const DIAGNOSIS = { cause: 'A cause.', cure: 'A cure.', certainty: 'certain' } as const;
const LINES = ['one', '  two', 'one', 'three'];

test.for([
  ['the last line that reads so', ['one'], undefined, [3]],
  ['the line that was read', ['one'], [1], [1]],
  ['a line that has moved', ['three'], [2], [4]],
  ['a line without its blanks', ['two'], undefined, [2]],
  ['nothing, for a fact from elsewhere', ['a count of the kernel'], undefined, []],
] as const)('evidence is found at %s', ([, evidence, evidenceAt, places]) => {
  const told = evidenceAt === undefined ? { evidence } : { evidence, evidenceAt };
  expect(locateEvidence({ ...DIAGNOSIS, ...told }, LINES)).toEqual(places);
});
