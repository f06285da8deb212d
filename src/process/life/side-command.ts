import type { ExitStatus } from '../../core/exit-status.ts';
import type { CommandSettings } from '../../core/settings.ts';
import { toShellLine } from '../../core/shell-word.ts';
import type { ChildOutput, OpenChildOutput } from '../../logging/child-output.ts';
import { unlessAborted, unlessLate } from '../bounded-wait.ts';
import type { Spawner } from '../group/spawner.ts';
import { FLUSH_LIMIT_MS, LOGGED_TAIL_LINES } from '../verdict/failure-record.ts';

export interface SideCommandParts {
  readonly spawner: Spawner;
  readonly openOutput: OpenChildOutput;
}

/** How a run of a command ended. */
export interface SideEnd {
  /** null: it was killed, because the signal aborted. */
  readonly status: ExitStatus | null;
  /** Its last lines. */
  readonly logTail: readonly string[];
}

/** A command of the config's that is run beside the processes now and then, with its output in the log. */
export class SideCommand {
  /** As a shell would be told it. */
  readonly line: string;
  readonly #name: string;
  readonly #command: CommandSettings;
  readonly #owner: string | undefined;
  readonly #parts: SideCommandParts;
  #output: ChildOutput | null = null;

  /** `owner`: the process on whose behalf it runs; absent: it stands for itself. */
  constructor(name: string, command: CommandSettings, parts: SideCommandParts, owner?: string) {
    this.line = toShellLine([command.file, ...command.args]);
    this.#name = name;
    this.#command = command;
    this.#parts = parts;
    this.#owner = owner;
  }

  /** Runs it to its end, or kills it when the signal aborts. Rejects with the failure of one that cannot be started. */
  async run(signal: AbortSignal | null = null): Promise<SideEnd> {
    const { spawner, openOutput } = this.#parts;
    this.#output ??= await openOutput(this.#name);
    const output = this.#output;
    output.startLife();
    const { stdoutFd: stdout, stderrFd: stderr } = output;
    const child = await spawner.spawn(this.#name, this.#command, { stdout, stderr }, this.#owner);
    const status = signal === null ? await child.exited : await unlessAborted(child.exited, signal);
    if (status === null) child.group.signal('SIGKILL');
    await child.exited;
    spawner.release(child);
    await unlessLate(output.flush(), FLUSH_LIMIT_MS);
    return { status, logTail: output.lifeTail.slice(-LOGGED_TAIL_LINES) };
  }

  /** Gives its output back. */
  close(): void {
    this.#output?.close();
    this.#output = null;
  }
}
