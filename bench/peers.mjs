// berth beside its peers, case by case, and what is kept of it in results.json.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { runCrashCase } from './case/crash.mjs';
import { runExplainCase } from './case/explain.mjs';
import { runFirst200Case } from './case/first-200.mjs';
import { runFleetCase } from './case/fleet.mjs';
import { HTTP_LOADS, runHttpCases } from './case/http.mjs';
import { runIdleCase } from './case/idle.mjs';
import { runLogRelayCase } from './case/log-relay.mjs';
import { runStartUpCase } from './case/start-up.mjs';
import { runWebSocketCase } from './case/websocket.mjs';
import { toMedians } from './statistics.mjs';

const RESULTS = new URL('results.json', import.meta.url);
const OTHER_CASES = ['websocket', 'idle', 'start-up', 'first-200', 'crash', 'log-relay', 'explain', 'fleet'];

/** Those in which no proxy stands. */
export const LONE_CASES = ['explain', 'fleet'];

/** Every case there is. */
export const PEER_CASES = [...Object.keys(HTTP_LOADS), ...OTHER_CASES];

/** Runs the cases named; calls `onCase` with the numbers of each as soon as they are there. */
export async function runPeerCases(stage, proxies, names, size, onCase) {
  const runs = {
    websocket: async () => toRows(await runWebSocketCase(stage, proxies, size)),
    idle: () => runIdleCase(stage, proxies, size),
    'start-up': () => runStartUpCase(stage, size),
    'first-200': () => runFirst200Case(stage, proxies, size),
    crash: () => runCrashCase(stage, proxies, size),
    'log-relay': () => runLogRelayCase(stage, size),
    explain: () => runExplainCase(size),
    fleet: () => runFleetCase(stage, size),
  };
  const loads = names.filter((name) => HTTP_LOADS[name] !== undefined);
  if (loads.length > 0) {
    await runHttpCases(stage, proxies, loads, size, (name, measured) => onCase(name, toRows(measured)));
  }
  for (const name of names.filter((other) => OTHER_CASES.includes(other))) onCase(name, await runs[name]());
}

/** Puts cases into what a run says of its machine and its rounds; `missing` is null where no proxy was wanted. */
export function toResults(cases, missing, { rounds, seconds }) {
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', kernel: release(), node: process.version };
  const roundsOf = Object.fromEntries(Object.keys(cases).map((name) => [name, rounds]));
  return { machine, rounds: roundsOf, seconds, missing, cases };
}

/** What the last runs have left. */
export function readResults() {
  return JSON.parse(readFileSync(RESULTS, 'utf8'));
}

/** Writes results beside those of other cases: ratios are formed within a case only. */
export function keepResults(results) {
  const before = existsSync(RESULTS) ? readResults() : { rounds: {}, missing: [], cases: {} };
  const rounds = { ...before.rounds, ...results.rounds };
  const missing = results.missing ?? before.missing;
  const all = { ...results, rounds, missing, cases: { ...before.cases, ...results.cases } };
  writeFileSync(RESULTS, `${JSON.stringify(all, null, 2)}\n`);
}

function toRows(measured) {
  return Object.fromEntries(Object.entries(measured).map(([name, rounds]) => [name, toMedians(rounds)]));
}
