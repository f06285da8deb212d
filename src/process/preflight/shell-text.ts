import { readShellTokens, type ShellToken } from './shell-token.ts';

/** A command that a text of shell is sure to come to, if all before it goes well. */
export interface ShellCommand {
  readonly words: readonly string[];
  /** The line it stands in, from 1. */
  readonly line: number;
  /** The shell becomes it or ends with it, or ends for want of it. */
  readonly isNeeded: boolean;
  /** False if something before it may bring the program, or change where it is looked for. */
  readonly isDecided: boolean;
  /** The folder that `cd` leads to, from where the shell starts; null if nobody can say. */
  readonly folder: string | null;
}

const OPEN = /^(?:if|for|while|until|case|select|\{)$/;
const CLOSE = /^(?:fi|done|esac|\})$/;
const GUARD = /^(?:test|\[|\[\[|command|which|type|hash|grep|pgrep|!)$/;
const BUILTIN =
  /^(?::|\.|source|alias|bg|bind|break|builtin|caller|cd|compgen|complete|compopt|continue|coproc|declare|dirs|disown|echo|enable|eval|exit|export|false|fc|fg|getopts|hash|help|history|jobs|kill|let|local|logout|mapfile|popd|printf|pushd|pwd|read|readarray|readonly|return|set|shift|shopt|source|suspend|test|times|trap|true|type|typeset|ulimit|umask|unalias|unset|wait|\[|\[\[|!|then|do|else|elif|in|function)$/;
/** These bring no program. */
const HARMLESS =
  /^(?:mkdir|chmod|chown|rm|rmdir|touch|cat|sed|grep|sleep|date|id|hostname|ls|env|true|mktemp|dirname|basename|readlink|realpath|find|head|tail|tr|cut|sort|wc|tee|awk|getent|whoami|nproc|uname)$/;
/** These may bring any, to where PATH finds it; who copies or links a file rarely does it there. */
const INSTALLER =
  /^(?:apt|apt-get|apk|yum|dnf|microdnf|zypper|pip|pip3|pipx|npm|npx|pnpm|yarn|gem|bundle|bundler|composer|conda|mamba|uv|poetry|cargo|go|make|curl|wget|tar|unzip|update-alternatives|a2enmod|nvm|rbenv|asdf)$/;

/** True if a command may bring programs that are not there yet. */
export function bringsPrograms({ file, args }: { readonly file: string; readonly args: readonly string[] }): boolean {
  return [file, ...args].some((word) => INSTALLER.test(word.replace(/^.*\//, '')) || /\binstall\b/.test(word));
}

const CHANGES_OPERANDS = /\bshift\b|\bset\s+(?:--|[^-+\s])/;

/**
 * The commands that a text of shell runs outside of conditions, loops and functions: what nobody can be sure of is left
 * out. `given`: what "$@" stands for, unless the text changes it.
 */
export function listShellCommands(text: string, given: readonly string[]): ShellCommand[] {
  const operands = CHANGES_OPERANDS.test(text) ? [] : given;
  const walk: Walk = {
    found: [],
    folder: '',
    hasPath: true,
    hasInstalled: false,
    hasWorked: false,
    ownNames: new Set(),
  };
  const tokens = readShellTokens(text);
  let at = 0;
  while (at < tokens.length) {
    const end = findListEnd(tokens, at);
    const known = walk.found.length;
    const goesOn = takeList(tokens.slice(at, end), walk, operands);
    at = end + 1;
    if (!goesOn || !tokens.slice(at).some(({ kind }) => kind !== 'end')) need(walk, known);
    if (!goesOn) break;
  }
  if (isStrict(text)) need(walk, 0);
  return walk.found;
}

interface Walk {
  readonly found: ShellCommand[];
  folder: string | null;
  hasPath: boolean;
  hasInstalled: boolean;
  hasWorked: boolean;
  /** Functions and aliases of the text. */
  readonly ownNames: Set<string>;
}

/** The end of an and-or list: a line end, `;` or `&` outside of whatever was opened in it. */
function findListEnd(tokens: readonly ShellToken[], start: number): number {
  let depth = 0;
  // A pattern of `case` closes a parenthesis that was never opened.
  let parentheses = 0;
  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at]!;
    const isFirst =
      at === start ||
      tokens[at - 1]!.kind !== 'word' ||
      /^(?:then|do|else|elif|!)$/.test(tokens[at - 1]!.text) ||
      (at === start + 2 && tokens[start]!.text === 'function');
    if (token.kind === 'operator') {
      if (token.text === '(') parentheses++;
      else if (token.text === ')' && parentheses > 0) parentheses--;
    } else if (token.kind === 'end') {
      if (depth <= 0 && parentheses === 0) return at;
    } else if (isFirst && OPEN.test(token.text)) depth++;
    else if (isFirst && CLOSE.test(token.text)) depth--;
  }
  return tokens.length;
}

/** False if nothing behind the list is ever come to, or nobody can say. */
function takeList(tokens: readonly ShellToken[], walk: Walk, operands: readonly string[]): boolean {
  const first = tokens[0];
  if (first === undefined) return true;
  const isCompound =
    OPEN.test(first.text) || first.text === '(' || first.text === 'function' || tokens[1]?.text === '(';
  if (first.text === 'function') walk.ownNames.add(tokens[1]?.text ?? '');
  else if (tokens[1]?.text === '(') walk.ownNames.add(first.text);
  const mayFail = tokens.some(({ kind, text }) => kind === 'operator' && text === '||');
  if (isCompound || mayFail || tokens.some(({ text }) => text === '<<')) return skipList(tokens, walk);
  let command: ShellToken[] = [];
  let isTarget = false;
  for (const token of [...tokens, END]) {
    if (token.kind === 'word') {
      if (!isTarget) command.push(token);
      isTarget = false;
    } else if (isRedirection(token.text)) isTarget = !token.text.includes('&');
    else {
      const outcome = takeCommand(command, walk, operands);
      if (outcome !== 'goes-on') return outcome === 'guards' ? skipList(tokens, walk) : false;
      command = [];
    }
  }
  return true;
}

const END: ShellToken = { kind: 'end', text: '', isLiteral: true, line: 0 };

function isRedirection(text: string): boolean {
  return /^\d?[<>]/.test(text);
}

/** What stands where nobody can say whether it is run may still change what comes after it. */
function skipList(tokens: readonly ShellToken[], walk: Walk): boolean {
  const words = tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text);
  if (words.some((word) => /^(?:export|PATH=.*|\.|source|eval)$/s.test(word))) walk.hasPath = false;
  if (words.some((word) => word === 'cd' || word === 'pushd')) walk.folder = null;
  if (words.some((word) => INSTALLER.test(word))) walk.hasInstalled = true;
  walk.hasWorked = true;
  return !tokens.some(({ text }) => text === '<<');
}

function takeCommand(
  tokens: readonly ShellToken[],
  walk: Walk,
  operands: readonly string[],
): 'goes-on' | 'ends' | 'guards' {
  const start = tokens.findIndex(({ text }) => !/^[A-Za-z_]\w*=/.test(text));
  const assigned = start < 0 ? tokens : tokens.slice(0, start);
  if (assigned.some(({ text }) => text.startsWith('PATH='))) walk.hasPath = false;
  const [first, ...rest] = start < 0 ? [] : tokens.slice(start);
  if (first === undefined) return 'goes-on';
  if (GUARD.test(first.text) && (first.text !== 'command' || rest[0]?.text.startsWith('-'))) return 'guards';
  if (first.text === 'exit' || first.text === 'return') return 'ends';
  const isExec = first.text === 'exec';
  if (isExec && rest.length === 0) return 'goes-on';
  if (!isExec && takeBuiltin(first, rest, walk)) return 'goes-on';
  const words = toWords(isExec ? skipExecFlags(rest) : [first, ...rest], operands);
  if (words !== null) emit(words, first.line, walk);
  return isExec ? 'ends' : 'goes-on';
}

/** `exec -a NAME program`, `exec -cl program`. */
function skipExecFlags(tokens: readonly ShellToken[]): readonly ShellToken[] {
  const flag = tokens[0]?.text ?? '';
  if (!/^-[acl]+$/.test(flag)) return flag === '--' ? tokens.slice(1) : tokens;
  return skipExecFlags(tokens.slice(flag.endsWith('a') ? 2 : 1));
}

function takeBuiltin({ text, isLiteral }: ShellToken, rest: readonly ShellToken[], walk: Walk): boolean {
  if (!isLiteral || !BUILTIN.test(text)) return false;
  if (text === 'cd') {
    const [folder] = rest;
    const isKnown = folder?.isLiteral === true && walk.folder !== null && !folder.text.startsWith('-');
    walk.folder = isKnown ? joinFolder(walk.folder ?? '', folder.text) : null;
  }
  const isPath = rest.some((word) => word.text.startsWith('PATH='));
  if (text === 'alias') for (const { text: word } of rest) walk.ownNames.add(word.split('=', 1)[0]!);
  if (/^(?:\.|source|eval)$/.test(text) || isPath) walk.hasPath = false;
  if (text === 'pushd' || text === 'popd') walk.folder = null;
  return true;
}

function joinFolder(folder: string, next: string): string {
  return next.startsWith('/') || folder === '' ? next : `${folder}/${next}`;
}

/** The words as far as they are known; the program must be. */
function toWords(tokens: readonly ShellToken[], operands: readonly string[]): string[] | null {
  const [first, ...rest] = tokens;
  if (first?.text === '$@' && !first.isLiteral) return operands.length === 0 ? null : [...operands];
  if (first === undefined || !first.isLiteral) return null;
  return [first.text, ...rest.map(({ text, isLiteral }) => (isLiteral ? text : UNKNOWN_WORD))];
}

/** Stands for a word that only the shell knows: no flag, no file. */
const UNKNOWN_WORD = '';

function emit(words: readonly string[], line: number, walk: Walk): void {
  const [program = ''] = words;
  if (walk.ownNames.has(program)) return;
  const isDecided = program.includes('/') ? !walk.hasWorked : walk.hasPath && !walk.hasInstalled;
  walk.found.push({ words, line, isNeeded: false, isDecided, folder: walk.folder });
  if (words.some((word) => INSTALLER.test(word))) walk.hasInstalled = true;
  if (!HARMLESS.test(program)) walk.hasWorked = true;
}

/** The last list is what the text is for: a link of it that is missing keeps the next from being run. */
function need({ found }: Walk, from: number): void {
  found.splice(from, found.length, ...found.slice(from).map((command) => ({ ...command, isNeeded: true })));
}

/** The shell ends with the first command that fails. */
function isStrict(text: string): boolean {
  return /^(?:\s*#.*\n)*\s*set -[a-z]*e/.test(text) || /^#!\s*\S+ -[a-z]*e/.test(text);
}
