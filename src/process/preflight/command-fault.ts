/** Why a command cannot be run. `reason` is a phrase for the sentence; null where the sentence says it all. */
export interface CommandFault {
  readonly code: 'COMMAND_NOT_FOUND' | 'COMMAND_NOT_EXECUTABLE' | 'COMMAND_BAD_FORMAT' | 'COMMAND_IS_BERTH';
  readonly reason: string | null;
  /** With its cure: what is known beyond the catalogue; null if that is nothing. */
  readonly cause: string | null;
  readonly cure?: string;
}
