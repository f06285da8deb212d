import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../src/failures/catalogue.ts';
import { Failure } from '../../src/failures/failure.ts';

describe('failure', () => {
  test('the message is the sentence of its row with the details filled in', () => {
    const failure = new Failure('APP_CRASHED', { process: 'nginx', status: 'was killed by SIGKILL' });
    expect(failure.message).toBe('Process nginx was killed by SIGKILL unexpectedly.');
    expect(failure.cure).toContain('Read the last output of nginx in the log.');
    expect(failure).toMatchObject({ name: 'Failure', code: 'APP_CRASHED', row: CATALOGUE.APP_CRASHED });
  });

  test('numbers are written out and lists stand one entry a line', () => {
    const failure = new Failure('CONFIG_INVALID', { file: 'berth.yaml', count: 2, problems: ['a', 'b'] });
    expect(failure.message).toBe('berth.yaml has 2 problem(s):\na\nb');
  });

  test('a missing detail stays visible', () => {
    expect(new Failure('CONFIG_NOT_FOUND').message).toBe('No config file at {file}.');
  });

  test('a detail is never filled in a second time, nor read as a replacement pattern', () => {
    const failure = new Failure('DEPENDENCY_FAILED', { process: '{dependency}', dependency: '$&', status: '$1' });
    expect(failure.message).toBe('Process {dependency} was not started, because $& $1.');
  });

  test('the error that led to it is kept as its cause and stays out of the message', () => {
    const cause = new Error('connect ECONNREFUSED');
    const failure = new Failure('APP_REFUSED', { address: '127.0.0.1:8080' }, { cause });
    expect(failure.cause).toBe(cause);
    expect(failure.message).not.toContain('ECONNREFUSED');
  });
});
