import { formatDuration } from '../../core/duration.ts';
import { describeExitStatus } from '../../core/exit-status.ts';
import type { LifecycleHook } from '../../core/lifecycle-hook.ts';
import type { HookCommand } from '../../core/settings.ts';
import { Failure } from '../../failures/failure.ts';
import type { ChildOutput, OpenChildOutput } from '../../logging/child-output.ts';
import { unlessLate } from '../bounded-wait.ts';
import type { Spawner } from '../group/spawner.ts';
import { FLUSH_LIMIT_MS } from '../verdict/failure-record.ts';

/** Runs the commands of lifecycle hooks. What they print is in the log when their hook is answered. */
export class HookCommands {
  readonly #spawner: Spawner;
  readonly #openOutput: OpenChildOutput;
  readonly #running = new Map<LifecycleHook, Promise<Failure | null>>();
  readonly #outputs = new Map<LifecycleHook, ChildOutput>();

  constructor(spawner: Spawner, openOutput: OpenChildOutput) {
    this.#spawner = spawner;
    this.#openOutput = openOutput;
  }

  /** Resolves with why the hook has failed, or null. Who asks while the command runs hears what comes of it. Never rejects. */
  run(hook: LifecycleHook, settings: HookCommand): Promise<Failure | null> {
    const running = this.#running.get(hook) ?? this.#run(hook, settings).finally(() => this.#running.delete(hook));
    this.#running.set(hook, running);
    return running;
  }

  /** Gives the outputs of the commands back. */
  close(): void {
    for (const output of this.#outputs.values()) output.close();
    this.#outputs.clear();
  }

  async #run(hook: LifecycleHook, { command, timeoutMs }: HookCommand): Promise<Failure | null> {
    const toFailure = (ending: string): Failure => new Failure('HOOK_FAILED', { hook, command: command.file, ending });
    try {
      const output = await this.#open(hook);
      const child = await this.#spawner.spawn(hook, command, { stdout: output.stdoutFd, stderr: output.stderrFd });
      const status = await unlessLate(child.exited, timeoutMs);
      if (status === null) child.group.signal('SIGKILL');
      await child.exited;
      this.#spawner.release(child);
      await unlessLate(output.flush(), FLUSH_LIMIT_MS);
      if (status === null) return toFailure(`did not end within ${formatDuration(timeoutMs)}`);
      return status.kind === 'code' && status.code === 0 ? null : toFailure(describeExitStatus(status));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return toFailure(`cannot be run: ${error.message}`);
    }
  }

  async #open(hook: LifecycleHook): Promise<ChildOutput> {
    const output = this.#outputs.get(hook) ?? (await this.#openOutput(hook));
    this.#outputs.set(hook, output);
    return output;
  }
}
