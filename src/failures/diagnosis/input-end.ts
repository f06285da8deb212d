import type { Diagnosis } from '../../core/diagnosis.ts';
import type { ExitStatus } from '../../core/exit-status.ts';

/**
 * Explains the end of a process that had read its standard input to the end just before. After an exit with 0 nothing
 * explains it better but words that are sure; after another one all words do.
 */
export function diagnoseInputEnd(status: ExitStatus): Diagnosis | null {
  if (status.kind !== 'code') return null;
  const diagnosis: Diagnosis = {
    cause: 'It read its standard input, found it at its end, and ended with it; berth gives a process an empty one.',
    cure: 'Set `stdin: open`: an input that never ends. Or start it in a mode that does not watch its input, e.g. without `--watch`, and a shell or interpreter with a script.',
    certainty: 'likely',
    evidence: [],
  };
  return status.code === 0 ? diagnosis : { ...diagnosis, isPreliminary: true };
}
