import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type BrokenApp, expectTelling, runBrokenApp } from './broken-app.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/servers/${name}`, import.meta.url));

const ending = (exit: string): BrokenApp['app'] => ({
  command: [process.execPath, fixture('exits-before-ready.mjs')],
  env: { EXIT: exit },
});

const EARLY = { code: 'APP_EXITED_BEFORE_READY' } as const;

const ROWS: readonly BrokenApp[] = [
  ...['1', '3'].map((exit) => ({
    ...EARLY,
    title: `a start that ends with ${exit}`,
    app: ending(exit),
    message: new RegExp(`^Process app exited with code ${exit} before it was ready\\.$`),
    cause: /^Nothing in its last output is known to berth\.$/,
    record: { exitCode: Number(exit), certainty: 'unknown', logTail: ['last words'] },
  })),
  {
    ...EARLY,
    title: 'a build step in the place of a server',
    app: { command: ['sh', '-c', 'echo build done'] },
    message: /^Process app exited with code 0 before it was ready\.$/,
    cause: /ended by itself and in good order, but a server has to stay/,
    cure: /oneshot: true/,
    record: { exitCode: 0, certainty: 'likely', logTail: ['build done'] },
  },
  {
    ...EARLY,
    title: 'a script that calls a program that is missing',
    app: { command: ['sh', '-c', 'no-such-program --serve'] },
    message: /exited with code 127 \(a command was not found\)/,
    cause: /finds no command no-such-program/,
    cure: /Install it, put its folder on `PATH`/,
    record: { exitCode: 127, certainty: 'certain' },
  },
  {
    ...EARLY,
    title: 'a script that calls a file without its executable bit',
    files: { server: '#!/bin/sh\n' },
    app: { command: ['sh', '-c', './server'] },
    message: /exited with code 126/,
    cause: /may not run \.\/server: it lacks its executable bit/,
    cure: /chmod \+x/,
    record: { exitCode: 126, certainty: 'certain' },
  },
  {
    ...EARLY,
    title: 'a shell whose server is killed by SIGKILL',
    app: { command: ['sh', '-c', 'sh -c "kill -KILL \\$\\$"'] },
    message: /exited with code 137 \(killed by SIGKILL, often for want of memory\)/,
    record: { exitCode: 137, certainty: 'likely' },
  },
  ...(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGKILL', 'SIGTERM'] as const).map((signal) => ({
    ...EARLY,
    title: `a start that is killed by ${signal}`,
    app: ending(signal),
    message: new RegExp(`^Process app was killed by ${signal}( \\(.*\\))? before it was ready\\.$`),
    cause: new RegExp(`^The process was killed by ${signal}`),
    record: { signal, certainty: 'certain' },
  })),
  {
    ...EARLY,
    title: 'a shell whose server crashes',
    app: { command: ['sh', '-c', `kill -s ABRT $$; exit ${128 + constants.signals.SIGABRT}`] },
    message: /SIGABRT/,
    cure: /failed assertion/,
  },
];

describe('everybody is told of', () => {
  test.for(ROWS)('$title', async (broken) => {
    const telling = await runBrokenApp(broken);
    expectTelling(broken, telling);
    expect(telling.record['timeline']).toEqual(
      expect.arrayContaining([{ moment: 'ended', elapsedMs: expect.any(Number) }]),
    );
  });
});
