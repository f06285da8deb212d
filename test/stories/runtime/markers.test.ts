import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ON_PLATFORM, startBerth } from '../../helpers/berth.ts';

const SERVER = fileURLToPath(new URL('../../fixtures/servers/logs-each-call.mjs', import.meta.url));
const LOGGING_APP = `command: [node, ${SERVER}]\nport: auto\n`;

test('a call’s own lines stand between its markers, in a line of their own each, with the id the app and the client see', async () => {
  await using berth = await startBerth({ config: LOGGING_APP });
  for (let i = 0; i < 20; i++) {
    const response = await fetch(`http://127.0.0.1:${berth.port}/${i}`, { headers: { 'x-fc-request-id': `req-${i}` } });
    expect(await response.text()).toBe('ok');
    expect(response.headers.get('x-request-id')).toBe(`req-${i}`);
  }
  await berth.stop();
  // The order of two streams is the order in which they were read: only stdout's own lines stand in a fixed one.
  const lines = berth.lines.filter((line) => /^(FC|out|partial|err)/.test(line));
  for (let i = 0; i < 20; i++) {
    const call = lines.slice(i * 5, i * 5 + 5);
    expect(call[0]).toBe(`FC Invoke Start RequestId: req-${i}`);
    expect(call.slice(1, 4).sort()).toEqual([`err /${i}`, `out /${i} req-${i}`, `partial /${i}`]);
    expect(call[4]).toBe(`FC Invoke End RequestId: req-${i}`);
  }
  expect(lines).toHaveLength(100);
});

test.for(['two words', 'a\tb', 'x'.repeat(200)])('the unsafe id %j never reaches the log', async (id) => {
  await using berth = await startBerth({ config: LOGGING_APP });
  const response = await fetch(`http://127.0.0.1:${berth.port}/`, { headers: { 'x-fc-request-id': id } });
  expect(response.headers.get('x-request-id')).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{12}$/);
  await berth.stop();
  expect(berth.lines.join('\n')).not.toContain(id);
});

test('markers can be switched off or given another text', async () => {
  await using off = await startBerth({ config: `${LOGGING_APP}markers: off\n` });
  await fetch(`http://127.0.0.1:${off.port}/`);
  await off.stop();
  expect(off.lines.join('\n')).not.toContain('FC Invoke');

  await using custom = await startBerth({ config: `${LOGGING_APP}markers: { start: "<<< {id}", end: ">>> {id}" }\n` });
  await fetch(`http://127.0.0.1:${custom.port}/`, { headers: { 'x-fc-request-id': 'abc' } });
  await custom.stop();
  expect(custom.lines).toContain('<<< abc');
  expect(custom.lines).toContain('>>> abc');
});

test('a readiness probe is not a call', async () => {
  await using berth = await startBerth({ config: `${LOGGING_APP}ready: { http: /probe }\n` });
  await fetch(`http://127.0.0.1:${berth.port}/real`, { headers: { 'x-fc-request-id': 'real' } });
  await berth.stop();
  expect(berth.lines.filter((line) => line.startsWith('FC Invoke'))).toEqual([
    'FC Invoke Start RequestId: real',
    'FC Invoke End RequestId: real',
  ]);
  expect(berth.lines.some((line) => line.startsWith('out /probe'))).toBe(true);
});

test('lifecycle hooks are berth’s to answer on Function Compute, the app’s with `forward`, and plain calls elsewhere', async () => {
  const ask = async (port: number): Promise<string> => {
    const headers = { 'x-fc-control-path': '/pre-stop', 'x-fc-request-id': 'h', 'x-request-id': 'h' };
    return (await fetch(`http://127.0.0.1:${port}/pre-stop`, { headers })).text();
  };
  await using fc = await startBerth({ config: LOGGING_APP, args: ON_PLATFORM });
  await using forward = await startBerth({ config: LOGGING_APP, args: ON_PLATFORM, env: { BERTH_HOOKS: 'forward' } });
  await using rehearsal = await startBerth({ config: LOGGING_APP });
  await using generic = await startBerth({ config: `${LOGGING_APP}platform: generic\nmarkers: fc\n` });
  const all = [fc, forward, generic, rehearsal];
  expect(await Promise.all(all.map(({ port }) => ask(port)))).toEqual(['', 'ok', 'ok', 'ok']);
  const markers = await Promise.all(
    all.map(async (berth) => {
      await berth.stop();
      return berth.lines.filter((line) => line.startsWith('FC '));
    }),
  );
  const hook = ['FC PreStop Start RequestId: h', 'FC PreStop End RequestId: h'];
  const call = ['FC Invoke Start RequestId: h', 'FC Invoke End RequestId: h'];
  expect(markers).toEqual([hook, hook, call, call]);
});
