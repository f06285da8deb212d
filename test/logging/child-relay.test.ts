import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  createWriteStream,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ChildRelay } from '../../src/logging/child-relay.ts';
import { LineTail } from '../../src/logging/line-tail.ts';
import { LogBook } from '../../src/logging/log-book.ts';
import { DescriptorOutput } from '../../src/logging/output.ts';
import { onTestFinished } from '../helpers/test-end.ts';

interface Bench {
  readonly book: LogBook;
  readonly childFd: number;
  readonly close: () => void;
  readonly read: () => Buffer;
  readonly flush: () => Promise<void>;
  readonly settle: (onLinesRead: () => void) => Promise<void>;
}

function openRelay(label: string | null = null): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'berth-relay-'));
  const logFile = join(folder, 'log');
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const logFd = openSync(logFile, 'a');
  const book = new LogBook(new DescriptorOutput(logFd, logFd), {
    mode: 'relay',
    label: label !== null,
    bufferBytes: 1 << 23,
  });
  const readFd = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  const childFd = openSync(pipe, constants.O_WRONLY);
  const tail = new LineTail();
  const relay = new ChildRelay(book, { readFd, stream: 'stdout', processName: 'app', label, tail });
  let isClosed = false;
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    relay.close();
    book.close(1_000);
  };
  onTestFinished(() => {
    close();
    closeSync(childFd);
    closeSync(logFd);
    rmSync(folder, { recursive: true });
  });
  const settle = (onLinesRead: () => void): Promise<void> =>
    new Promise((onWritten) => book.settle({ onLinesRead, onWritten }));
  return { book, childFd, close, flush: () => relay.flush(), settle, read: () => readFileSync(logFile) };
}

test('whole lines arrive byte for byte, NUL and invalid UTF-8 included', async () => {
  const relay = openRelay();
  const bytes = Buffer.from([0x61, 0x00, 0xff, 0xfe, 0xc3, 0x28, 0x0a, 0x1b, 0x5b, 0x0a]);
  writeSync(relay.childFd, bytes);
  await relay.flush();
  relay.close();
  expect(relay.read()).toEqual(bytes);
});

test('a line of ten mebibytes arrives whole', async () => {
  const relay = openRelay();
  const line = Buffer.concat([Buffer.alloc(10 * 1024 * 1024, 'x'), Buffer.from('\n')]);
  const child = createWriteStream('', { fd: relay.childFd, autoClose: false });
  await new Promise<void>((resolve) => child.write(line, () => resolve()));
  await relay.flush();
  relay.close();
  expect(relay.read().equals(line)).toBe(true);
});

test('a last line without its end is ended when the relay closes', async () => {
  const relay = openRelay();
  writeSync(relay.childFd, 'no newline');
  await relay.flush();
  relay.close();
  expect(relay.read().toString()).toBe('no newline\n');
});

test('a partial line is ended before a marker, and the marker starts its own line', async () => {
  const relay = openRelay();
  writeSync(relay.childFd, 'whole\npart');
  await relay.flush();
  await relay.settle(() => relay.book.endMarker('MARK'));
  writeSync(relay.childFd, 'rest\n');
  await relay.flush();
  relay.close();
  expect(relay.read().toString()).toBe('whole\npart\nMARK\nrest\n');
});

test('what a child wrote before a call is settled stands before the call’s end marker', async () => {
  const relay = openRelay();
  for (let i = 0; i < 50; i++) {
    writeSync(relay.childFd, `line ${i}\n`);
    await relay.settle(() => relay.book.endMarker(`MARK ${i}`));
  }
  relay.close();
  const expected = Array.from({ length: 50 }, (_, i) => `line ${i}\nMARK ${i}\n`).join('');
  expect(relay.read().toString()).toBe(expected);
});

test('a label stands before every line', async () => {
  const relay = openRelay('app | ');
  writeSync(relay.childFd, 'one\ntwo\n');
  await relay.flush();
  relay.close();
  expect(relay.read().toString()).toBe('app | one\napp | two\n');
});

test('lines that a reader who takes nothing costs are counted, and told when it reads again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'berth-relay-'));
  const openPipe = (name: string): readonly [readFd: number, writeFd: number] => {
    execFileSync('mkfifo', [join(folder, name)]);
    const readFd = openSync(join(folder, name), constants.O_RDONLY | constants.O_NONBLOCK);
    return [readFd, openSync(join(folder, name), constants.O_WRONLY)];
  };
  const [outputReadFd, outputFd] = openPipe('output');
  const [childReadFd, childFd] = openPipe('child');
  const output = new DescriptorOutput(outputFd, outputFd);
  const book = new LogBook(output, { mode: 'relay', label: false, bufferBytes: 65_536 });
  const options = { readFd: childReadFd, stream: 'stdout', processName: 'web', label: null } as const;
  const relay = new ChildRelay(book, { ...options, tail: new LineTail() });
  onTestFinished(() => {
    relay.close();
    book.close(0);
    for (const fd of [outputFd, childFd]) closeSync(fd);
    rmSync(folder, { recursive: true });
  });

  const [lineCount, line] = [4_000, `${'x'.repeat(99)}\n`];
  const child = createWriteStream('', { fd: childFd, autoClose: false });
  // The pipes and what berth keeps hold less than half of it: the child gets rid of it only when lines are dropped.
  await new Promise<void>((resolve) => child.write(line.repeat(lineCount), () => resolve()));
  await relay.flush();
  expect(output.isStalled).toBe(true);

  let read = '';
  const reader = new Socket({ fd: outputReadFd, readable: true, writable: false });
  reader.on('data', (chunk) => {
    read += chunk;
  });
  onTestFinished(() => void reader.destroy());
  await expect.poll(() => read.includes('"event":"dropped"')).toBe(true);
  const told = JSON.parse(read.split('\n').find((text) => text.startsWith('{')) ?? '');
  const arrived = read.split('\n').filter((text) => text.startsWith('x')).length;
  expect(told).toMatchObject({ droppedLines: lineCount - arrived, droppedLinesOf: { web: lineCount - arrived } });
  expect(arrived).toBeGreaterThan(500);
});
