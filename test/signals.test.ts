import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { type SignalContext, Signals } from '../src/signals.ts';
import { onTestFinished } from './helpers/test-end.ts';

const WITHOUT_TERMINAL: SignalContext = { env: {}, hasTerminal: false, passedOn: [] };
const ON_TERMINAL: SignalContext = { env: {}, hasTerminal: true, passedOn: [] };

function listen(
  context: SignalContext,
  nowMs?: () => number,
): { readonly signals: Signals; readonly others: string[] } {
  const before = process.listeners('SIGHUP');
  const signals = new Signals(context, nowMs);
  const others: string[] = [];
  signals.onOther = (signal) => void others.push(signal);
  onTestFinished(() => {
    signals.close();
    for (const listener of process.listeners('SIGHUP').filter((own) => !before.includes(own))) {
      process.off('SIGHUP', listener);
    }
  });
  return { signals, others };
}

async function send(signal: NodeJS.Signals): Promise<void> {
  const heard = once(process, signal);
  process.kill(process.pid, signal);
  await heard;
}

describe('a stop', () => {
  test.for([
    ['SIGTERM', WITHOUT_TERMINAL],
    ['SIGINT', ON_TERMINAL],
    ['SIGQUIT', ON_TERMINAL],
    ['SIGPWR', WITHOUT_TERMINAL],
    ['SIGWINCH', WITHOUT_TERMINAL],
    ['SIGHUP', ON_TERMINAL],
  ] as const)('is asked for by %s', async ([signal, context]) => {
    const { signals } = listen(context);
    await send(signal);
    expect(await signals.first).toBe(signal);
  });

  test.for([
    ['a hang-up without a terminal', 'SIGHUP', WITHOUT_TERMINAL],
    ['a hang-up that was ignored from the start', 'SIGHUP', { ...ON_TERMINAL, env: { BERTH_SIGHUP: 'ignored' } }],
    ['a terminal whose window changes', 'SIGWINCH', ON_TERMINAL],
    ['SIGUSR1', 'SIGUSR1', ON_TERMINAL],
    ['SIGUSR2', 'SIGUSR2', WITHOUT_TERMINAL],
    ['SIGALRM', 'SIGALRM', WITHOUT_TERMINAL],
    ['SIGIO', 'SIGIO', WITHOUT_TERMINAL],
    ['SIGXCPU', 'SIGXCPU', WITHOUT_TERMINAL],
    ['SIGQUIT where that is passed on', 'SIGQUIT', { ...WITHOUT_TERMINAL, passedOn: ['SIGQUIT'] }],
    ['SIGWINCH where that is passed on', 'SIGWINCH', { ...WITHOUT_TERMINAL, passedOn: ['SIGWINCH'] }],
  ] as const)('is not asked for by %s', async ([, signal, context]) => {
    const { signals, others } = listen(context);
    await send(signal);
    expect(others).toEqual([signal]);
    process.emit('SIGTERM', 'SIGTERM');
    expect(await signals.first).toBe('SIGTERM');
  });

  test('that was not asked for by a hang-up is not asked for by one after the end either', () => {
    const { signals } = listen(WITHOUT_TERMINAL);
    signals.close();
    expect(process.listenerCount('SIGHUP')).toBeGreaterThan(0);
  });

  test.for([
    ['the same signal', 'SIGTERM'],
    ['another one, as systemd’s SIGHUP behind it', 'SIGHUP'],
  ] as const)('counts once when %s comes within a second, and is urgent when it comes later', async ([, again]) => {
    let nowMs = 5_000;
    const { signals } = listen(ON_TERMINAL, () => nowMs);
    let isUrgent = false;
    void signals.second.then(() => {
      isUrgent = true;
    });
    process.emit('SIGTERM', 'SIGTERM');
    nowMs += 1_000;
    process.emit(again, again);
    await signals.first;
    expect(isUrgent).toBe(false);
    nowMs += 1;
    process.emit(again, again);
    expect(await signals.second).toBe(again);
  });
});
