/** Words that begin or end something of the shell's own, before which there can be no `exec`. */
const BUILTIN =
  /^(?:exec|cd|if|then|elif|else|fi|for|while|until|do|done|case|esac|wait|set|export|source|\.|eval|exit|trap|true|false|echo|test|\[|\{|\}|\(|[A-Za-z_]\w*\(\))(?=[\s)}]|$)|^[({)]/;

/**
 * A script for `sh -c` whose last command takes the place of the shell, so that signals reach it; as it is, where the last
 * command is a list, a pipe or a word of the shell's own. `${` is written so that berth leaves it to the shell.
 */
export function toShellScript(script: string): string {
  const text = script.trim();
  const at = findLastCommand(text);
  const last = text.slice(at).trimStart();
  const front = text.slice(0, text.length - last.length);
  return escapeReferences(at === -1 || last === '' || BUILTIN.test(last) ? text : `${front}${toExec(last)}`);
}

/** The shell that the first line of a script names; null: none, or another interpreter. */
export function findScriptShell(text: string): string | null {
  return /^#!\s*(?:\S*\/env\s+)?(?:\S*\/)?(bash|sh|dash)\b/.exec(text)?.[1] ?? null;
}

/** A literal text for a config: `${` means something to berth. */
export function escapeReferences(text: string): string {
  return text.replaceAll('${', () => '$${');
}

function toExec(command: string): string {
  return /^[A-Za-z_]\w*=/.test(command) ? `exec env ${command}` : `exec ${command}`;
}

/** Where the last command of a list begins; -1 if it is a pipe, or runs in the background. */
function findLastCommand(text: string): number {
  let quote = '';
  let begin = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\' && quote !== "'") at++;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === "'" || char === '"' || char === '`') quote = char;
    else if (text.startsWith('&&', at)) begin = ++at + 1;
    else if (text.startsWith('||', at) || char === '|') return -1;
    else if (char === ';' || char === '\n') begin = at + 1;
    else if (char === '&' && !/[<>]/.test(text[at - 1] ?? '') && text[at + 1] !== '>') return -1;
  }
  return quote === '' ? begin : -1;
}
