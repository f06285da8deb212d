import { describeExitStatus } from '../../core/exit-status.ts';
import type { CommandSettings } from '../../core/settings.ts';
import { unlessAborted, unlessLate } from '../bounded-wait.ts';
import type { Spawner } from '../group/spawner.ts';
import { type ProbeContext, type ProbeResult, type ReadinessProbe, toNotReady } from './readiness-probe.ts';

const LIMIT_MS = 5_000;

/** Ready when the check exits with code 0. A check that cannot be started at all rejects with its Failure. */
export class ExecProbe implements ReadinessProbe {
  /** Starting a program is dear, and checks like `mysqladmin ping` load much before they answer. */
  readonly intervalMs = 50;
  readonly firstReason: string;
  readonly #limitMs: number;
  readonly #purpose: 'readiness' | 'live';
  readonly #owner: string;
  readonly #command: CommandSettings;
  readonly #spawner: Spawner;

  constructor(
    check: { readonly file: string; readonly args: readonly string[] },
    { processName, command, spawner, limitMs }: Pick<ProbeContext, 'processName' | 'command' | 'spawner' | 'limitMs'>,
  ) {
    this.firstReason = `the check ${check.file} has not ended yet`;
    this.#limitMs = limitMs ?? LIMIT_MS;
    this.#purpose = limitMs === undefined ? 'readiness' : 'live';
    this.#owner = processName;
    this.#command = { ...command, file: check.file, args: check.args };
    this.#spawner = spawner;
  }

  async attempt(signal: AbortSignal): Promise<ProbeResult> {
    const name = `${this.#owner} (${this.#purpose} check)`;
    const stdio = { stdout: 'ignore', stderr: 'ignore' } as const;
    const child = await this.#spawner.spawn(name, this.#command, stdio, this.#owner);
    const status = await unlessLate(unlessAborted(child.exited, signal), this.#limitMs);
    child.group.signal('SIGKILL');
    await child.exited;
    this.#spawner.release(child);
    if (status?.kind === 'code' && status.code === 0) return { kind: 'ready', host: null };
    const ending = status === null ? 'did not end in time' : describeExitStatus(status);
    return toNotReady(`the check ${this.#command.file} ${ending}`);
  }
}
