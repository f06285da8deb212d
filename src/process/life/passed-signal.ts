import { describeExitStatus } from '../../core/exit-status.ts';
import type { Log } from '../../core/log.ts';
import type { CommandSettings, SignalRule } from '../../core/settings.ts';
import { toShellLine } from '../../core/shell-word.ts';
import { Failure } from '../../failures/failure.ts';
import type { ChildOutput, OpenChildOutput } from '../../logging/child-output.ts';
import { unlessLate } from '../bounded-wait.ts';
import { findAddressee } from '../group/addressee.ts';
import type { Spawner } from '../group/spawner.ts';
import { FLUSH_LIMIT_MS, LOGGED_TAIL_LINES } from '../verdict/failure-record.ts';
import type { Services } from './order.ts';

interface PassedSignalParts {
  readonly services: Services;
  readonly spawner: Spawner;
  readonly openOutput: OpenChildOutput;
  readonly log: Log;
}

/** Passes signals to berth on to the app, as the config says, and logs what became of each. */
export class PassedSignals {
  readonly #parts: PassedSignalParts;
  /** The rules whose command runs; true: the signal has come again meanwhile. */
  readonly #running = new Map<SignalRule, boolean>();
  readonly #outputs = new Map<SignalRule, ChildOutput>();

  constructor(parts: PassedSignalParts) {
    this.#parts = parts;
  }

  /** A command that still runs is not run beside itself, but once more when it has ended. Never rejects. */
  async pass(rule: SignalRule): Promise<void> {
    const { signal, action } = rule;
    if (action.kind === 'process') return this.#send(signal, action.processName, action.signal);
    if (this.#running.has(rule)) return void this.#running.set(rule, true);
    do {
      this.#running.set(rule, false);
      await this.#run(rule, action.command);
    } while (this.#running.get(rule));
    this.#running.delete(rule);
  }

  /** Gives the outputs of the commands back. */
  close(): void {
    for (const output of this.#outputs.values()) output.close();
    this.#outputs.clear();
  }

  #send(signal: NodeJS.Signals, processName: string, sent: NodeJS.Signals): void {
    const { services, log } = this.#parts;
    const fields = { event: 'signal', signal, process: processName };
    const group = services.get(processName)?.child?.group ?? null;
    if (group === null) {
      log.warn(fields, `${signal} was not passed on: process ${processName} is not ready`);
      return;
    }
    const pid = findAddressee(group, sent);
    if (pid === null) {
      const why = `nothing in it has a handler for ${sent}, which would only end it`;
      log.warn(fields, `${signal} was not passed on to process ${processName}: ${why}`);
      return;
    }
    try {
      process.kill(pid, sent);
      const as = sent === signal ? '' : ` as ${sent}`;
      log.info({ ...fields, childPid: pid, sent }, `${signal} was passed on to process ${processName}${as}`);
    } catch (error) {
      log.warn(fields, `${signal} was not passed on to process ${processName}: ${String(error)}`);
    }
  }

  async #run(rule: SignalRule, command: CommandSettings): Promise<void> {
    const { spawner, log } = this.#parts;
    const { signal } = rule;
    const line = toShellLine([command.file, ...command.args]);
    const fields = { event: 'signal', signal, command: line };
    try {
      const output = await this.#openOutput(rule);
      output.startLife();
      const { stdoutFd: stdout, stderrFd: stderr } = output;
      const child = await spawner.spawn(signal, command, { stdout, stderr });
      const status = await child.exited;
      spawner.release(child);
      await unlessLate(output.flush(), FLUSH_LIMIT_MS);
      if (status.kind === 'code' && status.code === 0) log.info(fields, `${signal}: ${line} is done`);
      else {
        const logTail = output.lifeTail.slice(-LOGGED_TAIL_LINES);
        log.warn({ ...fields, logTail }, `${signal}: ${line} ${describeExitStatus(status)}`);
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      log.warn({ ...fields, code: error.code }, `${signal}: ${error.message}`);
    }
  }

  async #openOutput(rule: SignalRule): Promise<ChildOutput> {
    const known = this.#outputs.get(rule);
    if (known !== undefined) return known;
    const output = await this.#parts.openOutput(rule.signal);
    this.#outputs.set(rule, output);
    return output;
  }
}
