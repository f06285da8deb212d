import { basename, resolve } from 'node:path';
import { readProgramFormat } from '../../core/program-format.ts';
import { findScriptArgument } from '../../core/script-argument.ts';
import type { CommandSettings } from '../../core/settings.ts';
import { findProgram, readHead } from './program.ts';
import { listShellCommands } from './shell-text.ts';
import { findShellText, unwrap } from './wrapper.ts';

/** A command that another one runs: through a wrapper such as `env`, in the text of `sh -c`, or in a script of shell. */
export interface InnerCommand {
  readonly command: CommandSettings;
  /** Who runs it, as a phrase: `start.sh, line 3`. */
  readonly origin: string;
  /** The outer command becomes it or ends with it, or ends for want of it. */
  readonly isNeeded: boolean;
  /** False if something that runs before it may bring it. */
  readonly isDecided: boolean;
}

const DEEPEST = 4;
const LONGEST_SCRIPT_BYTES = 128 * 1_024;

/** What a command is sure to run besides itself, as far as its words and its script tell; reads, and runs nothing. */
export function listInnerCommands(command: CommandSettings, depth = 0): InnerCommand[] {
  if (depth === DEEPEST) return [];
  const direct = listDirect(command);
  return direct.flatMap((inner) => {
    const further = listInnerCommands(inner.command, depth + 1);
    return [inner, ...further.map((item) => combine(inner, item))];
  });
}

function combine(outer: InnerCommand, inner: InnerCommand): InnerCommand {
  return { ...inner, isNeeded: outer.isNeeded && inner.isNeeded, isDecided: outer.isDecided && inner.isDecided };
}

function listDirect(command: CommandSettings): InnerCommand[] {
  const words = [command.file, ...command.args];
  const wrapped = unwrap(words);
  if (wrapped !== null) {
    const [file = '', ...args] = wrapped;
    const isDecided = !words.some((word) => word.startsWith('PATH='));
    return [{ command: { ...command, file, args }, origin: basename(command.file), isNeeded: true, isDecided }];
  }
  const given = findShellText(words);
  if (given !== null) return listOf(command, given.text, given.operands.slice(1), `${basename(command.file)} -c`);
  const script = findShellScript(command);
  return script === null ? [] : listOf(command, script.text, script.operands, script.name);
}

function listOf(command: CommandSettings, text: string, operands: readonly string[], name: string): InnerCommand[] {
  const isOneLine = !text.trim().includes('\n');
  return listShellCommands(text, operands).flatMap(({ words, line, isNeeded, isDecided, folder }) => {
    const [file = '', ...args] = words;
    if (folder === null && file.includes('/') && !file.startsWith('/')) return [];
    const workingDirectory = folder === null ? command.workingDirectory : resolve(command.workingDirectory, folder);
    const origin = isOneLine ? name : `${name}, line ${line}`;
    return [{ command: { ...command, file, args, workingDirectory }, origin, isNeeded, isDecided }];
  });
}

interface ShellScript {
  readonly text: string;
  readonly operands: readonly string[];
  readonly name: string;
}

function findShellScript(command: CommandSettings): ShellScript | null {
  const { file, args, workingDirectory } = command;
  const argument = findScriptArgument(file, args);
  if (argument !== null && !argument.isShell) return null;
  // What stands on PATH belongs to the system.
  const found = argument === null && file.includes('/') ? findProgram(file, command) : null;
  const path =
    argument === null ? (found?.kind === 'found' ? found.path : null) : resolve(workingDirectory, argument.path);
  const bytes = path === null ? null : readHead(path, LONGEST_SCRIPT_BYTES);
  if (path === null || bytes === null || bytes.length === LONGEST_SCRIPT_BYTES) return null;
  if (argument === null) {
    const format = readProgramFormat(bytes);
    if (format.kind !== 'script' || !/(?:^|[/\s])(?:sh|bash|dash|ash)(?:\s|$)/.test(format.interpreter)) return null;
  }
  const operands = argument === null ? args : args.slice(args.indexOf(argument.path) + 1);
  return { text: Buffer.from(bytes).toString('utf8'), operands, name: basename(path) };
}
