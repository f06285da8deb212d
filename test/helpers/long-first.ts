import { readFileSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, the longest first. */
const LONG = [
  'test/stories/soak/soak.test.ts',
  'test/stories/runtime/start.test.ts',
  'test/stories/failure/start.test.ts',
  'test/stories/client/slow.test.ts',
  'test/stories/client/idle.test.ts',
  'test/fuzz/differential.test.ts',
];

/**
 * Begins with the longest files, lest one worker is still at one of them when all others are done, and ends with those that
 * need Debian packages, lest workers wait for the packages of a machine that has none.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a.moduleId) - rank(b.moduleId));
  }
}

function rank(file: string): number {
  const index = LONG.findIndex((name) => file.endsWith(name));
  if (index !== -1) return index;
  return readFileSync(file, 'utf8').includes('requirePackages(') ? LONG.length + 1 : LONG.length;
}
