import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, lstatSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { requirePackages } from '../../helpers/debian.ts';
import { createEmptyFolder } from '../../helpers/deployed-folder.ts';
import { finishBerth } from '../../helpers/finished-berth.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

const packages = await requirePackages(['unzip']);

const SERVER = `const { createServer } = require('node:http');
createServer((req, res) => res.end('served by ' + require('./lib/name.js'))).listen(process.env.PORT, '127.0.0.1');
`;

/** An app with all that a package can lose: modes, links, an empty folder, a name that is not ASCII. */
function createApp(): string {
  const folder = join(createEmptyFolder(), 'shop');
  for (const name of ['lib', 'bin', 'storage/logs']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'berth.yaml'), 'command: ./bin/start\nport: auto\n');
  writeFileSync(join(folder, 'bin/start'), '#!/bin/sh\nexec node current.js\n', { mode: 0o755 });
  writeFileSync(join(folder, 'server.js'), SERVER);
  writeFileSync(join(folder, 'lib/name.js'), "module.exports = 'the shop';\n");
  writeFileSync(join(folder, 'grün.txt'), 'green');
  chmodSync(join(folder, 'storage/logs'), 0o777);
  symlinkSync('server.js', join(folder, 'current.js'));
  return folder;
}

/** Starts a program with nothing in its environment but a PATH; resolves with what `/` answers. */
async function startAndCall(
  command: string,
  args: readonly string[],
  folder: string,
  env: Record<string, string> = {},
) {
  const child: ChildProcess = spawn('sh', ['-c', 'exec "$0" "$@" 2>&1', command, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line));
  await expect
    .poll(() => lines.find((line) => line.includes('"event":"ready"')) ?? lines.join('\n'))
    .toContain('ready');
  const { port, host } = JSON.parse(lines.find((line) => line.includes('"event":"listening"')) ?? '{}');
  const answer = await (await fetch(`http://127.0.0.1:${port}/`)).text();
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  return { answer, host };
}

/** As an image of another language has it. */
function createPathWithoutNode(): string {
  const folder = createEmptyFolder();
  for (const name of ['bash', 'sh', 'readlink', 'dirname', 'cut'])
    symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(folder, name));
  return folder;
}

function unzip(archive: string): string {
  const folder = createEmptyFolder();
  execFileSync('unzip', ['-q', archive, '-d', folder]);
  return folder;
}

function pack(app: string, ...args: string[]): string {
  const { status, stdout, stderr } = finishBerth(['pack', ...args], app);
  expect([status, stderr], stdout).toEqual([0, '']);
  return stdout;
}

describe.skipIf(packages.skipReason !== null)(packages.title('a package'), () => {
  test('for Function Compute keeps modes and links, and serves where it is unpacked', async () => {
    const app = createApp();
    pack(app);
    const folder = unzip(join(app, 'shop.zip'));
    expect(lstatSync(join(folder, 'bin/start')).mode & 0o777).toBe(0o755);
    expect(lstatSync(join(folder, 'bootstrap')).mode & 0o777).toBe(0o755);
    expect(lstatSync(join(folder, 'storage/logs')).mode & 0o777).toBe(0o777);
    expect(readlinkSync(join(folder, 'current.js'))).toBe('server.js');
    expect(readFileSync(join(folder, 'grün.txt'), 'utf8')).toBe('green');
    const { answer } = await startAndCall('./bootstrap', ['--port', '0'], folder);
    expect(answer).toBe('served by the shop');
  });

  test('is the same to the byte whenever and wherever it is made', () => {
    const app = createApp();
    pack(app, '-o', '../first.zip');
    execFileSync('touch', ['-d', '2001-01-01', join(app, 'server.js')]);
    finishBerth(['pack', '-o', '../second.zip'], app, { TZ: 'Asia/Tokyo' });
    const [first, second] = ['first', 'second'].map((name) => readFileSync(join(app, `../${name}.zip`)));
    expect(first?.equals(second!)).toBe(true);
  });

  test('has the same bytes and links as a folder', async () => {
    const app = createApp();
    pack(app, '-o', '../out');
    const folder = join(app, '../out');
    expect(readlinkSync(join(folder, 'current.js'))).toBe('server.js');
    expect(execFileSync('diff', ['-r', '--no-dereference', folder, unzipPacked(app)], { encoding: 'utf8' })).toBe('');
    expect((await startAndCall('./bootstrap', ['--port', '0'], folder)).answer).toBe('served by the shop');
  });

  test('for an image is a Containerfile and the folder it copies', async () => {
    const app = createApp();
    pack(app, '--platform', 'knative', '--image', '-o', '../image');
    const folder = join(app, '../image');
    const text = readFileSync(join(folder, 'Containerfile'), 'utf8');
    expect(text).toMatch(/^FROM \S+\nWORKDIR \/code\nCOPY app\/ \/code\/\n/m);
    expect(text).toContain('ENTRYPOINT ["/code/bootstrap"]');
    const { answer } = await startAndCall('./bootstrap', ['--port', '0'], join(folder, 'app'), { K_SERVICE: 'shop' });
    expect(answer).toBe('served by the shop');
  });

  test('for Kubernetes is an image that knows where it is, and the pod that it runs in', () => {
    const app = createApp();
    expect(pack(app, '--platform', 'container')).toContain('wrote pod.yaml: its image is localhost/shop:latest');
    const text = readFileSync(join(app, 'shop-image/Containerfile'), 'utf8');
    expect(text).toContain('ENV BERTH_PLATFORM=container\nENTRYPOINT ["/code/bootstrap"]');
    expect(readFileSync(join(app, 'pod.yaml'), 'utf8')).toContain('kind: Pod');
    pack(app, '-o', '../later.zip');
    expect(() => lstatSync(join(unzip(join(app, '../later.zip')), 'pod.yaml'))).toThrow('ENOENT');
  });

  test('for Lambda Web Functions listens where it is told to', async () => {
    const app = createApp();
    expect(pack(app, '--platform', 'lambda-web')).toContain('index.js starts berth');
    const folder = unzip(join(app, 'shop.zip'));
    const env = { AWS_LAMBDA_HTTP_ENDPOINT: '127.0.0.1:0' };
    const { answer, host } = await startAndCall('node', ['-e', "require('./index.js')"], folder, env);
    expect([answer, host]).toEqual(['served by the shop', '127.0.0.1']);
  });

  test('leaves an index.js of the app alone, and says which file Lambda is to load', async () => {
    const app = createApp();
    writeFileSync(join(app, 'index.js'), 'mine');
    expect(pack(app, '--platform', 'lambda-web')).toContain('AWS_LAMBDA_NODEJS_ENTRYPOINT=lambda-web.cjs');
    const folder = unzip(join(app, 'shop.zip'));
    expect(readFileSync(join(folder, 'index.js'), 'utf8')).toBe('mine');
    const env = { AWS_LAMBDA_HTTP_ENDPOINT: '127.0.0.1:0' };
    expect((await startAndCall('node', ['./lambda-web.cjs'], folder, env)).answer).toBe('served by the shop');
  });

  test('brings the running Node.js if it is to', async () => {
    const app = createApp();
    pack(app, '--with-node');
    const folder = unzip(join(app, 'shop.zip'));
    const node = join(folder, 'node/bin/node');
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()).toBe(process.version);
    const { answer } = await startAndCall('./bootstrap', ['--port', '0'], folder, { PATH: createPathWithoutNode() });
    expect(answer).toBe('served by the shop');
  });

  test('has berth beside the dist folder of the app where there is one', async () => {
    const app = createApp();
    mkdirSync(join(app, 'dist'));
    writeFileSync(join(app, 'dist/main.js'), 'built');
    pack(app);
    const folder = unzip(join(app, 'shop.zip'));
    expect(lstatSync(join(folder, 'berth/berth.cjs')).isFile()).toBe(true);
    expect((await startAndCall('./bootstrap', ['--port', '0'], folder)).answer).toBe('served by the shop');
  });
});

function unzipPacked(app: string): string {
  pack(app, '-o', '../again.zip');
  return unzip(join(app, '../again.zip'));
}
