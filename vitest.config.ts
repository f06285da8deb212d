import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './test/helpers/summary-reporter.ts';

const inCi = process.env['CI'] === 'true';

/** What is pure, so that every branch of it can be tested: `npm run coverage` fails for one that is not. */
const CORE = 'src/core/**';
const WIRE_PARSER =
  'src/proxy/wire/{request-head,request-target,field-section,field-grammar,field-name,head-meaning,head-collector,' +
  'response-head,chunked,body-reader,chunk-writer,request-writer,response-writer,trailer-writer,field-writer,' +
  'byte-queue,byte-writer,buffer-pool,timeout-wheel,exchange-deadline,upstream-pool,upstream-fault}.ts';

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
      include: [CORE, WIRE_PARSER],
      reporter: [['text', { skipFull: true }]],
      reportsDirectory: 'coverage',
      thresholds: { branches: 100 },
    },
  },
});
