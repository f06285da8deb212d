import type { ExitStatus } from '../../core/exit-status.ts';
import type { CommandSettings } from '../../core/settings.ts';
import { type Likeness, noteLikeness } from '../inspection/left-behind.ts';
import { createMemoryWatch, type MemoryKill } from '../inspection/memory-watch.ts';
import { toSpawnFailure } from '../verdict/spawn-failure.ts';
import { createProcessGroup, type ProcessGroup } from './process-group.ts';

/** One OS process we spawned, the leader of a process group of its own. */
export interface Child {
  readonly group: ProcessGroup;
  /** performance.now() right before the spawn. */
  readonly spawnedAtMs: number;
  /** null while it runs. */
  readonly exitStatus: ExitStatus | null;
  /** performance.now() when the kernel's report of the exit was read; null while it runs. */
  readonly exitedAtMs: number | null;
  /** Resolves when the kernel has reported the exit, whoever still holds its output. Never rejects. */
  readonly exited: Promise<ExitStatus>;
  /** Reads the counters of kills for want of memory anew, when it may just have moved to another cgroup. */
  lookAtMemory(): void;
  /** Known once it has exited; null if no memory ran out meanwhile. */
  readonly memoryKill: MemoryKill | null;
  /** What it looked like right after the spawn. */
  readonly likeness: Likeness | null;
}

/** How often the counters of kills for want of memory are read: an old kill must not explain a new exit. */
const MEMORY_LOOK_MS = 1_000;

/** Where a child writes: a file descriptor of ours, or nowhere. */
export interface ChildStdio {
  readonly stdout: number | 'ignore';
  readonly stderr: number | 'ignore';
}

/**
 * Spawns the command in a process group of its own, with exactly the environment given. Rejects with COMMAND_NOT_FOUND
 * or COMMAND_NOT_EXECUTABLE if there is nothing to run.
 */
export async function spawnChild(processName: string, command: CommandSettings, stdio: ChildStdio): Promise<Child> {
  const { execa } = await import('execa');
  const spawnedAtMs = performance.now();
  const subprocess = execa(command.file, [...command.args], {
    cwd: command.workingDirectory,
    env: command.env,
    extendEnv: false,
    stdio: ['ignore', stdio.stdout, stdio.stderr] as unknown as ['ignore', 'inherit', 'inherit'],
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
  });
  if (subprocess.pid === undefined) throw toSpawnFailure(processName, command, (await subprocess).code ?? 'unknown');
  // execa's own promise waits for pipes that a grandchild may hold for ever; the exit event does not.
  subprocess.catch(() => {});
  let exitStatus: ExitStatus | null = null;
  let exitedAtMs: number | null = null;
  let memoryKill: MemoryKill | null = null;
  const memory = createMemoryWatch(subprocess.pid);
  const looks = setInterval(() => memory.look(), MEMORY_LOOK_MS).unref();
  const exited = new Promise<ExitStatus>((resolve) => {
    subprocess.once('exit', (code, signal) => {
      exitedAtMs = performance.now();
      clearInterval(looks);
      memoryKill = memory.findKill();
      exitStatus = signal === null ? { kind: 'code', code: code ?? 0 } : { kind: 'signal', signal };
      resolve(exitStatus);
    });
  });
  return {
    group: createProcessGroup(subprocess.pid),
    spawnedAtMs,
    get exitStatus() {
      return exitStatus;
    },
    get exitedAtMs() {
      return exitedAtMs;
    },
    exited,
    lookAtMemory: () => memory.look(),
    get memoryKill() {
      return memoryKill;
    },
    likeness: noteLikeness(subprocess.pid),
  };
}
