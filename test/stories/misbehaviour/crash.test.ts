import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Berth } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { ask, expectCleanStop, findProcess, listFailures, server, startApp, waitForLives } from './misbehaving-app.ts';

/** Far below every timeout, and far above what a machine that stalls needs. */
const AT_ONCE_MS = 10_000;

const RESTART = { policy: 'always', backoff: '10ms' };

/** An app whose second life begins to listen when it is told to. */
async function startTwice(keys: Readonly<Record<string, unknown>> = {}) {
  const folder = createFolder({});
  const env = { FOLDER: folder };
  const berth = await startApp(['node', server('restarts-when-told.mjs')], { env, restart: RESTART, ...keys });
  return { berth, letGo: () => writeFileSync(join(folder, 'go'), '') };
}

function kill(berth: Berth): void {
  process.kill(findProcess(berth, 'restarts-when-told').pid, 'SIGKILL');
}

describe('a tunnel', () => {
  test.for([
    ['h1', 'SIGKILL'],
    ['h1', 'SIGSEGV'],
    ['node-client', 'SIGKILL'],
    ['node-client', 'SIGSEGV'],
  ] as const)('through %s that ends with its app (%s) has the cause in its record', async ([transport, signal]) => {
    const keys = { upstream: { transport }, restart: RESTART };
    await using berth = await startApp(['node', server('switches-protocols.mjs')], keys);
    const socket = connect(berth.port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: app\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello');
    await expect.poll(() => String(socket.read() ?? '')).toContain('hello');
    process.kill(findProcess(berth, 'switches-protocols').pid, signal);
    const record = JSON.parse(await berth.waitForLine(/"event":"call"/));
    expect(record).toMatchObject({ level: 'warn', status: 101, by: 'berth', code: 'APP_CRASHED' });
    expect(record.msg).toContain(signal);
    socket.destroy();
  });
});

describe('a request', () => {
  test.for(['h1', 'node-client'])(
    'in flight at a crash gets its 502 at once, while the restart still goes on, through %s',
    async (transport) => {
      const { berth: started, letGo } = await startTwice({ upstream: { transport } });
      await using berth = started;
      const inFlight = Promise.all(['GET', 'POST', 'GET'].map((method) => ask(berth, '/slow', { method })));
      await waitForLives(berth, 3, /^slow is in$/);
      kill(berth);
      for (const answer of await inFlight) {
        expect(answer).toMatchObject({ status: 502, error: 'APP_CRASHED' });
        expect(answer.message).toContain('was killed by SIGKILL');
        expect(answer.elapsedMs).toBeLessThan(AT_ONCE_MS);
      }
      expect(berth.lines.filter((line) => line === 'ready')).toHaveLength(1);
      letGo();
      expect(await ask(berth, '/')).toMatchObject({ status: 200, error: null });
      expect(listFailures(berth)).toMatchObject([{ code: 'APP_CRASHED', signal: 'SIGKILL' }]);
      await expectCleanStop(berth, 4);
    },
  );

  test('that comes after a crash is held for the restart, then goes on', async () => {
    const { berth: started, letGo } = await startTwice();
    await using berth = started;
    const before = await ask(berth, '/');
    kill(berth);
    await berth.waitForLine(/^waiting for go$/);
    const held = Promise.all(['GET', 'POST'].map((method) => ask(berth, '/', { method, onSent: letGo })));
    for (const answer of await held) {
      expect(answer).toMatchObject({ status: 200, error: null });
      expect(answer.message).not.toBe(before.message);
    }
    await expectCleanStop(berth, 3);
  });

  test('that is held for a restart is refused when its patience is over', async () => {
    const { berth: started } = await startTwice({ startup: { deadline: '3s' } });
    await using berth = started;
    kill(berth);
    await berth.waitForLine(/^waiting for go$/);
    const answer = await ask(berth, '/');
    expect(answer.status).toBe(503);
    expect(answer.error).toBe('QUEUE_TIMEOUT');
    expect(answer.elapsedMs).toBeLessThan(AT_ONCE_MS + 5_000);
    await expectCleanStop(berth, 1);
  });

  test.for(['h1', 'node-client'])(
    'that nothing was sent of when the app was gone is sent to the new process, through %s',
    async (transport) => {
      await using berth = await startApp(['node', server('closes-before-exit.mjs')], {
        restart: RESTART,
        upstream: { transport },
      });
      const old = findProcess(berth, 'closes-before-exit');
      process.kill(old.pid, 'SIGUSR2');
      await berth.waitForLine(/^closed$/);
      const methods = ['GET', 'PUT', 'DELETE'];
      let sent = 0;
      // The app goes once all are on their way.
      const onSent = (): void => void (++sent === methods.length && process.kill(old.pid, 'SIGUSR2'));
      const answers = await Promise.all(methods.map((method) => ask(berth, '/', { method, onSent })));
      for (const answer of answers) {
        expect(answer).toMatchObject({ status: 200, error: null });
        expect(Number(answer.message)).not.toBe(old.pid);
      }
      await expectCleanStop(berth, 3);
    },
  );
});
