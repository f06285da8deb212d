import { describe, expect, test } from 'vitest';
import type { ExitStatus } from '../../../src/core/exit-status.ts';
import { diagnoseExit } from '../../../src/failures/diagnosis/exit.ts';

describe('an exit', () => {
  const code = (value: number): ExitStatus => ({ kind: 'code', code: value });

  test.for([
    [code(127), 'exited with code 127 (a command was not found)', 'likely'],
    [code(139), 'was killed by SIGSEGV (it used memory that is not its own)', 'likely'],
    [{ kind: 'signal', signal: 'SIGILL' }, 'was killed by SIGILL', 'certain'],
    [{ kind: 'signal', signal: 'SIGKILL' }, 'was killed by SIGKILL', 'certain'],
  ] as const)('%j is explained', ([status, words, certainty]) => {
    const diagnosis = diagnoseExit(status);
    expect(diagnosis?.cause).toContain(words);
    expect(diagnosis?.certainty).toBe(certainty);
  });

  test('with 0 is a command that is no server', () => {
    expect(diagnoseExit(code(0))).toMatchObject({ cause: expect.stringContaining('has to stay'), certainty: 'likely' });
  });

  test.for([code(1), code(3), { kind: 'signal', signal: 'SIGUSR1' } as const])(
    '%j is the affair of the program',
    (status) => {
      expect(diagnoseExit(status)).toBeNull();
    },
  );
});
