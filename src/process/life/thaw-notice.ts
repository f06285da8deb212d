import { formatDuration } from '../../core/duration.ts';
import { describeExitStatus } from '../../core/exit-status.ts';
import type { Log, LogFields } from '../../core/log.ts';
import type { ThawSettings, UpstreamAddress } from '../../core/settings.ts';
import { Failure } from '../../failures/failure.ts';
import { PortOwnership } from '../inspection/port-ownership.ts';
import { HttpProbe } from '../probe/http-probe.ts';
import { SideCommand, type SideCommandParts } from './side-command.ts';

interface ThawNoticeParts extends SideCommandParts {
  readonly log: Log;
  /** The process that answers calls. */
  readonly processName: string;
}

/** What went wrong, and what the log gets besides that. */
interface Trouble {
  readonly what: string;
  readonly fields: LogFields;
}

/** Tells the app that the instance was frozen and runs again, as the config says. */
export class ThawNotice {
  readonly #settings: ThawSettings;
  readonly #parts: ThawNoticeParts;
  readonly #command: SideCommand | null;
  readonly #stopped = new AbortController();

  constructor(settings: ThawSettings, parts: ThawNoticeParts) {
    const { notice } = settings;
    this.#settings = settings;
    this.#parts = parts;
    this.#command =
      notice.kind === 'command' ? new SideCommand('thaw', notice.command, parts, parts.processName) : null;
  }

  /** Resolves when the app knows, when that has failed, which is logged, or with the stop. Never rejects. */
  async give(address: UpstreamAddress): Promise<void> {
    const { log } = this.#parts;
    const sinceMs = performance.now();
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), this.#settings.timeoutMs);
    const trouble = await this.#try(address, late.signal).catch(toTrouble);
    clearTimeout(timer);
    if (this.#stopped.signal.aborted) return;
    const fields = { event: 'thaw', durationMs: Math.round(performance.now() - sinceMs) };
    if (trouble === null) log.info(fields, `frozen and thawed: ${this.#what} is done`);
    else log.warn({ ...fields, ...trouble.fields }, `frozen and thawed: ${trouble.what}; calls go on`);
  }

  /** Gives up what runs. */
  stop(): void {
    this.#stopped.abort();
  }

  close(): void {
    this.#command?.close();
  }

  get #what(): string {
    const { notice } = this.#settings;
    return notice.kind === 'http' ? `GET ${notice.path}` : this.#command!.line;
  }

  async #try(address: UpstreamAddress, late: AbortSignal): Promise<Trouble | null> {
    const { notice, timeoutMs } = this.#settings;
    if (notice.kind === 'http') {
      const ownership = new PortOwnership(this.#parts.processName, this.#parts.spawner);
      const context = { ownership, onConnect: () => undefined, limitMs: timeoutMs };
      const result = await new HttpProbe({ ...notice, address }, context).attempt(this.#stopped.signal);
      return result.kind === 'ready' ? null : { what: result.reason, fields: {} };
    }
    const { status, logTail } = await this.#command!.run(AbortSignal.any([late, this.#stopped.signal]));
    if (status?.kind === 'code' && status.code === 0) return null;
    const ending = status === null ? `did not end within ${formatDuration(timeoutMs)}` : describeExitStatus(status);
    return { what: `${this.#what} ${ending}`, fields: { logTail } };
  }
}

function toTrouble(error: unknown): Trouble {
  if (error instanceof Failure) return { what: error.message, fields: { code: error.code } };
  throw error;
}
