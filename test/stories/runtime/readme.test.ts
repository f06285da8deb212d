import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { copyFolder, listExpectedFolders } from '../../helpers/app-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { createEmptyFolder, deployBerth, ROOT } from '../../helpers/deployed-folder.ts';
import { type ConsoleStep, isShownOutput, listCodeBlocks, listConsoleSteps } from '../../helpers/markdown.ts';
import { createPrivateNetwork, type PrivateNetwork } from '../../helpers/private-network.ts';

const BLOCKS = listCodeBlocks(readFileSync(join(ROOT, 'README.md'), 'utf8'));
const CONFIGS = BLOCKS.filter(({ language }) => language === 'yaml');
const CONSOLES = BLOCKS.filter(({ language }) => language === 'console');
/** How one app is set up: the first block of them begins with its files, the second calls it when it runs. */
const SETUP_AT = CONSOLES.findIndex(({ text }) => text.startsWith('$ ls\n'));
const SETUP = CONSOLES.slice(SETUP_AT, SETUP_AT + 2).map(listConsoleSteps);
const STEPS = CONSOLES.filter((_, index) => index < SETUP_AT || index >= SETUP_AT + 2).flatMap(listConsoleSteps);

const packages = await requirePackages(['nginx-light', 'php8.2-fpm', 'python3', 'curl', 'iproute2', 'openssl']);
const isRoot = process.getuid?.() === 0;
if (!isRoot && process.env['CI'] === 'true') throw new Error('CI must run this suite as root');
const skipReason = isRoot ? packages.skipReason : 'only root can have a network of its own, in which port 9000 is free';

/** What the app of a config says, by words that only it has. */
const GREETINGS = [
  ['php-fpm', 'served by fpm-fcgi as www-data'],
  ['https', 'served over TLS'],
  ['server.py', 'served by server.py'],
] as const;

function writeCertificate(folder: string): void {
  const subject = ['-subj', '/CN=app.internal', '-addext', 'subjectAltName=DNS:app.internal'];
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', 'key.pem', '-out', 'ca.pem'];
  execFileSync('openssl', [...args, ...subject], { cwd: folder, stdio: 'ignore' });
}

test('the reading tours of the README lead through files that are there', () => {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const tours = text.slice(text.indexOf('## Reading the code'), text.indexOf('## Licence'));
  const files = [...tours.matchAll(/`([\w/-]+\.ts)`/g)].map(([, file]) => file!);
  expect(files.length).toBeGreaterThan(15);
  expect(files.filter((file) => !existsSync(join(ROOT, 'src', file)))).toEqual([]);
});

test('the README has configs and commands to run', () => {
  expect(CONFIGS.length).toBeGreaterThanOrEqual(2);
  const commands = STEPS.map(({ command }) => command);
  for (const command of ['./bootstrap check', 'curl -i localhost:9000/', 'curl -s localhost:9000/crash'])
    expect(commands).toContain(command);
});

describe.skipIf(skipReason !== null)(`The README${skipReason === null ? '' : ` [not run: ${skipReason}]`}`, () => {
  test.for(CONFIGS.map(({ line, text }) => [line, text] as const))(
    'has a config in line %i that serves on port 9000 as it stands there',
    async ([, text]) => {
      await using network = await createPrivateNetwork();
      const folder = deployBerth();
      cpSync(join(ROOT, 'test/fixtures/readme'), folder, { recursive: true });
      writeFileSync(join(folder, 'berth.yaml'), text);
      if (text.includes('ca.pem')) writeCertificate(folder);
      await using berth = await startBootstrap(network, folder);
      const answer = await network.run('curl -sS localhost:9000/', folder);
      const [, greeting] = GREETINGS.find(([words]) => text.includes(words))!;
      expect(answer).toBe(`${greeting}\n`);
      expect(berth.lines.filter((line) => line.startsWith('FC Invoke'))).toHaveLength(2);
      expect(await berth.stop()).toBe(0);
    },
  );

  test('shows what its commands really print, with the demo app running', async () => {
    await using network = await createPrivateNetwork();
    const demo = deployBerth();
    cpSync(join(ROOT, 'config/demo'), join(demo, 'config/demo'), { recursive: true });
    await using berth = await startBootstrap(network, demo);
    const folder = deployBerth();
    const curlHome = createEmptyFolder();
    // On a terminal curl shows no progress either.
    writeFileSync(join(curlHome, '.curlrc'), 'no-progress-meter\n');
    const ids = new Map<string, string>();
    for (const step of STEPS) {
      if (step.command === null) await expectOwnLines(berth.lines, step, ids);
      else {
        writeShownFile(folder, step);
        const output = (await network.run(step.command, folder, { CURL_HOME: curlHome }))
          .replaceAll(folder, '/code')
          // The demo app holds it, which is no part of the story.
          .replace(/^berth: warning: port 9000 .*\n/m, '');
        expect(isShownOutput(step.shown, output, ids), `$ ${step.command}\n${output}`).toBe(true);
      }
    }
  });
});

test.skipIf(skipReason !== null)('the README leads from a folder to a running function', async () => {
  await using network = await createPrivateNetwork();
  const node = listExpectedFolders().find(({ name }) => name === 'node-greeter');
  const folder = copyFolder(node!);
  const programs = createEmptyFolder();
  writeFileSync(join(programs, 'berth'), `#!/bin/sh\nexec ${join(ROOT, 'bootstrap')} "$@"\n`, { mode: 0o755 });
  const PATH = `${programs}:${process.env['PATH']}`;
  const [files = [], calls = []] = SETUP;
  const follow = async (steps: readonly ConsoleStep[]): Promise<void> => {
    for (const { command, shown } of steps) {
      const output = await network.run(command ?? '', folder, { PATH });
      expect(isShownOutput(shown, output, new Map()), `$ ${command}\n${output}`).toBe(true);
    }
  };
  await follow(files);
  await using berth = await startBootstrap(network, folder);
  await follow(calls);
  expect(await berth.stop()).toBe(0);
});

/** A file that a command shows is made so that it shows just that. */
function writeShownFile(folder: string, { command, shown }: ConsoleStep): void {
  if (command === 'cat berth.yaml') writeFileSync(join(folder, 'berth.yaml'), `${shown.join('\n')}\n`);
  if (command === 'head -1 start | cat -v')
    writeFileSync(join(folder, 'start'), `${shown.join('\n')}\n`.replaceAll('^M', '\r'), { mode: 0o755 });
}

/** The lines stand among berth's own, in this order. */
async function expectOwnLines(lines: readonly string[], { shown }: ConsoleStep, ids: Map<string, string>) {
  await expect
    .poll(() => isShownOutput(['…', ...shown.flatMap((line) => [line, '…'])], lines.join('\n'), ids))
    .toBe(true);
}

interface RunningBootstrap extends AsyncDisposable {
  readonly lines: readonly string[];
  /** SIGTERM; resolves with the exit status. */
  stop(): Promise<number | null>;
}

/** `./bootstrap` and no more, as the README says; resolves when the app is ready. */
async function startBootstrap(network: PrivateNetwork, folder: string): Promise<RunningBootstrap> {
  const child: ChildProcess = network.spawn('./bootstrap', folder);
  const lines: string[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line));
  const ended = once(child, 'close').then(([code]): number | null => code);
  const stop = (): Promise<number | null> => {
    if (child.exitCode === null) child.kill('SIGTERM');
    return ended;
  };
  await expect
    .poll(() => lines.some((line) => line.includes('"event":"ready"')) || child.exitCode !== null, { timeout: 30_000 })
    .toBe(true);
  expect(child.exitCode, lines.join('\n')).toBeNull();
  return { lines, stop, [Symbol.asyncDispose]: async () => void (await stop()) };
}
