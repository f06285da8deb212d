import { splitShellWords } from '../../../core/shell-word.ts';

/** One command of a script: the variables in front of it, and its words. */
export interface ScriptCommand {
  readonly env: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

/** A script of package.json as a shell would run it, as far as it can be told without one. */
export interface ScriptLine {
  /** What runs before the last command, as it is written. */
  readonly before: readonly string[];
  /** The last command, which is the one that stays; null if only a shell can tell. */
  readonly last: ScriptCommand | null;
}

/** Loops, branches, and what goes on in the background. */
const SHELL_ONLY = /^(?:for|while|until|if|case|do|then|wait|trap|\{|\()(?:\s|$)|[^&>]&$|[^&>|]&\s/;

/** Cuts a script at `&&` and `;`. What stands behind a pipe of the last command only makes its output prettier (`pino-pretty`). */
export function readScriptLine(script: string): ScriptLine {
  const parts = cut(script, /^(?:&&|;)/);
  const before = parts.slice(0, -1);
  if (parts.some((part) => SHELL_ONLY.test(part))) return { before, last: null };
  const [command = ''] = cut(parts.at(-1) ?? '', /^\|(?!\|)/);
  return { before, last: readCommand(command) };
}

/** Reads one command: `NODE_ENV=production node server.js -p $PORT`. */
export function readCommand(text: string): ScriptCommand | null {
  const env: Record<string, string> = {};
  let rest = toReferences(text.trim()).replace(/^exec\s+/, '');
  for (;;) {
    const assignment = /^([A-Za-z_]\w*)=('[^']*'|"[^"]*"|[^\s'"]*)\s+(?=\S)/.exec(rest);
    if (assignment === null) break;
    env[assignment[1]!] = assignment[2]!.replace(/^(['"])(.*)\1$/, '$2');
    rest = rest.slice(assignment[0].length);
  }
  // What is printed to nowhere is no part of the command either.
  const split = splitShellWords(rest.replace(/\s+(?:[12]?>>?\s*\S+|2>&1)/g, ''));
  return split.kind === 'words' && split.words.length > 0 ? { env, words: split.words } : null;
}

/** The shell's variables as berth's: `$PORT`, `${PORT:-3000}` and `%PORT%` are the port that berth gives. */
function toReferences(text: string): string {
  return text
    .replace(/\$\{PORT(?::?-[^}]*)?\}|\$PORT\b|%PORT%/g, `\${port}`)
    .replace(/\$\{([A-Za-z_]\w*)(?::?-([^}]*))?\}/g, (_, name: string, other?: string) => toReference(name, other))
    .replace(/\$([A-Za-z_]\w*)/g, (_, name: string) => toReference(name));
}

function toReference(name: string, other?: string): string {
  return name === 'port' ? `\${port}` : `\${env.${name}${other === undefined ? '' : `:-${other}`}}`;
}

/** Cuts where an operator stands outside of quotes. */
function cut(text: string, operator: RegExp): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quote !== '') {
      if (char === '\\' && quote === '"') i++;
      else if (char === quote) quote = '';
    } else if (char === '\\') i++;
    else if (char === "'" || char === '"') quote = char;
    else {
      const length = operator.exec(text.slice(i, i + 2))?.[0].length ?? 0;
      if (length === 0) continue;
      parts.push(text.slice(start, i).trim());
      i += length - 1;
      start = i + 1;
    }
  }
  return [...parts, text.slice(start).trim()].filter((part) => part !== '');
}
