import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { type ProgramFormat, readProgramFormat } from '../../core/program-format.ts';
import type { CommandSettings } from '../../core/settings.ts';
import { toShellLine } from '../../core/shell-word.ts';
import type { CommandFault } from './command-fault.ts';
import { nameInterpreter } from './interpreter.ts';
import { isInVirtualEnvironment } from './missing-program.ts';
import { findProgram, isThere, readHead } from './program.ts';

/** Processors of this machine's family that its kernel usually runs as well. */
const ALSO_RUNS: Readonly<Record<string, string>> = { x64: 'ia32', arm64: 'arm' };

/** What keeps the system from running a program file that is there and executable; null if nothing is seen. */
export function findFormatFault(path: string, command: CommandSettings): CommandFault | null {
  const head = readHead(path);
  if (head === null) return null;
  const format = readProgramFormat(head);
  switch (format.kind) {
    case 'script':
      return findShebangFault(path, format.interpreter, command);
    case 'elf':
      return findElfFault(format);
    case 'foreign':
      return hasEmulators() ? null : toForeignFault(`it is a program for ${format.system}`, `for ${format.system}`);
    case 'unknown':
      return findNoProgramFault(path, head, command);
    default:
      throw new Error(`BUG: unknown format ${JSON.stringify(format satisfies never)}`);
  }
}

/** The fault of a script whose lines end in CR LF, as far as its first line tells. */
export function toCarriageReturnFault(path: string, reason: string): CommandFault {
  return {
    code: 'COMMAND_BAD_FORMAT',
    reason,
    cause: `${path} has Windows line ends (CR LF), and the carriage return is read as part of the word before it.`,
    cure: `Convert it with \`sed -i 's/\\r$//' ${basename(path)}\`, and keep it so with \`*.sh text eol=lf\` in .gitattributes.`,
  };
}

function findShebangFault(path: string, line: string, command: CommandSettings): CommandFault | null {
  const visible = line.replaceAll('\r', '\\r');
  const [interpreter = '', ...words] = line.split(/[ \t]+/);
  const isEnv = basename(interpreter) === 'env';
  const named = isEnv ? words.find((word) => !/^-|=/.test(word)) : undefined;
  const wanted = named ?? interpreter;
  if (line.endsWith('\r')) {
    const isWhole = wanted.endsWith('\r');
    const reason = isWhole ? `its interpreter ${visibleWord(wanted)} is missing` : `its first line is #!${visible}`;
    return toCarriageReturnFault(path, reason);
  }
  // The system gives `env` all that stands behind it as one word.
  if (isEnv && words.length > 1 && words[0] === named) {
    return {
      code: 'COMMAND_NOT_FOUND',
      reason: `its interpreter '${words.join(' ')}' is missing`,
      cause: `The first line of ${path} is \`#!${visible}\`, and \`env\` takes all words behind it for one name.`,
      cure: `Write \`#!${interpreter} -S ${words.join(' ')}\` there.`,
    };
  }
  const isFound = isThere(interpreter) && (named === undefined || findProgram(named, command).kind === 'found');
  if (isFound || interpreter === '') return null;
  const { file, args } = command;
  return {
    code: 'COMMAND_NOT_FOUND',
    reason: `its interpreter ${isThere(interpreter) ? wanted : interpreter} is missing`,
    cause: `The first line of ${path} is \`#!${visible}\`, and there is no such program.`,
    cure: isInVirtualEnvironment(path)
      ? `The virtual environment was made in another place: make it anew there, or name its Python: \`command: ${toShellLine([`${file.slice(0, -basename(file).length)}python`, file, ...args])}\`.`
      : `Install ${basename(wanted)}, or correct the first line of ${path}.`,
  };
}

/** What is no program, by how it begins (in small letters): a shell would be given it, and stumble over its first line. */
const NO_PROGRAMS: ReadonlyArray<readonly [heads: readonly string[], what: string, cure: string]> = [
  [
    ['version https://git-lfs.'],
    'a pointer of Git LFS, not the file it stands for',
    'Fetch the file with `git lfs pull` before it is packed.',
  ],
  [
    ['<!doctype', '<html', '<?xml'],
    'a web page, not a program',
    'Download it anew: what came was an error page, most likely.',
  ],
  [['pk\u0003\u0004'], 'a zip archive', 'Unpack it before it is packed; a jar is started with `java -jar`.'],
  [['\u001f\u008b', 'bzh9', '\u00fd7zxz'], 'a packed file', 'Unpack it before it is packed.'],
  [['\u007felf'], 'a program that breaks off', 'Deploy it anew: a copy or a download of it has failed.'],
];

function findNoProgramFault(path: string, bytes: Uint8Array, { file, args }: CommandSettings): CommandFault | null {
  if (hasEmulators()) return null;
  const head = Buffer.from(bytes).toString('latin1').trimStart().toLowerCase();
  const [, what, cure] = NO_PROGRAMS.find(([heads]) => heads.some((one) => head.startsWith(one))) ?? [];
  if (what !== undefined && cure !== undefined) {
    return { code: 'COMMAND_BAD_FORMAT', reason: `it is ${what}`, cause: `${path} is ${what}.`, cure };
  }
  const own = nameInterpreter(file);
  if (own === null || own === 'sh' || own === 'bash') return null;
  return {
    code: 'COMMAND_BAD_FORMAT',
    reason: 'its first line names no interpreter',
    cause: `${path} does not begin with \`#!\`, so a shell would try to read it.`,
    cure: `Name what runs it: \`command: ${toShellLine([...own.split(' '), file, ...args])}\`.`,
  };
}

function visibleWord(word: string): string {
  return word.replaceAll('\r', '\\r');
}

function findElfFault({ machine, loader }: Extract<ProgramFormat, { kind: 'elf' }>): CommandFault | null {
  const isOurs = machine === process.arch || machine === ALSO_RUNS[process.arch];
  if (!isOurs && !hasEmulators()) {
    return toForeignFault(`it is a program for ${machine}, this machine is ${process.arch}`, `for ${machine}`);
  }
  if (!isOurs || loader === null || existsSync(loader)) return null;
  const fault = toForeignFault(`its loader ${loader} is missing`, describeLibrary(loader, machine));
  const cure = `Use a build of the program for this system (${describeOwnLibrary()}), or a static one.`;
  return { ...fault, cure };
}

function toForeignFault(reason: string, made: string): CommandFault {
  return {
    code: 'COMMAND_BAD_FORMAT',
    reason,
    cause: `The program was built ${made}, and this machine cannot run it.`,
    cure: `Build or download the program for Linux on ${process.arch}.`,
  };
}

function describeLibrary(loader: string, machine: string): string {
  if (loader.includes('ld-musl')) return 'against musl (Alpine Linux)';
  if (machine !== process.arch) return `for ${machine}`;
  return loader.includes('ld-linux') ? 'against glibc (Debian, Ubuntu, Red Hat)' : `for the loader ${loader}`;
}

function describeOwnLibrary(): string {
  return existsSync('/etc/alpine-release') ? 'musl' : `glibc on ${process.arch}`;
}

/** True if the kernel hands some foreign programs to emulators (binfmt_misc): then only running them tells. */
function hasEmulators(): boolean {
  try {
    return readdirSync('/proc/sys/fs/binfmt_misc').some((name) => name !== 'register' && name !== 'status');
  } catch {
    return false;
  }
}
