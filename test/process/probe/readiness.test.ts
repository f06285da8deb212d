import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAlive } from '../../helpers/process-table.ts';
import { reservePort } from '../../helpers/reserve-port.ts';
import { createRig, describeProcess, fixture } from '../rig.ts';

const anyOk = [{ from: 200, to: 299 }];

describe('readiness', () => {
  test('a server that starts slowly is ready when it listens, not before', async () => {
    const port = await reservePort();
    const rig = createRig([
      describeProcess('web', fixture('slow-start.mjs'), {
        env: { PORT: String(port), START_MS: '500' },
        ready: [{ kind: 'tcp', host: null, port }],
      }),
    ]);
    await rig.supervisor.start();
    expect(rig.app.state.kind).toBe('ready');
    const record = await rig.waitForRecord({ event: 'process-ready', process: 'web' });
    expect(record['readyMs']).toBeGreaterThanOrEqual(500);
    expect(record.message).toMatch(
      /^process web: (first output after \d+ms, )?port bound after \d+ms, ready after \d+ms$/,
    );
  });

  test('a process that never listens fails at its deadline, told as it was set, with the last reason, and is stopped', async () => {
    const port = await reservePort();
    const rig = createRig([
      describeProcess('web', fixture('never-ready.mjs'), {
        ready: [{ kind: 'tcp', host: null, port }],
        readyDeadlineMs: 4_000,
      }),
    ]);
    const failure = await rig.supervisor.start().catch((error: unknown) => error);
    const probe = `connection refused on 127.0.0.1:${port}`;
    expect(failure).toMatchObject({
      code: 'APP_NOT_READY_IN_TIME',
      details: { process: 'web', probe, deadline: '4s' },
    });
    await rig.waitForRecord({ level: 'warn', message: `process web is still not ready after 2s: ${probe}` });
    await rig.waitForRecord({ level: 'error', code: 'APP_NOT_READY_IN_TIME' });
    await rig.supervisor.stop();
    expect(rig.findSurvivors()).toEqual([]);
  });

  test('the startup deadline holds for all processes together', async () => {
    const never = [{ kind: 'log', pattern: /never/ }] as const;
    const rig = createRig([describeProcess('web', fixture('never-ready.mjs'), { ready: never })], {
      startupDeadlineMs: 300,
    });
    await expect(rig.supervisor.start()).rejects.toMatchObject({
      code: 'APP_NOT_READY_IN_TIME',
      details: { probe: 'no line of its output has matched /never/ yet', deadline: '300ms' },
    });
  });

  test('an exit beats the deadline, however near it is', async () => {
    const rig = createRig([
      describeProcess('web', ['sh', '-c', 'sleep 0.2; exit 9'], { ready: [{ kind: 'unix', path: '/nowhere' }] }),
    ]);
    await expect(rig.supervisor.start()).rejects.toMatchObject({ code: 'APP_EXITED_BEFORE_READY' });
  });

  test('an http probe waits for the right status and says who it is', async () => {
    const port = await reservePort();
    const address = { kind: 'tcp', host: '127.0.0.1', port } as const;
    const headers = { Host: 'example.org' };
    const rig = createRig([
      describeProcess('web', fixture('fails-at-first.mjs'), {
        env: { PORT: String(port) },
        ready: [
          { kind: 'http', address, tls: null, isLenient: false, path: '/health?deep=1', statuses: anyOk, headers },
        ],
      }),
    ]);
    await rig.supervisor.start();
    await expect
      .poll(() => rig.lines.filter((line) => line.startsWith('GET')))
      .toEqual(Array.from({ length: 4 }, () => 'GET /health?deep=1 by berth-probe for example.org'));
  });

  test('an http probe that meets the wrong status tells which, and where it was sent', async () => {
    const port = await reservePort();
    const address = { kind: 'tcp', host: '127.0.0.1', port } as const;
    const rig = createRig([
      describeProcess('web', fixture('answers-with.mjs'), {
        env: { PORT: String(port), STATUS: '200', LOCATION: '/setup' },
        ready: [
          {
            kind: 'http',
            address,
            tls: null,
            isLenient: false,
            path: '/',
            statuses: [{ from: 404, to: 404 }],
            headers: {},
          },
        ],
        readyDeadlineMs: 5_000,
      }),
    ]);
    const failure = await rig.supervisor.start().catch((error: unknown) => error);
    expect(failure).toMatchObject({ details: { probe: 'GET / was answered 200 (Location: /setup), expected 404' } });
  });

  test('a server on ::1 alone is found there, and calls are sent there', async () => {
    const port = await reservePort();
    const address = { kind: 'tcp', host: '127.0.0.1', port } as const;
    const settings = describeProcess('web', fixture('listens-on-ipv6.mjs'), {
      env: { PORT: String(port) },
      ready: [{ kind: 'http', address, tls: null, isLenient: false, path: '/', statuses: anyOk, headers: {} }],
    });
    const rig = createRig([settings], { upstream: { processName: 'web', address } });
    await rig.supervisor.start();
    expect(rig.app.state).toEqual({ kind: 'ready', address: { ...address, host: '::1' } });
  });

  test('a unix probe wants a connection: the file of a dead socket is not enough', async () => {
    const folder = createRig([]).folder;
    const path = join(folder, 'app.sock');
    const node = `"${process.execPath}" -e`;
    // Elsewhere first: for a moment somebody listens there.
    const die = `require('net').createServer().listen('dying.sock', () => process.kill(process.pid, 'SIGKILL'))`;
    const serve = `require('net').createServer().listen('${path}')`;
    const script = `${node} "${die}"; mv dying.sock app.sock; while ! [ -e go ]; do sleep 0.02; done; rm app.sock; exec ${node} "${serve}"`;
    const settings = describeProcess('web', ['sh', '-c', script], { ready: [{ kind: 'unix', path }] });
    const rig = createRig([{ ...settings, command: { ...settings.command, workingDirectory: folder } }]);
    const started = rig.supervisor.start();
    await rig.waitForRecord({ event: 'not-ready', reason: `connection refused on ${path}` });
    writeFileSync(join(folder, 'go'), '');
    await started;
  });

  test('a log probe with the g flag matches every time it should', async () => {
    const settings = describeProcess('web', ['sh', '-c', 'echo xready; sleep 1000'], {
      ready: [{ kind: 'log', pattern: /ready/g }],
    });
    const rig = createRig([settings]);
    await rig.supervisor.start();
    process.kill(-(await rig.waitForReady('web')), 'SIGKILL');
    await rig.waitForReady('web', 2);
  });

  test('an exec probe repeats its check, in the environment of the process, until it exits with 0', async () => {
    const folder = createRig([]).folder;
    const check = '[ "$(cat "$COUNT")" = xxx ] && exit 0; printf x >>"$COUNT"; exit 1';
    const rig = createRig([
      describeProcess('web', ['sleep', '1000'], {
        env: { COUNT: join(folder, 'count') },
        ready: [{ kind: 'exec', file: 'sh', args: ['-c', check] }],
      }),
    ]);
    await rig.supervisor.start();
    expect(rig.findSurvivors()).toEqual([await rig.waitForReady('web')]);
  });

  test('an exec probe whose program does not exist fails at once, not at the deadline', async () => {
    const ready = [{ kind: 'exec', file: 'no-such-check', args: [] }] as const;
    const rig = createRig([describeProcess('web', ['sleep', '1000'], { ready })]);
    await expect(rig.supervisor.start()).rejects.toMatchObject({
      code: 'COMMAND_NOT_FOUND',
      details: { process: 'web (readiness check)' },
    });
  });

  test('a stop during an exec probe ends the check too', async () => {
    const ready = [{ kind: 'exec', file: 'sh', args: ['-c', 'echo $$ >"$CHECK"; exec sleep 1000'] }] as const;
    const check = join(createRig([]).folder, 'check');
    const rig = createRig([describeProcess('web', ['sleep', '1000'], { ready, env: { CHECK: check } })]);
    const started = rig.supervisor.start().catch((error: unknown) => error);
    await expect.poll(() => existsSync(check)).toBe(true);
    await rig.supervisor.stop();
    expect(await started).toMatchObject({ code: 'DRAINING' });
    expect(rig.findSurvivors()).toEqual([]);
  });

  test('without a probe a process is ready as soon as it runs', async () => {
    const rig = createRig([describeProcess('web', ['sleep', '1000'], { ready: [] })]);
    await rig.supervisor.start();
    expect(isAlive(await rig.waitForReady('web'))).toBe(true);
  });
});
