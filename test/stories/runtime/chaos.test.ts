import { readdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Berth, startBerth } from '../../helpers/berth.ts';
import { createRandom } from '../../helpers/random.ts';
import { SEED } from '../../helpers/seed.ts';

const SERVER = fileURLToPath(new URL('../../fixtures/servers/logs-each-call.mjs', import.meta.url));
const CONFIG = `command: [node, ${SERVER}]\nport: auto\nrestart: { policy: always, backoff: 10ms, maxBackoff: 50ms, budget: 1000 }\n`;
const REQUESTS = 10_000;
const CONCURRENCY = 50;
const LOOK_MS = 10;

test('10 000 requests against an app killed again and again: each is answered, every failure is named, every marker has its pair', {
  timeout: 240_000,
}, async () => {
  await using berth = await startBerth({ config: CONFIG });
  await berth.waitForLine(/"event":"ready"/);
  const countDescriptors = (): number => readdirSync(`/proc/${berth.pid}/fd`).length;
  const descriptors = countDescriptors();
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const outcomes = new Map<string, number>();
  let sent = 0;
  const worker = async (): Promise<void> => {
    while (sent < REQUESTS) {
      sent += 1;
      const outcome = await ask(berth.port, agent, `/${sent}`);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  };
  const killer = killNowAndThen(berth, () => sent);
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const kills = await killer;
  agent.destroy();
  // A child that is just being started again may hold a few more.
  await expect.poll(countDescriptors, { timeout: 20_000 }).toBeLessThanOrEqual(descriptors + 4);
  const { code, survivors } = await berth.stop();

  expect(kills).toBeGreaterThan(20);
  expect({ code, survivors }).toEqual({ code: 0, survivors: [] });
  expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBe(REQUESTS);
  expect(
    [...outcomes.keys()].filter((outcome) => !/^(200|50[23] [A-Z_]+|truncated: ECONNRESET)$/.test(outcome)),
  ).toEqual([]);
  expect(outcomes.get('200')).toBeGreaterThan(REQUESTS * 0.1);
  const ids = (marker: string): string[] =>
    berth.lines.filter((line) => line.startsWith(marker)).map((line) => line.slice(marker.length).split(',')[0] ?? '');
  const started = ids('FC Invoke Start RequestId: ');
  const ended = ids('FC Invoke End RequestId: ');
  expect(started.length).toBeGreaterThanOrEqual(REQUESTS);
  expect(new Set(started).size).toBe(started.length);
  expect(ended.sort()).toEqual(started.sort());
});

function ask(port: number, agent: Agent, path: string): Promise<string> {
  return new Promise((resolve) => {
    const req = request({ host: '127.0.0.1', port, agent, path, timeout: 30_000 }, (res) => {
      res.on('error', ({ code, message }: NodeJS.ErrnoException) => resolve(`truncated: ${code ?? message}`));
      res.on('end', () =>
        resolve(res.statusCode === 200 ? '200' : `${res.statusCode} ${res.headers['x-berth-error']}`),
      );
      res.resume();
    });
    req.on('timeout', () => req.destroy(new Error('hung')));
    req.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    req.end();
  });
}

/** Kills the app each time some more requests have been sent, or none: then it may not even be ready again. */
async function killNowAndThen(berth: Berth, countSent: () => number): Promise<number> {
  const random = createRandom(SEED);
  let kills = 0;
  for (let nextAt = random.between(100, 400); countSent() < REQUESTS; await delay(LOOK_MS)) {
    if (countSent() < nextAt) continue;
    const app = berth.listDescendants().find(({ commandLine }) => commandLine.includes('logs-each-call'));
    if (app === undefined) continue;
    process.kill(app.pid, 'SIGKILL');
    kills += 1;
    nextAt = countSent() + random.between(0, 400);
  }
  return kills;
}
