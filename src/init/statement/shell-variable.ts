import type { AppFolder } from '../app-folder.ts';
import { isPublic } from './variable.ts';

/** What is known where a line of shell stands. */
export interface LineContext {
  readonly folder: AppFolder;
  /** Variables that the same file sets: a line may use them, and berth's own environment does not have them. */
  readonly variables: Readonly<Record<string, string>>;
  /** The folder the line starts in, below `folder`; empty for it. */
  readonly place: string;
}

/** A line with berth's references for the shell's variables. */
export interface TranslatedLine {
  readonly text: string;
  /** Something in it means what only a shell can do. */
  readonly needsShell: boolean;
}

const NAME = /^[A-Za-z_]\w*/;
const BRACED = /^\{([A-Za-z_]\w*)(?:(:?[-=?])([^{}$`"']*))?\}/;

/** Without quotes around it a value like this stays one word. */
const PLAIN_VALUE = /^[\w@%+=:,./-]+$/;

interface Walk {
  readonly line: string;
  readonly context: LineContext;
  at: number;
  out: string;
  quote: '' | "'" | '"';
  needsShell: boolean;
}

/**
 * Puts `${port}` in the place of `$PORT`, what the file itself says in the place of its own variables, and `${env.NAME:-}`
 * for others. A variable that stands alone as a word vanishes in a shell when it is empty, and is several words when it has
 * blanks: that is left to the shell, as are patterns of file names that fit not just one file.
 */
export function translateVariables(line: string, context: LineContext): TranslatedLine {
  const walk: Walk = { line, context, at: 0, out: '', quote: '', needsShell: false };
  while (walk.at < line.length) step(walk);
  return { text: walk.out, needsShell: walk.needsShell };
}

function step(walk: Walk): void {
  const char = walk.line[walk.at]!;
  if (walk.quote !== "'" && walk.line.startsWith('\\${', walk.at)) {
    take(walk, '$$', 2);
  } else if (walk.quote !== "'" && char === '\\') {
    take(walk, walk.line.slice(walk.at, walk.at + 2), 2);
  } else if (walk.quote !== "'" && char === '$') {
    takeVariable(walk);
  } else if ((char === "'" || char === '"') && (walk.quote === '' || walk.quote === char)) {
    walk.quote = walk.quote === '' ? char : '';
    take(walk, char, 1);
  } else if (walk.quote === '' && /[*?[]/.test(char)) {
    takePattern(walk);
  } else if (walk.quote === '' && char === '~' && /(?:^|\s)$/.test(walk.line.slice(0, walk.at))) {
    walk.needsShell = true;
    take(walk, char, 1);
  } else if (walk.quote === "'" && walk.line.startsWith('${', walk.at)) {
    take(walk, '$${', 2);
  } else take(walk, char, 1);
}

function take(walk: Walk, text: string, length: number): void {
  walk.out += text;
  walk.at += length;
}

function takeVariable(walk: Walk): void {
  const rest = walk.line.slice(walk.at + 1);
  const braced = BRACED.exec(rest);
  const name = braced?.[1] ?? NAME.exec(rest)?.[0];
  if (name === undefined) {
    walk.needsShell ||= /^[({@*#?$!0-9]/.test(rest);
    take(walk, '$', 1);
    return;
  }
  const [, , operator = '', fallback = ''] = braced ?? [];
  const length = 1 + (braced?.[0].length ?? name.length);
  take(walk, toReference(walk, { name, operator, fallback, length }), length);
}

interface Variable {
  readonly name: string;
  readonly operator: string;
  readonly fallback: string;
  readonly length: number;
}

function toReference(walk: Walk, { name, operator, fallback, length }: Variable): string {
  const { line, at, context } = walk;
  if (name === 'PORT') return `\${port}`;
  const own = context.variables[name];
  if (own !== undefined) {
    if (!isPublic(name, own)) return `\${env.${name}}`;
    if (walk.quote === '' && !PLAIN_VALUE.test(own)) walk.needsShell = true;
    return own;
  }
  const before = line[at - 1] ?? ' ';
  const behind = line[at + length] ?? ' ';
  const isWord = walk.quote === '' && /\s/.test(before) && /\s/.test(behind);
  if (operator.endsWith('?')) return `\${env.${name}}`;
  if (isWord && (fallback === '' || /\s/.test(fallback))) walk.needsShell = true;
  return `\${env.${name}:-${fallback}}`;
}

/** `target/*.jar` is the one file that fits; what fits nothing stays as it is, as in a shell. */
function takePattern(walk: Walk): void {
  const { line, at, context } = walk;
  const begin = /\S*$/.exec(line.slice(0, at))![0];
  const pattern = begin + /^\S*/.exec(line.slice(at))![0];
  const found = begin.startsWith('-') ? [] : findMatches(pattern, context);
  const rest = pattern.slice(begin.length);
  if (found.length === 1) {
    walk.out = walk.out.slice(0, walk.out.length - begin.length);
    take(walk, found[0]!, rest.length);
    return;
  }
  const mayFit = found.length > 1 || (/[/]/.test(pattern) && !begin.startsWith('-'));
  walk.needsShell ||= mayFit;
  take(walk, rest.slice(0, 1), 1);
}

function findMatches(pattern: string, { folder, place }: LineContext): readonly string[] {
  const cut = pattern.lastIndexOf('/');
  const parent = pattern.slice(0, Math.max(0, cut));
  const name = pattern.slice(cut + 1);
  if (/[*?[$'"]/.test(parent) || !/^[\w.*?-]+$/.test(name) || pattern.startsWith('/')) return [];
  const source = name.replace(/[.-]/g, '\\$&').replaceAll('?', '.').replace(/\*+/g, '[^/]*');
  const fits = new RegExp(`^${source}$`);
  const names = folder.list([place, parent].filter((part) => part !== '').join('/') || '.');
  return names
    .filter((one) => fits.test(one) && !/-(?:sources|javadoc|plain)\.jar$/.test(one))
    .map((one) => (parent === '' ? one : `${parent}/${one}`));
}
