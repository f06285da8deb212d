import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';
import type { ExitStatus } from '../core/exit-status.ts';
import { openFifos } from '../logging/fifo.ts';
import type { ControlGroup } from './control-group.ts';
import { MemoryMeter } from './memory-meter.ts';
import { Output } from './output.ts';
import type { Place } from './place.ts';

/** An open end of the pipe: what is written shows a moment later. */
const SETTLE_MS = 60;
const MOST_PIECES = 50;

/** What is started, and under which limits. */
export interface InstanceParts {
  readonly place: Place;
  readonly group: ControlGroup;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly memoryBytes: number;
  readonly scratch: string;
}

/** The running app, as its platform holds it in its hands. */
export class Instance {
  readonly output: Output;
  readonly memory: MemoryMeter;
  readonly startedAtMs = performance.now();
  /** How the start command ended; null: it runs. */
  exit: ExitStatus | null = null;
  readonly ended: Promise<void>;
  readonly #parts: InstanceParts;
  readonly #child: ChildProcess;

  constructor(parts: InstanceParts, child: ChildProcess, output: Output) {
    this.#parts = parts;
    this.#child = child;
    this.output = output;
    this.memory = new MemoryMeter(parts.memoryBytes, parts.group, {
      list: () => parts.place.listProcesses(),
      kill: () => this.killAll(),
    });
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.exit = signal === null ? { kind: 'code', code: code ?? 0 } : { kind: 'signal', signal };
        resolve();
      });
    });
  }

  /** Waits until what was written by now has been read: of much, one piece comes behind another. */
  async settle(): Promise<void> {
    for (let left = MOST_PIECES, before = -1; left > 0 && before !== this.output.sizeBytes; left--) {
      before = this.output.sizeBytes;
      await delay(SETTLE_MS);
      // A timer that is late comes before what was ready to be read meanwhile.
      await immediate();
    }
  }

  /** Stops all processes for so long, between calls, and lets them go on. */
  async freeze(durationMs: number): Promise<void> {
    const { group } = this.#parts;
    const stop = (isFrozen: boolean): void => {
      if (group.canFreeze) group.setFrozen(isFrozen);
      else this.#signalAll(isFrozen ? 'SIGSTOP' : 'SIGCONT');
    };
    stop(true);
    await delay(durationMs);
    stop(false);
  }

  /** Tells the start command alone, as platforms do. */
  signal(name: NodeJS.Signals): void {
    if (this.exit === null) this.#child.kill(name);
  }

  killAll(): void {
    this.#signalAll('SIGKILL');
  }

  /** Ends whatever is left. Resolves when the start command is gone. */
  async dispose(): Promise<void> {
    this.memory.stop();
    this.killAll();
    await this.ended;
    // One may have been on its way into the world.
    this.killAll();
    this.output.close();
  }

  #signalAll(name: NodeJS.Signals): void {
    for (const { pid } of this.#parts.place.listProcesses()) {
      try {
        process.kill(pid, name);
      } catch {
        // It has ended.
      }
    }
  }
}

/** Starts the command as a platform does: nothing in its environment but what is given, stdout and stderr one pipe. */
export async function startInstance(parts: InstanceParts): Promise<Instance> {
  const { place, group, command, env, scratch } = parts;
  const fifos = await openFifos(scratch);
  if (typeof fifos === 'string') throw new Error(`no pipe for the output: ${fifos}`);
  const [{ readFd, writeFd }, unused] = fifos;
  const join = group.memberFiles.map((file) => `echo 0 >'${file}' || :; `).join('');
  const [file, ...args] = place.toCommand(command);
  const child = spawn('/bin/sh', ['-c', `${join}exec "$@"`, 'sh', file, ...args], {
    env,
    cwd: '/',
    stdio: ['ignore', writeFd, writeFd],
    detached: true,
  });
  const instance = new Instance(parts, child, new Output(readFd));
  for (const fd of [writeFd, unused.readFd, unused.writeFd]) closeSync(fd);
  return instance;
}
