import { cause, likelyCause, type RowGroup } from './row.ts';

const LISTS =
  'Correct it in `command`; `--help` lists what this version of the program knows, and options come and go with upgrades.';

/** What readers of command lines say, in the words of argparse, click, clap, cobra, Go’s flag, commander, yargs and getopt. */
export const OPTION_ROWS: RowGroup = {
  runtime: 'a program with a command line',
  root: 'last',
  rows: [
    cause(
      'option-unknown',
      /(?<!\.(?:conf|cfg|cnf|ini|local):\d{1,5}: )(?:unrecognized|unknown|unexpected|no such|found|nonexistent|invalid|illegal|flag provided but) (?:(?:command or |long |short |shorthand )?(?:flag|option|argument|variable(?= '))s?|not defined)(?: --)?:? ["'`]?(?<option>--?\w[\w.-]*|(?<=["'`]|: )\w[\w.-]*)(?![^:]* for "-)/i,
      ['A program does not know the option {option} that it is started with.', LISTS],
    ),
    cause(
      'option-missing',
      /(?:arguments are required:|(?:missing|required) (?:required )?(?:option|flag|argument)(?:s|\(s\))?:?) ["'`]?(?<option>--?[a-z][\w-]*|(?<=["'`]|required: )[a-z][\w-]*)[^:]{0,30}?(?: not (?:set|specified|provided)\b|["'`]?[.,]?$|, |=)/i,
      [
        'A program is started without {option}, which it must have.',
        'Add it in `command`; `--help` tells what stands behind it.',
      ],
    ),
    cause('options-missing', /following required arguments were not provided:$/, [
      'A program is started without options that it must have; the lines below name them.',
      'Add them in `command`; `--help` tells what stands behind each.',
    ]),
    cause(
      'option-value-missing',
      /(?:(?:flag|option) needs an argument:|option requires an argument --|option|a value is required for|argument|missing argument:) ["'`]?(?<option>--?\w[\w-]*|(?<=-- ["'`])\w)[^:]{0,30}?(?:(?<=(?:needs an argument: |requires an argument -- )["'`]?[\w-]+)["'`]?(?: in -\w+)?$| requires an argument| argument missing| but none was supplied|: expected (?:one|at least one) argument| \(OptionParser::MissingArgument\))/,
      [
        'The option {option} stands in the command without its value: as a rule the variable that is written there is empty or not set.',
        'Set the variable under `env`, or write the value in `command`.',
      ],
    ),
    cause(
      'option-value-invalid',
      /(?:argument (?:-\w\/)?|[Ii]nvalid value .{0,80}for (?:flag )?|[Ii]nvalid argument .{0,80}for |[Ii]nvalid argument: )["'`]?(?<option>--?\w[\w-]*)\b[^:]{0,40}(?:: (?:invalid|parse error|strconv|.*(?:is not|not a|must be|does not exist|out of range))| \(OptionParser::InvalidArgument\))/,
      [
        'The value that {option} is given in the command is not one that the program takes.',
        'Correct it in `command`; where a variable stands there, see what it holds: a number has no unit and no quotes.',
      ],
    ),
    likelyCause(
      'command-not-its',
      /["'`‘“](?<command>[^"'`‘’“”]{1,80})["'`’”] is not an? (?:[\w.-]{1,30} )?(?:sub-?)?command\b/,
      ['A program is started with a command that it does not know: {command}.', LISTS],
    ),
    likelyCause(
      'command-unknown',
      /(?:unrecognized subcommand|[Uu]nknown (?:sub)?command:?|No such command|^Command(?= "[\w:-]+" not found$)) ["'`](?<command>[a-z][\w:-]*)["'`]/,
      ['A program is started with a command that it does not know: {command}.', LISTS],
    ),
  ],
};
