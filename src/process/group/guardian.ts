import { type ChildProcess, spawn } from 'node:child_process';
import type { Log } from '../../core/log.ts';
import { unlessLate } from '../pause.ts';
import { COOKIE_VARIABLE } from './instance-cookie.ts';

/**
 * A tiny shell process in a session of its own that outlives berth only to clean up after it: when its pipe ends
 * without a farewell (`kill -9` of berth), it kills the groups it was told of and everything that carries the cookie, and
 * removes the folder that berth would have removed.
 */
export interface Guardian {
  /** Starts the shell; later calls do nothing. Does not wait for it. */
  start(): void;
  add(groupId: number): void;
  remove(groupId: number): void;
  /** Says farewell. Resolves when the shell has ended; it kills nothing then. */
  dismiss(): Promise<void>;
}

/** Somebody who kills the guardian again and again wants it gone. */
const MOST_RESTARTS = 3;

const FAREWELL_PATIENCE_MS = 1_000;

// Groups first, then strays by their environment, again and again until a round finds nothing: a process may be between
// fork and exec, when its environment is still berth's. A group found empty is forgotten, because ids are reused. The
// folder goes last, when nobody is left to write into it.
const SCRIPT = `trap '' HUP INT QUIT TERM PIPE USR1 USR2
groups=' '
while read -r word id; do
  case $word in
  add) groups="$groups$id " ;;
  remove) case $groups in *" $id "*) groups="\${groups%% $id *} \${groups#* $id }" ;; esac ;;
  farewell) exit 0 ;;
  esac
done
round=0
quiet=0
while [ $round -lt 40 ] && [ $quiet -lt 2 ]; do
  quiet=$((quiet + 1))
  left=' '
  for id in $groups; do
    kill -s KILL -- "-$id" 2>/dev/null && left="$left$id "
  done
  groups=$left
  for file in $(grep -lsF "${COOKIE_VARIABLE}=$1" /proc/[0-9]*/environ); do
    pid=\${file#/proc/}
    kill -s KILL "\${pid%/environ}" 2>/dev/null && quiet=0
  done
  round=$((round + 1))
  sleep 0.05 2>/dev/null || sleep 1
done
[ -z "$2" ] || rm -rf -- "$2"`;

/**
 * Prepares a guardian for the instance with this cookie, and for its temporary folder if it has one. Where there is no
 * /bin/sh, berth goes on without.
 */
export function createGuardian(cookie: string, temporaryFolder: string | null, log: Log): Guardian {
  const groups = new Set<number>();
  let shell: ChildProcess | null = null;
  let restarts = 0;
  let isDismissed = false;

  function open(): void {
    // An environment of its own: with the cookie of an outer berth in it, the outer sweep would end this guardian
    // before it has done its work.
    const env = { PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin' };
    const stdio = ['pipe', 'ignore', 'ignore'] as const;
    shell = spawn('/bin/sh', ['-c', SCRIPT, 'berth-guardian', cookie, temporaryFolder ?? ''], {
      cwd: '/',
      detached: true,
      env,
      stdio: [...stdio],
    });
    shell.once('error', onLost);
    shell.once('exit', onLost);
    shell.stdin?.on('error', () => {});
    shell.unref();
    (shell.stdin as unknown as { unref?(): void } | null)?.unref?.();
    for (const id of groups) write(`add ${id}`);
  }

  function onLost(): void {
    shell = null;
    if (isDismissed) return;
    if (restarts < MOST_RESTARTS) {
      restarts += 1;
      open();
    } else {
      log.warn({}, 'The guardian process cannot run: the app would survive a kill -9 of berth.');
    }
  }

  function write(line: string): void {
    shell?.stdin?.write(`${line}\n`);
  }

  return {
    start() {
      if (shell === null && !isDismissed && process.platform !== 'win32') open();
    },
    add(groupId) {
      groups.add(groupId);
      write(`add ${groupId}`);
    },
    remove(groupId) {
      if (groups.delete(groupId)) write(`remove ${groupId}`);
    },
    async dismiss() {
      isDismissed = true;
      const leaving = shell;
      if (leaving === null) return;
      const gone = new Promise((resolve) => leaving.once('exit', resolve));
      leaving.ref();
      leaving.stdin?.end('farewell\n');
      await unlessLate(gone, FAREWELL_PATIENCE_MS);
    },
  };
}
