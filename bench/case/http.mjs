// CPU per proxied request for several loads.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureRounds } from '../rounds.mjs';
import { describeUpstream } from '../server-config.mjs';
import { measureHttp, startTargets } from '../target.mjs';

const WARM_UP_SECONDS = 1;

/**
 * The loads by the name of their case. `hasVariants`: markers and logs are compared here too. `isPaced`: far below what
 * any proxy can take, to see the latency that it adds; the upstream is measured by itself too. `times`: how many times as
 * long as others it takes, because it has few requests in a second.
 */
export const HTTP_LOADS = {
  'small-64': { title: 'small body, 64 conn.', path: '/small', connections: 64, hasVariants: true },
  'paced-64': { title: 'paced', path: '/small', connections: 64, kind: 'paced', isPaced: true },
  'small-1': { title: '1 conn.', path: '/small', connections: 1 },
  'small-1000': { title: '1000 conn.', path: '/small', connections: 1000 },
  '16k': { title: '16 KiB', path: '/16k', connections: 64 },
  '1m': { title: '1 MiB', path: '/1m', connections: 64, bodyBytes: 1 << 20, times: 2 },
  'upload-1m': { title: '1 MiB upload', path: '/upload', connections: 16, kind: 'upload', times: 2 },
  'small-post': { title: 'small POST', path: '/small', connections: 64, kind: 'post' },
  'new-connection': { title: 'new connection each', path: '/small', connections: 64, kind: 'close' },
};

/** Measures the loads named, on proxies started for it; calls `onCase` after each with the rounds of each proxy. */
export async function runHttpCases(stage, proxies, names, { rounds, seconds }, onCase) {
  const site = join(stage.folder, 'site');
  mkdirSync(site, { recursive: true });
  writeFileSync(join(site, '16k'), Buffer.alloc(16 << 10, 'x'));
  writeFileSync(join(site, '1m'), Buffer.alloc(1 << 20, 'x'));
  const canTake = (proxy, { kind }) => kind !== 'close' || proxy.canClose;
  const stands = ({ isMain, only }, name) =>
    only === undefined ? isMain || HTTP_LOADS[name].hasVariants === true : only === name;
  const isWanted = (proxy, name) => canTake(proxy, HTTP_LOADS[name]) && stands(proxy, name);
  const wanted = proxies.filter((proxy) => names.some((name) => isWanted(proxy, name)));
  const { upstream, targets } = await startTargets(stage, wanted, (port) => describeUpstream(stage.folder, port, site));
  for (const name of names) {
    const load = HTTP_LOADS[name];
    const mains = new Set(wanted.filter((proxy) => isWanted(proxy, name)).map((proxy) => proxy.name));
    const chosen = targets.filter((target) => mains.has(target.name));
    if (load.isPaced) chosen.unshift({ ...upstream, name: 'no proxy' });
    for (const target of chosen) await measureHttp(target, load, WARM_UP_SECONDS);
    onCase(
      name,
      await measureRounds(chosen, rounds, (target) => measureHttp(target, load, seconds * (load.times ?? 1))),
    );
  }
  await stage.stop(upstream, ...targets);
}
