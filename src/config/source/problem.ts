import { Failure } from '../../failures/failure.ts';
import { type ConfigPath, comparePlaces, describePlace, type Place, toPathKey } from './place.ts';

/** One thing to correct. `unset` problems are variables that the environment lacks, all others are mistakes. */
export interface Problem {
  readonly kind: 'invalid' | 'unset';
  readonly place: Place;
  readonly message: string;
}

/** Collects every problem, so that a user corrects a file once and not line by line. */
export interface ProblemList {
  add(problem: Problem): void;
  /** The value at this path is wrong already: whatever else is found at it is a consequence, and is not listed. */
  spoil(path: ConfigPath): void;
  isSpoiled(path: ConfigPath): boolean;
  readonly isEmpty: boolean;
  /** Throws VARIABLE_UNSET if unset variables are all that is wrong, else CONFIG_INVALID; returns if nothing is. */
  throwIfAny(file: string): void;
}

/** Creates an empty list. */
export function createProblemList(): ProblemList {
  const problems: Problem[] = [];
  const spoiled = new Set<string>();
  return {
    add: (problem) => void problems.push(problem),
    spoil: (path) => void spoiled.add(toPathKey(path)),
    isSpoiled: (path) => spoiled.has(toPathKey(path)),
    get isEmpty() {
      return problems.length === 0;
    },
    throwIfAny: (file) => {
      if (problems.length === 0) return;
      const sorted = problems.toSorted((a, b) => comparePlaces(a.place, b.place));
      const lines = [...new Set(sorted.map((problem) => `${describePlace(problem.place)}: ${problem.message}`))];
      const code = problems.every((problem) => problem.kind === 'unset') ? 'VARIABLE_UNSET' : 'CONFIG_INVALID';
      throw new Failure(code, { file, count: lines.length, problems: lines });
    },
  };
}
