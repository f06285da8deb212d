import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { startBerth } from '../../helpers/berth.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

const GUEST = fileURLToPath(new URL('../../fixtures/servers/unix-guest.py', import.meta.url));
const isRoot = process.getuid?.() === 0;
if (!isRoot && process.env['CI'] === 'true') throw new Error('CI must run this suite as root');

const CONFIG = `
command: [python3, ${GUEST}, "\${runDir}/app.sock"]
upstream: { unix: "\${runDir}/app.sock" }
files:
  open: { template: text.tmpl, to: open.conf, mode: '0644' }
  private: { template: text.tmpl, to: private.conf }
`;

function makeFolder(config: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'berth-run-dir-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'text.tmpl'), `served from \${runDir}\n`);
  writeFileSync(join(folder, 'berth.yaml'), config);
  return folder;
}

describe.skipIf(!isRoot)(`the run directory${isRoot ? '' : ' [not run: only root can become another user]'}`, () => {
  test('lets a child that became another user to its sockets, open files and output, and to nothing else', async () => {
    const file = join(makeFolder(CONFIG), 'berth.yaml');
    await using berth = await startBerth({ file });
    await berth.waitForLine(/^nobody: socket/);
    expect(berth.lines.filter((line) => line.startsWith('nobody: '))).toEqual([
      'nobody: stdout yes',
      'nobody: open file yes',
      'nobody: private file no',
      'nobody: listing no',
      'nobody: socket yes',
    ]);
    expect(await (await fetch(`http://127.0.0.1:${berth.port}/`)).text()).toBe('ahoy\n');
  });
});

describe('kill -9 of berth', () => {
  const app = 'command: sleep 1000\nport: 1\nready: none\nfiles: { text: { template: text.tmpl } }\n';

  test('takes the run directory with it that berth made', async () => {
    const folder = makeFolder(app);
    await using berth = await startBerth({ file: join(folder, 'berth.yaml'), env: { TMPDIR: folder } });
    await berth.waitForLine(/"event":"ready"/);
    const listRunDirs = (): string[] => readdirSync(folder).filter((name) => /^berth-[0-9a-f]{12}$/.test(name));
    expect(listRunDirs()).toHaveLength(1);
    process.kill(berth.pid, 'SIGKILL');
    await expect.poll(listRunDirs).toEqual([]);
  });

  test('leaves the one that the config names, and all its children are gone', async () => {
    const folder = makeFolder(`${app}runDir: run\n`);
    await using berth = await startBerth({ file: join(folder, 'berth.yaml') });
    await berth.waitForLine(/"event":"ready"/);
    const children = berth.listDescendants();
    const guardian = children.find(({ commandLine }) => commandLine.includes('berth-guardian'));
    process.kill(berth.pid, 'SIGKILL');
    // The guardian is the last to go, and would have removed it by then.
    await expect.poll(() => existsSync(`/proc/${guardian?.pid}`)).toBe(false);
    expect(existsSync(join(folder, 'run', 'text'))).toBe(true);
  });
});
