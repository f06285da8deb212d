import type { ChildOutput } from '../../logging/child-output.ts';
import { pause } from '../bounded-wait.ts';
import { type LateChild, listOwn } from '../verdict/late-failure.ts';

/** How long a script may take to try again. */
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
 * Resolves with true once a server has said that it does not start, and no process of its name is there seconds later: the
 * script that started it may live on (`tail -f`), but nothing will come of it. False when the signal aborts.
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
      await pause(PATIENCE_MS, signal);
      // What it has said meanwhile is another try of it.
      if (!signal.aborted && said === null && !listOwn(late).some(({ command }) => names.test(command))) return true;
    }
    return false;
  } finally {
    stopListening();
  }
}
