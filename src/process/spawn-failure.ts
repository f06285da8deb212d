import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { CommandSettings } from '../core/settings.ts';
import { Failure } from '../failures/failure.ts';

/**
 * Turns the error code of a spawn that did not happen into a failure. ENOENT has three causes that look alike: a
 * missing program, a missing working directory, and a missing interpreter behind `#!`; the failure says which.
 */
export function toSpawnFailure(processName: string, command: CommandSettings, code: string): Failure {
  const { workingDirectory } = command;
  const line = [command.file, ...command.args].join(' ');
  const reason = findReason(command, code);
  const details = {
    process: processName,
    command: `${line}${reason === null ? '' : ` (${reason})`}`,
    workingDirectory,
  };
  return new Failure(code === 'ENOENT' || code === 'ENOTDIR' ? 'COMMAND_NOT_FOUND' : 'COMMAND_NOT_EXECUTABLE', details);
}

function findReason(command: CommandSettings, code: string): string | null {
  const { workingDirectory } = command;
  if (!isKind(workingDirectory, 'isDirectory')) return `the working directory ${workingDirectory} is not there`;
  if (code === 'EACCES') {
    const isFolder = command.file.includes('/') && isKind(resolve(workingDirectory, command.file), 'isDirectory');
    return isFolder ? 'it is a folder' : null;
  }
  if (code !== 'ENOENT') return `the system says ${code}`;
  const path = findFile(command);
  if (path === null) return null;
  const interpreter = readInterpreter(path);
  return interpreter === null ? 'the file is there, its loader is not' : `its interpreter ${interpreter} is missing`;
}

function findFile(command: CommandSettings): string | null {
  const { file, workingDirectory } = command;
  const folders = file.includes('/') ? [''] : (command.env['PATH'] ?? '').split(delimiter);
  const paths = folders.map((folder) => (isAbsolute(file) ? file : resolve(workingDirectory, join(folder, file))));
  return paths.find((path) => isKind(path, 'isFile')) ?? null;
}

function isKind(path: string, kind: 'isFile' | 'isDirectory'): boolean {
  return statSync(path, { throwIfNoEntry: false })?.[kind]() ?? false;
}

/** What stands behind `#!`, a carriage return made visible; null if the file does not begin with it. */
function readInterpreter(path: string): string | null {
  const head = Buffer.alloc(256);
  try {
    const fd = openSync(path, 'r');
    readSync(fd, head, 0, head.length, 0);
    closeSync(fd);
  } catch {
    return null;
  }
  const [line = ''] = head.toString('latin1').split('\n');
  return line.startsWith('#!') ? line.slice(2).trimStart().replace('\r', '\\r') : null;
}
