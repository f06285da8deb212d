import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runLongLine } from '../../helpers/app-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { createEmptyFolder, ROOT } from '../../helpers/deployed-folder.ts';
import { type ConsoleStep, isShownOutput, listCodeBlocks, listConsoleSteps } from '../../helpers/markdown.ts';
import { createPrivateNetwork } from '../../helpers/private-network.ts';
import { openTerminal, type Terminal } from '../../helpers/terminal.ts';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const WAY = README.slice(README.indexOf('\n## From a folder'), README.indexOf('\n## The config\n'));
const BLOCKS = listCodeBlocks(WAY);
const [INSTALLATION = '', APP = ''] = BLOCKS.filter(({ language }) => language === 'sh').map(({ text }) => text.trim());
const CONSOLES = BLOCKS.filter(({ language }) => language === 'console');
const [START = [], CALL = [], MARKERS = [], PACK = []] = CONSOLES.map(listConsoleSteps);

const isRoot = process.getuid?.() === 0;
if (!isRoot && process.env['CI'] === 'true') throw new Error('CI must run this suite as root');
const packages = await requirePackages(['curl', 'unzip', 'iproute2', 'bsdutils']);
/** The app is made with the network of the machine. Where `cd` has led is where the terminal goes on. */
const room = realpathSync(mkdtempSync(join(tmpdir(), 'berth-readme-')));
const app = await runLongLine(`${APP}\npwd >'${room}/pwd'`, room).then(
  () => ({ folder: readFileSync(join(room, 'pwd'), 'utf8').trim(), skipReason: null }),
  (error: Error) => ({ folder: '', skipReason: `npm could not make the app: ${error.message.split('\n')[0]}` }),
);
if (app.skipReason !== null && process.env['CI'] === 'true') throw new Error(app.skipReason);
const skipReason = isRoot ? (packages.skipReason ?? app.skipReason) : 'only root can have a network of its own';

afterAll(() => rmSync(room, { recursive: true, force: true }));

async function follow(terminal: Terminal, steps: readonly ConsoleStep[], ids: Map<string, string>): Promise<void> {
  for (const step of steps) {
    // It goes on, and is ended by Ctrl-C.
    if (step.command === 'berth run') await terminal.start(step);
    else {
      const output = await terminal.run(step.command ?? '');
      expect(isShownOutput(step.shown, output, ids), `$ ${step.command}\n${output}`).toBe(true);
    }
  }
}

test('the README goes the whole way of one app in one screen', () => {
  const commands = [START, CALL, PACK].flat().map(({ command }) => command);
  const way = ['berth init', 'berth check', 'berth run', 'curl -i localhost:9000/users', 'berth pack'];
  expect(commands).toEqual(way);
  expect(CONSOLES.flatMap(({ text }) => text.trim().split('\n')).length).toBeLessThanOrEqual(36);
});

test.skipIf(skipReason !== null)(
  `the README leads from a folder to a package that serves${skipReason === null ? '' : ` [not run: ${skipReason}]`}`,
  async () => {
    await using network = await createPrivateNetwork();
    await using terminal = await openTerminal(network, ROOT);
    await using another = await openTerminal(network, app.folder);
    const ids = new Map<string, string>();
    await terminal.run(`${INSTALLATION}; cd ${app.folder}`);
    await follow(terminal, START, ids);
    await follow(another, CALL, ids);
    const markers = ['…', ...(MARKERS[0]?.shown ?? []), '…'];
    await expect.poll(() => isShownOutput(markers, terminal.shown(), ids) || terminal.shown()).toBe(true);
    await terminal.interrupt();
    await follow(terminal, PACK, ids);

    const elsewhere = createEmptyFolder();
    execFileSync('unzip', ['-q', join(app.folder, 'shop.zip'), '-d', elsewhere]);
    await terminal.run(`cd ${elsewhere}`);
    await terminal.start({ ...START.at(-1)!, command: './bootstrap' });
    expect(await another.run('curl -s localhost:9000/users')).toBe('respond with a resource');
    await terminal.interrupt();
  },
);
