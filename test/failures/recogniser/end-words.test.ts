import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';

const CRASH = /fault in native code/;
const MISSING = /did not find the program/;
const FORBIDDEN = /could not run it/;
const KILLED = /killed the program/;
const PORT = /waited for the app to listen/;
const HEALTH = /asked the app whether it is well/;

describe('how others tell of the end of a program that has said nothing', () => {
  test.for([
    ['exited: web (terminated by SIGABRT (core dumped); not expected)', CRASH],
    ['shop.service: Main process exited, code=dumped, status=11/SEGV', CRASH],
    ['App [api:0] exited with code [0] via signal [SIGSEGV]', CRASH],
    ['npm error signal SIGBUS', CRASH],
    ['error Command failed with signal "SIGSEGV".', CRASH],
    ['exited: web (exit status 127; not expected)', MISSING],
    ['shop.service: Main process exited, code=exited, status=127/n/a', MISSING],
    ['web_1 exited with code 127', MISSING],
    ['command terminated with exit code 126', FORBIDDEN],
    ['Killed', KILLED],
    ['2/1/2026 3:04:05 PMKilled', KILLED],
    ['exited: web (terminated by SIGKILL; not expected)', KILLED],
    ['==> Port scan timeout reached, no open ports detected. Bind your service to at least one port.', PORT],
    ['at=error code=H20 desc="App boot timeout" method=GET path="/"', PORT],
    ['Instance never healthy after 1m0s: Failed to make TCP connection to port 8080: connection refused', HEALTH],
    ['Startup probe failed: HTTP probe failed with statuscode: 503', HEALTH],
    ['Health check on port 8080 has failed. Your app is not responding properly.', HEALTH],
    ['1/1 replicas never became healthy!', HEALTH],
  ] as const)('is read in %j', ([line, cause]) => {
    expect(recognise([line])).toMatchObject({ cause: expect.stringMatching(cause), certainty: 'likely' });
  });

  test.for([
    'exited: web (exit status 0; expected)',
    'Starting health check for redis',
    'Killed 3 idle sessions',
    'listening on port 127',
    'App [api:0] exited with code [0] via signal [SIGINT]',
  ])('is not read in %j', (line) => {
    expect(recognise([line])?.cause ?? '').not.toMatch(/native code|did not find|could not run|killed|platform/);
  });

  test('gives way to words of its own', () => {
    const lines = ['ERROR the seal of the vault is broken', 'exited: web (terminated by SIGABRT; not expected)'];
    expect(recognise(lines)).toMatchObject({ certainty: 'quoted', evidenceAt: [1] });
  });

  test('is told where it was told last', () => {
    const line = 'INFO exited: web (exit status 127; not expected)';
    expect(recognise([line, 'INFO spawned: web', line])?.evidenceAt).toEqual([3]);
  });
});
