import { pause } from '../bounded-wait.ts';
import { listProcesses } from './process-table.ts';

/** The process group of one child: the child as its leader, and every descendant that has not left it. */
export class ProcessGroup {
  /** The leader's pid. */
  readonly id: number;
  #isGone = false;

  constructor(leaderPid: number) {
    if (!Number.isInteger(leaderPid) || leaderPid <= 1) {
      throw new Error(`BUG: no process group has the id ${leaderPid}`);
    }
    this.id = leaderPid;
  }

  /** Sends the signal to every member. Does nothing once the group has been seen empty, because ids are reused. */
  signal(signal: NodeJS.Signals): void {
    if (this.#isGone) return;
    if (process.platform === 'win32') killTree(this.id, signal);
    else this.#isGone = !this.#send(signal);
  }

  /** Sends the signal to the leader alone. */
  signalLeader(signal: NodeJS.Signals): void {
    if (this.#isGone) return;
    if (process.platform === 'win32') killTree(this.id, signal);
    else send(this.id, signal);
  }

  /** Sends the signal to every member but the leader. */
  signalFollowers(signal: NodeJS.Signals): void {
    if (this.#isGone || process.platform === 'win32') return;
    const entries = listProcesses();
    // Where there is no /proc the members are not known one by one.
    if (entries.length === 0) this.signal(signal);
    for (const { pid, groupId } of entries) if (groupId === this.id && pid !== this.id) send(pid, signal);
  }

  /** False when no member is left but zombies, and from then on. */
  hasMembers(): boolean {
    // Looked at twice: a member that forks and exits while the table is read can hide its child.
    if (!this.#isGone) this.#isGone = !this.#send(0) || !(this.#hasLiveMember() || this.#hasLiveMember());
    return !this.#isGone;
  }

  #send(signal: NodeJS.Signals | 0): boolean {
    try {
      return process.kill(-this.id, signal);
    } catch (error) {
      // EPERM: members are there, but run as another user.
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  }

  #hasLiveMember(): boolean {
    const entries = listProcesses();
    return entries.length === 0 || entries.some((entry) => entry.groupId === this.id && !entry.isZombie);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, or not ours to signal: both leave nothing to do.
  }
}

/** Resolves true when the group has no members left, false when the time is up or the signal aborts first. */
export async function waitUntilGroupGone(group: ProcessGroup, limitMs: number, hurry: AbortSignal): Promise<boolean> {
  const endMs = performance.now() + limitMs;
  for (let intervalMs = 2; group.hasMembers(); intervalMs = Math.min(intervalMs * 2, 50)) {
    const leftMs = endMs - performance.now();
    if (leftMs <= 0 || hurry.aborted) return false;
    await pause(Math.min(intervalMs, leftMs), hurry);
  }
  return true;
}

// Only for systems without process groups: elsewhere, where there is no `ps`, tree-kill throws an error that nobody can
// catch (tree-kill 1.2.2, issues 29 and 36); on Windows it runs taskkill.
function killTree(pid: number, signal: NodeJS.Signals): void {
  // A process that is already gone is what was wanted.
  void import('tree-kill').then(({ default: treeKill }) => treeKill(pid, signal, () => {}));
}
