// Measures berth beside its peers: npm run bench [-- --quick] [--case NAME,…] [--proxy NAME,…] [--rounds N] [--readme]
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import { HTTP_LOADS, runHttpCases } from './case/http.mjs';
import { runIdleCase } from './case/idle.mjs';
import { runLogRelayCase } from './case/log-relay.mjs';
import { runStartUpCase } from './case/start-up.mjs';
import { runWebSocketCase } from './case/websocket.mjs';
import { listProxies } from './proxies.mjs';
import { createStage } from './stage.mjs';
import { renderTables } from './table.mjs';

const RESULTS = new URL('results.json', import.meta.url);
const README = new URL('../README.md', import.meta.url);
const OTHER_CASES = ['websocket', 'idle', 'start-up', 'log-relay'];
const ALL_CASES = [...Object.keys(HTTP_LOADS), ...OTHER_CASES];

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    readme: { type: 'boolean', default: false },
    case: { type: 'string', multiple: true, default: [] },
    proxy: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string' },
  },
});

if (options.readme) rewriteReadme();
else await measure();

async function measure() {
  const names = split(options.case, ALL_CASES, 'case');
  const all = listProxies();
  const chosen = split(
    options.proxy,
    all.map(({ name }) => name),
    'proxy',
  );
  const proxies = all.filter(({ name, missing }) => chosen.includes(name) && missing === null);
  const missing = all.filter((proxy) => chosen.includes(proxy.name) && proxy.missing !== null);
  for (const proxy of missing) console.error(`skipped: ${proxy.name} needs ${proxy.missing}`);
  const size = options.quick
    ? { rounds: 1, seconds: 1, connections: 500, starts: 3, lines: 200_000 }
    : { rounds: 5, seconds: 2, connections: 10_000, starts: 20, lines: 3_000_000 };
  if (options.rounds !== undefined) size.rounds = Number(options.rounds);
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', kernel: release(), node: process.version };
  const { seconds } = size;
  const toResults = (cases) => {
    const rounds = Object.fromEntries(Object.keys(cases).map((name) => [name, size.rounds]));
    return { machine, rounds, seconds, missing: missing.map(({ name }) => name), cases };
  };
  // A run takes long, and what is measured should outlive its end. A short one proves that the bench works; its numbers
  // are not worth keeping.
  const keep = (cases) => {
    if (!options.quick) writeFileSync(RESULTS, `${JSON.stringify(keepOthers(toResults(cases)), null, 2)}\n`);
  };
  console.log(renderTables(toResults(await runCases(names, proxies, size, keep))));
}

async function runCases(names, proxies, size, keep) {
  const stage = createStage();
  const onSignal = () => void stage.clear().then(() => process.exit(130));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const cases = {};
  const runs = {
    websocket: () => runWebSocketCase(stage, proxies, size),
    idle: () => runIdleCase(stage, proxies, size),
    'start-up': () => runStartUpCase(stage, size),
    'log-relay': async () => ({ 'berth (wire)': await runLogRelayCase(stage, { ...size, engine: 'wire' }) }),
  };
  try {
    const loads = names.filter((name) => HTTP_LOADS[name] !== undefined);
    const onCase = (name, rows) => {
      cases[name] = rows;
      keep(cases);
    };
    if (loads.length > 0) await runHttpCases(stage, proxies, loads, size, onCase);
    for (const name of names.filter((other) => OTHER_CASES.includes(other))) {
      onCase(name, await runs[name]());
    }
    return cases;
  } finally {
    await stage.clear();
  }
}

// Ratios are formed within a case only, so cases of an earlier run may stand beside new ones.
function keepOthers(results) {
  if (!existsSync(RESULTS)) return results;
  const before = JSON.parse(readFileSync(RESULTS, 'utf8'));
  const rounds = { ...before.rounds, ...results.rounds };
  return { ...results, rounds, cases: { ...before.cases, ...results.cases } };
}

function split(given, known, kind) {
  const names = given.flatMap((list) => list.split(/,(?! )/));
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`no ${kind} '${unknown}'; there are: ${known.join('; ')}`);
  return names.length === 0 ? known : names;
}

function rewriteReadme() {
  const tables = renderTables(JSON.parse(readFileSync(RESULTS, 'utf8')));
  const text = readFileSync(README, 'utf8');
  const marked = /<!-- bench -->[\s\S]*<!-- \/bench -->/;
  if (!marked.test(text)) throw new Error('README.md has no bench markers');
  writeFileSync(
    README,
    text.replace(marked, () => `<!-- bench -->\n${tables}\n<!-- /bench -->`),
  );
}
