import { describe, expect, test } from 'vitest';
import type { Berth } from '../../helpers/berth.ts';
import { ask, eventually, expectCleanStop, findProcess, listFailures, server, startApp } from './misbehaving-app.ts';

const APP = ['node', server('stops-itself.mjs')];
const TIMEOUTS = { connect: '1s', firstByte: '1s', idle: '1s' };

function start(keys: Readonly<Record<string, unknown>>) {
  return startApp(APP, { proxy: { timeouts: TIMEOUTS }, ...keys });
}

function resume(berth: Berth): void {
  process.kill(findProcess(berth, 'stops-itself').pid, 'SIGCONT');
}

/** Asks until the app answers as it should; resolves to how many calls that took. */
async function askUntilAnswered(berth: Berth): Promise<number> {
  let asked = 0;
  await eventually(async () => {
    asked++;
    expect(await ask(berth, '/')).toMatchObject({ status: 200, message: 'ok' });
  });
  return asked;
}

describe.for(['h1', 'node-client'])('an app that is stopped (SIGSTOP), through %s', (transport) => {
  test('is a timeout of the first byte for the call it has, and answers again when it goes on', async () => {
    await using berth = await start({ upstream: { transport } });
    const answer = await ask(berth, '/stop');
    expect(answer).toMatchObject({ status: 504, error: 'APP_TIMEOUT' });
    expect(answer.message).toContain('the first byte');
    resume(berth);
    const asked = 1 + (await askUntilAnswered(berth));
    expect(listFailures(berth)).toEqual([]);
    await expectCleanStop(berth, asked);
    const calls = berth.records.filter(({ event }) => event === 'call');
    expect(calls[0]).toMatchObject({ code: 'APP_TIMEOUT', status: 504 });
  });

  test('is a timeout of the connection for those that its backlog has no room for', async () => {
    await using berth = await start({ upstream: { transport } });
    await ask(berth, '/stop');
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(berth, '/')));
    expect(answers.map(({ error }) => error)).toEqual(answers.map(() => 'APP_TIMEOUT'));
    const phases = new Set(answers.map(({ message }) => /time: (.*) took/.exec(message)?.[1]));
    expect([...phases].sort()).toEqual(['connecting', 'the first byte of the response']);
    resume(berth);
    await expectCleanStop(berth, 9 + (await askUntilAnswered(berth)));
  });

  test('in the middle of a response is a cut connection, and the log names the silence', async () => {
    await using berth = await start({ upstream: { transport } });
    await expect(ask(berth, '/part')).rejects.toMatchObject({ code: 'ECONNRESET' });
    const call = await eventually(() => {
      const found = berth.records.find(({ event }) => event === 'call');
      expect(found).toBeDefined();
      return found;
    });
    expect(call).toMatchObject({
      code: 'APP_TIMEOUT',
      by: 'berth',
      msg: expect.stringContaining('a pause inside the response'),
    });
    resume(berth);
    await expectCleanStop(berth, 1 + (await askUntilAnswered(berth)));
  });
});

describe('an app that is stopped (SIGSTOP)', () => {
  test('is woken to hear the stop signal, and needs none of its grace period', async () => {
    await using berth = await start({ gracePeriod: '60s' });
    await ask(berth, '/stop');
    await expectCleanStop(berth, 1);
    expect(berth.records.filter(({ event }) => event === 'killed')).toEqual([]);
  });
});
