// results.json as Markdown.
import { FIRST_200_ROWS } from './case/first-200.mjs';
import { HTTP_LOADS } from './case/http.mjs';

/** All tables of proxies; a part that was not measured is left out, and without any it is null. */
export function renderTables(results) {
  const { cases } = results;
  const latency = renderLatency(cases['paced-64'], cases['small-64']);
  const tables = [renderHttp(cases), latency, renderStarts(cases), renderOther(cases)].filter((part) => part !== null);
  return tables.length === 0 ? null : [...tables, renderNotes(results)].join('\n\n');
}

/** The starts of the fleet, or null where none was measured. */
export function renderFleet({ machine, rounds, cases: { fleet = {} } }) {
  const rows = Object.entries(fleet).map(([name, { berthMs, berthCpuMs, aloneMs }]) => {
    const [behind, alone, more, own] = [berthMs, aloneMs, berthMs - aloneMs, berthCpuMs].map((ms) => ms.toFixed(0));
    return [name, behind, alone, more, (berthMs / aloneMs).toFixed(2), own];
  });
  if (rows.length === 0) return null;
  const head = ['exec to first 200, ms', 'behind berth', 'by itself', 'difference', '×', 'CPU of berth itself'];
  return `${renderTable(head, rows)}\n\n${describeMachine(machine)}; medians of ${rounds.fleet}.`;
}

function renderHttp(cases) {
  const columns = [...Object.keys(HTTP_LOADS), 'websocket'].filter(
    (name) => cases[name] !== undefined && HTTP_LOADS[name]?.isPaced !== true,
  );
  if (columns.length === 0) return null;
  const titles = columns.map((name) => HTTP_LOADS[name]?.title ?? 'WebSocket message');
  const proxies = [...new Set(columns.flatMap((name) => Object.keys(cases[name])))];
  const rows = proxies.map((proxy) => [proxy, ...columns.map((name) => renderCost(cases[name], proxy))]);
  return renderTable(['CPU µs per request (× nginx)', ...titles], rows);
}

function renderCost(rows, proxy) {
  if (rows[proxy] === undefined) return '';
  const { cpuMicros } = rows[proxy];
  const ratio = rows.nginx === undefined ? '' : ` (${(cpuMicros / rows.nginx.cpuMicros).toFixed(2)})`;
  return `${cpuMicros.toFixed(cpuMicros < 100 ? 1 : 0)}${ratio}`;
}

function renderLatency(paced = {}, full = {}) {
  const proxies = [...new Set([...Object.keys(paced), ...Object.keys(full)])];
  if (proxies.length === 0) return null;
  const toCells = (row) => (row === undefined ? ['', ''] : [row.p50Ms.toFixed(2), row.p99Ms.toFixed(2)]);
  const body = proxies.map((proxy) => {
    const perSecond = full[proxy]?.perSecond.toFixed(0) ?? '';
    return [proxy, ...toCells(paced[proxy]), perSecond, ...toCells(full[proxy])];
  });
  const head = [
    'Small body, 64 connections',
    'p50 ms, paced',
    'p99 ms, paced',
    'requests/s at most',
    'p50 ms',
    'p99 ms',
  ];
  return renderTable(head, body);
}

function renderStarts({ 'first-200': starts = {}, crash = {} }) {
  const names = [...new Set([...Object.keys(starts), ...Object.keys(crash)])];
  if (names.length === 0) return null;
  const toCrash = (row) => (row === undefined ? '' : `${row.ms.toFixed(0)} ms; ${row.failed.toFixed(0)} failed`);
  const toCells = (name) => [
    ...['warmMs', 'coldMs'].map((key) => renderStart(starts, name, key)),
    toCrash(crash[name]),
  ];
  const { app, times } = Object.values({ ...starts, ...crash })[0];
  const title = `first 200, before ${app}, medians of ${times}`;
  const head = [title, 'from exec (× bare server + app)', 'the same, disk cold', 'after a crash'];
  return renderTable(
    head,
    names.map((name) => [name, ...toCells(name)]),
  );
}

/** A start, and how many times as long it takes as a bare server on the same node and the app by itself do together. */
function renderStart(starts, name, key) {
  const ms = starts[name]?.[key];
  if (ms === undefined) return '';
  const node = /node \d+$/.exec(name)?.[0] ?? 'node 20';
  const floor = starts[FIRST_200_ROWS.bare(node)]?.[key] + starts[FIRST_200_ROWS.lone]?.[key];
  const ratio = name === FIRST_200_ROWS.lone || Number.isNaN(floor) ? '' : ` (× ${(ms / floor).toFixed(2)})`;
  return `${ms.toFixed(ms < 100 ? 1 : 0)} ms${ratio}`;
}

function renderOther({ idle = {}, 'start-up': startUp = {}, 'log-relay': logRelay = {}, explain = {} }) {
  const rows = [];
  for (const [proxy, { connections, bytesPerConnection }] of Object.entries(idle)) {
    rows.push([`${connections} idle connections, ${proxy}`, `${(bytesPerConnection / 1024).toFixed(1)} KiB each`]);
  }
  for (const [node, { bare, berth }] of Object.entries(startUp)) {
    const time = `${berth.ms.toFixed(0)} ms, bare ${bare.ms.toFixed(0)} ms (× ${(berth.ms / bare.ms).toFixed(2)})`;
    const memory = `${toMib(berth.rssKib)}, bare ${toMib(bare.rssKib)} (× ${(berth.rssKib / bare.rssKib).toFixed(2)})`;
    rows.push([`exec to open port, ${node}`, time], [`resident memory when idle, ${node}`, memory]);
  }
  for (const [proxy, relay] of Object.entries(logRelay)) {
    rows.push([`lines of 100 bytes relayed per second of CPU, ${proxy}`, relay.linesPerCpuSecond.toFixed(0)]);
    rows.push([
      `p99 of requests: no lines; 500 000 each second through cat beside it; the same through ${proxy}`,
      [relay.calmP99Ms, relay.besideP99Ms, relay.floodedP99Ms].map((ms) => `${ms.toFixed(2)} ms`).join('; '),
    ]);
  }
  for (const [tail, { recogniseMs, firstMs }] of Object.entries(explain)) {
    const time = `${recogniseMs.toFixed(1)} ms (${firstMs.toFixed(0)} ms the first time)`;
    rows.push([`CPU to find a cause in 200 lines of 2 KiB, ${tail}`, time]);
  }
  return rows.length === 0 ? null : renderTable(['Measure', 'Value'], rows);
}

function toMib(kib) {
  return `${(kib / 1024).toFixed(0)} MiB`;
}

function renderNotes({ machine, rounds, seconds, missing, cases }) {
  const rows = Object.values(cases).flatMap((ofCase) => Object.values(ofCase));
  const toMost = (share) => `${(Math.max(...rows.map((row) => row[share] ?? 0)) * 100).toFixed(1)} %`;
  const host = `In the median round the host withheld at most ${toMost('stolen')} of the time`;
  const others = `other processes used at most ${toMost('foreign')} of the proxy's core`;
  const absent = (missing ?? []).length === 0 ? '' : ` Not installed, so not measured: ${missing.join(', ')}.`;
  const counts = Object.entries(rounds)
    .filter(([name]) => HTTP_LOADS[name] !== undefined || name === 'websocket')
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
  const medians = counts === '' ? '' : `; medians of rounds of ${seconds} s (${counts}). ${host}, and ${others}`;
  return `${describeMachine(machine)}${medians}.${absent}`;
}

function describeMachine({ cpu, kernel, node }) {
  return `${cpu}, Linux ${kernel}, node ${node}`;
}

/** A table in Markdown: numbers to the right, what they are of to the left. */
export function renderTable(head, rows) {
  const lines = [head, head.map((_, at) => (at === 0 ? '---' : '---:')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
