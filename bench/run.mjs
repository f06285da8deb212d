// Measures berth beside its peers, or this build beside another one:
// npm run bench [-- --quick] [--case NAME,…] [--proxy NAME,…] [--system NAME,…] [--rounds N] [--readme]
// npm run bench -- --against CHECKOUT [--quick] [--case NAME,…] [--proxy NAME,…] [--rounds N] [--passes N] [--samples FILE]
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BerthBuild } from './berth-build.mjs';
import { toChinese } from './chinese.mjs';
import { choose } from './choose.mjs';
import { COMPARABLE_CASES, COMPARED_CASES, compareBuilds } from './comparison.mjs';
import { renderComparison } from './comparison-table.mjs';
import { keepResults, LONE_CASES, PEER_CASES, readResults, runPeerCases, toResults } from './peers.mjs';
import { listProxies, OWN_BUILD } from './proxies.mjs';
import { withStage } from './stage.mjs';
import { renderFleet, renderTables } from './table.mjs';

/** Where tables stand: the page, the name of the markers around them, and how they are worded there. */
const PLACES = [
  ['README.md', 'bench', renderTables],
  ['README.zh-CN.md', 'bench', (results) => toChinese(renderTables(results))],
  ['docs/benchmarks.md', 'fleet', renderFleet],
];
/** What two builds are measured beside where nothing else is asked for: the best there is, and the floor for Node. */
const COMPARED_PROXIES = ['nginx', 'TCP relay in Node', 'berth'];

// V8 gives back what a start needed after eight seconds without work.
const WHOLE = { seconds: 1, connections: 10_000, idleMs: 12_000, lines: 3_000_000, recognitions: 200 };
const QUICK = {
  ...{ seconds: 1, connections: 2_000, idleMs: 1_000, lines: 200_000, recognitions: 20 },
  ...{ rounds: 1, starts: 3, firsts: 1, crashes: 1, passes: 2 },
};

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    readme: { type: 'boolean', default: false },
    case: { type: 'string', multiple: true, default: [] },
    proxy: { type: 'string', multiple: true, default: [] },
    system: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string' },
    passes: { type: 'string' },
    against: { type: 'string' },
    samples: { type: 'string' },
  },
});

if (options.readme) rewritePages();
else if (options.against !== undefined) await compare(new BerthBuild(options.against));
else await measure();

async function measure() {
  const names = choose(options.case, PEER_CASES, 'case');
  const isLone = names.every((name) => LONE_CASES.includes(name));
  const { proxies, missing } = isLone ? { proxies: [], missing: null } : chooseProxies();
  const size = { ...toSize({ rounds: 5, starts: 20, firsts: 20, crashes: 20 }), systems: options.system };
  const cases = {};
  const onCase = (name, rows) => {
    cases[name] = rows;
    // A run takes long, and what is measured should outlive its end. A short one proves that the bench works; its
    // numbers are not worth keeping.
    if (!options.quick) keepResults(toResults({ [name]: rows }, missing, size));
  };
  await withStage((stage) => runPeerCases(stage, proxies, names, size, onCase));
  const results = toResults(cases, missing, size);
  console.log([renderFleet(results), renderTables(results)].filter((part) => part !== null).join('\n\n'));
}

async function compare(before) {
  const missing = before.missing ?? OWN_BUILD.missing;
  if (missing !== null) throw new Error(`nothing to compare: there is no ${missing}`);
  const names = choose(options.case, COMPARABLE_CASES, 'case', COMPARED_CASES);
  const { proxies } = chooseProxies(COMPARED_PROXIES);
  const size = toSize({ passes: 8, rounds: 2, starts: 5 });
  const onPass = (comparison, passes) => {
    if (options.samples !== undefined) writeFileSync(options.samples, JSON.stringify(comparison));
    console.error(`${passes} of ${size.passes} passes`);
  };
  const plan = { before, proxies, names };
  console.log(renderComparison(await withStage((stage) => compareBuilds(stage, plan, size, onPass))));
}

function toSize(own) {
  const size = options.quick ? QUICK : { ...WHOLE, ...own };
  const asked = ['rounds', 'passes'].filter((key) => options[key] !== undefined);
  return { ...size, ...Object.fromEntries(asked.map((key) => [key, Number(options[key])])) };
}

function chooseProxies(byDefault) {
  const all = listProxies();
  const known = all.map(({ name }) => name);
  const names = choose(options.proxy, known, 'proxy', byDefault);
  const chosen = all.filter(({ name }) => names.includes(name)).map(makeIfMissing);
  const missing = chosen.filter((proxy) => proxy.missing !== null);
  for (const proxy of missing) console.error(`skipped: ${proxy.name} needs ${proxy.missing}`);
  return { proxies: chosen.filter((proxy) => proxy.missing === null), missing: missing.map(({ name }) => name) };
}

function makeIfMissing(proxy) {
  if (proxy.missing === null || proxy.make === undefined) return proxy;
  console.error(`${proxy.name} is tried: ${proxy.missing}`);
  return { ...proxy, missing: proxy.make() };
}

function rewritePages() {
  const results = readResults();
  for (const [page, marker, render] of PLACES) {
    const tables = render(results);
    const file = new URL(`../${page}`, import.meta.url);
    const text = readFileSync(file, 'utf8');
    const marked = new RegExp(`(<!-- ${marker} -->\\n)[\\s\\S]*(\\n<!-- /${marker} -->)`);
    if (!marked.test(text)) throw new Error(`${page} has no ${marker} markers`);
    if (tables !== null)
      writeFileSync(
        file,
        text.replace(marked, (_, before, after) => before + tables + after),
      );
  }
}
