import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startBerth } from '../../helpers/berth.ts';

const SERVER = fileURLToPath(new URL('../../fixtures/servers/slow-start.mjs', import.meta.url));
const FAILS_AT_ONCE = fileURLToPath(new URL('../../fixtures/servers/fails-each-call.pl', import.meta.url));
const SLOW_APP = (ms: number): string => `command: [node, ${SERVER}]\nport: auto\nenv: { START_MS: '${ms}' }\n`;

// That the port opens at once, and not just early, is what start-budget.test.ts shows without a clock.
test.concurrent('an app that needs 40 s to listen answers its first held request, on a port that was open all the time', async () => {
  await using berth = await startBerth({ config: SLOW_APP(40_000) });
  const listening = berth.records.find((record) => record['event'] === 'listening');
  expect(listening?.['sinceStartMs']).toBeLessThan(5_000);
  const response = await fetch(`http://127.0.0.1:${berth.port}/`);
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('at last');
  const [ready] = berth.records.filter(({ event }) => event === 'ready');
  const [port, spawn, end] = ['portOpenMs', 'spawnedMs', 'sinceStartMs'].map((name) => Number(ready?.[name]));
  // berth's own part of the start stands in front of the app's.
  expect([port! > 0, spawn! >= port!, end! - spawn! >= 40_000]).toEqual([true, true, true]);
});

test.concurrent('with startup.listen when-ready the port opens only when the app is ready', async () => {
  await using berth = await startBerth({ config: `${SLOW_APP(500)}startup: { listen: when-ready }\n` });
  const listening = berth.records.findIndex((record) => record['event'] === 'listening');
  const ready = berth.records.findIndex((record) => record['event'] === 'ready');
  expect(ready).toBeGreaterThanOrEqual(0);
  expect(listening).toBeGreaterThan(ready);
  expect(berth.records[ready]).toMatchObject({ portOpenMs: null, spawnedMs: expect.any(Number) });
  expect(await (await fetch(`http://127.0.0.1:${berth.port}/`)).text()).toBe('at last');
});

test.concurrent('more requests than may be held get 503 at once', async () => {
  await using berth = await startBerth({ config: `${SLOW_APP(3_000)}startup: { maxHeld: 1 }\n` });
  const url = `http://127.0.0.1:${berth.port}/`;
  const statuses = await Promise.all([fetch(url), fetch(url), fetch(url)].map(async (answer) => (await answer).status));
  expect(statuses.sort()).toEqual([200, 503, 503]);
});

test.concurrent('an app that is never ready ends berth with its cause, and the held request gets it too', async () => {
  await using berth = await startBerth({ config: `command: sleep 1000\nport: 1\nstartup: { deadline: 5s }\n` });
  const response = await fetch(`http://127.0.0.1:${berth.port}/`);
  expect(response.status).toBe(503);
  expect(response.headers.get('x-berth-error')).toBe('APP_NOT_READY_IN_TIME');
  expect(await berth.ended).toEqual({ code: 69, signal: null });
  expect(berth.listDescendants()).toEqual([]);
});

test('a taken port is one sentence that names its holder, and nothing is started', async () => {
  const holder = createServer().listen(0, '0.0.0.0');
  await once(holder, 'listening');
  const { port } = holder.address() as { port: number };
  const config = `command: sh -c "echo started; sleep 1000"\nport: 1\n`;
  const failure = await startBerth({ config, args: ['--port', String(port)] }).then(
    () => '',
    (error: Error) => error.message,
  );
  holder.close();
  expect(failure).toContain(`Port ${port} (from --port) is already in use by`);
  expect(failure).toContain(`(pid ${process.pid})`);
  expect(failure).not.toContain('started');
});

test('the first call of an app that is up at once, and spoils it, is explained', async () => {
  await using berth = await startBerth({ config: `command: [perl, ${FAILS_AT_ONCE}]\nport: auto\n` });
  expect((await fetch(`http://127.0.0.1:${berth.port}/`)).status).toBe(500);
  await expect
    .poll(() => berth.records.find(({ status }) => status === 500))
    .toMatchObject({
      cause: expect.stringContaining('PHP script reached its limit'),
    });
});
