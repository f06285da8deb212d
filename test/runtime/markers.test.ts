import { expect, test } from 'vitest';
import { startBerth } from '../helpers/berth.ts';

const LOGGING_APP = `
command: [node, -e, "
  const http = require('http');
  http.createServer((req, res) => {
    console.log('out ' + req.url + ' ' + req.headers['x-request-id']);
    console.error('err ' + req.url);
    process.stdout.write('partial ' + req.url);
    res.end('ok');
  }).listen(process.env.PORT, '127.0.0.1');
"]
port: auto
`;

test('a call’s own lines stand between its markers, in a line of their own each, with the id the app and the client see', async () => {
  await using berth = await startBerth({ config: LOGGING_APP });
  for (let i = 0; i < 20; i++) {
    const response = await fetch(`http://127.0.0.1:${berth.port}/${i}`, { headers: { 'x-fc-request-id': `req-${i}` } });
    expect(await response.text()).toBe('ok');
    expect(response.headers.get('x-request-id')).toBe(`req-${i}`);
  }
  await berth.stop();
  const lines = berth.lines.filter((line) => !line.startsWith('{'));
  const expected = Array.from({ length: 20 }, (_, i) => [
    `FC Invoke Start RequestId: req-${i}`,
    ...[`out /${i} req-${i}`, `partial /${i}`, `err /${i}`].sort(),
    `FC Invoke End RequestId: req-${i}`,
  ]).flat();
  const sorted = lines.flatMap((line, at) => (at % 5 === 1 ? lines.slice(at, at + 3).sort() : at % 5 === 0 || at % 5 === 4 ? [line] : []));
  expect(sorted).toEqual(expected);
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
