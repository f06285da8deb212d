import { execFileSync } from 'node:child_process';
import { closeSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openFifos } from '../../src/logging/fifo.ts';
import { createFolder } from '../helpers/config-folder.ts';

test.for([
  ['is there', 'is', true],
  ['was too slow, and makes them all the same', 'too-late', null],
  ['cannot', 'never', false],
] as const)('two FIFOs are there where one who makes them %s', async ([, way, answer]) => {
  const folder = createFolder({});
  const opened = await openFifos(folder, async (within, name) => {
    if (way !== 'never') execFileSync('mkfifo', [join(within, `.${name}-1`), join(within, `.${name}-2`)]);
    return answer;
  });
  if (typeof opened === 'string') throw new Error(opened);
  for (const { readFd, writeFd } of opened) {
    expect(writeSync(writeFd, 'x')).toBe(1);
    closeSync(readFd);
    closeSync(writeFd);
  }
  // What is open has no name any more.
  expect(readdirSync(folder)).toHaveLength(way === 'too-late' ? 2 : 0);
});
