import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { BUNDLE, startBerth } from '../../helpers/berth.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

const SERVER = fileURLToPath(new URL('../../fixtures/servers/floods-stdout.mjs', import.meta.url));

test('/dev/stdout and /dev/stderr can be opened by the app, because its output is a real pipe', async () => {
  const config = `command: [sh, -c, 'echo opened > /dev/stdout; echo too > /dev/stderr; exec sleep 1000']\nport: 1\nready: none\n`;
  await using berth = await startBerth({ config });
  await berth.waitForLine(/^opened$/);
  await berth.waitForLine(/^too$/);
});

test('with logs inherit the app writes to berth’s own stdout, and its lines still stand between the markers', async () => {
  const server = fileURLToPath(new URL('../../fixtures/servers/logs-each-call.mjs', import.meta.url));
  await using berth = await startBerth({
    config: `command: [node, ${server}]\nport: auto\nlogs: inherit\nready: { http: /probe }\n`,
  });
  await fetch(`http://127.0.0.1:${berth.port}/x`, { headers: { 'x-fc-request-id': 'one' } });
  await berth.stop();
  const start = berth.lines.indexOf('FC Invoke Start RequestId: one');
  const end = berth.lines.indexOf('FC Invoke End RequestId: one');
  expect(start).toBeGreaterThanOrEqual(0);
  expect(berth.lines.slice(start, end).filter((line) => line.startsWith('out /x'))).toHaveLength(1);
});

test('with logs inherit a line that the app has not ended swallows no marker', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'berth-partial-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const app = `require('http').createServer((req, res) => { process.stdout.write('half a line'); res.end(); }).listen(process.env.PORT)`;
  writeFileSync(join(folder, 'app.cjs'), app);
  await using berth = await startBerth({
    config: `command: [node, ${join(folder, 'app.cjs')}]\nport: auto\nlogs: inherit\n`,
  });
  await fetch(`http://127.0.0.1:${berth.port}/x`, { headers: { 'x-fc-request-id': 'one' } });
  await berth.stop();
  expect(berth.lines).toContain('FC Invoke Start RequestId: one');
  expect(berth.lines).toContain('half a line');
  expect(berth.lines).toContain('FC Invoke End RequestId: one');
});

test('a label tells which process a line is of', async () => {
  const config = `command: [sh, -c, 'echo hello; exec sleep 1000']\nport: 1\nready: none\nlogs: { label: true }\n`;
  await using berth = await startBerth({ config });
  await berth.waitForLine(/^app \| hello$/);
});

test('a hundred thousand lines of a flooding app arrive whole and in order', async () => {
  await using berth = await startBerth({
    config: `command: [node, ${SERVER}]\nport: auto\nenv: { LINES: '100000' }\nmarkers: off\n`,
  });
  await berth.waitForLine(/^flood over$/);
  await berth.stop();
  const lines = berth.lines.filter((line) => line.startsWith('flood line'));
  const expected = Array.from({ length: 100_000 }, (_, i) => `flood line ${i}`);
  const hash = (all: readonly string[]): string => createHash('sha1').update(all.join('\n')).digest('hex');
  expect(lines).toHaveLength(100_000);
  expect(hash(lines)).toBe(hash(expected));
});

test('a reader of our output that reads nothing stalls no request and does not fill memory', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'berth-slow-'));
  const file = join(folder, 'berth.yaml');
  writeFileSync(
    file,
    `command: [node, ${SERVER}]\nport: 34567\nenv: { LINES: '5000000' }\n`.replace('port: 34567', 'port: auto'),
  );
  // stdout is a pipe that nobody reads; stderr tells the port and is read.
  const child = spawn(process.execPath, [BUNDLE, 'run', '--config', file, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  let text = '';
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  child.stdout.pause();
  await expect.poll(() => /"event":"listening".*?"port":(\d+)/.exec(text)?.[1]).toBeDefined();
  const port = Number(/"event":"listening".*?"port":(\d+)/.exec(text)?.[1]);
  for (let i = 0; i < 20; i++) {
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect(await answer.text()).toBe('ok');
  }
  const status = (await import('node:fs')).readFileSync(`/proc/${child.pid}/status`, 'utf8');
  expect(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1])).toBeLessThan(220_000);
  child.kill('SIGTERM');
  child.stdout.resume();
  await once(child, 'exit');
});
