import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { FailureCode } from '../../src/core/failure-code.ts';
import { CATALOGUE } from '../../src/failures/catalogue.ts';
import { chooseExitStatus } from '../../src/failures/exit-status.ts';
import { FC } from '../../src/platform/fc.ts';
import { GENERIC } from '../../src/platform/generic.ts';

const ENDING = (Object.keys(CATALOGUE) as FailureCode[]).filter((code) => CATALOGUE[code].exitStatus !== null);

/** The C library's words for an error number, by way of perl, which every Debian has. */
function describeErrno(errno: number): string {
  const script = 'use POSIX; setlocale(LC_ALL, "C"); print strerror($ARGV[0])';
  return spawnSync('perl', ['-e', script, String(errno)], { encoding: 'utf8' }).stdout;
}

test.for([
  ['CONFIG_INVALID', 'Invalid argument'],
  ['CONFIG_NOT_FOUND', 'No such file or directory'],
  ['COMMAND_NOT_FOUND', 'No such file or directory'],
  ['COMMAND_NOT_EXECUTABLE', 'Permission denied'],
  ['COMMAND_BAD_FORMAT', 'Exec format error'],
  ['PORT_IN_USE', 'Address already in use'],
  ['APP_WRONG_PORT', 'Connection refused'],
  ['APP_NOT_READY_IN_TIME', 'Connection timed out'],
  ['APP_DAEMONIZED', 'No child processes'],
  ['APP_OUT_OF_MEMORY', 'Cannot allocate memory'],
  ['CRASH_LOOP', 'No such process'],
] as const)('on Function Compute %s ends berth with the status whose text is "%s"', ([code, text]) => {
  expect(describeErrno(chooseExitStatus(code, FC))).toBe(text);
});

test('no failure ends berth on Function Compute with a status that looks like success or like a signal', () => {
  for (const code of ENDING) {
    const status = chooseExitStatus(code, FC);
    expect(status).toBeGreaterThan(1);
    expect(status).toBeLessThan(126);
  }
});

test('elsewhere a failure ends berth with the status of the catalogue', () => {
  for (const code of ENDING) expect(chooseExitStatus(code, GENERIC)).toBe(CATALOGUE[code].exitStatus);
});
