import type { FailureCode } from '../core/failure-code.ts';
import { CATALOGUE } from './catalogue.ts';

/**
 * Function Compute reports a start that failed as "exited unexpectedly(code N, message:strerror(N))" (FC 3.0,
 * troubleshooting of custom runtimes): 78 would read "Remote address changed" there, and 127 "Key has expired". These
 * are the errno values of Linux whose text fits.
 */
const FUNCTION_COMPUTE_STATUS: Readonly<Partial<Record<FailureCode, number>>> = {
  // Invalid argument
  CONFIG_INVALID: 22,
  VARIABLE_UNSET: 22,
  // No such file or directory
  CONFIG_NOT_FOUND: 2,
  COMMAND_NOT_FOUND: 2,
  // Permission denied
  COMMAND_NOT_EXECUTABLE: 13,
  // Exec format error
  COMMAND_BAD_FORMAT: 8,
  // Address already in use
  PORT_IN_USE: 98,
  PORT_HELD_BY_STRANGER: 98,
  // Connection refused
  APP_WRONG_PORT: 111,
  APP_WRONG_ADDRESS: 111,
  // Connection timed out
  APP_NOT_READY_IN_TIME: 110,
  // No child processes
  APP_DAEMONIZED: 10,
  // Cannot allocate memory
  APP_OUT_OF_MEMORY: 12,
  // No such process
  APP_EXITED_BEFORE_READY: 3,
  APP_CRASHED: 3,
  CRASH_LOOP: 3,
  DEPENDENCY_FAILED: 3,
};

/** The status berth ends with on Function Compute itself; null for a failure that ends nothing. */
export function toFunctionComputeStatus(code: FailureCode): number | null {
  return CATALOGUE[code].exitStatus === null ? null : (FUNCTION_COMPUTE_STATUS[code] ?? 1);
}

/** The status berth ends with for a failure; an instance of Function Compute is known by the variables it sets. */
export function chooseExitStatus(code: FailureCode, env: Readonly<Record<string, string | undefined>>): number {
  const isFunctionCompute = env['FC_FUNC_CODE_PATH'] !== undefined && env['FC_FUNCTION_NAME'] !== undefined;
  return (isFunctionCompute ? toFunctionComputeStatus(code) : CATALOGUE[code].exitStatus) ?? 1;
}
