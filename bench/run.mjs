// Measures CPU per proxied request side by side: `npm run bench`, `npm run bench -- --quick`, `npm run bench -- --readme`.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readCpuMicros, readRssKib } from './process-tree.mjs';
import { listProxies, upstreamNginx } from './proxies.mjs';

const isQuick = process.argv.includes('--quick');
const ROUNDS = isQuick ? 1 : 3;
const SECONDS = isQuick ? 1 : 2;
const CASES = [
  { name: 'small body, 64 connections', path: '/small', connections: 64 },
  { name: 'small body, 1 connection', path: '/small', connections: 1 },
  { name: '1 MiB body, 64 connections', path: '/1m', connections: 64 },
].slice(0, isQuick ? 1 : undefined);

const folder = mkdtempSync(join(tmpdir(), 'berth-bench-'));
const running = [];
try {
  const results = await runAll();
  const table = renderTable(results);
  if (!isQuick) writeFileSync(new URL('results.json', import.meta.url), `${JSON.stringify(results, null, 2)}\n`);
  if (process.argv.includes('--readme')) writeReadme(table);
  console.log(table);
} finally {
  for (const child of running) child.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}

async function runAll() {
  const site = join(folder, 'site');
  mkdirSync(site);
  writeFileSync(join(site, '1m'), Buffer.alloc(1 << 20, 'x'));
  const upstreamPort = await findFreePort();
  await start(upstreamNginx(folder, upstreamPort, site), upstreamPort, '1');
  const proxies = await startProxies(upstreamPort, site);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const target of proxies) {
      for (const load of CASES) rounds.push({ proxy: target.name, case: load.name, ...measure(target, load) });
    }
  }
  const startUp = isQuick ? null : await measureStartUp();
  return { node: process.version, rounds, startUp };
}

async function startProxies(upstreamPort, site) {
  const appPorts = [await findFreePort(), await findFreePort(), await findFreePort()];
  const proxies = [];
  for (const [name, describe] of Object.entries(listProxies({ folder, upstreamPort, site, appPorts }))) {
    const port = await findFreePort();
    const program = describe(port);
    const child = await start(program, port, '0');
    proxies.push({ name, port, pid: child.pid, isAlone: program.isAlone === true });
    await waitForAnswer(port);
  }
  return proxies;
}

// The proxy has core 0 to itself; the upstream and the load share core 1.
async function start({ file, args, env = {} }, port, core) {
  const child = spawn('taskset', ['-c', core, file, ...args], { stdio: 'ignore', env: { ...process.env, ...env } });
  running.push(child);
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await canConnect(port)) return child;
    if (child.exitCode !== null) throw new Error(`${file} ended with status ${child.exitCode}`);
    await delay(50);
  }
  throw new Error(`${file} does not listen on ${port}`);
}

function measure({ pid, port, isAlone }, { path, connections }) {
  const args = [
    '-c',
    '1',
    'wrk',
    '-t1',
    `-c${connections}`,
    `-d${SECONDS}s`,
    '--latency',
    `http://127.0.0.1:${port}${path}`,
  ];
  const before = readCpuMicros(pid, isAlone);
  const output = execFileSync('taskset', args, { encoding: 'utf8' });
  const micros = readCpuMicros(pid, isAlone) - before;
  const requests = Number(/(\d+) requests in/.exec(output)?.[1]);
  if (/Non-2xx|Socket errors/.test(output)) throw new Error(`the load on port ${port} met errors:\n${output}`);
  return { cpuMicros: micros / requests, perSecond: requests / SECONDS, p99: /99%\s+(\S+)/.exec(output)?.[1] };
}

// From exec to an open port, in milliseconds, beside a script that does nothing but listen.
async function measureStartUp() {
  const bare = ['-e', 'require("net").createServer().listen(+process.argv[1], "127.0.0.1")'];
  const config = join(folder, 'start.yaml');
  writeFileSync(config, 'command: sleep 1000000\nport: 1\nready: none\n');
  const berth = [new URL('../dist/berth.cjs', import.meta.url).pathname, 'run', '--config', config, '--port'];
  const times = { bare: [], berth: [] };
  const rss = {};
  for (let round = 0; round < 15; round++) {
    for (const [name, args] of [
      ['bare', bare],
      ['berth', berth],
    ]) {
      const port = await findFreePort();
      const child = spawn(process.execPath, [...args, String(port)], { stdio: 'ignore' });
      const startedAt = performance.now();
      while (!(await canConnect(port)));
      times[name].push(performance.now() - startedAt);
      if (round === 0) {
        await delay(1000);
        rss[name] = readRssKib(child.pid);
      }
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    }
  }
  return { bareMs: median(times.bare), berthMs: median(times.berth), bareRssKib: rss.bare, berthRssKib: rss.berth };
}

function renderTable({ rounds, startUp, node }) {
  const proxies = [...new Set(rounds.map((round) => round.proxy))];
  const cell = (proxy, name) =>
    median(rounds.filter((round) => round.proxy === proxy && round.case === name).map((r) => r.cpuMicros));
  const head = `| CPU µs per request (× nginx) | ${CASES.map(({ name }) => name).join(' | ')} |\n|---|${CASES.map(() => '---:|').join('')}`;
  const rows = proxies.map((proxy) => {
    const cells = CASES.map(({ name }) => {
      const micros = cell(proxy, name);
      return `${micros.toFixed(micros < 100 ? 1 : 0)} (${(micros / cell('nginx', name)).toFixed(2)})`;
    });
    return `| ${proxy} | ${cells.join(' | ')} |`;
  });
  const lines = [head, ...rows];
  if (startUp !== null) {
    const ratio = (startUp.berthMs / startUp.bareMs).toFixed(2);
    const kib = (value) => `${(value / 1024).toFixed(0)} MiB`;
    lines.push(
      '',
      `Start to open port: ${startUp.berthMs.toFixed(0)} ms, a bare listen script ${startUp.bareMs.toFixed(0)} ms (× ${ratio}). Idle memory: ${kib(startUp.berthRssKib)} and ${kib(startUp.bareRssKib)}. Node ${node}, medians of ${ROUNDS} rounds.`,
    );
  }
  return lines.join('\n');
}

function writeReadme(table) {
  const file = new URL('../README.md', import.meta.url);
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replace(/<!-- bench -->[\s\S]*<!-- \/bench -->/, `<!-- bench -->\n${table}\n<!-- /bench -->`),
  );
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function waitForAnswer(port) {
  const answer = await fetch(`http://127.0.0.1:${port}/small`);
  if (answer.status !== 200) throw new Error(`port ${port} answers ${answer.status}`);
  await answer.arrayBuffer();
}

function canConnect(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
