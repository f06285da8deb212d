import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { requirePackages } from '../../helpers/debian.ts';
import { createEmptyFolder, deployBerth, ROOT } from '../../helpers/deployed-folder.ts';
import { type ConsoleStep, isShownOutput, listCodeBlocks, listConsoleSteps } from '../../helpers/markdown.ts';
import { createPrivateNetwork, type PrivateNetwork } from '../../helpers/private-network.ts';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
/** Without the way of one app, which readme-way.test.ts goes. */
const WAY_END = README.slice(0, README.indexOf('\n## The config\n')).split('\n').length;
const BLOCKS = listCodeBlocks(README).filter(({ line }) => line > WAY_END);
const CONFIGS = BLOCKS.filter(({ language }) => language === 'yaml');
const CONSOLES = BLOCKS.filter(({ language }) => language === 'console');
const STEPS = CONSOLES.flatMap(listConsoleSteps);

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
  const tours = README.slice(README.indexOf('## Reading the code'), README.indexOf('## Licence'));
  const files = [...tours.matchAll(/`([\w/-]+\.ts)`/g)].map(([, file]) => file!);
  expect(files.length).toBeGreaterThan(15);
  expect(files.filter((file) => !existsSync(join(ROOT, 'src', file)))).toEqual([]);
});

test('the README has configs and commands to run', () => {
  expect(CONFIGS.length).toBeGreaterThanOrEqual(2);
  const commands = STEPS.map(({ command }) => command);
  for (const command of ['berth check', 'curl -s localhost:9000/crash']) expect(commands).toContain(command);
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
    await using _demo = await startBootstrap(network, demo);
    const folder = createEmptyFolder();
    const PATH = `${linkBerth()}:${process.env['PATH']}`;
    const ids = new Map<string, string>();
    for (const step of STEPS) {
      writeShownFile(folder, step);
      const output = (await network.run(step.command ?? '', folder, { PATH }))
        .replaceAll(folder, '/code')
        // The demo app holds it, which is no part of the story.
        .replace(/^berth: warning: port 9000 .*\n/m, '');
      expect(isShownOutput(step.shown, output, ids), `$ ${step.command}\n${output}`).toBe(true);
    }
  });
});

/** A folder for PATH in which `berth` is that of the checkout. */
function linkBerth(): string {
  const folder = createEmptyFolder();
  symlinkSync(join(ROOT, 'bootstrap'), join(folder, 'berth'));
  return folder;
}

/** A file that a command shows is made so that it shows just that. */
function writeShownFile(folder: string, { command, shown }: ConsoleStep): void {
  if (command === 'cat berth.yaml') writeFileSync(join(folder, 'berth.yaml'), `${shown.join('\n')}\n`);
  if (command === 'head -1 start | cat -v')
    writeFileSync(join(folder, 'start'), `${shown.join('\n')}\n`.replaceAll('^M', '\r'), { mode: 0o755 });
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
