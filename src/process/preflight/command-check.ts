import { basename, resolve } from 'node:path';
import { readProgramFormat } from '../../core/program-format.ts';
import { findScriptArgument } from '../../core/script-argument.ts';
import type { CommandSettings } from '../../core/settings.ts';
import { describeFileError } from '../../core/system-error.ts';
import type { CommandFault } from './command-fault.ts';
import { findFormatFault, toCarriageReturnFault } from './format-check.ts';
import { nameInterpreter } from './interpreter.ts';
import { explainPattern, findOtherCase, toMissingFault } from './missing-program.ts';
import { findNoProgram } from './no-program.ts';
import { findOwnCommand } from './own-command.ts';
import { findProgram, hasExecutableBit, isFolder, isThere, readHead } from './program.ts';

/**
 * What would keep a command from running, found without running it; null if nothing is seen. Only what is beyond doubt
 * is a fault: a file that cannot be read or a flag that is not known leaves the last word to the start itself.
 */
export function findCommandFault(command: CommandSettings): CommandFault | null {
  const { workingDirectory, file } = command;
  if (!isThere(workingDirectory)) return toFolderFault(`the working directory ${workingDirectory} is not there`);
  if (!isFolder(workingDirectory)) return toFolderFault(`the working directory ${workingDirectory} is not a folder`);
  const program = findProgram(file, command);
  if (program.kind === 'missing' || file === '.') return findNoProgram(command) ?? toMissingFault(command);
  switch (program.kind) {
    case 'folder':
      return {
        code: 'COMMAND_NOT_EXECUTABLE',
        reason: 'it is a folder',
        cause: `${program.path} is a folder, not a program.`,
        cure: `Name the program inside it, e.g. \`command: ${file.replace(/\/$/, '')}/start\`.`,
      };
    case 'not-executable':
      return toForbiddenFault(program.path, file);
    case 'unusable':
      return {
        code: 'COMMAND_NOT_EXECUTABLE',
        reason: `it ${describeFileError(program.code, 'run')}`,
        cause: `${program.path} ${describeFileError(program.code, 'run')}.`,
        cure: 'Correct the path in `command`, or what stands at it.',
      };
    case 'found':
      return (
        findOwnCommand(program.path, command) ?? findFormatFault(program.path, command) ?? findScriptFault(command)
      );
    default:
      throw new Error(`BUG: unknown program ${JSON.stringify(program satisfies never)}`);
  }
}

function toForbiddenFault(path: string, file: string): CommandFault {
  if (!hasExecutableBit(path)) {
    return {
      code: 'COMMAND_NOT_EXECUTABLE',
      reason: null,
      cause: `${path} has no executable bit; archives made on Windows lose it.`,
      cure: describeMode(path, file),
    };
  }
  return {
    code: 'COMMAND_NOT_EXECUTABLE',
    reason: 'this user may not run it',
    cause: `The user that berth runs as may not run ${path}: the file or a folder on the way is not for it, or the disk is mounted \`noexec\`.`,
    cure: `Let that user through (\`chmod o+x\` on the folders, \`chmod o+rx\` on the file), or put the program where it may be run.`,
  };
}

/** Without a first line that names its interpreter the bit alone makes no program of a file in Python and the like. */
function describeMode(path: string, file: string): string {
  const own = nameInterpreter(file);
  const isProgram =
    own === null || own === 'sh' || readProgramFormat(readHead(path) ?? new Uint8Array()).kind === 'script';
  const named = `\`command: ${own === null || own === 'sh' ? 'bash' : own} ${file}\``;
  return isProgram
    ? `Run \`chmod +x ${path}\`, or name the interpreter in \`command\`, e.g. ${named}.`
    : `Name what runs it: ${named}.`;
}

function toFolderFault(reason: string): CommandFault {
  const cure = 'Correct `workingDirectory`; a relative one starts at the folder of the config file.';
  return { code: 'COMMAND_NOT_FOUND', reason, cause: `${reason[0]?.toUpperCase()}${reason.slice(1)}.`, cure };
}

function findScriptFault(command: CommandSettings): CommandFault | null {
  const { file, args, workingDirectory } = command;
  const script = findScriptArgument(file, args);
  if (script === null) return null;
  const path = resolve(workingDirectory, script.path);
  const isFound = ['', ...script.endings].some((ending) => isThere(`${path}${ending}`));
  if (isFound) return script.isShell ? findShellScriptFault(path) : null;
  // A shell looks for a bare name on PATH as well.
  if (script.isShell && findProgram(script.path, command).kind !== 'missing') return null;
  if (/[*?]/.test(script.path)) {
    const [reason, cause, cure] = explainPattern(script.path);
    return { code: 'COMMAND_NOT_FOUND', reason, cause, cure };
  }
  const near = findOtherCase(path) ?? findWithEnding(path);
  return {
    code: 'COMMAND_NOT_FOUND',
    reason: `its ${script.noun} ${script.path} is missing${near === null ? '' : `; did you mean ${near}?`}`,
    cause: `There is no ${path}.`,
    cure: `Put the file there, or correct \`command\` or \`workingDirectory\` (${workingDirectory}).`,
  };
}

/** `app` for `app.py`. */
function findWithEnding(path: string): string | null {
  const name = basename(path);
  const found = ['.py', '.js', '.mjs', '.rb', '.php', '.sh', '.pl', '.jar'].find((ending) =>
    isThere(`${path}${ending}`),
  );
  return found === undefined ? null : `${name}${found}`;
}

function findShellScriptFault(path: string): CommandFault | null {
  const [firstLine = ''] = Buffer.from(readHead(path) ?? '')
    .toString('latin1')
    .split('\n');
  return firstLine.endsWith('\r') ? toCarriageReturnFault(path, 'its script has Windows line ends') : null;
}
