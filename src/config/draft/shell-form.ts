import { describeOdd, findInvisible, findLookAlike, type OddCharacter } from '../../core/odd-character.ts';
import { splitShellWords } from '../../core/shell-word.ts';
import { PORT_VARIABLES } from '../source/early-listen.ts';
import { isMapping } from '../source/mapping.ts';
import type { ConfigPath } from '../source/place.ts';
import type { Draft } from './draft.ts';

/** Keys whose texts are paths or addresses; the variables and the words of commands besides. */
const PLAIN_KEYS: ReadonlySet<string> = new Set([
  'workingDirectory',
  'runDir',
  'template',
  'from',
  'to',
  'unix',
  'ca',
  'host',
  'serverName',
]);

const SHELL = /(?:^|\/)(?:sh|bash|dash|ash|ksh|zsh|fish|busybox)$/;

/** What stands behind these is a program in a language of its own, where `$` is no shell's. */
const CODE_FLAG = /^(?:-[ceErgpn]|-[a-z]*c|--(?:eval|print|execute|run|command))$/;

/** In the words of these `$` and `~` mean something of their own. */
const OWN_DOLLAR = /(?:^|\/)(?:[gmn]?awk|sed|perl|jq|make|envsubst|e?grep|find)$/;

/** In double quotes, where a shell replaces; or in single ones, whose writer wants none of it. */
const QUOTED = /"(?:\\.|[^"\\])*"|'[^']*'/gs;

const FORM = /(?<![$\\])(?:\$([A-Za-z_]\w*)|\$\(([A-Za-z_]\w*)\)|%([A-Za-z_]\w*)%)/g;
const HOME = /(?<=^|[=:])~(?=\/|$)/;
const UNREAD = 'and no shell reads this';

/** As Kubernetes writes a variable; to a shell it would be a command. */
const VARIABLE_ALONE = /^\$\([A-Z_][A-Z0-9_]*\)$/;
const SUBSTITUTION = /^(?:\$\([^()]+\)|`[^`]+`)$/;

/**
 * Warns of what a shell would replace in texts that no shell reads, `$HOME`, `$(PORT)`, `%PORT%` and `~`, where that is a
 * variable that is there or one of berth's own; and of characters in them that nobody can see. To be called before `${…}`
 * is replaced: what comes from the environment is nobody's spelling.
 */
export function warnOfForms(draft: Draft, env: NodeJS.ProcessEnv): void {
  draft.rewrite((value, path) => {
    if (typeof value !== 'string') return value;
    if (isVariable(path)) warnOfText(draft, value, path, env);
    else if (isWord(draft, path)) {
      if (!isCode(draft.get(path.slice(0, -1)), Number(path.at(-1)))) warnOfText(draft, value, path, env);
    } else if (draft.findKey(path)?.isCommand === true) warnOfLine(draft, value, path, env);
    else if (PLAIN_KEYS.has(String(path.at(-1)))) warnOfText(draft, value, path, env);
    return value;
  });
}

function warnOfLine(draft: Draft, line: string, path: ConfigPath, env: NodeJS.ProcessEnv): void {
  const literal = line.replace(QUOTED, (quoted) => (quoted[0] === "'" ? quoted.replace(/[$%~`]/g, '_') : quoted));
  const split = splitShellWords(literal);
  if (split.kind !== 'words') return;
  const { words } = split;
  for (const word of words.filter((_, index) => !isCode(words, index))) warnOfText(draft, word, path, env);
}

function warnOfText(draft: Draft, text: string, path: ConfigPath, env: NodeJS.ProcessEnv): void {
  const { report } = draft;
  const odd = findOdd(text, path);
  if (odd !== null) report.warn(path, `has ${describeOdd(odd)}`, odd.char);
  if (SUBSTITUTION.test(text) && !VARIABLE_ALONE.test(text)) {
    report.warn(
      path,
      `has a command between ${text[0] === '$' ? '$( )' : 'backquotes'}, ${UNREAD}: set it in a start script`,
    );
  }
  const forms = [...text.matchAll(FORM)].map(([piece, dollar, bracket, percent]) => {
    const name = dollar ?? bracket ?? percent ?? '';
    return { piece, cure: findCure(draft, name, path, env) };
  });
  // Beside names that only the app can know (`$remote_addr $USER`), the known ones are the app's, too.
  for (const { piece, cure } of forms.every((form) => form.cure !== null) ? forms : []) {
    if (cure !== null) report.warn(path, `has ${piece}, ${UNREAD}: ${cure}`, piece);
  }
  if (HOME.test(text)) report.warn(path, `has ~, ${UNREAD}: write \${env.HOME} in its place`, '~');
}

function findCure(draft: Draft, name: string, path: ConfigPath, env: NodeJS.ProcessEnv): string | null {
  if ((PORT_VARIABLES as readonly string[]).includes(name)) return `write \${port} in its place`;
  if (env[name] !== undefined) return `write \${env.${name}} in its place`;
  const siblings = path[0] === 'processes' ? draft.get(['processes', String(path[1]), 'env']) : null;
  return isMapping(siblings) && Object.hasOwn(siblings, name) ? 'write its value in its place' : null;
}

/** Blanks that are none may be meant inside the value of a variable, as a full-width colon may. */
function findOdd(text: string, path: ConfigPath): OddCharacter | null {
  const first = findLookAlike(text.slice(0, 1));
  if (!isVariable(path)) return findInvisible(text) ?? first;
  const isQuoted = first !== null && findLookAlike(text.slice(-1)) !== null;
  const edges = findInvisible(text.slice(0, 1)) ?? findInvisible(text.slice(-1));
  const inside = findInvisible(text.replace(/\p{Zs}/gu, ' '));
  return edges ?? inside ?? (isQuoted ? first : null);
}

function isVariable(path: ConfigPath): boolean {
  return path.at(-2) === 'env';
}

function isWord(draft: Draft, path: ConfigPath): boolean {
  return typeof path.at(-1) === 'number' && draft.findKey(path.slice(0, -1))?.isCommand === true;
}

/** True for a word behind a flag that takes code, and for all behind a shell with such a flag. */
function isCode(words: unknown, index: number): boolean {
  if (!Array.isArray(words)) return false;
  const before = words.slice(0, index).map(String);
  if (OWN_DOLLAR.test(before[0] ?? '')) return true;
  const shell = before.findIndex((word) => SHELL.test(word));
  const isInShell = shell >= 0 && before.slice(shell).some((word) => CODE_FLAG.test(word));
  return isInShell || CODE_FLAG.test(before.at(-1) ?? '');
}
