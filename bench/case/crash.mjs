// From the death of the app under a steady load to the next 200.
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { makeQuickApp } from '../quick-app.mjs';
import { takeTurns } from '../rounds.mjs';
import { endGroup } from '../stage.mjs';
import { describeBerthWay, describeProxyWay, startWay } from '../start-way.mjs';
import { toMedians } from '../statistics.mjs';
import { FIRST_200_ROWS } from './first-200.mjs';

const CONNECTIONS = 4;
const PAUSE_MS = 2;
/** Under load for so long before the crash. */
const CALM_MS = 300;
const LONGEST_MS = 60_000;

/**
 * Resolves with the medians of berth and of each proxy, what does not start the app again in a shell's loop: `ms` until a
 * new process of the app has answered 200, and how many answers `failed` until then. Each crash is the first of a
 * fresh start.
 */
export async function runCrashCase(stage, proxies, { crashes }) {
  const app = makeQuickApp(stage.folder);
  const ways = {};
  for (const proxy of proxies.filter(({ isServer }) => isServer))
    ways[proxy.name] = await describeProxyWay(stage, proxy, app, true);
  ways[FIRST_200_ROWS.berth('node 20')] = await describeBerthWay(stage, process.execPath, app);
  const measured = await takeTurns(Object.keys(ways), crashes, (name) => crashOnce(stage, ways[name]));
  const toRow = ([name, each]) => [name, { app: app.name, times: crashes, ...toMedians(each) }];
  return Object.fromEntries(Object.entries(measured).map(toRow));
}

async function crashOnce(stage, way) {
  const { child } = await startWay(stage, way);
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  try {
    return await measureCrash({ port: way.port, agent });
  } finally {
    agent.destroy();
    await endGroup(child, way.endSignal);
  }
}

/** Each answer says which process gave it, so that none of the old one counts. */
async function measureCrash(place) {
  const seen = { pid: '', killedAt: 0, failed: 0, backAt: 0 };
  const deadline = performance.now() + LONGEST_MS;
  const askAndAsk = async () => {
    while (seen.backAt === 0 && performance.now() < deadline) {
      note(seen, await ask(place));
      await delay(PAUSE_MS);
    }
  };
  const load = Array.from({ length: CONNECTIONS }, askAndAsk);
  await delay(CALM_MS);
  if (seen.pid === '' || seen.failed > 0)
    throw new Error(`port ${place.port} failed ${seen.failed} times before a crash`);
  seen.killedAt = performance.now();
  process.kill(Number(seen.pid), 'SIGKILL');
  await Promise.all(load);
  if (seen.backAt === 0) throw new Error(`no 200 within ${LONGEST_MS} ms of a crash behind port ${place.port}`);
  return { ms: seen.backAt - seen.killedAt, failed: seen.failed };
}

function note(seen, { status, body }) {
  if (seen.backAt > 0) return;
  if (status !== 200) seen.failed++;
  else if (seen.killedAt === 0) seen.pid = body;
  else if (body !== seen.pid) seen.backAt = performance.now();
}

/** Resolves with the answer; without a status where there is none. */
function ask({ port, agent }) {
  return new Promise((resolve) => {
    const req = request({ host: '127.0.0.1', port, path: '/small', agent, timeout: LONGEST_MS }, (res) => {
      let body = '';
      res.setEncoding('latin1').on('data', (piece) => {
        body += piece;
      });
      res.once('end', () => resolve({ status: res.statusCode, body })).once('error', () => resolve({ body }));
    });
    req.once('timeout', () => req.destroy(new Error('no answer')));
    req.once('error', () => resolve({ body: '' })).end();
  });
}
