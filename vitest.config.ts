import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './test/helpers/summary-reporter.ts';

const inCi = process.env['CI'] === 'true';

/** What is pure, so that every branch of it can be tested: `npm run coverage` fails for one that is not. */
const CORE = 'src/core/**';
const HTTP1 = 'src/http1/**';
const TIMING = 'src/exchange/exchange-deadline.ts';
const POOL = 'src/upstream/h1/{upstream-pool,upstream-fault}.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/global-setup.ts'],
    reporters: ['default', new SummaryReporter()],
    sequence: { shuffle: { files: false, tests: inCi } },
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // A machine may withhold its processor for seconds.
    expect: { poll: { timeout: 15_000 } },
    maxWorkers: 2,
    dangerouslyIgnoreUnhandledErrors: false,
    coverage: {
      provider: 'v8',
      include: [CORE, HTTP1, TIMING, POOL],
      reporter: [['text', { skipFull: true }]],
      reportsDirectory: 'coverage',
      thresholds: { branches: 100 },
    },
  },
});
