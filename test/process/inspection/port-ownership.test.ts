import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { ProcessSettings } from '../../../src/core/settings.ts';
import { findPortHolders } from '../../../src/process/inspection/port-holder.ts';
import { isAlive } from '../../helpers/process-table.ts';
import { reservePort } from '../../helpers/reserve-port.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { createRig, describeProcess, fixture } from '../rig.ts';

function web(command: [string, ...string[]], port: number, overrides: Partial<ProcessSettings> = {}): ProcessSettings {
  const ready = [{ kind: 'tcp', host: null, port }] as const;
  return describeProcess('web', command, { env: { PORT: String(port) }, ready, ...overrides });
}

async function startStranger(port: number): Promise<ChildProcess> {
  const [file, ...args] = fixture('exits-on-request.mjs');
  const env = { PATH: process.env['PATH'], PORT: String(port) };
  const stranger = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    stranger.kill('SIGKILL');
    if (stranger.exitCode === null && stranger.signalCode === null) await once(stranger, 'exit');
  });
  await once(stranger.stdout as Readable, 'data');
  return stranger;
}

describe('the port of the app', () => {
  test('held by a stranger fails the start before anything runs, and the stranger is named', async () => {
    const port = await reservePort();
    const stranger = await startStranger(port);
    const rig = createRig([web(fixture('never-ready.mjs'), port)]);
    const failure = await rig.supervisor.start().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'PORT_IN_USE', details: { port, source: 'process web' } });
    expect((failure as Error).message).toMatch(new RegExp(` by \\S+ \\(pid ${stranger.pid}\\)\\.$`));
    expect(rig.lines).toEqual([]);
    expect(stranger.exitCode).toBeNull();
  });

  test('is looked at for the upstream even if its own probe does not name it', async () => {
    const port = await reservePort();
    await startStranger(port);
    const address = { kind: 'tcp', host: '127.0.0.1', port } as const;
    const rig = createRig([describeProcess('web', fixture('never-ready.mjs'))], {
      upstream: { processName: 'web', address },
    });
    await expect(rig.supervisor.start()).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  });

  test('taken by a stranger while the app starts never counts as ready', async () => {
    const port = await reservePort();
    const rig = createRig([web(fixture('never-ready.mjs'), port, { readyDeadlineMs: 8_000 })]);
    const started = rig.supervisor.start().catch((error: unknown) => error);
    await rig.waitForLine(/^ready/);
    const stranger = await startStranger(port);
    const failure = await started;
    expect(failure).toMatchObject({ code: 'PORT_HELD_BY_STRANGER' });
    expect((failure as Error).message).toMatch(new RegExp(`port ${port} is held by \\S+ \\(pid ${stranger.pid}\\)`));
  });

  test('may be answered by another process of the app', async () => {
    const port = await reservePort();
    const rig = createRig([
      web(fixture('exits-on-request.mjs'), port),
      { ...web(['sleep', '1000'], port), name: 'watch', after: ['web'] },
    ]);
    await rig.supervisor.start();
    expect(rig.app.state.kind).toBe('ready');
  });

  test('may be answered by a daemon that the process itself has started', async () => {
    const port = await reservePort();
    const rig = createRig([web(fixture('leaves-listener.mjs'), port)]);
    await rig.supervisor.start();
    expect(rig.app.state.kind).toBe('ready');
  });

  test('may be answered by a daemon that has lost every mark but the time and place of its start, and that ends with the app', async () => {
    const port = await reservePort();
    const script = `import os, socket, time
if os.fork(): os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
os.closerange(0, 100)
server = socket.create_server(('127.0.0.1', ${port}))
while True: server.accept()[0].close()
`;
    const command = `env -i PATH=$PATH python3 -c "$0" & exec sleep 1000`;
    const rig = createRig([web(['sh', '-c', command, script], port)]);
    await rig.supervisor.start();
    expect(rig.app.state.kind).toBe('ready');
    const [daemon] = findPortHolders(port);
    expect(isAlive(daemon!.pid)).toBe(true);
    await rig.supervisor.stop();
    expect(isAlive(daemon!.pid)).toBe(false);
  });

  test('is freed of what a crashed child left behind, so that the next one can have it', async () => {
    const port = await reservePort();
    const rig = createRig([web(fixture('leaves-listener.mjs'), port)]);
    await rig.supervisor.start();
    const leftovers = rig.findSurvivors();
    process.kill(await rig.waitForReady('web'), 'SIGUSR2');
    await rig.waitForReady('web', 2);
    expect(rig.findSurvivors().filter((pid) => leftovers.includes(pid))).toEqual([]);
    expect(rig.records.filter(({ level }) => level === 'error')).toMatchObject([{ code: 'APP_CRASHED', exitCode: 4 }]);
  });
});
