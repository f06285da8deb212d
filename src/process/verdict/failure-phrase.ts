import type { Failure } from '../../failures/failure.ts';

/** Why a process is not there, as the predicate of a sentence about it: "exited with code 3", "was not ready in time". */
export function describeFailedProcess(failure: Failure): string {
  const status = failure.details['status'];
  if (typeof status === 'string') return status;
  switch (failure.code) {
    case 'APP_NOT_READY_IN_TIME':
    case 'APP_WRONG_PORT':
    case 'APP_WRONG_ADDRESS':
    case 'PORT_HELD_BY_STRANGER':
      return 'was not ready in time';
    case 'COMMAND_NOT_FOUND':
      return 'could not be started (command not found)';
    case 'COMMAND_NOT_EXECUTABLE':
      return 'could not be started (command not executable)';
    case 'COMMAND_BAD_FORMAT':
      return 'could not be started (not made for this machine)';
    case 'APP_DAEMONIZED':
      return 'went into the background';
    case 'PORT_IN_USE':
      return 'found its port in use';
    default:
      return 'was not started';
  }
}
