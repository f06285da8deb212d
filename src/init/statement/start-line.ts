import { posix } from 'node:path';
import { splitShellWords } from '../../core/shell-word.ts';
import { isInstalled } from './missing.ts';
import { escapeReferences, toShellScript } from './shell-script.ts';
import { type LineContext, translateVariables } from './shell-variable.ts';
import { findToldPort, type ToldPort } from './told-port.ts';
import { unwrapWords } from './wrapper.ts';

/** A command that another tool's file states, as a config has it. */
export interface StartLine {
  /** The words of the command; `sh -c` and a script, where only a shell can do it. */
  readonly words: readonly string[];
  /** Variables that stood in front of the command. */
  readonly env: Readonly<Record<string, string>>;
  /** The folder it changes to, below that of the context; null: it does not. */
  readonly place: string | null;
  /** The user it becomes; null: it does not. */
  readonly user: string | null;
  readonly port: ToldPort | null;
  readonly notes: readonly string[];
}

/** Wrappers in wrappers end somewhere. */
const MOST_STEPS = 12;

const SHELL = /^(?:\/(?:usr\/)?bin\/)?(?:sh|bash|dash|ash|zsh)$/;

interface Reading {
  context: LineContext;
  env: Record<string, string>;
  place: string | null;
  user: string | null;
  shell: string;
  notes: string[];
}

/** Reads a command that its file gives to a shell. It becomes one without a shell wherever that does the same. */
export function readShellLine(line: string, context: LineContext): StartLine {
  const reading = { context, env: {}, place: null, user: null, shell: 'sh', notes: [] };
  return readLine(line, reading, MOST_STEPS);
}

/** Reads a command that its file has as words. */
export function readWords(words: readonly string[], context: LineContext): StartLine {
  const reading = { context, env: {}, place: null, user: null, shell: 'sh', notes: [] };
  return readCommand(words.map(escapeReferences), reading, MOST_STEPS);
}

function readLine(line: string, reading: Reading, steps: number): StartLine {
  const rest = takeFront(line.trim().replace(/\\\r?\n\s*/g, ' '), reading);
  const { text, needsShell } = translateVariables(rest.replace(/\s+2>&1$/, ''), reading.context);
  const split = splitShellWords(text);
  if (needsShell || split.kind === 'fault' || split.words.length === 0) return toScript(rest, reading);
  return readCommand(split.words, reading, steps - 1);
}

function readCommand(words: readonly string[], reading: Reading, steps: number): StartLine {
  const script = steps > 0 ? findScript(words) : null;
  if (script !== null) {
    reading.shell = posix.basename(words[0]!);
    return readLine(script, reading, steps);
  }
  const inner = steps > 0 ? unwrapWords(words, reading.context) : null;
  if (inner === null) return toLine(locate(words, reading.context), reading);
  Object.assign(reading.env, inner.env);
  reading.user = inner.user ?? reading.user;
  if (inner.note !== undefined) reading.notes.push(inner.note);
  return inner.line === undefined
    ? readCommand(inner.words, reading, steps - 1)
    : readLine(inner.line, reading, steps - 1);
}

/** The script of `sh -c`; what stands behind it would be its arguments. */
function findScript(words: readonly string[]): string | null {
  const [shell = '', flag = '', script] = words;
  const isOne = SHELL.test(shell) && /^-[eulxo]*c$/.test(flag) && words.length === 3;
  // berth's way to write `${` was put in when the words were read.
  return isOne && script !== undefined ? script.replaceAll('$${', '${') : null;
}

function toScript(line: string, reading: Reading): StartLine {
  const words = [reading.shell, '-c', toShellScript(locateAll(line, reading.context))];
  const isPortTold = /\$\{?PORT\b/.test(line);
  const cut = line.split(/[\s"';&|()]+/).filter((word) => word !== '');
  const found = isPortTold ? ({ kind: 'told' } as const) : findToldPort(cut);
  return { words, env: reading.env, place: reading.place, user: reading.user, port: found, notes: reading.notes };
}

function toLine(words: readonly string[], { env, place, user, notes }: Reading): StartLine {
  return { words, env, place, user, port: findToldPort(words), notes };
}

const INSTALL =
  /^(?<step>(?:npm (?:i|ci|install)|yarn(?: install)?|pnpm (?:i|install)|composer install|bundle(?: install)?|pip3? install -r \S+|poetry install|uv sync)(?: -[\w-]+(?:=\S+)?)*)\s*(?:&&|;)\s*/;

const FRONTS: ReadonlyArray<readonly [front: RegExp, take: (match: RegExpExecArray, reading: Reading) => boolean]> = [
  [/^exec\s+/, () => true],
  [INSTALL, leaveInstall],
  [/^set\s+-[a-z]+\s*(?:-o\s+pipefail\s*)?(?:&&|;|\n)\s*/, () => true],
  [/^cd\s+(?<folder>[^\s&|;$"'~*-][^\s&|;$"'*]*)\s*(?:&&|;|\n)\s*/, takeFolder],
  [/^(?:source|\.)\s+(?:\.\/)?(?<bin>[\w./-]+)\/activate\s*(?:&&|;|\n)\s*/, takeActivation],
  [/^(?:export\s+(?<exported>[A-Za-z_]\w*)=(?<ex>[^\s&|;$`"'\\]*|"[^"$`\\]*"|'[^']*')\s*(?:&&|;|\n)\s*)/, takeVariable],
  [/^(?:env\s+)?(?<name>[A-Za-z_]\w*)=(?<value>[^\s&|;$`"'\\]*|"[^"$`\\]*"|'[^']*')\s+(?=[^\s&|;])/, takeVariable],
];

/** Takes off the front what a config says in keys of its own: a folder, variables, a virtual environment. */
function takeFront(line: string, reading: Reading): string {
  for (const [front, take] of FRONTS) {
    const match = front.exec(line);
    if (match !== null && take(match, reading)) return takeFront(line.slice(match[0].length), reading);
  }
  return line;
}

function leaveInstall({ groups }: RegExpExecArray, { notes }: Reading): boolean {
  notes.push(`\`${groups?.['step']}\` is done once, before the app is deployed, and not at each start`);
  return true;
}

function takeFolder({ groups }: RegExpExecArray, reading: Reading): boolean {
  const folder = groups?.['folder'] ?? '';
  if (folder.startsWith('/')) return false;
  reading.place = posix.join(reading.place ?? '', folder);
  reading.context = { ...reading.context, place: posix.join(reading.context.place, folder) };
  return true;
}

/** Where the programs of the environment are found by path, nothing has to be activated. */
function takeActivation({ groups }: RegExpExecArray, { context }: Reading): boolean {
  return context.folder.hasFolder(posix.join(context.place, groups?.['bin'] ?? ''));
}

function takeVariable({ groups }: RegExpExecArray, reading: Reading): boolean {
  const name = groups?.['exported'] ?? groups?.['name'] ?? '';
  const value = (groups?.['ex'] ?? groups?.['value'] ?? '').replace(/^(["'])(.*)\1$/s, '$2');
  reading.env[name] = escapeReferences(value);
  reading.context = { ...reading.context, variables: { ...reading.context.variables, [name]: value } };
  return true;
}

const PROGRAM_FOLDERS = ['.venv/bin', 'venv/bin', 'env/bin', 'node_modules/.bin'];

/** The same for the commands of a script. */
function locateAll(script: string, context: LineContext): string {
  return script.replace(/(^|&&\s*|;\s*|\bexec\s+)([\w.-]+)(?=\s|$)/g, (_, front: string, program: string) => {
    return front + locate([program], context).join(' ');
  });
}

/** A program that the app's own package manager has put into the folder, by its path; Python by the name that it has here. */
function locate(words: readonly string[], { folder, place }: LineContext): readonly string[] {
  const [program = '', ...args] = words;
  if (program.includes('/')) return words;
  const bin = PROGRAM_FOLDERS.find((one) => folder.isExecutable(posix.join(place, one, program)));
  if (bin !== undefined) return [`${bin}/${program}`, ...args];
  return program === 'python' && !isInstalled(program) ? ['python3', ...args] : words;
}
