import type { Failure } from '../failures/failure.ts';

/** Why a process is not there, as the predicate of a sentence about it: "exited with code 3", "was not ready in time". */
export function describeFailedProcess(failure: Failure): string {
  const status = failure.details['status'];
  if (typeof status === 'string') return status;
  switch (failure.code) {
    case 'APP_NOT_READY_IN_TIME':
      return 'was not ready in time';
    case 'COMMAND_NOT_FOUND':
      return 'could not be started (command not found)';
    case 'COMMAND_NOT_EXECUTABLE':
      return 'could not be started (command not executable)';
    case 'PORT_IN_USE':
      return 'found its port in use';
    default:
      return 'was not started';
  }
}
