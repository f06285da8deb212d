import type { ExitStatus } from '../../core/exit-status.ts';
import type { Log, LogFields } from '../../core/log.ts';
import type { CommandSettings, ProcessSettings } from '../../core/settings.ts';
import { toShellLine } from '../../core/shell-word.ts';
import { locateEvidence } from '../../failures/evidence-place.ts';
import { explainFailure, toFailureFields } from '../../failures/explanation.ts';
import type { Failure } from '../../failures/failure.ts';
import { listToldVersions } from '../../failures/program-version.ts';
import { createSecretMask } from '../../failures/secret-mask.ts';
import type { ChildOutput } from '../../logging/child-output.ts';
import { unlessLate } from '../bounded-wait.ts';
import type { Child } from '../group/child.ts';
import { findSurroundings } from './surroundings.ts';

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
  readonly #command: CommandSettings;
  #last = '';
  #repeats = 0;
  #told: ReadonlySet<string> = new Set();

  constructor(log: Log, { name, command }: Pick<ProcessSettings, 'name' | 'command'>) {
    this.#log = log;
    this.#processName = name;
    this.#command = command;
  }

  /** Called once for each failure. */
  async record(failure: Failure, { child, output }: Remains): Promise<void> {
    const uptimeMs = child === null ? 0 : Math.round(performance.now() - child.spawnedAtMs);
    await unlessLate(output.flush(), FLUSH_LIMIT_MS);
    const lines = output.lifeTail;
    const tail = lines.slice(-LOGGED_TAIL_LINES);
    const key = `${failure.message}\n${explainFailure(failure).cause}`;
    this.#repeats = key === this.#last ? this.#repeats + 1 : 0;
    const repeats = this.#repeats;
    const logTail = repeats === 0 ? tail : tail.filter((line) => !this.#told.has(toLikeness(line)));
    this.#last = key;
    this.#told = new Set(tail.map(toLikeness));
    const own = { process: this.#processName, ...toFields(child?.exitStatus ?? null), uptimeMs };
    const again = repeats === 0 ? this.#describeReport(lines, tail.length) : { again: repeats };
    const place = toPlace(failure, lines);
    const count = repeats === 1 ? ' (again)' : ` (again, ${repeats} times)`;
    const fields = { event: 'failure', code: failure.code, ...own, ...toFailureFields(failure), ...place, ...again };
    this.#log.error({ ...fields, logTail }, `${failure.message}${repeats === 0 ? '' : count}`);
  }

  /** What a person adds to a report of the failure; told once. */
  #describeReport(lines: readonly string[], tailLength: number): LogFields {
    const { file, args, env } = this.#command;
    const { versions, limits } = findSurroundings();
    const program = listToldVersions(lines);
    return {
      command: createSecretMask(env)(toShellLine([file, ...args])),
      versions: program.length === 0 ? versions : { ...versions, program },
      limits,
      tailFrom: lines.length - tailLength + 1,
    };
  }

  /** That the restarts are spent: called once, behind the failures that spent them. */
  recordLoop(failure: Failure, output: ChildOutput | null): void {
    const logTail = output?.lifeTail.slice(-LOGGED_TAIL_LINES) ?? [];
    this.#log.error({ ...toFailureFields(failure), process: this.#processName, logTail }, failure.message);
  }
}

function toPlace({ diagnosis }: Failure, lines: readonly string[]): LogFields {
  const evidenceAt = diagnosis === null ? [] : locateEvidence(diagnosis, lines);
  return evidenceAt.length === 0 ? {} : { evidenceAt };
}

/** A line without its numbers: times, pids and ports make every life's words look new. */
function toLikeness(line: string): string {
  return line.replace(/\d+/g, '0');
}

function toFields(status: ExitStatus | null): LogFields {
  if (status === null) return {};
  return status.kind === 'code' ? { exitCode: status.code } : { signal: status.signal };
}
