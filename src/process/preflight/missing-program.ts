import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { describeOdd, findLookAlike } from '../../core/odd-character.ts';
import type { CommandSettings } from '../../core/settings.ts';
import { toShellLine } from '../../core/shell-word.ts';
import type { CommandFault } from './command-fault.ts';
import { nameInterpreter } from './interpreter.ts';
import { findNearestPrograms } from './nearest-program.ts';
import { getPath, hasExecutableBit, isThere } from './program.ts';

/** Where apps keep programs of their own, which no PATH has. */
const OWN_FOLDERS = ['node_modules/.bin', 'venv/bin', '.venv/bin', 'env/bin', 'vendor/bin', 'bin'];

type Words = readonly [reason: string | null, cause: string, cure: string];

/** The fault of a command whose program is not there, with what was most likely meant. */
export function toMissingFault(command: CommandSettings): CommandFault {
  const [reason, cause, cure] =
    explainSpelling(command) ?? (command.file.includes('/') ? explainPath(command) : explainName(command));
  return { code: 'COMMAND_NOT_FOUND', reason, cause, cure };
}

/** What is wrong with the word itself, wherever it is looked for. */
function explainSpelling({ file, args }: CommandSettings): Words | null {
  const odd = findLookAlike(file);
  if (odd !== null) return ['no program is called so', `The name has ${describeOdd(odd)}.`, 'Type it anew.'];
  if (/\s/.test(file.trim())) {
    const line = toShellLine([...file.trim().split(/\s+/), ...args]);
    const cause = 'Its words are quoted as one, so the whole of it is taken for the name of a program.';
    return ['its words are quoted as one', cause, `Write \`command: ${line}\`, or a list with an item for each word.`];
  }
  return /[*?]/.test(file) ? explainPattern(file) : null;
}

/** `target/*.jar`: a shell would put names in its place. */
export function explainPattern(path: string): Words {
  const cause = 'A shell puts the names of files in the place of `*` and `?`, and no shell is run.';
  return [`${path} is a pattern`, cause, "Write the whole name, or `sh -c 'exec …'` with the line in it."];
}

function explainPath({ file, args, workingDirectory }: CommandSettings): Words {
  const path = resolve(workingDirectory, file);
  const link = readLink(path);
  if (link !== null) {
    const cause = `${path} is a symbolic link to ${link}, and nothing is there.`;
    const cure = isInVirtualEnvironment(path)
      ? `A virtual environment works only with the Python it was made with: make it anew on this system (\`python3 -m venv --clear ${dirname(dirname(file))}\`, then install into it).`
      : 'Deploy what it leads to, or the file itself in place of the link.';
    return [`it is a link to ${link}, which is missing`, cause, cure];
  }
  const near = findOtherCase(path);
  if (near !== null) {
    const own = `${file.slice(0, -basename(file).length)}${near}`;
    const cause = `There is no file ${path}, but one called ${near}: here capital letters count.`;
    return [`did you mean ${own}?`, cause, `Write \`command: ${toShellLine([own, ...args])}\`.`];
  }
  const cure = `Put the program there, or correct \`command\`: a relative path starts at ${workingDirectory}.`;
  return [null, `There is no file ${path}.`, cure];
}

function explainName({ file, args, env, workingDirectory }: CommandSettings): Words {
  const path = getPath(env);
  const cause = `No folder on PATH (${path}) has a program named ${file}.`;
  if (isThere(resolve(workingDirectory, file))) {
    const own = hasExecutableBit(resolve(workingDirectory, file)) ? null : nameInterpreter(file);
    const line = own === null ? `./${file}` : `${own} ${file}`;
    const cure = own === null ? 'the current folder is not on PATH' : 'the file itself is no program';
    return [`did you mean ${line}?`, cause, `Write \`${toShellLine([...line.split(' '), ...args])}\`: ${cure}.`];
  }
  const folder = OWN_FOLDERS.find((one) => isThere(resolve(workingDirectory, one, file)));
  if (folder !== undefined) {
    const own = `${folder}/${file}`;
    const cure = `Write \`command: ${toShellLine([own, ...args])}\`: the programs of the app's own are not on PATH.`;
    return [`did you mean ${own}?`, cause, cure];
  }
  const nearest = findNearestPrograms(file, path);
  if (nearest.length === 0) return [null, cause, `Install ${file}, or give its full path in \`command\`.`];
  const names = nearest.join(' or ');
  return [`did you mean ${names}?`, cause, `Write ${names}, or install ${file}.`];
}

/** True for a path in the `bin` of a virtual environment of Python. */
export function isInVirtualEnvironment(path: string): boolean {
  return existsSync(join(dirname(dirname(path)), 'pyvenv.cfg'));
}

/** The file beside it that is called the same but for capital letters; null if there is none. */
export function findOtherCase(path: string): string | null {
  try {
    const name = basename(path).toLowerCase();
    return readdirSync(dirname(path)).find((one) => one.toLowerCase() === name) ?? null;
  } catch {
    return null;
  }
}

function readLink(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
