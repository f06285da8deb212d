import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProcessSettings } from '../../../src/core/settings.ts';
import { readProcFile } from '../../../src/process/group/process-table.ts';
import { findByCommandLine, findByEnvironment, isAlive } from '../../helpers/process-table.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { createRig, describeProcess, fixture, waitUntilGone } from '../rig.ts';

const folder = mkdtempSync(join(tmpdir(), 'berth-guardian-'));
const bundle = join(folder, 'berth-like.cjs');

beforeAll(async () => {
  const entry = fileURLToPath(new URL('berth-like.ts', import.meta.url));
  await build({ entryPoints: [entry], outfile: bundle, bundle: true, platform: 'node', format: 'cjs' });
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A supervisor in a program of its own, once its processes are ready. */
async function startBerthLike(processes: readonly ProcessSettings[], temporaryFolder: readonly string[] = []) {
  const token = `RIG=${randomUUID()}`;
  const marked = processes.map((settings) => {
    const env = { ...settings.command.env, RIG: token.slice(4) };
    return { ...settings, ready: [], command: { ...settings.command, env } };
  });
  const lines: string[] = [];
  const berth = spawn(process.execPath, [bundle, JSON.stringify(marked), ...temporaryFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: berth.stdout }).on('line', (line) => lines.push(line));
  const findChildren = (): number[] => findByEnvironment(token).filter((pid) => pid !== berth.pid);
  onTestFinished(() => {
    for (const pid of [...findChildren(), berth.pid!]) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  await expect.poll(() => lines.join('\n'), { timeout: 20_000 }).toContain('supervising');
  return { berth, lines, findChildren, cookie: () => findCookie(findChildren) };
}

/** The cookie of the first that has one now: a process has no environment for a moment inside execve(2). */
async function findCookie(find: () => number[]): Promise<string> {
  let cookie: string | undefined;
  const look = (): string | undefined =>
    find()
      .map(readCookie)
      .find((value) => value !== undefined);
  await expect.poll(() => (cookie = look())).toBeDefined();
  return cookie!;
}

function readCookie(pid: number): string | undefined {
  const entry = (readProcFile(pid, 'environ') ?? '').split('\0').find((text) => text.startsWith('BERTH_INSTANCE='));
  return entry?.slice('BERTH_INSTANCE='.length);
}

/** The guardian's shell has said which signals it ignores. */
async function waitUntilDeaf(pid: number): Promise<void> {
  const readIgnored = (): bigint =>
    BigInt(`0x${/^SigIgn:\s+(\w+)/m.exec(readProcFile(pid, 'status') ?? '')?.[1] ?? '0'}`);
  await expect.poll(() => (readIgnored() >> BigInt(constants.signals.SIGTERM - 1)) & 1n).toBe(1n);
}

async function kill(berth: ChildProcess): Promise<void> {
  berth.kill('SIGKILL');
  await once(berth, 'exit');
}

const DAEMONS = describeProcess('web', fixture('leaves-daemon.sh'));
const STUBBORN = describeProcess('stubborn', fixture('ignores-term.sh'));

describe('kill -9 of berth', () => {
  test('leaves no child, no grandchild, no daemon in its own session, and no guardian', async () => {
    const { berth, lines, findChildren, cookie } = await startBerthLike([DAEMONS, STUBBORN]);
    await expect.poll(() => lines.filter((line) => line === 'ready' || line.startsWith('daemon'))).toHaveLength(3);
    await expect.poll(() => findChildren().length).toBe(5);
    const guardians = findByCommandLine(await cookie());
    expect(guardians).toHaveLength(1);
    await kill(berth);
    await expect.poll(findChildren).toEqual([]);
    await waitUntilGone(...guardians);
  });

  test('leaves nothing although the guardian was asked to end before', async () => {
    const { berth, findChildren, cookie } = await startBerthLike([STUBBORN]);
    for (const pid of findByCommandLine(await cookie())) {
      await waitUntilDeaf(pid);
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.kill(pid, signal);
    }
    await kill(berth);
    await expect.poll(findChildren).toEqual([]);
  });

  test('leaves nothing although an earlier guardian was itself killed', async () => {
    const { berth, findChildren, cookie } = await startBerthLike([STUBBORN]);
    const value = await cookie();
    const [guardian] = findByCommandLine(value);
    process.kill(guardian!, 'SIGKILL');
    await waitUntilGone(guardian!);
    await expect.poll(() => findByCommandLine(value)).toHaveLength(1);
    await kill(berth);
    await expect.poll(findChildren).toEqual([]);
  });

  test('leaves no member of a group either that has thrown its environment away', async () => {
    const bare = describeProcess('bare', ['env', '-i', 'sh', '-c', 'echo bare $$; exec sleep 1000']);
    const { berth, lines } = await startBerthLike([bare]);
    await expect.poll(() => lines.find((line) => line.startsWith('bare'))).toBeDefined();
    const pid = Number(lines.find((line) => line.startsWith('bare'))?.split(' ')[1]);
    expect(isAlive(pid)).toBe(true);
    onTestFinished(() => void (isAlive(pid) && process.kill(pid, 'SIGKILL')));
    await kill(berth);
    await waitUntilGone(pid);
  });

  test('leaves no daemon that has left its group and lost its environment, as nginx does, while what started it stays', async () => {
    const script = "env -i setsid sh -c 'echo daemon $$; exec sleep 1000' & exec sleep 1000";
    const { berth, lines } = await startBerthLike([describeProcess('web', ['sh', '-c', script])]);
    await expect.poll(() => lines.find((line) => line.startsWith('daemon'))).toBeDefined();
    const pid = Number(lines.find((line) => line.startsWith('daemon'))?.split(' ')[1]);
    onTestFinished(() => void (isAlive(pid) && process.kill(pid, 'SIGKILL')));
    await kill(berth);
    await waitUntilGone(pid);
  });

  test('leaves no temporary folder, although something wrote into it to the end', async () => {
    const own = join(folder, `own 'folder' ${randomUUID()}`);
    const other = join(folder, 'other');
    for (const path of [own, other]) mkdirSync(path);
    writeFileSync(join(other, 'kept'), '');
    const writer = 'ln -s "$2" "$1/link"; mkdir "$1/deep"; i=0; while :; do : > "$1/deep/$((i += 1))"; done';
    const busy = describeProcess('busy', ['sh', '-c', writer, 'busy', own, other]);
    const { berth } = await startBerthLike([busy], [own]);
    await expect.poll(() => existsSync(join(own, 'deep', '100'))).toBe(true);
    await kill(berth);
    await expect.poll(() => existsSync(own)).toBe(false);
    expect(existsSync(join(other, 'kept'))).toBe(true);
  });

  test('touches nobody else’s processes', async () => {
    const bystander = spawn('sleep', ['1000'], { detached: true });
    onTestFinished(() => void bystander.kill('SIGKILL'));
    const other = await startBerthLike([STUBBORN]);
    const { berth, findChildren } = await startBerthLike([DAEMONS]);
    const others = other.findChildren();
    await kill(berth);
    await expect.poll(findChildren).toEqual([]);
    expect([bystander.pid!, ...others].every(isAlive)).toBe(true);
  });
});

describe('the guardian', () => {
  test('ends with berth when berth ends in good order', async () => {
    const kept = join(folder, 'kept-in-good-order');
    mkdirSync(kept);
    const { berth, findChildren, cookie } = await startBerthLike([DAEMONS], [kept]);
    const guardians = findByCommandLine(await cookie());
    berth.kill('SIGTERM');
    const [code] = await once(berth, 'exit');
    expect(code).toBe(0);
    expect(findChildren().filter(isAlive)).toEqual([]);
    await waitUntilGone(...guardians);
    // Whoever made the folder removes it then.
    expect(existsSync(kept)).toBe(true);
  });

  test('is there from the first spawn to the end of the stop', async () => {
    const rig = createRig([describeProcess('web', fixture('never-ready.mjs'))]);
    await rig.supervisor.start();
    const pid = await rig.waitForReady('web');
    const cookie = await findCookie(() => [pid]);
    expect(findByCommandLine(cookie)).toHaveLength(1);
    await rig.supervisor.stop();
    await expect.poll(() => findByCommandLine(cookie)).toEqual([]);
  });
});
