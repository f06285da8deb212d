// Two builds of berth in one run: pass by pass with fresh processes, and in each pass round by round.
import { HTTP_LOADS, runHttpCases } from './case/http.mjs';
import { runIdleCase } from './case/idle.mjs';
import { describeStarts, measureResident, measureStarts } from './case/start-up.mjs';
import { runWebSocketCase } from './case/websocket.mjs';
import { OWN_BUILD } from './proxies.mjs';

const OTHER_CASES = ['websocket', 'start-up', 'idle'];

/** What two builds can be compared in, and what they are compared in where nothing else is asked for. */
export const COMPARABLE_CASES = [...Object.keys(HTTP_LOADS), ...OTHER_CASES];
export const COMPARED_CASES = ['small-64', 'small-1', '1m', 'upload-1m', 'new-connection', ...OTHER_CASES];

export const NOW = ', now';
export const BEFORE = ', before';

/**
 * Measures this checkout's build and the one `before`, each berth among the proxies in both, the other proxies beside
 * them. Calls `onPass` after each pass with all samples so far, and resolves with them: by measure (a case, or `resident`
 * memory), by name (`berth, now` and `berth, before`), a list of passes, each a list of values.
 */
export async function compareBuilds(stage, { before, proxies, names }, size, onPass) {
  const samples = {};
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
    await runPass(stage, { before, proxies: proxies.flatMap(toBuilds), names }, size, keep);
    onPass(samples, pass + 1);
  }
  return samples;
}

function listBuilds(proxy, before) {
  if (proxy.ofBuild === undefined) return [proxy];
  return [
    { ...proxy.ofBuild(before), name: proxy.name + BEFORE },
    { ...proxy, name: proxy.name + NOW },
  ];
}

async function runPass(stage, { before, proxies, names }, size, keep) {
  const loads = names.filter((name) => HTTP_LOADS[name] !== undefined);
  if (loads.length > 0) {
    await runHttpCases(stage, proxies, loads, size, (name, measured) => keep(name, toCosts(measured)));
  }
  if (names.includes('websocket')) keep('websocket', toCosts(await runWebSocketCase(stage, proxies, size)));
  if (names.includes('start-up')) {
    const builds = { [`berth${BEFORE}`]: before, [`berth${NOW}`]: OWN_BUILD };
    const commands = describeStarts(stage, process.execPath, builds);
    keep('start-up', await measureStarts(stage, commands, size.starts));
    keep('resident', toLists(await measureResident(stage, commands, size.idleMs), Number));
  }
  if (names.includes('idle')) {
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
