import { escapeUnseen } from '../../core/odd-character.ts';
import type { CommandSettings } from '../../core/settings.ts';
import { toShellLine } from '../../core/shell-word.ts';
import { Failure } from '../../failures/failure.ts';
import { findCommandFault } from '../preflight/command-check.ts';
import type { CommandFault } from '../preflight/command-fault.ts';

/** The failure of a process whose command has the fault, or of another `owner` that the command works for. */
export function toCommandFailure(
  processName: string,
  command: CommandSettings,
  fault: CommandFault,
  owner = `process ${processName}`,
): Failure {
  const line = escapeUnseen(toShellLine([command.file, ...command.args]));
  const { reason, cause, cure } = fault;
  const diagnosis =
    cause === null || cure === undefined
      ? null
      : { cause: escapeUnseen(cause), cure: escapeUnseen(cure), certainty: 'certain' as const, evidence: [] };
  const details = {
    process: processName,
    owner,
    command: `${line}${reason === null ? '' : ` (${escapeUnseen(reason)})`}`,
    workingDirectory: command.workingDirectory,
  };
  return new Failure(fault.code, details, { diagnosis });
}

/**
 * Turns the error code of a spawn that did not happen into a failure. ENOENT has several causes that look alike (a
 * missing program, working directory, interpreter or loader); the failure says which.
 */
export function toSpawnFailure(processName: string, command: CommandSettings, code: string): Failure {
  return toCommandFailure(
    processName,
    command,
    findCommandFault(command) ?? toUserFault(command, code) ?? toUnexplainedFault(code),
  );
}

/** What a spawn was refused for that is no fault of the command. */
const WANTS: Readonly<Record<string, readonly [cause: string, cure: string]>> = {
  EAGAIN: [
    'The system starts no more processes: the limit of this user or of the container is reached.',
    'Raise the limit of processes (`ulimit -u`, the container’s `pids` limit), or start fewer.',
  ],
  ENOMEM: [
    'The system has no memory left to start a process with.',
    'Give the instance more memory, or let what runs already use less.',
  ],
  EMFILE: ['berth has as many files open as it may.', 'Raise the limit (`ulimit -n`) where berth is started.'],
  ENFILE: ['This machine has as many files open as it may.', 'Raise `fs.file-max`.'],
  E2BIG: [
    'The words of the command and the variables are together larger than the system takes.',
    'Put the largest into a file, and name that: often it is a variable with a certificate or a JSON document.',
  ],
};

function toUserFault({ file, identity }: CommandSettings, code: string): CommandFault | null {
  if (identity === undefined) return null;
  const { name } = identity;
  if (code === 'EACCES') {
    return {
      code: 'COMMAND_NOT_EXECUTABLE',
      reason: `the user ${name} may not run it`,
      cause: `${file}, or a folder on the way to it, is closed to the user ${name}, as which the process is to run.`,
      cure: `Let that user through (\`chmod o+x\` on the folders, \`chmod o+rx\` on the file), or put the program where it may be run: /root is closed to everybody else.`,
    };
  }
  if (code !== 'EPERM' && code !== 'EINVAL') return null;
  return {
    code: 'COMMAND_NOT_EXECUTABLE',
    reason: `the system does not let berth become the user ${name} (${code})`,
    cause: `The system refuses the change to the user ${name}: a sandbox or a user namespace without that user does so.`,
    cure: 'Leave `user` and `group` out there, or give berth CAP_SETUID and CAP_SETGID.',
  };
}

function toUnexplainedFault(code: string): CommandFault {
  const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
  if (isMissing) return { code: 'COMMAND_NOT_FOUND', reason: 'the file is there, its loader is not', cause: null };
  const failureCode = code === 'ENOEXEC' ? 'COMMAND_BAD_FORMAT' : 'COMMAND_NOT_EXECUTABLE';
  const reason = code === 'EACCES' ? null : `the system says ${code}`;
  const [cause, cure] = WANTS[code] ?? [];
  return cause === undefined || cure === undefined
    ? { code: failureCode, reason, cause: null }
    : { code: failureCode, reason, cause, cure };
}
