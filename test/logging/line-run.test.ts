import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LineRun } from '../../src/logging/line-run.ts';
import { onTestFinished } from '../helpers/test-end.ts';

/** pipe(7): what a pipe holds. */
const PIPE_BYTES = 65_536;

function openPipe(): { readFd: number; writeFd: number } {
  const folder = mkdtempSync(join(tmpdir(), 'berth-run-'));
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeFd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  onTestFinished(() => {
    closeSync(readFd);
    closeSync(writeFd);
    rmSync(folder, { recursive: true });
  });
  return { readFd, writeFd };
}

function read(fd: number): string {
  const bytes = Buffer.alloc(2 * PIPE_BYTES);
  return bytes.toString('utf8', 0, readSync(fd, bytes));
}

test('text and bytes leave in the order in which they came', () => {
  const { readFd, writeFd } = openPipe();
  const run = new LineRun('stdout');
  run.append('é\n');
  run.append(Buffer.from('two\n'));
  run.append('three\n');
  expect(run.writeTo(writeFd)).toBe(13);
  expect(run.size).toBe(0);
  expect(read(readFd)).toBe('é\ntwo\nthree\n');
});

test('what a reader does not take stays, and goes on where it was cut', () => {
  const { readFd, writeFd } = openPipe();
  const run = new LineRun('stdout');
  const text = `${'é'.repeat(PIPE_BYTES)}\n`;
  run.append(text);
  expect(run.writeTo(writeFd)).toBe(PIPE_BYTES);
  expect(run.size).toBe(Buffer.byteLength(text) - PIPE_BYTES);
  expect(run.writeTo(writeFd)).toBe(0);
  const first = read(readFd);
  run.append(Buffer.from('more\n'));
  expect(run.writeTo(writeFd)).toBe(PIPE_BYTES);
  const second = read(readFd);
  run.writeTo(writeFd);
  expect(first + second + read(readFd)).toBe(`${text}more\n`);
  expect(run.size).toBe(0);
});

test('more buffers than one write may have leave whole', () => {
  const { readFd, writeFd } = openPipe();
  const run = new LineRun('stdout');
  const lines = Array.from({ length: 2_500 }, (_, n) => `${n}\n`);
  for (const line of lines) run.append(Buffer.from(line));
  run.writeTo(writeFd);
  expect(run.size).toBe(0);
  expect(read(readFd)).toBe(lines.join(''));
});

test('without a reader what waits is forgotten', () => {
  const run = new LineRun('stdout');
  run.append('text\n');
  run.append(Buffer.from('bytes\n'));
  expect(run.writeTo(-1)).toBe(0);
  expect(run.loss).toMatchObject({ lines: 2, isCutMidLine: false });
  expect(run.size).toBe(0);
});
