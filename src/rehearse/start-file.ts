import { accessSync, closeSync, constants, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ProgramFormat, readProgramFormat } from '../core/program-format.ts';
import { fail, pass, type Verdict } from './verdict.ts';

const STEP = 'start file';
/** The only processor of Function Compute and Cloud Run, and the usual one elsewhere. */
const MACHINE = 'x64';
const HEAD_BYTES = 4_096;

/** The start file of a deployable folder, and where the platform sees it. */
export interface StartFile {
  readonly path: string;
  readonly isScriptOfNode: boolean;
}

/** What stands around the folder while it is judged. */
export interface Surroundings {
  readonly startFiles: readonly string[];
  /** The folders of the platform's PATH. */
  readonly searchPath: readonly string[];
  /** The path on this machine of one that the app sees. */
  toOuterPath(path: string): string;
}

/** The start file of the folder; null if it has none. */
export function findStartFile(folder: string, startFiles: readonly string[]): StartFile | null {
  const name = startFiles.find((candidate) => isFile(join(folder, candidate)));
  return name === undefined ? null : { path: name, isScriptOfNode: /\.[cm]?js$/.test(name) };
}

/** Judges what can be known of a start before it: the file, its rights, its first line, its interpreter and its processor. */
export function judgeStartFile(folder: string, around: Surroundings): Verdict {
  const found = findStartFile(folder, around.startFiles);
  if (found === null) return judgeMissing(folder, around.startFiles);
  if (found.isScriptOfNode) return pass(STEP, `${found.path}, loaded by Node.js`);
  const file = join(folder, found.path);
  if (!isExecutable(file)) {
    return fail(
      STEP,
      'start-file-not-executable',
      `${found.path} is not executable: the platform ends the start with CAFilePermission or "permission denied"`,
      `chmod 755 ${found.path}, and pack it with a tool that keeps the mode (zip on Linux or macOS, \`berth pack\`)`,
    );
  }
  return judgeFormat(found.path, readProgramFormat(readHead(file)), around);
}

function judgeMissing(folder: string, names: readonly string[]): Verdict {
  const [name = ''] = names;
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const deep = folders.find((entry) => names.some((candidate) => isFile(join(folder, entry.name, candidate))));
  if (deep !== undefined) {
    return fail(
      STEP,
      'start-file-too-deep',
      `there is no ${name} here, but one in ${deep.name}/: the platform does not look there`,
      `pack what is in ${deep.name}/, not the folder itself: berth rehearse ${join(folder, deep.name)}`,
    );
  }
  const cure = existsSync(join(folder, 'berth.yaml'))
    ? 'make the deployable folder first: `berth pack -o DIR`, then `berth rehearse DIR`'
    : `add the file that starts the app; \`berth init\` and \`berth pack\` write one`;
  return fail(STEP, 'start-file-missing', `there is no ${name} in ${folder}`, cure);
}

function judgeFormat(name: string, format: ProgramFormat, around: Surroundings): Verdict {
  switch (format.kind) {
    case 'script':
      return judgeInterpreter(name, format.interpreter, around);
    case 'foreign':
      return judgeForeign(name, `a program for ${format.system}`);
    case 'elf':
      if (format.machine !== MACHINE) return judgeForeign(name, `a program for the processor ${format.machine}`);
      if (format.loader !== null && !existsSync(around.toOuterPath(format.loader))) {
        const seen = `${name} needs the loader ${format.loader}, which is not there: it was built for another C library`;
        return fail(STEP, 'interpreter-missing', seen, 'build it on Debian, or link it statically');
      }
      return pass(STEP, `${name}, a program for ${format.machine}`);
    case 'unknown':
      return fail(
        STEP,
        'start-file-no-shebang',
        `${name} is no program and does not begin with #!: the platform ends the start with "exec format error"`,
        'make its first line the interpreter: #!/bin/bash',
      );
  }
}

function judgeForeign(name: string, what: string): Verdict {
  const seen = `${name} is ${what}, and the platform runs Linux on ${MACHINE}: "exec format error"`;
  return fail(STEP, 'start-file-foreign', seen, 'build it for Linux on x86-64 (Go: GOOS=linux GOARCH=amd64)');
}

function judgeInterpreter(name: string, line: string, around: Surroundings): Verdict {
  if (line.endsWith('\r')) {
    const seen = `${name} has line ends of Windows (CRLF): the platform looks for ${JSON.stringify(line)}`;
    return fail(STEP, 'start-file-crlf', seen, `sed -i 's/\\r$//' ${name}, and let git keep it: ${name} text eol=lf`);
  }
  const [program = '', ...words] = line.trim().split(/\s+/);
  const searched = /\/env$/.test(program)
    ? words.find((word) => !word.startsWith('-') && !word.includes('='))
    : undefined;
  const isThere =
    existsSync(around.toOuterPath(program)) &&
    (searched === undefined ||
      around.searchPath.some((folder) => existsSync(around.toOuterPath(join(folder, searched)))));
  if (isThere) return pass(STEP, `${name}, executable, run by ${line.trim()}`);
  return fail(
    STEP,
    'interpreter-missing',
    `${name} is to be run by ${searched ?? program}, which is not there`,
    'name one that the platform has, or pack it with the code and name it by its path below /code',
  );
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function readHead(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return head.subarray(0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}
