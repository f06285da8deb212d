// From exec to the first 200 that comes through: berth, other proxies, and a bare server in Node, in turn.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dropPageCache, findWhyNotCold } from '../page-cache.mjs';
import { makeQuickApp } from '../quick-app.mjs';
import { takeTurns } from '../rounds.mjs';
import { describeBareWay, describeBerthWay, describeLoneWay, describeProxyWay, timeWay } from '../start-way.mjs';
import { median } from '../statistics.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const NODES = { 'node 20': process.execPath, 'node 24': here('../node_modules/node24/bin/node') };
/** On the disk that berth is on: the stage may be in memory. */
const COPIES = here('../bin/cold');

/** How the rows are called. A bare server and the app by itself are together what berth is measured by. */
export const FIRST_200_ROWS = {
  lone: 'app by itself',
  bare: (node) => `bare server, ${node}`,
  berth: (node) => `berth, ${node}`,
  bootstrap: (node) => `berth by ./bootstrap, ${node}`,
};

/**
 * Resolves with the medians of each way to start: `warmMs` and, where the page cache can be dropped, `coldMs`; and `app`, what
 * stands behind all of them. A node of berth and of the bare server is a copy that no other process has open, or it
 * would never be cold.
 */
export async function runFirst200Case(stage, proxies, { firsts }) {
  const app = makeQuickApp(stage.folder);
  try {
    const ways = await describeWays(stage, proxies, app);
    const names = Object.keys(ways);
    const start = (name) => timeWay(stage, ways[name]);
    for (const name of names) await start(name);
    const warm = await takeTurns(names, firsts, start);
    const whyNot = findWhyNotCold();
    if (whyNot !== null) console.error(`skipped: cold starts, ${whyNot}`);
    const cold = whyNot === null ? await takeTurns(names, firsts, (name) => startCold(name, start)) : {};
    const toRow = (name) => [
      name,
      { app: app.name, times: firsts, ...toMedian('warmMs', warm[name]), ...toMedian('coldMs', cold[name]) },
    ];
    return Object.fromEntries(names.map(toRow));
  } finally {
    rmSync(COPIES, { recursive: true, force: true });
  }
}

/** Starts builds, and a bare server, in turn and back again; resolves with the milliseconds of each start to its first 200. */
export async function measureFirst200(stage, builds, starts) {
  const app = makeQuickApp(stage.folder);
  const ways = { bare: await describeBareWay(stage, process.execPath) };
  for (const [name, build] of Object.entries(builds))
    ways[name] = await describeBerthWay(stage, process.execPath, app, { build });
  return takeTurns(Object.keys(ways), starts, (name) => timeWay(stage, ways[name]));
}

async function describeWays(stage, proxies, app) {
  const ways = { [FIRST_200_ROWS.lone]: await describeLoneWay(app) };
  for (const proxy of proxies.filter(({ isServer }) => isServer))
    ways[proxy.name] = await describeProxyWay(stage, proxy, app);
  mkdirSync(COPIES, { recursive: true });
  for (const [name, file] of Object.entries(NODES).filter(([, each]) => existsSync(each))) {
    const node = join(COPIES, name.replace(' ', '-'));
    copyFileSync(file, node);
    const build = compileFor(node);
    ways[FIRST_200_ROWS.bare(name)] = await describeBareWay(stage, node);
    ways[FIRST_200_ROWS.berth(name)] = await describeBerthWay(stage, node, app, { build });
    ways[FIRST_200_ROWS.bootstrap(name)] = await describeBerthWay(stage, node, app, { build, isByBootstrap: true });
  }
  return ways;
}

/** A copy of berth as a package has it that this node has made. */
function compileFor(node) {
  const folder = `${node}-berth`;
  mkdirSync(folder);
  copyFileSync(here('../../bootstrap'), join(folder, 'bootstrap'));
  cpSync(here('../../dist'), join(folder, 'dist'), { recursive: true });
  execFileSync(node, [join(folder, 'dist/compile.mjs')], { stdio: 'ignore' });
  return { bundle: join(folder, 'dist/berth.cjs') };
}

function startCold(name, start) {
  dropPageCache([['taskset', '-c', '0', 'true']]);
  return start(name);
}

function toMedian(key, values) {
  return values === undefined ? {} : { [key]: median(values) };
}
