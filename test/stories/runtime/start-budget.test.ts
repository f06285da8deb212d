import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { BUNDLE } from '../../helpers/berth.ts';
import { listDescendants } from '../../helpers/descendants.ts';
import { reservePort } from '../../helpers/reserve-port.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

// What the half second until the port is open is spent on, without a clock, which would measure the machine's load: what
// is loaded before, and that nothing else is done before. Today's numbers with a little room; raise them with a reason.
// Half of the bytes are the layer of sockets: what comes before the rest is there is taken by its handles.
const MOST_MODULES = 17;
const MOST_BYTES = 13_500;
const MOST_BUILTINS_OVER_BARE = 13;

// The same for the way on to the spawn of the app, which a user waits for at every cold start. What is not among the parts
// is read later, or never: the recogniser, whatever commands other than `run` need, the libraries of rarer settings.
const PARTS_BEFORE_SPAWN = ['berth.cjs', 'main.cjs', 'command-line.cjs', 'yaml.cjs', 'pino.cjs'];
const MOST_MODULES_BEFORE_SPAWN = 500;
const MOST_BYTES_BEFORE_SPAWN = 800_000;
/** Of Node.js, 1 to 3 ms each. */
const NOT_BEFORE_SPAWN = ['assert', 'cluster', 'crypto', 'dns', 'fs/promises', 'http', 'https', 'tls'];
const MOST_PROGRAMS_BEFORE_SPAWN = 1;

const SERVER = fileURLToPath(new URL('../../fixtures/servers/logs-each-call.mjs', import.meta.url));
const REPORTER = fileURLToPath(new URL('../../helpers/load-report.cjs', import.meta.url));

interface LoadReport {
  readonly files: readonly string[];
  readonly builtins: readonly string[];
  /** Programs that were started until then. */
  readonly startedBefore: readonly string[];
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'berth-budget-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a program until its first server listens, or until it starts a process with `command` among its words. */
async function reportLoad(
  folder: string,
  args: readonly string[],
  command?: string,
  more: Readonly<Record<string, string>> = {},
): Promise<LoadReport> {
  const file = join(folder, 'report.json');
  const at = command === undefined ? {} : { LOAD_REPORT_COMMAND: command };
  const env = { PATH: process.env['PATH'] ?? '', TMPDIR: folder, LOAD_REPORT: file, ...at, ...more };
  const child = spawn(process.execPath, ['--require', REPORTER, ...args], { env, stdio: 'ignore' });
  const ended = once(child, 'exit');
  await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('}'), { timeout: 20_000 }).toBe(true);
  child.kill('SIGTERM');
  await ended;
  const report: LoadReport = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file);
  return report;
}

test('when the port opens, two small files have been read and hardly more of Node than a bare listen script needs', async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, 'berth.yaml'), 'command: sleep 1000\nport: 1\nready: none\n');
  writeFileSync(join(folder, 'bare.cjs'), "require('node:net').createServer().listen(0);");
  const berth = await reportLoad(folder, [BUNDLE, 'run', '--config', join(folder, 'berth.yaml'), '--port', '0']);
  const bare = await reportLoad(folder, [join(folder, 'bare.cjs')]);
  // The first is for a Node.js that is too old to read the second.
  expect(berth.files.map((file) => basename(file))).toEqual(['berth.cjs', 'main.cjs']);
  const bytes = berth.files.reduce((sum, file) => sum + statSync(file).size, 0);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  const extra = berth.builtins.filter((name) => !bare.builtins.includes(name));
  expect(extra.length, extra.join(' ')).toBeLessThanOrEqual(MOST_BUILTINS_OVER_BARE);
  expect(extra).not.toContain('http');
});

test("the modules that stand before the open port are few, and all of them are berth's own", () => {
  const modules = listModules(join(dirname(BUNDLE), 'main.cjs'));
  expect(modules).toContain('src/door/early-door.ts');
  expect(modules.filter((name) => !name.startsWith('src/'))).toEqual([]);
  expect(modules.length, modules.join(' ')).toBeLessThanOrEqual(MOST_MODULES);
});

test('when the app is started, no more of berth has been read and run than its start needs', async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, 'berth.yaml'), `command: [node, ${SERVER}]\nport: auto\n`);
  const args = [BUNDLE, 'run', '--config', join(folder, 'berth.yaml'), '--port', '0'];
  const { files, builtins, startedBefore } = await reportLoad(folder, args, SERVER);
  expect(builtins.filter((name) => NOT_BEFORE_SPAWN.includes(name))).toEqual([]);
  expect(files.map((file) => basename(file)).filter((name) => !PARTS_BEFORE_SPAWN.includes(name))).toEqual([]);
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES_BEFORE_SPAWN);
  // One character beyond, and V8 keeps the whole text with two bytes for each.
  const isWide = (file: string): boolean => readFileSync(file).some((byte) => byte > 0x7f);
  expect(files.filter(isWide).map((file) => basename(file))).toEqual([]);
  const modules = files.filter((file) => existsSync(`${file}.map`)).flatMap(listModules);
  expect(modules).toContain('src/process/group/spawner.ts');
  expect(modules.length).toBeLessThanOrEqual(MOST_MODULES_BEFORE_SPAWN);
  expect(startedBefore.length, startedBefore.join(' ')).toBeLessThanOrEqual(MOST_PROGRAMS_BEFORE_SPAWN);
});

test('beside what is kept of its config, a start reads no YAML', async () => {
  const folder = makeFolder();
  const config = join(folder, 'berth.yaml');
  writeFileSync(config, `command: [node, ${SERVER}]\nport: auto\nlisten: { host: 127.0.0.1 }\n`);
  execFileSync(process.execPath, [BUNDLE, 'check', config, '--keep'], { stdio: 'ignore' });
  // Without a flag: one that beats the config would have it read.
  const env = { PORT: String(await reservePort()) };
  const { files } = await reportLoad(folder, [BUNDLE, 'run', '--config', config], SERVER, env);
  const parts = PARTS_BEFORE_SPAWN.filter((name) => name !== 'yaml.cjs');
  expect(files.map((file) => basename(file))).toEqual(parts);
});

test('the port accepts connections before the rest of berth has been read and before anything is started', async () => {
  const folder = makeFolder();
  const dist = join(folder, 'dist');
  cpSync(dirname(BUNDLE), dist, { recursive: true });
  // A pipe in the place of the rest holds its reading up for as long as the test likes.
  const rest = join(dist, 'command-line.cjs');
  renameSync(rest, join(folder, 'rest.cjs'));
  execFileSync('mkfifo', [rest]);
  const config = `command: [node, ${SERVER}]\nport: auto\n`;
  writeFileSync(join(folder, 'berth.yaml'), config);
  const args = ['run', '--config', join(folder, 'berth.yaml'), '--port', '0'];
  const berth = spawn(process.execPath, [join(dist, 'berth.cjs'), ...args], {
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void berth.kill('SIGKILL'));
  let output = '';
  for (const stream of [berth.stdout, berth.stderr])
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  const pid = berth.pid ?? 0;
  await expect.poll(() => findListener(pid), { timeout: 20_000, interval: 20 }).not.toBeNull();
  const { address, port } = findListener(pid)!;
  // 0.0.0.0, as platforms ask for.
  expect(address).toBe('00000000');
  const client = connect({ host: '127.0.0.1', port });
  await once(client, 'connect');
  client.write('GET / HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n');
  expect([listDescendants(pid), output]).toEqual([[], '']);

  execFileSync('sh', ['-c', 'cat rest.cjs > dist/command-line.cjs'], { cwd: folder, timeout: 20_000 });
  const [answer] = await once(client, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  client.destroy();
  berth.kill('SIGTERM');
  expect((await once(berth, 'exit'))[0]).toBe(0);
  expect(output).toContain('"event":"listening"');
});

/** The modules that a part of dist/ is made of, as its source map names them. */
function listModules(part: string): string[] {
  const { sources } = JSON.parse(readFileSync(`${part}.map`, 'utf8')) as { readonly sources: readonly string[] };
  return sources.map((source) => source.replace(/^(\.\.\/)+/, ''));
}

/** The address of the process's listening socket as the kernel's table writes it, and its port; null while there is none. */
function findListener(pid: number): { readonly address: string; readonly port: number } | null {
  const sockets = readdirSync(`/proc/${pid}/fd`).map((fd) => /^socket:\[(\d+)\]$/.exec(readLink(pid, fd))?.[1]);
  for (const line of readFileSync(`/proc/${pid}/net/tcp`, 'latin1').split('\n').slice(1)) {
    // local address, remote address, state (0A: listening), …, inode as field 9 (proc_net_tcp in the kernel's documents).
    const fields = line.trim().split(/\s+/);
    if (fields[3] !== '0A' || !sockets.includes(fields[9])) continue;
    const [address = '', port = ''] = fields[1]?.split(':') ?? [];
    return { address, port: Number.parseInt(port, 16) };
  }
  return null;
}

function readLink(pid: number, fd: string): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`);
  } catch {
    return '';
  }
}
