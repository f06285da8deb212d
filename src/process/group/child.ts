import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ExitStatus } from '../../core/exit-status.ts';
import type { CommandSettings } from '../../core/settings.ts';
import { toErrorCode } from '../../core/system-error.ts';
import { findDescriptorFailure } from '../../failures/descriptor-limit.ts';
import { type MemoryKill, MemoryWatch } from '../inspection/memory-watch.ts';
import { toSpawnFailure } from '../verdict/command-failure.ts';
import { type ChildInput, openEmptyInput, openEndlessInput } from './child-input.ts';
import { offerAsVictim } from './memory-victim.ts';
import { ProcessGroup } from './process-group.ts';
import { readProcess } from './process-table.ts';

/** How often the counters of kills for want of memory are read: an old kill must not explain a new exit. */
const MEMORY_LOOK_MS = 1_000;

/** How soon after it found its input at its end a process has ended because of that. */
const INPUT_END_PATIENCE_MS = 5_000;

/** What a spawn needs for a moment: both ends of the pipes that tell how it went, and of an input. */
const SPAWN_DESCRIPTORS = 8;

/** Where a child writes, a file descriptor of ours or nowhere, and what it reads. */
export interface ChildStdio {
  /** `watched`: at its end, and it is seen if that is met. `open`: it never ends. Absent: /dev/null. */
  readonly stdin?: 'watched' | 'open';
  readonly stdout: number | 'ignore';
  readonly stderr: number | 'ignore';
}

interface ChildParts {
  readonly pid: number;
  readonly spawnedAtMs: number;
  /** null: /dev/null. */
  readonly input: ChildInput | null;
}

/** One OS process we spawned, the leader of a process group of its own. */
export class Child {
  readonly group: ProcessGroup;
  /** performance.now() right before the spawn. */
  readonly spawnedAtMs: number;
  /** Its start in the kernel's clock ticks: nothing older can be its doing. null where there is no /proc. */
  readonly startedAtTicks: number | null;
  /** Resolves when the kernel has reported the exit, whoever still holds its output. Never rejects. */
  readonly exited: Promise<ExitStatus>;
  readonly #memory: MemoryWatch;
  #exitStatus: ExitStatus | null = null;
  #exitedAtMs: number | null = null;
  #memoryKill: MemoryKill | null = null;
  #hasMetInputEnd = false;

  constructor(subprocess: ChildProcess, { pid, spawnedAtMs, input }: ChildParts) {
    this.group = new ProcessGroup(pid);
    this.spawnedAtMs = spawnedAtMs;
    this.startedAtTicks = readProcess(pid)?.startedAtTicks ?? null;
    this.#memory = new MemoryWatch(pid);
    const looks = setInterval(() => this.#memory.look(), MEMORY_LOOK_MS).unref();
    this.exited = new Promise((resolve) => {
      subprocess.once('exit', (code, signal) => {
        clearInterval(looks);
        this.#exitedAtMs = performance.now();
        this.#memoryKill = this.#memory.findKill();
        const inputReadAtMs = input?.findReadAt() ?? Number.NEGATIVE_INFINITY;
        this.#hasMetInputEnd = Date.now() - inputReadAtMs < INPUT_END_PATIENCE_MS;
        input?.close();
        this.#exitStatus = signal === null ? { kind: 'code', code: code ?? 0 } : { kind: 'signal', signal };
        resolve(this.#exitStatus);
      });
    });
  }

  /** null while it runs. */
  get exitStatus(): ExitStatus | null {
    return this.#exitStatus;
  }

  /** performance.now() when the kernel's report of the exit was read; null while it runs. */
  get exitedAtMs(): number | null {
    return this.#exitedAtMs;
  }

  /** Known once it has exited; null if no memory ran out meanwhile. */
  get memoryKill(): MemoryKill | null {
    return this.#memoryKill;
  }

  /** Known once it has exited: it, or a process it started, had just read its input and found it at its end. */
  get hasMetInputEnd(): boolean {
    return this.#hasMetInputEnd;
  }

  /** What the counters of kills for want of memory say of the last seconds, while it runs: one of its own may be a victim. */
  findMemoryKill(): MemoryKill | null {
    return this.#exitStatus === null ? this.#memory.findKill() : this.#memoryKill;
  }

  /** Reads the counters of kills for want of memory anew, when it may just have moved to another cgroup. */
  lookAtMemory(): void {
    this.#memory.look();
  }
}

/** The words of a command; of one whose user is in several groups behind setpriv(1), for Node.js can give but one. */
function toWords({ file, args, identity }: CommandSettings): [file: string, ...args: string[]] {
  if (identity === undefined || identity.setpriv === null) return [file, ...args];
  const { setpriv, uid, gid, otherGids } = identity;
  const flags = [`--reuid=${uid}`, `--regid=${gid}`, `--groups=${[gid, ...otherGids].join(',')}`];
  return [setpriv, ...flags, '--', file, ...args];
}

/**
 * Spawns the command in a process group of its own, as its own user, with exactly the environment given and, at
 * descriptor 3, the file of the mark. Rejects with COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE or COMMAND_BAD_FORMAT if there is nothing
 * to run, with DESCRIPTORS_EXHAUSTED if berth cannot run anything.
 */
export async function spawnChild(
  processName: string,
  command: CommandSettings,
  { stdin, stdout, stderr }: ChildStdio,
  markFd: number | null,
): Promise<Child> {
  // Node would tell of a want of descriptors by an error on a pipe that it could not make, and end berth.
  const task = `Process ${processName} could not be started`;
  const want = findDescriptorFailure(SPAWN_DESCRIPTORS, task, { process: processName });
  if (want !== null) throw want;
  const input = stdin === 'open' ? await openEndlessInput(processName) : stdin === 'watched' ? openEmptyInput() : null;
  const spawnedAtMs = performance.now();
  const stdio = [input?.fd ?? 'ignore', stdout, stderr, ...(markFd === null ? [] : [markFd])];
  const { subprocess, pid } = await startProgram(command, stdio).catch((error: unknown) => {
    input?.close();
    throw toSpawnFailure(processName, command, toErrorCode(error));
  });
  offerAsVictim(pid);
  return new Child(subprocess, { pid, spawnedAtMs, input });
}

/** Rejects with the system's error: Node.js throws some, and tells of others by an event. */
async function startProgram(
  command: CommandSettings,
  stdio: ReadonlyArray<string | number>,
): Promise<{ readonly subprocess: ChildProcess; readonly pid: number }> {
  const { identity, env, workingDirectory: cwd } = command;
  const [file, ...args] = toWords(command);
  const user = identity === undefined || identity.setpriv !== null ? {} : { uid: identity.uid, gid: identity.gid };
  const subprocess = spawn(file, args, { cwd, env, stdio: stdio as StdioOptions, detached: true, ...user });
  const { pid } = subprocess;
  if (pid === undefined) throw (await once(subprocess, 'error'))[0];
  return { subprocess, pid };
}
