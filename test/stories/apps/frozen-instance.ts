import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Berth } from '../../helpers/berth.ts';
import { type FreezeMethod, freeze } from '../../helpers/freezer.ts';
import { createRandom } from '../../helpers/random.ts';
import { SEED } from '../../helpers/seed.ts';

/** How often, and for how long each time but for the long ones. */
const CYCLES = Number(process.env['TEST_FREEZE_CYCLES'] ?? 8);
const SHORT_MS = [200, 1_200] as const;

/** Longer than connections are kept anywhere. */
export const LONG_FREEZE_MS: number = Number(process.env['TEST_LONG_FREEZE_SECONDS'] ?? 4) * 1_000;

/** So many of them, spread over all. */
export const LONG_FREEZES: number = Math.max(1, Math.round(CYCLES / 50));

/** Many times what an answer takes here. */
const STALL_MS = 30_000;

/** How long all of it may take. */
export const CYCLES_LIMIT_MS: number = CYCLES * (SHORT_MS[1] + 2_000) + LONG_FREEZES * LONG_FREEZE_MS + 4 * STALL_MS;

/**
 * Freezes the instance again and again, and asks after each thaw twice at once, by GET and POST in turn: on the
 * connection that the platform has kept, and in every third on a new one. Resolves with what was wrong with those that
 * failed, each with the number of its freeze.
 */
export async function freezeAgainAndAgain(berth: Berth, right: string): Promise<string[]> {
  const random = createRandom(SEED);
  const kept = new Agent({ keepAlive: true, maxSockets: 2 });
  const failed: string[] = [];
  const ask = async (cycle: number, method: 'GET' | 'POST'): Promise<void> => {
    const answer = await askOnce(berth, method, cycle % 3 === 2 ? null : kept).catch(String);
    if (!answer.startsWith('200 ') || !answer.includes(right))
      failed.push(`${cycle} ${method}: ${answer.slice(0, 300)}`);
  };
  const longEvery = Math.ceil(CYCLES / LONG_FREEZES);
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    const isLong = cycle % longEvery === longEvery - 1;
    const method: FreezeMethod = random.pick(['SIGSTOP', 'cgroup']);
    await freeze(berth.pid, isLong ? LONG_FREEZE_MS : random.between(...SHORT_MS), method);
    const [first, other] = cycle % 2 === 0 ? (['GET', 'POST'] as const) : (['POST', 'GET'] as const);
    await Promise.all([ask(cycle, first), ask(cycle, other)]);
  }
  kept.destroy();
  return failed;
}

function askOnce({ port }: Berth, method: 'GET' | 'POST', agent: Agent | null): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(STALL_MS);
    const options = { host: '127.0.0.1', port, path: '/', method, signal, agent: agent ?? false };
    const req = request(options, (res) => text(res).then((body) => resolve(`${res.statusCode} ${body}`), reject));
    req.on('error', reject);
    req.end(method === 'POST' ? 'all hands' : undefined);
  });
}
