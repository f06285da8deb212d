import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { BUNDLE } from './berth.ts';

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
  onTestFinished(async () => {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true });
  });
  const port = await findPort(child.stderr);
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

/** Reads up to the lines that tell of the port and of readiness; what follows is drained and forgotten. */
async function findPort(stderr: NodeJS.ReadableStream): Promise<number> {
  let text = '';
  while (!text.includes('"event":"ready"')) {
    const [bytes] = (await once(stderr, 'data')) as [Buffer];
    text += bytes.toString('latin1');
  }
  stderr.resume();
  const listening = text.split('\n').find((line) => line.includes('"event":"listening"'));
  return Number(JSON.parse(listening ?? '{}').port);
}

function readProc(pid: number | undefined, name: string): string {
  return readFileSync(`/proc/${pid}/${name}`, 'latin1');
}
