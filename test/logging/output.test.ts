import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DescriptorOutput } from '../../src/logging/output.ts';
import { onTestFinished } from '../helpers/test-end.ts';

function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'berth-output-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function openPipe(): { readFd: number; writeFd: number } {
  const path = join(openFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeFd = openSync(path, constants.O_WRONLY);
  onTestFinished(() => {
    closeSync(readFd);
    closeSync(writeFd);
  });
  return { readFd, writeFd };
}

function readAll(fd: number): Buffer {
  const parts: Buffer[] = [];
  for (;;) {
    const part = Buffer.alloc(65_536);
    let bytes = 0;
    try {
      bytes = readSync(fd, part);
    } catch {
      bytes = 0;
    }
    if (bytes === 0) return Buffer.concat(parts);
    parts.push(part.subarray(0, bytes));
  }
}

test('lines to both streams of one file keep their order', () => {
  const path = join(openFolder(), 'log');
  const fd = openSync(path, 'a');
  const output = new DescriptorOutput(fd, fd);
  output.append('stdout', 'one\n');
  output.append('stderr', 'two\n');
  output.append('stdout', Buffer.from('three é\n'));
  output.append('stdout', 'four é\n');
  expect(output.flush()).toBe(true);
  output.close(0);
  closeSync(fd);
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nthree é\nfour é\n');
});

test('what is taken is no backlog any more, although the other stream is never empty', () => {
  const [taken, slow] = [openPipe(), openPipe()];
  const output = new DescriptorOutput(taken.writeFd, slow.writeFd);
  // A pipe holds 65536 bytes (pipe(7)): what is over at first is over in every round.
  const [markers, records] = ['a marker\n'.repeat(1_000), Buffer.alloc(65_536, 'x')];
  output.append('stderr', Buffer.alloc(1_000, 'x'));
  for (let round = 0; round < 50; round++) {
    output.append('stdout', markers);
    output.append('stderr', records);
    expect(output.flush()).toBe(false);
    readAll(taken.readFd);
    readAll(slow.readFd);
  }
  expect(output.backlogBytes).toBeLessThanOrEqual(2 * (markers.length + records.length));
  output.close(0);
});

test('a pipe that nobody reads is not waited for, and nothing of what it could not take is lost', async () => {
  const { readFd, writeFd } = openPipe();
  const output = new DescriptorOutput(writeFd, writeFd);
  const line = `${'é'.repeat(500)}\n`;
  for (let i = 0; i < 200; i++) output.append('stdout', line);
  expect(output.flush()).toBe(false);
  expect(output.backlogBytes).toBeGreaterThan(100_000);
  const empty = new Promise<void>((resolve) => output.onceEmpty(resolve));
  const read: Buffer[] = [];
  await expect
    .poll(() => {
      read.push(readAll(readFd));
      return output.backlogBytes;
    })
    .toBe(0);
  await empty;
  read.push(readAll(readFd));
  expect(Buffer.concat(read).toString()).toBe(line.repeat(200));
  output.close(0);
});

test('a reader that takes little is not stalled, one that takes nothing for a second is', async () => {
  const { readFd, writeFd } = openPipe();
  const output = new DescriptorOutput(writeFd, writeFd);
  let stalls = 0;
  output.onStalled(() => stalls++);
  output.append('stdout', Buffer.alloc(1_048_576, 'x'));
  expect(output.flush()).toBe(false);
  const takeLittle = (): number => readSync(readFd, Buffer.alloc(8_192));
  let reads = 0;
  await expect.poll(() => (reads += takeLittle()), { interval: 200 }).toBe(8 * 8_192);
  expect([output.isStalled, stalls]).toEqual([false, 0]);
  await expect.poll(() => output.isStalled).toBe(true);
  expect(stalls).toBe(1);
  takeLittle();
  await expect.poll(() => output.isStalled).toBe(false);
  output.close(0);
});

test('at the end a reader that takes little is waited for, one that takes nothing is not', async () => {
  const { readFd, writeFd } = openPipe();
  const path = join(openFolder(), 'taken');
  const taken = openSync(path, 'w');
  const script = 'for n in 1 2 3 4 5 6 7; do sleep 0.3; head -c 65536; done';
  const stdin = openSync(`/proc/self/fd/${readFd}`, 'r');
  const reader = spawn('sh', ['-c', script], { stdio: [stdin, taken, 'inherit'] });
  closeSync(stdin);
  closeSync(taken);
  const slow = new DescriptorOutput(writeFd, writeFd);
  slow.append('stdout', Buffer.alloc(7 * 65_536, 'x'));
  slow.close(1_000);
  expect(slow.backlogBytes).toBe(0);
  await once(reader, 'close');
  expect(readFileSync(path)).toHaveLength(7 * 65_536);
  const stopped = new DescriptorOutput(writeFd, writeFd);
  stopped.append('stdout', Buffer.alloc(7 * 65_536, 'x'));
  stopped.close(100);
  expect(stopped.backlogBytes).toBeGreaterThan(0);
});

test('a descriptor that others share stays in blocking mode', () => {
  const { writeFd } = openPipe();
  new DescriptorOutput(writeFd, writeFd).close(0);
  const flags = readFileSync(`/proc/self/fdinfo/${writeFd}`, 'utf8').match(/flags:\s*(\d+)/)?.[1] ?? '';
  expect(Number.parseInt(flags, 8) & constants.O_NONBLOCK).toBe(0);
});

test('a reader that is gone costs the lines, not the process', () => {
  const path = join(openFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeFd = openSync(path, constants.O_WRONLY);
  const output = new DescriptorOutput(writeFd, writeFd);
  closeSync(readFd);
  output.append('stdout', 'lost\n');
  expect(output.flush()).toBe(true);
  output.close(0);
  closeSync(writeFd);
});

/** A stream that leads nowhere, and the other one. */
function openLosing(): { output: DescriptorOutput; told: () => string[]; taken: () => string } {
  const { readFd, writeFd } = openPipe();
  const full = openSync('/dev/full', 'w');
  onTestFinished(() => closeSync(full));
  const output = new DescriptorOutput(full, writeFd);
  const records: string[] = [];
  output.onLoss((record) => records.push(record));
  return { output, told: () => records, taken: () => readAll(readFd).toString() };
}

test('a stream that leads to a full device is told of once, and what it lost at the end', () => {
  const { output, told, taken } = openLosing();
  for (let i = 0; i < 3; i++) {
    output.append('stdout', 'a line\nanother\n');
    output.append('stderr', 'taken\n');
    expect(output.flush()).toBe(true);
  }
  expect(output.backlogBytes).toBe(0);
  expect(taken()).toBe('taken\n'.repeat(3));
  output.endLosses();
  expect(told().map((record) => JSON.parse(record))).toEqual([
    expect.objectContaining({ event: 'output-lost', stream: 'stdout', code: 'ENOSPC', level: 'warn' }),
    expect.objectContaining({ event: 'output-lost', stream: 'stdout', code: 'ENOSPC', lostLines: 6 }),
  ]);
  output.close(0);
});

test('a pipe that nobody reads any more loses lines, and says so', () => {
  const { readFd, writeFd } = openPipe();
  const output = new DescriptorOutput(1, writeFd);
  const records: string[] = [];
  output.onLoss((record, stream) => records.push(`${stream} ${record}`));
  closeSync(readFd);
  output.append('stderr', 'a line\n');
  expect(output.flush()).toBe(true);
  expect(records).toEqual([expect.stringContaining('nobody reads it any more')]);
  expect(records[0]).toMatch(/^stderr /);
  openSync('/dev/null', 'r');
  output.close(0);
});
