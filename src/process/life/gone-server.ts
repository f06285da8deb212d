import type { ChildOutput } from '../../logging/child-output.ts';
import { pause } from '../bounded-wait.ts';
import { readAppSockets } from '../inspection/app-socket.ts';
import { isKeeper } from '../inspection/daemon.ts';
import { findSleepMs } from '../inspection/keeper.ts';
import { type LateChild, listOwn } from '../verdict/late-failure.ts';

/** How long a script may take to try again, unless it sleeps. */
const PATIENCE_MS = 3_000;

/** What a server says when it does not start, and what its processes are called. */
const LAST_WORDS: ReadonlyArray<readonly [line: RegExp, names: RegExp]> = [
  [/\[emerg\]/, /^nginx/],
  [/ERROR: FPM initialization failed/, /^php-fpm/],
  [
    /AH000(?:14|16|59|72): |^no listening sockets available, shutting down|^httpd \(pid \d+\) already running/,
    /^(?:apache2|httpd)/,
  ],
  [/FATAL CONFIG FILE ERROR/, /^(?:redis|valkey)-server/],
  [/\[ERROR\] Aborting$/, /^(?:mysqld|mariadbd)/],
  [/FATAL: +(?:lock file|could not create|data directory)/, /^postgres/],
];

/**
 * Resolves with true once a server has said that it does not start, no process of its name is there seconds later, and all
 * that is there has started: the script may live on (`tail -f`), and php-fpm beside it, but nothing will come of it. A script
 * that sleeps has its time to try again, and another program its time to listen. False when the signal aborts.
 */
export async function waitForGoneServer(late: LateChild, output: ChildOutput, signal: AbortSignal): Promise<boolean> {
  let said: RegExp | null = null;
  const stopListening = output.onLine((line) => {
    said = LAST_WORDS.find(([pattern]) => pattern.test(line))?.[1] ?? said;
  });
  try {
    while (!signal.aborted) {
      await pause(PATIENCE_MS, signal);
      const names = said as RegExp | null;
      if (names === null) continue;
      said = null;
      await pause(PATIENCE_MS + findSleepMs(listOwn(late)), signal);
      if (signal.aborted) return false;
      // What it has said meanwhile is another try of it.
      if (said !== null) continue;
      const own = listOwn(late).filter(({ isZombie }) => !isZombie);
      if (own.every(({ pid, command }) => !names.test(command) && (isKeeper(command) || isListening(pid)))) return true;
      said = names;
    }
    return false;
  } finally {
    stopListening();
  }
}

function isListening(pid: number): boolean {
  return readAppSockets([pid]).listeners.length > 0;
}
