import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Berth, CLEAN_STOP, startBerth } from '../../helpers/berth.ts';

const SERVER = fileURLToPath(new URL('../../fixtures/servers/slow-start.mjs', import.meta.url));

const probe = async ({ port }: Berth, path = '/-/healthz'): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } });
  return `${answer.status} ${(await answer.text()).trim()}`;
};

test('a kubelet that probes from the first moment on sees the app become ready, and leaves nothing in the log', async () => {
  const config = `command: [node, ${SERVER}]\nport: auto\nenv: { START_MS: 1500 }\nhealth: /-/healthz\nmarkers: fc\n`;
  await using berth = await startBerth({ config });
  const held = probe(berth, '/page');
  const seen: string[] = [];
  await expect
    .poll(async () => seen[seen.push(await probe(berth)) - 1], { interval: 50, timeout: 20_000 })
    .toBe('200 ok');
  expect(new Set(seen)).toEqual(new Set(['503 not ready', '200 ok']));
  expect(await held).toBe('200 at last');
  expect(await berth.stop()).toEqual(CLEAN_STOP);
  expect(berth.records.filter(({ event }) => event === 'call')).toMatchObject([{ path: '/page', status: 200 }]);
  expect(berth.lines.filter((line) => line.startsWith('FC Invoke Start'))).toHaveLength(1);
});

test('without the key the path is the app’s', async () => {
  const config = `command: [node, ${SERVER}]\nport: auto\nenv: { START_MS: 0 }\n`;
  await using berth = await startBerth({ config });
  expect(await probe(berth)).toBe('200 at last');
});
