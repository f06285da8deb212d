import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OnTestFinished, onTestFinished } from './test-end.ts';

/** Above what Linux gives to others by default (ip(7), ip_local_port_range), and above what `port: auto` picks then. */
const LOWEST = 61_000;
const HIGHEST = 65_000;
const STEP = 7;

/**
 * A free port that nobody else gets while the app under test has not bound it yet, until the test ends; a folder as the
 * lock keeps parallel test files apart.
 */
export async function reservePort(onFinished: OnTestFinished = onTestFinished): Promise<number> {
  const room = HIGHEST - LOWEST;
  for (let at = (process.pid * STEP) % room; ; at = (at + 1) % room) {
    const port = LOWEST + at;
    const lock = join(tmpdir(), `berth-test-port-${port}`);
    if (!takeLock(lock)) continue;
    onFinished(() => rmSync(lock, { recursive: true }));
    if (await isFree(port)) return port;
  }
}

function takeLock(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch {
    return false;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
