import { describeExitStatus } from '../../core/exit-status.ts';
import type { Log } from '../../core/log.ts';
import type { CommandSettings, SignalRule } from '../../core/settings.ts';
import { Failure } from '../../failures/failure.ts';
import { findAddressee } from '../group/addressee.ts';
import type { Services } from './order.ts';
import { SideCommand, type SideCommandParts } from './side-command.ts';

interface PassedSignalParts extends SideCommandParts {
  readonly services: Services;
  readonly log: Log;
}

/** Passes signals to berth on to the app, as the config says, and logs what became of each. */
export class PassedSignals {
  readonly #parts: PassedSignalParts;
  /** The rules whose command runs; true: the signal has come again meanwhile. */
  readonly #running = new Map<SignalRule, boolean>();
  readonly #commands = new Map<SignalRule, SideCommand>();

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
    for (const command of this.#commands.values()) command.close();
    this.#commands.clear();
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
    const { log } = this.#parts;
    const { signal } = rule;
    const side = this.#commands.get(rule) ?? new SideCommand(signal, command, this.#parts);
    this.#commands.set(rule, side);
    const { line } = side;
    const fields = { event: 'signal', signal, command: line };
    try {
      const { status, logTail } = await side.run();
      if (status === null) throw new Error('BUG: a command without a limit was killed');
      if (status.kind === 'code' && status.code === 0) log.info(fields, `${signal}: ${line} is done`);
      else log.warn({ ...fields, logTail }, `${signal}: ${line} ${describeExitStatus(status)}`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      log.warn({ ...fields, code: error.code }, `${signal}: ${error.message}`);
    }
  }
}
