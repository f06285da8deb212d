import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import { SEED } from './seed.ts';

/** What a run came to. */
interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  /** The suites that were skipped, with their reason. */
  readonly unrun: string[];
}

/**
 * Closes a run with the suites that were skipped, by name and with their reason, the seed that repeats what was left to
 * chance, and one line of counts. Where a suite runs in parts, TEST_TALLY names the file that carries the counts of the
 * parts before: the last line is that of the whole. Under CI=true a skipped test fails the run: there every server can be
 * installed.
 */
export class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tally = readTally();
    for (const module of modules) count(module, tally);
    keepTally(tally);
    const { passed, failed, skipped, unrun } = tally;
    const isFailure = process.env['CI'] === 'true' && skipped > 0;
    const lines = [
      ...(unrun.length > 0 ? ['', 'Suites that did not run here:', ...unrun.map((name) => `  skipped: ${name}`)] : []),
      ...(isFailure ? ['Under CI=true everything must run: this is a failure.'] : []),
      '',
      `TEST_SEED=${SEED} makes the same random choices again.`,
      `${passed} passed, ${failed} failed, ${skipped} skipped`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    if (isFailure) process.exitCode = 1;
  }
}

function count(module: TestModule, tally: Tally): void {
  // A hook that fails leaves the tests of its suite unrun: the suite itself is what failed.
  const suites = [module, ...module.children.allSuites()];
  tally.failed += suites.filter((suite) => suite.errors().length > 0).length;
  const unrun = new Set<string>();
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed' || state === 'failed') tally[state] += 1;
    else {
      tally.skipped += 1;
      unrun.add(`${module.relativeModuleId}: ${test.parent.type === 'suite' ? test.parent.fullName : test.name}`);
    }
  }
  tally.unrun.push(...unrun);
}

function readTally(): Tally {
  const file = process.env['TEST_TALLY'];
  const isThere = file !== undefined && existsSync(file);
  return isThere ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: 0, unrun: [] };
}

function keepTally(tally: Tally): void {
  const file = process.env['TEST_TALLY'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(tally));
}
