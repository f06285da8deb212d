import { formatDuration } from '../../core/duration.ts';
import { describeExitStatus } from '../../core/exit-status.ts';
import type { LifecycleHook } from '../../core/lifecycle-hook.ts';
import type { HookCommand } from '../../core/settings.ts';
import { Failure } from '../../failures/failure.ts';
import { SideCommand, type SideCommandParts } from './side-command.ts';

/** Runs the commands of lifecycle hooks. What they print is in the log when their hook is answered. */
export class HookCommands {
  readonly #parts: SideCommandParts;
  readonly #running = new Map<LifecycleHook, Promise<Failure | null>>();
  readonly #commands = new Map<LifecycleHook, SideCommand>();

  constructor(parts: SideCommandParts) {
    this.#parts = parts;
  }

  /** Resolves with why the hook has failed, or null. Who asks while the command runs hears what comes of it. Never rejects. */
  run(hook: LifecycleHook, settings: HookCommand): Promise<Failure | null> {
    const running = this.#running.get(hook) ?? this.#run(hook, settings).finally(() => this.#running.delete(hook));
    this.#running.set(hook, running);
    return running;
  }

  /** Gives the outputs of the commands back. */
  close(): void {
    for (const command of this.#commands.values()) command.close();
    this.#commands.clear();
  }

  async #run(hook: LifecycleHook, { command, timeoutMs }: HookCommand): Promise<Failure | null> {
    const toFailure = (ending: string): Failure => new Failure('HOOK_FAILED', { hook, command: command.file, ending });
    const side = this.#commands.get(hook) ?? new SideCommand(hook, command, this.#parts);
    this.#commands.set(hook, side);
    try {
      const { status } = await side.run(AbortSignal.timeout(timeoutMs));
      if (status === null) return toFailure(`did not end within ${formatDuration(timeoutMs)}`);
      return status.kind === 'code' && status.code === 0 ? null : toFailure(describeExitStatus(status));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return toFailure(`cannot be run: ${error.message}`);
    }
  }
}
