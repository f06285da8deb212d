import type { Output } from '../../src/logging/output.ts';

/** Creates an output that keeps what is written, and can be told to take nothing for a while, like a slow reader. */
export function createMemoryOutput() {
  const texts = { stdout: '', stderr: '' };
  let waiting: Array<readonly ['stdout' | 'stderr', string]> = [];
  let isHeld = false;
  let emptyListeners: Array<() => void> = [];
  let watchers: Array<() => boolean> = [];

  const notify = (): void => {
    watchers = watchers.filter((watcher) => !watcher());
  };
  const watch = (look: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      watchers.push(() => {
        if (!look()) return false;
        resolve();
        return true;
      });
      notify();
    });
  const countCalls = (): number => texts.stderr.split('\n').filter((line) => line.includes('"event":"call"')).length;

  const output: Output = {
    append: (stream, lines) => void waiting.push([stream, lines.toString()]),
    flush() {
      notify();
      if (isHeld) return false;
      for (const [stream, lines] of waiting) texts[stream] += lines;
      waiting = [];
      const listeners = emptyListeners;
      emptyListeners = [];
      for (const listener of listeners) listener();
      notify();
      return true;
    },
    get backlogBytes() {
      return waiting.reduce((sum, [, lines]) => sum + lines.length, 0);
    },
    onceEmpty: (listener) => void emptyListeners.push(listener),
    isStalled: false,
    onStalled: () => {},
    onLoss: () => {},
    endLosses: () => {},
    close: () => {},
  };
  return {
    ...output,
    get backlogBytes() {
      return output.backlogBytes;
    },
    lines: (stream: 'stdout' | 'stderr') => texts[stream].split('\n').slice(0, -1),
    hold() {
      isHeld = true;
      return watch(() => waiting.some(([stream, line]) => stream === 'stdout' && line.includes(' End ')));
    },
    release() {
      isHeld = false;
      output.flush();
    },
    waitForCalls: (count: number) => watch(() => countCalls() >= count),
  };
}
