import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Log } from '../../core/log.ts';
import { toToolPath } from '../../logging/fifo.ts';
import { unlessLate } from '../bounded-wait.ts';
import { COOKIE_VARIABLE, type InstanceMark } from './instance-mark.ts';

/** Somebody who kills the guardian again and again wants it gone. */
const MOST_RESTARTS = 3;

const FAREWELL_PATIENCE_MS = 1_000;

/** Only for a machine that stalls: an errand is a matter of milliseconds. */
const ERRAND_PATIENCE_MS = 2_000;

/** Not where the app's processes have it: the guardian is none of them. */
const FILE_FD = 4;

// Groups first, then strays by their mark, again and again until a round finds nothing: a process may be between fork and
// exec, when its environment is still berth's. The guardian itself has its own limit (dash calls it -w, bash -x), or it
// would find itself and its helpers; a zombie still has its limits, but no program. A group found empty is forgotten, because ids are reused. The folder goes
// last, when nobody is left to write into it.
const SCRIPT = `{ ulimit -S -w unlimited || ulimit -S -x unlimited; } 2>/dev/null
trap '' HUP INT QUIT TERM PIPE USR1 USR2
umask 077
groups=' '
while read -r word id; do
  case $word in
  add) groups="$groups$id " ;;
  remove) case $groups in *" $id "*) groups="\${groups%% $id *} \${groups#* $id }" ;; esac ;;
  fifos)
    path=\${id#* }/.\${id%% *}
    { mkfifo "$path-1" "$path-2" || busybox mkfifo "$path-1" "$path-2"; } 2>/dev/null && echo done || echo failed ;;
  limit) prlimit --pid "$PPID" "--locks=$id:" 2>/dev/null && echo done || echo failed ;;
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
  for file in /proc/[0-9]*/fd/3; do
    [ "$file" -ef "/proc/$$/fd/${FILE_FD}" ] || continue
    pid=\${file#/proc/}
    kill -s KILL "\${pid%/fd/3}" 2>/dev/null && quiet=0
  done
  for file in $(grep -lsE "$3" /proc/[0-9]*/limits); do
    pid=\${file#/proc/}
    pid=\${pid%/limits}
    [ "$pid" != $$ ] && [ -e "/proc/$pid/exe" ] || continue
    kill -s KILL "$pid" 2>/dev/null && quiet=0
  done
  round=$((round + 1))
  sleep 0.05 2>/dev/null || sleep 1
done
[ -z "$2" ] || rm -rf -- "$2"`;

/**
 * A tiny shell process in a session of its own that outlives berth only to clean up after it: when its pipe ends
 * without a farewell (`kill -9` of berth), it kills the groups it was told of and everything that has the mark, and
 * removes the folder that berth would have removed. Until then it runs errands: what Node.js has no call for, and what a fork of
 * so small a process does much sooner than one of berth. Where there is no /bin/sh, berth goes on without.
 */
export class Guardian {
  readonly #mark: InstanceMark;
  /** Empty: there is none. */
  readonly #temporaryFolder: string;
  readonly #log: Log;
  readonly #groups = new Set<number>();
  /** Who waits for the end of an errand, in the order in which they were given. */
  readonly #errands: Array<(isDone: boolean | null) => void> = [];
  #shell: ChildProcess | null = null;
  #restarts = 0;
  #isDismissed = false;

  constructor(mark: InstanceMark, temporaryFolder: string | null, log: Log) {
    this.#mark = mark;
    this.#temporaryFolder = temporaryFolder ?? '';
    this.#log = log;
  }

  /** Starts the shell; later calls do nothing. Does not wait for it. */
  start(): void {
    if (this.#shell === null && !this.#isDismissed && process.platform !== 'win32') this.#open();
  }

  add(groupId: number): void {
    this.#groups.add(groupId);
    this.#write(`add ${groupId}`);
  }

  remove(groupId: number): void {
    if (this.#groups.delete(groupId)) this.#write(`remove ${groupId}`);
  }

  /**
   * Makes the FIFOs `.NAME-1` and `.NAME-2` in the folder, for nobody else. False: that cannot be; null: there is nobody to do it.
   */
  makeFifos(folder: string, name: string): Promise<boolean | null> {
    return this.#send(`fifos ${name} ${folder}`);
  }

  /** Sets berth's own soft limit on file locks; the rest as for `makeFifos`. */
  limitLocks(number: string): Promise<boolean | null> {
    return this.#send(`limit ${number}`);
  }

  /** null: it does not run. */
  get pid(): number | null {
    return this.#shell?.pid ?? null;
  }

  /** Says farewell. Resolves when the shell has ended; it kills nothing then. */
  async dismiss(): Promise<void> {
    this.#isDismissed = true;
    const leaving = this.#shell;
    if (leaving === null) return;
    const gone = new Promise((resolve) => leaving.once('exit', resolve));
    leaving.ref();
    leaving.stdin?.end('farewell\n');
    await unlessLate(gone, FAREWELL_PATIENCE_MS);
  }

  #open(): void {
    const file = this.#mark.open() ?? 'ignore';
    const { cookie, limit } = this.#mark;
    const args = ['-c', SCRIPT, 'berth-guardian', cookie, this.#temporaryFolder, limit.pattern];
    const shell = spawn('/bin/sh', args, {
      cwd: '/',
      detached: true,
      // An environment of its own: with the cookie of an outer berth in it, the outer sweep would end this guardian
      // before it has done its work.
      env: { PATH: toToolPath(process.env['PATH']) },
      stdio: ['pipe', 'pipe', 'ignore', 'ignore', file],
    });
    shell.once('error', () => this.#onLost());
    shell.once('exit', () => this.#onLost());
    shell.stdin?.on('error', () => {});
    shell.unref();
    this.#hear(shell.stdout);
    for (const pipe of [shell.stdin, shell.stdout]) (pipe as Partial<Pick<Socket, 'unref'>> | null)?.unref?.();
    this.#shell = shell;
    for (const id of this.#groups) this.#write(`add ${id}`);
  }

  #hear(answers: Readable | null): void {
    let rest = '';
    answers?.setEncoding('latin1').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#errands.shift()?.(line === 'done');
    });
  }

  async #send(errand: string): Promise<boolean | null> {
    if (this.#shell === null || errand.includes('\n')) return null;
    const answer = new Promise<boolean | null>((resolve) => this.#errands.push(resolve));
    this.#write(errand);
    return unlessLate(answer, ERRAND_PATIENCE_MS);
  }

  #onLost(): void {
    this.#shell = null;
    for (const settle of this.#errands.splice(0)) settle(null);
    if (this.#isDismissed) return;
    if (this.#restarts < MOST_RESTARTS) {
      this.#restarts += 1;
      this.#open();
    } else {
      this.#log.warn({}, 'The guardian process cannot run: the app would survive a kill -9 of berth.');
    }
  }

  #write(line: string): void {
    this.#shell?.stdin?.write(`${line}\n`);
  }
}
