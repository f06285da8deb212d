import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BUNDLE } from '../../helpers/berth.ts';
import { createEmptyFolder, deployBerth } from '../../helpers/deployed-folder.ts';
import { findAlive, listDescendants, type Relative } from '../../helpers/descendants.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { type DeployableFolder, listTraps, rehearseFolder, writeFiles } from './rehearsed.ts';
import {
  BOUND_TO_LOOPBACK,
  MEMORY_HUNGRY,
  NEVER_READY,
  SOUND_FOLDER,
  soundWith,
  WRITES_INTO_CODE,
} from './sound-server.ts';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

function makeFolder(folder: DeployableFolder): string {
  const path = createEmptyFolder();
  writeFiles(path, folder);
  return path;
}

/** As somebody else, who has this berth and these programs. */
const rehearseAsNobody = (path: string, ...[folder, args, env = {}]: Parameters<typeof rehearseFolder>) =>
  rehearseFolder(folder, args, { ...env, PATH: path }, { uid: NOBODY, bundle: join(deployBerth(), 'dist/berth.cjs') });

const TRAPS = [
  ['bound-to-loopback', BOUND_TO_LOOPBACK, []],
  ['code-not-writable', WRITES_INTO_CODE, []],
  ['out-of-memory', MEMORY_HUNGRY, ['--memory', '128']],
] as const;

describe.skipIf(!isRoot)('a rehearsal by a user who is not root', () => {
  const path = process.env['PATH'] ?? '';

  test('has a system of its own, and finds nothing in a sound folder', async () => {
    const report = await rehearseAsNobody(path, SOUND_FOLDER);
    expect(report.place).toContain('a network with nothing else in it');
    expect(listTraps(report)).toEqual([]);
  });

  test.for(TRAPS)('names %s', async ([code, folder, args]) => {
    const report = await rehearseAsNobody(path, folder, args);
    expect(listTraps(report)).toMatchObject([{ code }]);
  });

  test('gives the app no right that its user has not', async () => {
    const folder = soundWith(
      "if (/^Cap(Eff|Prm|Inh|Amb):.*[1-9a-f]/m.test(require('node:fs').readFileSync('/proc/self/status'))) process.exit(3);",
    );
    expect(listTraps(await rehearseAsNobody(path, folder))).toEqual([]);
  });
});

describe.skipIf(!isRoot)('a rehearsal without `unshare`', () => {
  const makePath = (): string => {
    const folder = createEmptyFolder();
    symlinkSync(process.execPath, join(folder, 'node'));
    return folder;
  };

  test('says that it takes place in this system, and finds nothing in a sound folder', async () => {
    const report = await rehearseAsNobody(makePath(), SOUND_FOLDER);
    expect(report.place[0]).toContain('in this system');
    expect(listTraps(report)).toEqual([]);
    expect(report.steps).toHaveLength(19);
  });

  test.for(TRAPS)('names %s', async ([code, folder, args]) => {
    const report = await rehearseAsNobody(makePath(), folder, args);
    expect(listTraps(report)).toMatchObject([{ code }]);
    expect(report.status).toBe(1);
  });
});

describe.skipIf(!isRoot)('the system of a rehearsal', () => {
  test('has nothing of the user’s environment, but what is given with --env', async () => {
    const folder = soundWith("if (process.env.SECRET !== undefined || process.env.GIVEN !== 'a=b') process.exit(3);");
    const report = await rehearseFolder(folder, ['--env', 'GIVEN=a=b'], { SECRET: 'mine' });
    expect(listTraps(report)).toEqual([]);
  });

  test('tells no secret that the app has said', async () => {
    const folder = soundWith("throw new Error('cannot log in at ' + process.env.DATABASE_URL);");
    const secret = 'postgres://shop:harbour-light@db/shop';
    const report = await rehearseFolder(folder, ['--env', `DATABASE_URL=${secret}`]);
    expect(listTraps(report)).toMatchObject([{ code: expect.stringMatching(/^(?:start|app)-ended$/) }]);
    expect(JSON.stringify(report)).not.toContain('harbour-light');
  });

  test('does not show the folder where it really lies', async () => {
    const path = makeFolder(SOUND_FOLDER);
    const folder = soundWith(`if (require('node:fs').existsSync('${path}/bootstrap')) process.exit(3);`);
    expect(listTraps(await rehearseFolder(folder))).toEqual([]);
  });

  test('has no network but its own; --with-network gives it the machine’s', async () => {
    const database = createServer((socket) => socket.end());
    onTestFinished(() => void database.close());
    database.listen(0, '127.0.0.1');
    await once(database, 'listening');
    const { port } = database.address() as { port: number };
    const folder = soundWith(`require('node:net').connect(${port}, '127.0.0.1');`);
    expect(listTraps(await rehearseFolder(folder))).toMatchObject([
      { code: expect.stringMatching(/^(?:start|app)-ended$/) },
    ]);
    expect(listTraps(await rehearseFolder(folder, ['--with-network']))).toEqual([]);
    const local = await rehearseFolder(BOUND_TO_LOOPBACK, ['--with-network']);
    expect(listTraps(local)).toMatchObject([{ code: 'bound-to-loopback' }]);
  });

  test('lets the code folder be written to with --writable, and says what was written', async () => {
    const report = await rehearseFolder(WRITES_INTO_CODE, ['--writable']);
    expect(listTraps(report)).toMatchObject([
      { code: 'written-elsewhere', seen: expect.stringContaining('/code/cache.json') },
    ]);
    expect(report.status).toBe(0);
  });
});

describe.skipIf(!isRoot)('a rehearsal that is given up', () => {
  const start = async () => {
    const path = makeFolder(NEVER_READY);
    const scratch = createEmptyFolder();
    const args = [BUNDLE, 'rehearse', path, '--deadline', '5m'];
    const env = { PATH: process.env['PATH'] ?? '', TMPDIR: scratch };
    const child = spawn(process.execPath, args, { stdio: 'ignore', env });
    const relatives = (): Relative[] => listDescendants(child.pid ?? 0);
    await expect.poll(() => relatives().some(({ commandLine }) => commandLine.includes('/code/bootstrap'))).toBe(true);
    const [made = ''] = readdirSync(scratch);
    const listGroups = () => ['', 'memory', 'freezer'].filter((at) => existsSync(join('/sys/fs/cgroup', at, made)));
    return { child, relatives: relatives(), scratch, listGroups };
  };

  test.for(['SIGTERM', 'SIGINT'] as const)('by %s leaves neither processes nor files', async (signal) => {
    const { child, relatives, scratch, listGroups } = await start();
    child.kill(signal);
    const [code] = await once(child, 'exit');
    expect(code).toBe(signal === 'SIGTERM' ? 143 : 130);
    await expect.poll(() => findAlive(relatives)).toEqual([]);
    expect(readdirSync(scratch)).toEqual([]);
    expect(listGroups()).toEqual([]);
  });

  test('by SIGKILL leaves no processes', async () => {
    const { child, relatives, listGroups } = await start();
    child.kill('SIGKILL');
    await expect.poll(() => findAlive(relatives)).toEqual([]);
    await expect.poll(listGroups).toEqual([]);
  });
});
