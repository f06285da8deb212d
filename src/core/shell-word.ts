import { describeOdd, findInvisible, findLookAlike } from './odd-character.ts';
import { adviseOnLine, describeWindowsPath } from './shell-advice.ts';

/** A command line cut into words, or what keeps it from being cut and where. */
export type ShellWords =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'fault'; readonly fault: string; readonly offset: number };

/** Words as a line that a shell cuts into the same words again. */
export function toShellLine(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}

function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Typographic quotes: what stands between them would fall apart at its blanks. */
const QUOTE_LIKE = /[\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b]/;

interface Cursor {
  readonly text: string;
  at: number;
  word: string | null;
  readonly words: string[];
}

/**
 * Cuts a command line as a POSIX shell does (XCU 2.2, quoting): blanks separate, quotes and backslashes protect. What
 * only a shell can do (pipes, lists, redirections, `$NAME`, substitutions, `NAME=value` in front) is a fault, because
 * without a shell it would reach the program as a strange argument. A berth reference `${…}` stays whole, quoted or not.
 */
export function splitShellWords(text: string): ShellWords {
  const cursor: Cursor = { text, at: 0, word: null, words: [] };
  while (cursor.at < text.length) {
    const start = cursor.at;
    const fault = readNext(cursor);
    if (fault !== null) return { kind: 'fault', fault, offset: start };
  }
  endWord(cursor);
  const first = cursor.words[0];
  const assignment = first === undefined ? null : /^([A-Za-z_]\w*)=/.exec(first);
  if (assignment !== null && text.trimStart().startsWith(assignment[0])) {
    const [, name] = assignment;
    const rest = toShellLine(cursor.words.slice(1));
    const command = rest === '' ? '' : ` and \`command: ${rest}\``;
    const fault = `begins with the variable ${name}: set it in \`env\` (\`env: [ ${first} ]\`${command})`;
    return { kind: 'fault', fault, offset: 0 };
  }
  return { kind: 'words', words: cursor.words };
}

function readNext(cursor: Cursor): string | null {
  const char = cursor.text[cursor.at]!;
  if (takeReference(cursor)) return null;
  if (/[ \t\n\r\f\v]/.test(char)) {
    if (
      char === '\n' &&
      (cursor.word !== null || cursor.words.length > 0) &&
      cursor.text.slice(cursor.at).trim() !== ''
    ) {
      return "has several lines, but no shell is run: fold them with YAML's `>`, or write sh -c '…'";
    }
    endWord(cursor);
    cursor.at++;
    return null;
  }
  const windowsPath = cursor.word === null ? describeWindowsPath(/^\S+/.exec(cursor.text.slice(cursor.at))![0]) : null;
  if (windowsPath !== null) return windowsPath;
  switch (char) {
    case "'":
      return takeSingleQuoted(cursor);
    case '"':
      return takeDoubleQuoted(cursor);
    case '\\':
      return takeEscape(cursor);
    default:
      return takePlain(cursor, char);
  }
}

function takePlain(cursor: Cursor, char: string): string | null {
  const odd = findInvisible(char) ?? (cursor.word === null || QUOTE_LIKE.test(char) ? findLookAlike(char) : null);
  if (odd !== null) return `has ${describeOdd(odd)}`;
  const operator = /^(?:&&|\|\||>>|<<|\$\(|[|&;<>`()]|[0-9][<>])/.exec(cursor.text.slice(cursor.at))?.[0];
  if (operator !== undefined && !(cursor.word !== null && /^\d/.test(operator))) {
    return `uses the shell's \`${operator}\`, but no shell is run: ${adviseOnLine(cursor.text, operator)}, or write sh -c '…'`;
  }
  const variable = /^\$[A-Za-z_]\w*/.exec(cursor.text.slice(cursor.at))?.[0];
  if (variable !== undefined) {
    const name = variable.slice(1);
    const cure = name === 'PORT' ? `\${port}` : `\${env.${name}}`;
    return `uses the shell's ${variable}, but no shell is run: write ${cure}, or quote it`;
  }
  append(cursor, char);
  cursor.at++;
  return null;
}

function takeSingleQuoted(cursor: Cursor): string | null {
  append(cursor, '');
  cursor.at++;
  while (cursor.at < cursor.text.length) {
    if (takeReference(cursor)) continue;
    const char = cursor.text[cursor.at++]!;
    if (char === "'") return null;
    append(cursor, char);
  }
  return "has a ' that is never closed";
}

function takeDoubleQuoted(cursor: Cursor): string | null {
  append(cursor, '');
  cursor.at++;
  while (cursor.at < cursor.text.length) {
    if (takeReference(cursor)) continue;
    const char = cursor.text[cursor.at++]!;
    if (char === '"') return null;
    const next = cursor.text[cursor.at];
    // XCU 2.2.3: between double quotes the backslash protects only these, and a line break is joined.
    if (char === '\\' && next !== undefined && '$`"\\\n'.includes(next)) {
      if (next !== '\n') append(cursor, next);
      cursor.at++;
    } else append(cursor, char);
  }
  return 'has a " that is never closed';
}

function takeEscape(cursor: Cursor): string | null {
  const next = cursor.text[cursor.at + 1];
  if (next === undefined) return 'ends with a lone backslash';
  if (next !== '\n') append(cursor, next);
  cursor.at += 2;
  return null;
}

/** `$${` is berth's own way to write `${`; both forms pass through for the interpolation that follows. */
function takeReference(cursor: Cursor): boolean {
  const rest = cursor.text.slice(cursor.at);
  const reference = /^(?:\$\$\{|\$\{[^}]*\}?)/.exec(rest)?.[0];
  if (reference === undefined) return false;
  append(cursor, reference);
  cursor.at += reference.length;
  return true;
}

function append(cursor: Cursor, text: string): void {
  cursor.word = (cursor.word ?? '') + text;
}

function endWord(cursor: Cursor): void {
  if (cursor.word !== null) cursor.words.push(cursor.word);
  cursor.word = null;
}
