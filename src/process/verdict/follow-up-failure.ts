import type { FailureCode } from '../../core/failure-code.ts';
import { Failure } from '../../failures/failure.ts';

/** Ends that say by their code what a call has met. */
const OWN_CAUSES: ReadonlySet<FailureCode> = new Set<FailureCode>(['APP_CRASHED', 'APP_OUT_OF_MEMORY', 'APP_HUNG']);

/** What a call is told that meets the end of a process: the app crashed, hung, or ran out of memory, with the cause that was found. */
export function toCallFailure(process: string, end: Failure): Failure {
  if (OWN_CAUSES.has(end.code)) return end;
  const details = { process, status: describeFailedProcess(end) };
  return new Failure('APP_CRASHED', details, { cause: end, diagnosis: end.diagnosis });
}

/** The failure of a process that was not started for want of another; through a chain the one that really failed is named. */
export function toDependencyFailure(process: string, dependency: string, cause: Failure): Failure {
  const root =
    cause.code === 'DEPENDENCY_FAILED' ? cause.details : { dependency, status: describeFailedProcess(cause) };
  return new Failure('DEPENDENCY_FAILED', { ...root, process }, { cause, diagnosis: cause.diagnosis });
}

/** The failure of a process whose restarts are spent. */
export function toCrashLoopFailure(process: string, count: number, last: Failure): Failure {
  const details = { process, count, status: describeFailedProcess(last) };
  return new Failure('CRASH_LOOP', details, { cause: last, diagnosis: last.diagnosis });
}

/** Why a process is not there, as the predicate of a sentence about it: "exited with code 3", "was not ready in time". */
function describeFailedProcess(failure: Failure): string {
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
    case 'COMMAND_IS_BERTH':
      return 'could not be started (it is berth itself)';
    case 'APP_DAEMONIZED':
      return 'went into the background';
    case 'APP_DAEMON_LOST':
      return 'lost a server that its start had put beside it';
    case 'APP_HUNG':
      return 'did not answer any more';
    case 'PORT_IN_USE':
      return 'found its port in use';
    default:
      return 'was not started';
  }
}
