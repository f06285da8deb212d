import type { CommandSettings } from '../../core/settings.ts';
import { toShellLine } from '../../core/shell-word.ts';
import { Failure } from '../../failures/failure.ts';

/** Why a command cannot be run. `reason` is a phrase for the sentence; null where the sentence says it all. */
export interface CommandFault {
  readonly code: 'COMMAND_NOT_FOUND' | 'COMMAND_NOT_EXECUTABLE' | 'COMMAND_BAD_FORMAT';
  readonly reason: string | null;
  /** With its cure: what is known beyond the catalogue; null if that is nothing. */
  readonly cause: string | null;
  readonly cure?: string;
}

/** The failure of a process whose command has the fault. */
export function toCommandFailure(processName: string, command: CommandSettings, fault: CommandFault): Failure {
  const line = toShellLine([command.file, ...command.args]);
  const { reason, cause, cure } = fault;
  const diagnosis =
    cause === null || cure === undefined ? null : { cause, cure, certainty: 'certain' as const, evidence: [] };
  const details = {
    process: processName,
    command: `${line}${reason === null ? '' : ` (${reason})`}`,
    workingDirectory: command.workingDirectory,
  };
  return new Failure(fault.code, details, { diagnosis });
}
