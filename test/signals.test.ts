import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { StopSignals } from '../src/signals.ts';

function listen(env: NodeJS.ProcessEnv): StopSignals {
  const before = process.listeners('SIGHUP');
  const signals = new StopSignals(env);
  onTestFinished(() => {
    signals.close();
    for (const listener of process.listeners('SIGHUP').filter((own) => !before.includes(own))) {
      process.off('SIGHUP', listener);
    }
  });
  return signals;
}

async function hangUp(): Promise<void> {
  const heard = once(process, 'SIGHUP');
  process.kill(process.pid, 'SIGHUP');
  await heard;
}

describe('a stop', () => {
  test('is asked for by the hang-up of a terminal, and by a second signal at once', async () => {
    const signals = listen({});
    await hangUp();
    process.emit('SIGINT', 'SIGINT');
    expect(await signals.first).toBe('SIGHUP');
    expect(await signals.second).toBe('SIGINT');
  });

  test('is not asked for by a hang-up that was ignored from the start, before the end and after it', async () => {
    const signals = listen({ BERTH_SIGHUP: 'ignored' });
    await hangUp();
    process.emit('SIGINT', 'SIGINT');
    expect(await signals.first).toBe('SIGINT');
    signals.close();
    expect(process.listenerCount('SIGHUP')).toBe(1);
  });
});
