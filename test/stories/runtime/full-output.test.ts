import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { BUNDLE } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { server } from '../misbehaviour/misbehaving-app.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

/** Starts berth with its streams led to files. */
function start(folder: string, stdout: string, stderr: string): ChildProcess {
  const config = { command: ['node', server('logs-each-call.mjs')], port: 'auto', runDir: join(folder, 'run') };
  writeFileSync(join(folder, 'berth.yaml'), JSON.stringify(config));
  const flags = ['run', '--config', join(folder, 'berth.yaml'), '--port', '0', '--set', 'listen.host=127.0.0.1'];
  const script = 'out=$1; err=$2; shift 2; exec "$@" >>"$out" 2>>"$err"';
  const child = spawn('sh', ['-c', script, 'sh', stdout, stderr, process.execPath, BUNDLE, ...flags]);
  onTestFinished(async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  return child;
}

const readLines = (file: string): string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1);
const readRecords = (file: string, event: string): ReadonlyArray<Record<string, unknown>> =>
  readLines(file)
    .filter((line) => line.startsWith('{') && line.includes(`"event":"${event}"`))
    .map((line) => JSON.parse(line));

describe('a stream of berth that leads to a full device', () => {
  test('is told of once on the other one, with what was lost at the end, and berth serves on', async () => {
    const folder = createFolder({ err: '' });
    const err = join(folder, 'err');
    const child = start(folder, '/dev/full', err);
    await vi.waitFor(() => expect(readRecords(err, 'ready')).toHaveLength(1), PATIENCE);
    const { port } = readRecords(err, 'listening')[0]!;
    for (let call = 0; call < 3; call++) expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    const told = readRecords(err, 'output-lost');
    expect(told).toMatchObject([
      { level: 'warn', stream: 'stdout', code: 'ENOSPC' },
      { level: 'warn', stream: 'stdout', lostLines: expect.any(Number) },
    ]);
    expect(told[1]!['lostLines']).toBeGreaterThanOrEqual(6);
    expect(readRecords(err, 'call')).toHaveLength(3);
  });

  test('is told of on stdout where it is stderr', async () => {
    const folder = createFolder({ out: '' });
    const out = join(folder, 'out');
    const child = start(folder, out, '/dev/full');
    await vi.waitFor(() => expect(readRecords(out, 'output-lost')).toHaveLength(1), PATIENCE);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(readRecords(out, 'output-lost')).toMatchObject([
      { stream: 'stderr', code: 'ENOSPC' },
      { stream: 'stderr', lostLines: expect.any(Number) },
    ]);
  });

  test('keeps no config error from being told, nor its exit status', () => {
    const folder = createFolder({ 'berth.yaml': 'prot: 1\n' });
    const berth = [process.execPath, BUNDLE, 'run', '--config', join(folder, 'berth.yaml')];
    const { status, stdout } = spawnSync('sh', ['-c', 'exec "$@" 2>/dev/full', 'sh', ...berth], { encoding: 'utf8' });
    expect(status).toBe(78);
    expect(stdout).toContain('CONFIG_INVALID');
  });

  test('is no matter to a reader that is slow: it gets all that a command prints, more than a pipe holds', () => {
    const script = '"$@" | (sleep 0.5; cat)';
    const schema = spawnSync('bash', ['-c', script, 'bash', process.execPath, BUNDLE, 'schema'], { encoding: 'utf8' });
    expect(JSON.parse(schema.stdout)).toHaveProperty('properties');
  });

  test('makes a command that prints end with 74, and a reader who has seen enough with 0', () => {
    const run = (script: string) =>
      spawnSync('bash', ['-c', script, 'bash', process.execPath, BUNDLE, 'schema'], { encoding: 'utf8' });
    const full = run('"$@" >/dev/full');
    expect([full.status, full.stderr]).toEqual([74, expect.stringMatching(/^berth: stdout cannot be written: ENOSPC/)]);
    const closed = run('set -o pipefail; "$@" | true');
    expect([closed.status, closed.stderr]).toEqual([0, '']);
  });
});

describe('a log on a full disk', () => {
  test('takes lines again when there is room, each on a line of its own, and tells how many it missed', async (context) => {
    const folder = createFolder({});
    try {
      execFileSync('sh', ['-c', 'mount -t tmpfs -o size=64k tmpfs "$1"', 'sh', folder], { stdio: 'ignore' });
    } catch {
      context.skip('mounting a file system needs root');
    }
    onTestFinished(() => void execFileSync('sh', ['-c', 'umount -l "$1"', 'sh', folder]));
    const log = join(folder, 'log');
    const child = start(createFolder({}), log, log);
    await vi.waitFor(() => expect(readRecords(log, 'ready')).toHaveLength(1), PATIENCE);
    const { port } = readRecords(log, 'listening')[0]!;
    const call = async (): Promise<number> => (await fetch(`http://127.0.0.1:${port}/`)).status;
    for (let i = 0; i < 400; i++) expect(await call()).toBe(200);
    truncateSync(log);
    expect(await call()).toBe(200);
    await vi.waitFor(() => expect(readRecords(log, 'output-lost').length).toBeGreaterThanOrEqual(2), PATIENCE);
    for (const stream of ['stdout', 'stderr']) {
      const told = readRecords(log, 'output-lost').find((record) => record['stream'] === stream);
      expect(told).toMatchObject({ code: 'ENOSPC', lostLines: expect.any(Number) });
    }
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(readLines(log).filter((line) => /.(FC Invoke|\{"level")/.test(line))).toEqual([]);
  });
});
