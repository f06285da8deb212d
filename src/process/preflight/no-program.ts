import type { CommandSettings } from '../../core/settings.ts';
import { toShellLine } from '../../core/shell-word.ts';
import type { CommandFault } from './command-fault.ts';

type Words = readonly [reason: string, cause: string, cure: string];

interface Row {
  readonly names: RegExp;
  explain(args: readonly string[], file: string): Words;
}

const NO_SHELL = '`command` is run without a shell.';

function toBuiltin(name: string): string {
  return `${name} is a word of the shell, not a program`;
}

/** `sudo -u www-data` → `: www-data`. */
function toUser(args: readonly string[]): string {
  const name = args[args.findIndex((word) => word === '-u' || word === '--user') + 1];
  return args.some((word) => word === '-u' || word === '--user') && name !== undefined ? `: ${name}` : '';
}

/** Words that people write in front of a command, and that are no programs; what each of them is for has a key of its own. */
const ROWS: readonly Row[] = [
  {
    names: /^(?:cd|pushd|chdir)$/,
    explain: ([folder = '…'], file) => [
      toBuiltin(file),
      `\`${file}\` changes the folder of the shell that runs it, and ${NO_SHELL}`,
      `Set \`workingDirectory: ${folder}\`, and let \`command\` be what is started there.`,
    ],
  },
  {
    names: /^(?:source|\.)$/,
    explain: ([script = '…'], file) => [
      toBuiltin(file),
      `\`${file}\` reads a script into the shell that runs it, and ${NO_SHELL}`,
      script.endsWith('bin/activate')
        ? `Nothing has to be activated: name the program of the virtual environment, e.g. \`command: ${script.replace(/activate$/, 'python')} server.py\`.`
        : `Set its variables in \`env\`, or write \`sh -c '. ${script.includes('/') ? script : `./${script}`} && exec …'\`.`,
    ],
  },
  {
    names: /^(?:export|set|setenv|declare|typeset|local|readonly)$/,
    explain: ([assignment = ''], file) => [
      toBuiltin(file),
      `\`${file}\` sets variables of the shell that runs it, and ${NO_SHELL}`,
      `Set them in \`env\`${/^\w+=/.test(assignment) ? `: \`env: [ ${assignment} ]\`` : ''}.`,
    ],
  },
  {
    names: /^(?:alias|unalias|function)$/,
    explain: (_args, file) => [
      toBuiltin(file),
      'An alias or a function is known only to the shell that defined it.',
      'Write what it stands for.',
    ],
  },
  {
    names: /^(?:exec|command|builtin|eval|nocorrect)$/,
    explain: (args, file) => [
      toBuiltin(file),
      `\`${file}\` is for shells, and ${NO_SHELL}`,
      `Leave it out: \`command: ${toShellLine(args) || '…'}\`.`,
    ],
  },
  {
    names: /^(?:ulimit|umask|trap|shopt|setopt)$/,
    explain: (args, file) => [
      toBuiltin(file),
      `\`${file}\` changes the shell that runs it, and ${NO_SHELL}`,
      `Write \`sh -c '${[file, ...args].join(' ')} && exec …'\`.`,
    ],
  },
  {
    names:
      /^(?:if|for|while|until|case|do|then|else|fi|done|esac|!|\{|\[\[|let|wait|read|type|unset|exit|return|hash|bg|fg|jobs|disown)$/,
    explain: (_args, file) => [
      toBuiltin(file),
      `A line of shell stands here, and ${NO_SHELL}`,
      "Write `sh -c '…'`, or put it into a script and name that.",
    ],
  },
  {
    names: /^(?:sudo|doas|runuser|gosu|su-exec)$/,
    explain: (args, file) => [
      `${file} is not here`,
      'An instance has no need of it: berth starts the app as the user that berth itself runs as.',
      `Leave \`${file}\` out with its flags; another user than berth's is named by \`user${toUser(args)}\`.`,
    ],
  },
  {
    names: /^(?:docker|docker-compose|podman|nerdctl)$/,
    explain: (_args, file) => [
      `${file} is not here`,
      'Inside the instance or the container, where berth and the app run, no image can be run.',
      'Name the program that the image starts: `docker inspect --format "{{.Config.Entrypoint}} {{.Config.Cmd}}" IMAGE` tells it.',
    ],
  },
  {
    names: /^(?:systemctl|service|rc-service|initctl|launchctl|brew)$/,
    explain: (_args, file) => [
      `${file} is not here`,
      'No init system runs in an instance: berth itself is what starts and watches the app.',
      'Name the program of the service (`ExecStart=` in its unit), in the foreground.',
    ],
  },
  {
    names: /^(?:CMD|ENTRYPOINT|RUN|SHELL)$/,
    explain: (args, file) => [
      `${file} is a word of a Dockerfile`,
      'A Dockerfile’s instruction stands here with its name.',
      `Leave \`${file}\` out: \`command: ${toShellLine(args) || '…'}\`.`,
    ],
  },
  {
    names: /^(?:call|start|cmd|powershell|pwsh|copy|del|dir)$|\.(?:exe|bat|cmd|com|ps1)$|^[A-Za-z]:.|^[.\w-]*\\/i,
    explain: (_args, file) => [
      `${file} is for Windows`,
      'The command is one of Windows, and this is Linux.',
      'Name the program of this system: the app’s start script for Linux, or its interpreter and its file.',
    ],
  },
  {
    names: /^\[.*[",]/,
    explain: () => [
      'it is a list inside quotes',
      'The list of words is quoted as a whole, so that it is one text.',
      'Leave the outer quotes out: `command: [node, server.js]`.',
    ],
  },
  {
    names: /\$\(|`/,
    explain: () => [
      'only a shell knows what stands between $( ) or backquotes',
      'A command inside the command is run by a shell, and none is run.',
      "Write what it comes to, or `sh -c 'exec …'` with the line in it.",
    ],
  },
  {
    names: /^~(?:\/|$)/,
    explain: (_args, file) => [
      'only a shell knows ~',
      '`~` is put in by a shell, and none is run.',
      `Write \`\${env.HOME}${file.slice(1)}\`, or the whole path.`,
    ],
  },
];

/** The fault of a command whose first word is known to be no program; null if it may be one that is only not here. */
export function findNoProgram({ file, args }: CommandSettings): CommandFault | null {
  const row = ROWS.find(({ names }) => names.test(file));
  if (row === undefined) return null;
  const [reason, cause, cure] = row.explain(args, file);
  return { code: 'COMMAND_NOT_FOUND', reason, cause, cure };
}
