import { Failure } from '../../failures/failure.ts';
import { comparePlaces, describePlace, type Place } from './place.ts';

/** One thing to correct. `unset` problems are variables that the environment lacks, all others are mistakes. */
export interface Problem {
  readonly kind: 'invalid' | 'unset';
  readonly place: Place;
  readonly message: string;
}

/** Collects every problem, so that a user corrects a file once and not line by line. */
export class ProblemList {
  readonly #problems: Problem[] = [];

  add(problem: Problem): void {
    this.#problems.push(problem);
  }

  /** Throws VARIABLE_UNSET if unset variables are all that is wrong, else CONFIG_INVALID; returns if nothing is. */
  throwIfAny(file: string): void {
    if (this.#problems.length === 0) return;
    const sorted = this.#problems.toSorted((a, b) => comparePlaces(a.place, b.place));
    const lines = [...new Set(sorted.map((problem) => `${describePlace(problem.place)}: ${problem.message}`))];
    const code = sorted.every((problem) => problem.kind === 'unset') ? 'VARIABLE_UNSET' : 'CONFIG_INVALID';
    throw new Failure(code, { file, count: lines.length, problems: lines });
  }
}
