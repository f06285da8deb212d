import { expect, test } from 'vitest';
import { explainFailure, toFailureFields } from '../../src/failures/explanation.ts';
import { Failure } from '../../src/failures/failure.ts';

const DIAGNOSIS = { cause: 'It is full.', cure: 'Empty it.', certainty: 'likely', evidence: ['a line'] } as const;

test('what was found out of this occurrence beats what is said of its kind', () => {
  const failure = new Failure('APP_CRASHED', { process: 'web', status: 'exited with code 1' });
  expect(explainFailure(failure.withDiagnosis(DIAGNOSIS))).toEqual(DIAGNOSIS);
});

test('a process that had its say, and said nothing known, is not given the usual cause', () => {
  const failure = new Failure('APP_EXITED_BEFORE_READY', { process: 'web', command: 'serve' });
  expect(explainFailure(failure)).toMatchObject({ certainty: 'unknown', cure: failure.cure, evidence: [] });
});

test('any other failure has the usual cause of its kind', () => {
  const failure = new Failure('QUEUE_FULL', { limit: 100 });
  expect(explainFailure(failure)).toMatchObject({ certainty: 'usual', cause: failure.row.cause });
});

test('the record of a failure that ended no start has no timeline', () => {
  expect(toFailureFields(new Failure('DRAINING'))).not.toHaveProperty('timeline');
});
