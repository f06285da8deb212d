// Two builds of berth in one run: pass by pass with fresh processes, and in each pass round by round.
import { measureFirst200 } from './case/first-200.mjs';
import { HTTP_LOADS, runHttpCases } from './case/http.mjs';
import { runIdleCase } from './case/idle.mjs';
import { describeStarts, measureResident, measureStarts } from './case/start-up.mjs';
import { runWebSocketCase } from './case/websocket.mjs';
import { OWN_BUILD } from './proxies.mjs';

const OTHER_CASES = ['websocket', 'start-up', 'first-200', 'idle'];

/** What two builds can be compared in, and what they are compared in where nothing else is asked for. */
export const COMPARABLE_CASES = [...Object.keys(HTTP_LOADS), ...OTHER_CASES];
export const COMPARED_CASES = ['small-64', 'small-1', '1m', 'upload-1m', 'new-connection', ...OTHER_CASES];

export const NOW = ', now';
export const BEFORE = ', before';

/**
 * Measures this checkout's build and the one `before`, each berth among the proxies in both, the other proxies beside
 * them. Calls `onPass` after each pass with all that is known so far, and resolves with it. `samples`: by measure (a
 * case, or `resident` memory), by name (`berth, now` and `berth, before`), a list of passes, each a list of values.
 * `shares`: what disturbed each round under load.
 */
export async function compareBuilds(stage, { before, proxies, names }, size, onPass) {
  const samples = {};
  const shares = [];
  const keep = (measure, valuesOf) => {
    for (const [name, values] of Object.entries(valuesOf)) {
      samples[measure] ??= {};
      samples[measure][name] ??= [];
      samples[measure][name].push(values);
    }
  };
  for (let pass = 0; pass < size.passes; pass++) {
    // Who is started first, and goes first, changes from pass to pass.
    const toBuilds = (proxy) => (pass % 2 === 0 ? listBuilds(proxy, before) : listBuilds(proxy, before).reverse());
    const plan = { before, proxies: proxies.flatMap(toBuilds), names };
    await runLoads(stage, plan, size, (name, measured) => {
      keep(name, toCosts(measured));
      shares.push(
        ...Object.values(measured)
          .flat()
          .map(({ stolen, foreign }) => ({ stolen, foreign })),
      );
    });
    // Memory differs little from start to start, and most of its time is waiting.
    await runStarts(stage, plan, { ...size, hasMemory: pass % 2 === 0 }, keep);
    onPass({ samples, shares }, pass + 1);
  }
  return { samples, shares };
}

function listBuilds(proxy, before) {
  if (proxy.ofBuild === undefined) return [proxy];
  return [
    { ...proxy.ofBuild(before), name: proxy.name + BEFORE },
    { ...proxy, name: proxy.name + NOW },
  ];
}

async function runLoads(stage, { proxies, names }, size, onCase) {
  const loads = names.filter((name) => HTTP_LOADS[name] !== undefined);
  if (loads.length > 0) await runHttpCases(stage, proxies, loads, size, onCase);
  if (names.includes('websocket')) onCase('websocket', await runWebSocketCase(stage, proxies, size));
}

async function runStarts(stage, { before, proxies, names }, size, keep) {
  const builds = { [`berth${BEFORE}`]: before, [`berth${NOW}`]: OWN_BUILD };
  if (names.includes('start-up')) {
    const commands = describeStarts(stage, process.execPath, builds);
    keep('start-up', await measureStarts(stage, commands, size.starts));
    if (size.hasMemory) keep('resident', toLists(await measureResident(stage, commands, size.idleMs), Number));
  }
  if (names.includes('first-200')) keep('first-200', await measureFirst200(stage, builds, size.starts));
  if (names.includes('idle') && size.hasMemory) {
    keep(
      'idle',
      toLists(await runIdleCase(stage, proxies, size), ({ bytesPerConnection }) => bytesPerConnection),
    );
  }
}

function toCosts(measured) {
  const toCost = ([name, rounds]) => [name, rounds.map(({ cpuMicros }) => cpuMicros)];
  return Object.fromEntries(Object.entries(measured).map(toCost));
}

function toLists(rows, toValue) {
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, [toValue(row)]]));
}
