import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node';

/**
 * Closes the run with the suites that were skipped, by name and with their reason, and one line of counts. Under
 * CI=true a skipped test fails the run: there every server can be installed.
 */
export class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], _errors: readonly unknown[], _reason: TestRunEndReason): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const skipped = new Set<string>();
    for (const module of modules) {
      // A hook that fails leaves the tests of its suite unrun: the suite itself is what failed.
      const suites = [module, ...module.children.allSuites()];
      counts.failed += suites.filter((suite) => suite.errors().length > 0).length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed' || state === 'failed') counts[state] += 1;
        else {
          counts.skipped += 1;
          skipped.add(`${module.relativeModuleId}: ${test.parent.type === 'suite' ? test.parent.fullName : test.name}`);
        }
      }
    }
    const lines = [...skipped].map((name) => `  skipped: ${name}\n`);
    const isFailure = process.env['CI'] === 'true' && counts.skipped > 0;
    if (lines.length > 0) process.stdout.write(`\nSuites that did not run here:\n${lines.join('')}`);
    if (isFailure) process.stdout.write('Under CI=true everything must run: this is a failure.\n');
    process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
    if (isFailure) process.exitCode = 1;
  }
}
