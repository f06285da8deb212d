import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { LongFirst } from './test/helpers/long-first.ts';
import { SEED } from './test/helpers/seed.ts';
import { SummaryReporter } from './test/helpers/summary-reporter.ts';

/** What needs neither process nor clock: `npm run coverage` fails for a branch of it that none of its own tests takes. */
const PURE = ['src/core/**', 'src/http1/**', 'src/upstream/h1/pool.ts'];
const PURE_TESTS = ['test/{core,http1,upstream/h1}/**/*.test.ts'];

/** What a neighbour would spoil. */
const ALONE_TESTS = ['test/bench/bench.test.ts'];

const { CI, TEST_CONTAINERS } = process.env;
/** Left to the night: elsewhere they are skipped by name, and under CI=true a skip is a failure. */
const NIGHT_TESTS = CI === 'true' && TEST_CONTAINERS !== '1' ? ['test/stories/container/**'] : [];

type Options = TestProjectInlineConfiguration['test'];

/** One of the parts that all tests are divided into: no test is in two of them. They run one after the other. */
function divide(name: string, groupOrder: number, options: Options): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      testTimeout: 60_000,
      hookTimeout: 180_000,
      // A machine may withhold its processor for seconds.
      expect: { poll: { timeout: 15_000 } },
      ...options,
      sequence: { groupOrder, seed: SEED, shuffle: { files: false, tests: process.env['CI'] === 'true' } },
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      divide('pure', 0, { include: PURE_TESTS, setupFiles: ['test/helpers/seeded-properties.ts'], isolate: false }),
      divide('beside', 1, {
        include: ['test/**/*.test.ts'],
        exclude: [...PURE_TESTS, ...ALONE_TESTS, ...NIGHT_TESTS, 'test/fixtures/**'],
        // Most of them wait most of the time, for a process or for a limit to pass.
        maxWorkers: Math.max(3, availableParallelism()),
        maxConcurrency: 12,
      }),
      divide('alone', 2, { include: ALONE_TESTS, maxWorkers: 1 }),
    ],
    globalSetup: ['test/helpers/global-setup.ts'],
    sequence: { sequencer: LongFirst },
    reporters: ['default', new SummaryReporter()],
    dangerouslyIgnoreUnhandledErrors: false,
    coverage: {
      provider: 'v8',
      include: PURE,
      reporter: [['text', { skipFull: true }]],
      reportsDirectory: 'coverage',
      thresholds: { branches: 100 },
    },
  },
});
