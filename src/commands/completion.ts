import { COMMANDS } from './command-table.ts';
import { Misuse } from './flag.ts';

const SHELLS: Readonly<Record<string, () => string>> = { bash: renderBash, zsh: renderZsh };

/** Prints a script that completes berth's commands and flags in a shell; resolves with 0, or rejects with Misuse. */
export async function completion({ operands }: { readonly operands: readonly string[] }): Promise<number> {
  const [shell = ''] = operands;
  const render = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  if (render === undefined || operands.length !== 1) throw new Misuse('completion needs a SHELL: bash or zsh');
  process.stdout.write(render());
  return 0;
}

/** Words of a command by name: its flags, and what its operands are. */
function listCommands(): Array<{
  readonly name: string;
  readonly flags: readonly string[];
  readonly operands: string;
}> {
  return Object.entries(COMMANDS).map(([name, { flags, operands }]) => ({
    name,
    flags: [...Object.keys(flags), 'help'].map((flag) => `--${flag}`),
    operands,
  }));
}

/** Flags with a value of which nothing is known, or a file. */
function listFlagsOf(value: (value: string | null) => boolean): string {
  const all = Object.values(COMMANDS).flatMap(({ flags }) => Object.entries(flags));
  return [...new Set(all.filter(([, row]) => value(row.value)).map(([flag]) => `--${flag}`))].join('|');
}

function renderBash(): string {
  const commands = listCommands();
  const cases = commands.map(
    ({ name, flags, operands }) => `    ${name}) flags='${flags.join(' ')}' operands='${operands}' ;;\n`,
  );
  return `# Completion of berth for bash: source <(berth completion bash)
_berth() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}" command='' flags='' operands='' i
  COMPREPLY=()
  case $before in
    ${listFlagsOf((value) => value === 'FILE')}) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    ${listFlagsOf((value) => value !== null && value !== 'FILE')}) return ;;
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      ${commands.map(({ name }) => name).join('|')}) command=\${COMP_WORDS[i]}; break ;;
    esac
  done
  case $command in
${cases.join('')}    *) flags='${commands[0]?.flags.join(' ')} --version' operands=COMMAND ;;
  esac
  case $word:$operands in
    -*) mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$word") ;;
    *:COMMAND) mapfile -t COMPREPLY < <(compgen -W '${commands.map(({ name }) => name).join(' ')}' -- "$word") ;;
    *:FILE) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    *:DIR) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
    *:SHELL) mapfile -t COMPREPLY < <(compgen -W '${Object.keys(SHELLS).join(' ')}' -- "$word") ;;
  esac
}
complete -o filenames -F _berth berth
`;
}

function renderZsh(): string {
  const rows = Object.entries(COMMANDS);
  const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  // In a specification a colon ends a part, and a bracket the description.
  const escapeText = (text: string): string => text.replaceAll(/[[\]:]/g, '\\$&');
  const commands = rows.map(([name, { summary }]) => `    ${quote(`${name}:${summary}`)}\n`).join('');
  const actions: Readonly<Record<string, string>> = {
    DIR: "'*:folder:_directories'",
    FILE: "'*:file:_files'",
    SHELL: `'*:shell:(${Object.keys(SHELLS).join(' ')})'`,
    '': '',
  };
  const cases = rows.map(([name, { flags, operands }]) => {
    const specs = Object.entries(flags).map(([flag, { value, meaning }]) => {
      const action = value === null ? '' : `:${escapeText(value)}:${value === 'FILE' ? '_files' : ''}`;
      return quote(`${flag === 'set' ? '*' : ''}--${flag}[${escapeText(meaning)}]${action}`);
    });
    return `    ${name}) _arguments ${[...specs, "'--help[say more]'", actions[operands]].join(' ')} ;;\n`;
  });
  return `#compdef berth
# Completion of berth for zsh: put it into a folder of fpath as _berth.
_berth() {
  local -a commands
  commands=(
${commands}  )
  if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then
    _describe command commands
    return
  fi
  local command=$words[2]
  ((\${commands[(I)$command:*]})) && shift words && ((CURRENT--)) || command=run
  case $command in
${cases.join('')}  esac
}
_berth "$@"
`;
}
