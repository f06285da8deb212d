import { setTimeout as wait } from 'node:timers/promises';

/** Resolves after the time, or as soon as the signal aborts. Never rejects. */
export async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  await wait(durationMs, undefined, { signal }).catch(() => {});
}

/** Resolves with the promise's value, or with null as soon as the signal aborts. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  if (signal.aborted) return null;
  let onAbort = (): void => {};
  const aborted = new Promise<null>((resolve) => {
    onAbort = () => resolve(null);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Resolves with the promise's value, or with null when the time is up. */
export async function unlessLate<T>(promise: Promise<T>, limitMs: number): Promise<T | null> {
  const ended = new AbortController();
  try {
    return await Promise.race([promise, wait(limitMs, null, { signal: ended.signal }).catch(() => null)]);
  } finally {
    ended.abort();
  }
}
