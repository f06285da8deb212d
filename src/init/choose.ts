import { createInterface } from 'node:readline';
import { toHarmless } from '../core/harmless-text.ts';
import { type Candidate, describeCandidate } from './candidate.ts';

/** The lines of a numbered list. */
export function listNumbered(candidates: readonly Candidate[]): string {
  return candidates.map((one, index) => `  ${index + 1}  ${toHarmless(describeCandidate(one))}\n`).join('');
}

/**
 * Lets a person choose on a terminal, by number; an empty line takes the first. Resolves with null if the terminal is closed
 * or interrupted instead.
 */
export async function chooseOnTerminal(candidates: readonly Candidate[]): Promise<Candidate | null> {
  const { stdin: input, stdout: output } = process;
  output.write(`several ways to start it were found:\n${listNumbered(candidates)}`);
  const terminal = createInterface({ input, output });
  const left = new Promise<null>((resolve) => {
    terminal.once('SIGINT', () => resolve(null)).once('close', () => resolve(null));
  });
  const ask = (): Promise<string> => new Promise((resolve) => terminal.question('which one? [1] ', resolve));
  try {
    for (;;) {
      const answer = await Promise.race([ask(), left]);
      if (answer === null) return null;
      const chosen = candidates[answer.trim() === '' ? 0 : Number(answer) - 1];
      if (chosen !== undefined) return chosen;
      output.write(`a number from 1 to ${candidates.length}\n`);
    }
  } finally {
    terminal.close();
  }
}
