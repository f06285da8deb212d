/** A file or folder that a command line names, and without which its program ends at once. */
export interface ScriptArgument {
  readonly path: string;
  readonly noun: 'script' | 'router script' | 'archive' | 'document root';
  /** `.js` and the like: the interpreter finds the file also without it. */
  readonly endings: readonly string[];
  /** The program reads it with a POSIX shell's eyes, to which a carriage return is part of the word. */
  readonly isShell: boolean;
}

/** How to read the words of a command line up to the first that is no flag. */
interface FlagRule {
  /** Flags after which the program has no script at all. */
  readonly codeFlags: RegExp;
  /** Flags that take the next word. */
  readonly valueFlags: RegExp;
  /** Flags known to stand alone. After any other flag nothing is claimed: its value could look like a script. */
  readonly plainFlags: RegExp;
}

interface InterpreterRule extends FlagRule {
  readonly names: RegExp;
  readonly endings?: readonly string[];
}

const NEVER = /^$/;
const SHELL_NAMES = /^(?:sh|bash|dash|ash|ksh|zsh)$/;

const RULES: readonly InterpreterRule[] = [
  {
    names: SHELL_NAMES,
    codeFlags: /^-[a-z]*[cs][a-z]*$/,
    valueFlags: /^[-+][a-z]*[oO]$/,
    plainFlags: /^[-+][aefhlmnuvx]+$|^--(?:login|norc|noprofile|posix)$/,
  },
  {
    names: /^(?:python|pypy)[\d.]*$/,
    codeFlags: /^-[A-Za-z]*[cm]$/,
    valueFlags: /^-[WX]$/,
    plainFlags: /^-[bBdEiIOqsSuv]+$|^-[WX].+$/,
  },
  {
    names: /^node(?:js)?$/,
    codeFlags: /^-(?:[eipv]|pe|-eval|-print|-check|-interactive|-version|-test|-run)$|^--(?:eval|print|run)=/,
    valueFlags: /^(?:-r|-C|--require|--import|--loader|--experimental-loader|--env-file|--conditions|--title)$/,
    plainFlags: /^--[a-z-]+(?:=.*)?$/,
    endings: ['.js', '.json', '.node'],
  },
  { names: /^ruby[\d.]*$/, codeFlags: /^-[eS]$/, valueFlags: /^-[rIC]$/, plainFlags: /^-(?:w|[rIWE].+)$|^--[a-z-]+$/ },
  { names: /^perl[\d.]*$/, codeFlags: /^-[eE]$/, valueFlags: /^-I$/, plainFlags: /^-(?:[wTt]+|[IMm].+)$/ },
];

/**
 * The script a command names as a file, if that is beyond doubt; null for a program that is no known interpreter, for
 * code on the command line, and wherever an unknown flag stands in between.
 */
export function findScriptArgument(file: string, args: readonly string[]): ScriptArgument | null {
  const name = file.slice(file.lastIndexOf('/') + 1);
  if (/^php[\d.]*$/.test(name)) return findPhpScript(args);
  if (name === 'java') return findJavaArchive(args);
  if (name === 'dotnet') return args[0]?.endsWith('.dll') ? toScript(args[0]) : null;
  const rule = RULES.find(({ names }) => names.test(name));
  if (rule === undefined) return null;
  const path = findOperand(args, rule);
  return path === null ? null : { ...toScript(path, rule.endings), isShell: SHELL_NAMES.test(name) };
}

function findOperand(args: readonly string[], rule: FlagRule): string | null {
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (word === '--') return args[at + 1] ?? null;
    if (rule.codeFlags.test(word) || word === '-' || word === '') return null;
    if (rule.valueFlags.test(word)) at += 1;
    else if (!/^[-+]/.test(word)) return word;
    else if (!rule.plainFlags.test(word)) return null;
  }
  return null;
}

// `php -S address -t root router.php`, `php -f file`, `php file`.
function findPhpScript(args: readonly string[]): ScriptArgument | null {
  const isServer = args.includes('-S');
  const valueFlags = /^-[SdctfzF]$/;
  const path = findOperand(args, { codeFlags: /^-[rRBEivm]$/, valueFlags, plainFlags: /^-(?:[neq]|[dc].+)$/ });
  const file = args[args.indexOf('-f') + 1];
  // What stands behind the script belongs to the app, an `-f` too.
  const isNamed =
    file !== undefined && args.includes('-f') && (path === null || args.indexOf(path) > args.indexOf('-f'));
  if (isNamed) return toScript(file);
  if (path !== null) return { ...toScript(path), noun: isServer ? 'router script' : 'script' };
  const root = args[args.indexOf('-t') + 1];
  return isServer && args.includes('-t') && root !== undefined ? { ...toScript(root), noun: 'document root' } : null;
}

function findJavaArchive(args: readonly string[]): ScriptArgument | null {
  const at = args.indexOf('-jar');
  const path = args[at + 1];
  const operand = findOperand(args, {
    codeFlags: NEVER,
    valueFlags: /^(?:-cp|-classpath|--class-path|-p|--module-path|--add-opens|--add-exports|--add-modules|-m)$/,
    plainFlags: /^-.*$/,
  });
  // What stands behind a main class belongs to the app, a `-jar` too.
  return at >= 0 && path !== undefined && operand === path ? { ...toScript(path), noun: 'archive' } : null;
}

function toScript(path: string, endings: readonly string[] = []): ScriptArgument {
  return { path, noun: 'script', endings, isShell: false };
}
