import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { BUNDLE } from './berth.ts';
import { onTestFinished } from './test-end.ts';

/** A running berth whose output is thrown away, and what the kernel says of its process alone. */
export interface MeasuredBerth {
  readonly port: number;
  /** Resident memory in bytes. */
  measureMemory(): number;
  countDescriptors(): number;
}

/** Starts the built bundle with everything on as in production; it is killed when the test ends. */
export async function startMeasuredBerth(config: string): Promise<MeasuredBerth> {
  const folder = mkdtempSync(join(tmpdir(), 'berth-measured-'));
  const file = join(folder, 'berth.yaml');
  writeFileSync(file, config);
  const flags = ['run', '--config', file, '--port', '0', '--set', 'listen.host=127.0.0.1'];
  // A young generation that may not grow: its steps of 16 MiB would look like a leak, or hide one.
  const child = spawn(process.execPath, ['--max-semi-space-size=2', BUNDLE, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true });
  });
  const port = await findPort(child);
  return {
    port,
    measureMemory: () => 1024 * Number(/^Rss:\s+(\d+) kB/m.exec(readProc(child.pid, 'smaps_rollup'))?.[1]),
    countDescriptors: () => readdirSync(`/proc/${child.pid}/fd`).length,
  };
}

/** Lets this process, and what it starts from now on, open so many files; says why it could not. */
export function allowDescriptors(count: number): string | null {
  const [, soft] = /^Max open files\s+(\d+)/m.exec(readProc(process.pid, 'limits')) ?? [];
  if (Number(soft) >= count) return null;
  try {
    execFileSync('prlimit', ['--pid', String(process.pid), `--nofile=${count}:${count}`], { stdio: 'ignore' });
    return null;
  } catch {
    return `only ${soft} open files are allowed here`;
  }
}

/** Reads up to the lines that tell of the port and of readiness; what follows is drained and forgotten. Rejects if berth ends before. */
function findPort(child: ChildProcessByStdio<null, null, Readable>): Promise<number> {
  let text = '';
  return new Promise((resolve, reject) => {
    const onEnd = (): void => reject(new Error(`berth ended before it was ready:\n${text}`));
    const onData = (bytes: Buffer): void => {
      text += bytes.toString('latin1');
      if (!text.includes('"event":"ready"')) return;
      child.off('close', onEnd);
      child.stderr.off('data', onData).resume();
      const listening = text.split('\n').find((line) => line.includes('"event":"listening"'));
      resolve(Number(JSON.parse(listening ?? '{}').port));
    };
    child.stderr.on('data', onData);
    child.once('close', onEnd);
  });
}

function readProc(pid: number | undefined, name: string): string {
  return readFileSync(`/proc/${pid}/${name}`, 'latin1');
}
