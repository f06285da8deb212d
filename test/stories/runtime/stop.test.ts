import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { insistOnStop, startBerth } from '../../helpers/berth.ts';
import { findAlive } from '../../helpers/descendants.ts';

const SERVER = fileURLToPath(new URL('../../fixtures/servers/answers-when-told.mjs', import.meta.url));
const APP = `command: [node, ${SERVER}]\nport: auto\n`;

test('a call in flight at SIGTERM ends with the app alive, and berth ends with status 0', async () => {
  await using berth = await startBerth({ config: APP });
  const kept = connect(berth.port, '127.0.0.1');
  kept.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(kept, 'data');
  const slow = fetch(`http://127.0.0.1:${berth.port}/slow`);
  await berth.waitForLine(/^slow is in/);
  const stopped = berth.stop();
  await berth.waitForLine(/"event":"stopping"/);
  expect(berth.lines).not.toContain('app got SIGTERM');
  // The kept-alive connection had no request, so it was closed, and no new one is let in; the app is told through its own port.
  const { upstream } = JSON.parse(await berth.waitForLine(/"event":"ready"/));
  await fetch(`http://${upstream}/go`);
  const answer = await slow;
  expect(answer.headers.get('connection')).toBe('close');
  expect(await answer.text()).toBe('slow answer');
  const end = await stopped;
  expect(end).toEqual({ code: 0, signal: null, survivors: [], leftFiles: [] });
  expect(berth.lines).toContain('app got SIGTERM');
  kept.destroy();
});

test('a second SIGTERM, later than a second after the first, kills at once', async () => {
  const config = `${APP}env: { IGNORE_TERM: '1' }\ngracePeriod: 10m\nstop: { drain: 10m }\n`;
  await using berth = await startBerth({ config });
  const slow = fetch(`http://127.0.0.1:${berth.port}/slow`).catch(() => null);
  await berth.waitForLine(/^slow is in/);
  const children = berth.listDescendants();
  process.kill(berth.pid, 'SIGTERM');
  await berth.waitForLine(/"event":"stopping"/);
  expect(await insistOnStop(berth)).toEqual({ code: 143, signal: null });
  await slow;
  await expect.poll(() => findAlive(children)).toEqual([]);
});

test('kill -9 of berth leaves nothing behind', async () => {
  const config = `command: [sh, -c, "setsid sleep 1000 & sleep 1000 & exec python3 -m http.server --bind 127.0.0.1 $PORT"]\nport: auto\n`;
  await using berth = await startBerth({ config });
  await berth.waitForLine(/"event":"ready"/);
  const children = berth.listDescendants();
  expect(children.length).toBeGreaterThanOrEqual(3);
  process.kill(berth.pid, 'SIGKILL');
  await expect.poll(() => findAlive(children)).toEqual([]);
});

test('an upgraded connection is closed when the drain is over', async () => {
  await using berth = await startBerth({ config: `${APP}stop: { drain: 300ms }\n` });
  const client = connect(berth.port, '127.0.0.1');
  client.write('GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await berth.waitForLine(/^upgraded/);
  const closed = once(client, 'close');
  client.resume();
  const end = await berth.stop();
  await closed;
  expect(end).toEqual({ code: 0, signal: null, survivors: [], leftFiles: [] });
});
