import type { ExitStatus } from '../../core/exit-status.ts';
import type { Log, LogFields } from '../../core/log.ts';
import { explainFailure, toFailureFields } from '../../failures/explanation.ts';
import type { Failure } from '../../failures/failure.ts';
import type { ChildOutput } from '../../logging/child-output.ts';
import { unlessLate } from '../bounded-wait.ts';
import type { Child } from '../group/child.ts';

/** How long to wait for the relay: a flood from a daemon that left its group could keep it busy for ever. */
export const FLUSH_LIMIT_MS = 500;

/** Lines of the last output in the record. */
export const LOGGED_TAIL_LINES = 20;

/** What a process left behind when it failed. */
export interface Remains {
  readonly child: Child | null;
  readonly output: ChildOutput;
}

/** Logs the failures of one process: the first whole, one that repeats it with a count and only what is new in it. */
export class FailureRecorder {
  readonly #log: Log;
  readonly #processName: string;
  #last = '';
  #repeats = 0;
  #told: ReadonlySet<string> = new Set();

  constructor(log: Log, processName: string) {
    this.#log = log;
    this.#processName = processName;
  }

  /** Called once for each failure. */
  async record(failure: Failure, { child, output }: Remains): Promise<void> {
    const uptimeMs = child === null ? 0 : Math.round(performance.now() - child.spawnedAtMs);
    await unlessLate(output.flush(), FLUSH_LIMIT_MS);
    const tail = output.lifeTail.slice(-LOGGED_TAIL_LINES);
    const key = `${failure.message}\n${explainFailure(failure).cause}`;
    this.#repeats = key === this.#last ? this.#repeats + 1 : 0;
    const repeats = this.#repeats;
    const logTail = repeats === 0 ? tail : tail.filter((line) => !this.#told.has(toLikeness(line)));
    this.#last = key;
    this.#told = new Set(tail.map(toLikeness));
    const own = { process: this.#processName, ...toFields(child?.exitStatus ?? null), uptimeMs };
    const again = repeats === 0 ? {} : { again: repeats };
    const count = repeats === 1 ? ' (again)' : ` (again, ${repeats} times)`;
    const fields = { event: 'failure', code: failure.code, ...own, ...toFailureFields(failure), ...again, logTail };
    this.#log.error(fields, `${failure.message}${repeats === 0 ? '' : count}`);
  }

  /** That the restarts are spent: called once, behind the failures that spent them. */
  recordLoop(failure: Failure, output: ChildOutput | null): void {
    const logTail = output?.lifeTail.slice(-LOGGED_TAIL_LINES) ?? [];
    this.#log.error({ ...toFailureFields(failure), process: this.#processName, logTail }, failure.message);
  }
}

/** A line without its numbers: times, pids and ports make every life's words look new. */
function toLikeness(line: string): string {
  return line.replace(/\d+/g, '0');
}

function toFields(status: ExitStatus | null): LogFields {
  if (status === null) return {};
  return status.kind === 'code' ? { exitCode: status.code } : { signal: status.signal };
}
