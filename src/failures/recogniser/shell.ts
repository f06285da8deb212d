import { cause, farewell, likelyCause, makeFirst, type RowGroup, symptom } from './row.ts';

const UNIX_LINES =
  'Convert the file with `sed -i "s/\\r$//" FILE`, and let git keep it so with `* text eol=lf` in .gitattributes.';

/** How a supervisor, a shell or a platform tells of an end by a fault. */
const FAULT =
  /\b(?:terminated by|killed by|failed with signal|via signal|(?:ERR!|error) signal|died (?:from|of|with)|exited (?:on|with)(?: signal)?|code=(?:dumped|killed), status=\d+\/|signal:)[ ["'(]{0,3}(?<signal>SIG(?:SEGV|BUS|ILL|FPE|TRAP|ABRT|SYS)|SEGV|BUS|ILL|FPE|TRAP|ABRT|SYS)\b/;

/** In front of what a shell says of a line of a script; some other readers of files begin so, too. */
const SCRIPT_LINE = String.raw`(?!\S+\.(?:ya?ml|json|toml|xml|ini|conf|cfg|py|rb|[cm]?[jt]sx?):)\S+: (?:exec: )?(?:line )?[1-9]\d*: (?:exec: )?`;

/** What shells, `env` and whatever else starts a program say before a program has begun. */
export const SHELL_ROWS: RowGroup = {
  runtime: 'shells and what else starts programs',
  root: 'last',
  rows: [
    cause(
      'shell-carriage-return',
      /^: (?:command )?not found|^: No such file or directory|^: bad interpreter|^'?: numeric argument required|\$'[^']{0,200}\\r': No such file|\\r'?: (?:command not found|invalid option|not a valid identifier|numeric argument required)|\r: (?:command )?not found|near unexpected token .\$'[^']*\\r'|set: Illegal option -$|: invalid option name$/,
      ['A script has Windows line ends: a carriage return stands at the end of its commands.', UNIX_LINES],
    ),
    cause(
      'shell-env-carriage-return',
      /(?:\\r|\r|\^M)\W?: (?:No such file or directory|bad interpreter|executable file not found)/,
      [
        'A script has Windows line ends, so the interpreter that its first line asks for ends in a carriage return.',
        UNIX_LINES,
      ],
    ),
    cause(
      'shell-first-line-carriage-return',
      /^\S*sh: (?:0: )?[Ii]llegal option -$|^\S*sh: -: invalid option$|^sh -\w*: applet not found$/,
      [
        'The first line of a script hands its shell an option that there is not, as a rule because a carriage return of Windows ends that line.',
        `Look at it with \`head -n 1 FILE | od -c\`. ${UNIX_LINES}`,
      ],
    ),
    likelyCause(
      'exec-target-missing',
      /\bexec (?:\S+(?: failed)?: |run: |user process caused:? "?)no such file or directory|Failed at step EXEC spawning \S+ No such file|\[dumb-init\] \S+: No such file/i,
      [
        'The program that is to be started is not there, or the interpreter or loader that it asks for is not; after Windows line ends it is one whose name ends in a carriage return.',
        'Check that the file was deployed, and its first line with `head -n 1 FILE | od -c`: convert the line ends, or install the interpreter. For a binary, compare `file FILE` with this system (musl or glibc).',
      ],
    ),
    likelyCause(
      'exec-target-forbidden',
      /\bexec:? (?:"[^"]+"|user process caused|\S+)(?: failed)?: permission denied|Failed at step EXEC spawning \S+ Permission denied|\[dumb-init\] \S+: Permission denied|\bspawn \S+ EACCES/i,
      [
        'The program that is to be started lacks its executable bit, or this user may not pass a folder on the way to it, or its disk allows no programs.',
        'Run `chmod +x` on it before it is packed; archives made on Windows lose the bit. Or name its interpreter in `command`: `sh FILE`. `namei -l FILE` shows the folders.',
      ],
    ),
    symptom('systemd-exec-failed', /\bstatus=203\/EXEC\b/, [
      'The program of the service could not be run by systemd: it is not there, it may not be executed, or the interpreter or loader that it asks for is missing.',
      'Check the path after `ExecStart=`, with `ls -l` and with the first line of a script.',
    ]),
    cause(
      'shell-interpreter-missing',
      /: (?<file>\S+): (?:cannot execute: required file not found|bad interpreter: .+)/,
      [
        'The interpreter or loader that {file} asks for is not there; after Windows line ends it is one whose name ends in a carriage return.',
        'Look at its first line with `head -n 1 {file} | od -c`: convert the line ends, or install the interpreter. For a binary, compare `file {file}` with this system (musl or glibc).',
      ],
    ),
    cause(
      'exec-command-missing',
      /exec: "(?<command>[^"]+)": (?:executable file not found in \$PATH|stat \S+: no such file)/,
      [
        'The app is to start {command}, and there is no such program on the `PATH`.',
        'Install it, put its folder on `PATH` under `env`, or give its full path.',
      ],
    ),
    cause('env-interpreter-missing', /\benv: (?:can't execute )?'(?<command>[\w.-]+)': No such file/, [
      'The first line of a script asks for {command}, and there is no such program on the `PATH`; where there is one, the line ends in a carriage return of Windows.',
      'Install {command} (Alpine has no bash), or put its folder on `PATH` under `env`. Line ends are converted with `sed -i "s/\\r$//" FILE`.',
    ]),
    cause('shell-env-words', /^\S*env: .(?<words>\S+ [^'’]+).: No such file or directory/, [
      'The first line of a script asks `env` for a program called `{words}`: all that stands behind `env` is one name to it.',
      'Write `#!/usr/bin/env -S {words}` in that line.',
    ]),
    cause('shell-path-missing', new RegExp(`^${SCRIPT_LINE}(?<path>[^\\s:]*/[^\\s:]+): not found`), [
      'A shell cannot run {path}: the file is not there, or the interpreter or loader that it asks for is not.',
      'Check that it was deployed, and its first line with `head -n 1 {path} | od -c`: after Windows line ends the name of the interpreter ends in a carriage return.',
    ]),
    cause('docker-command-form', /: (?:\d+: )?\[["'“]?(?<word>[\w./-]+)["'”]?,?: (?:command )?not found/, [
      'The command of the image stands in brackets, and Docker has handed it to a shell as it is: it is no valid JSON.',
      'Write each word in straight double quotes: `CMD ["{word}", "…"]`; single or typographic quotes, or none, make it a text for the shell.',
    ]),
    cause(
      'shell-command-missing',
      new RegExp(`^(?:\\S*(?:bash|sh|zsh):(?: exec:)? |${SCRIPT_LINE})(?<command>[^\\s:]+): (?:command )?not found`),
      [
        'A shell finds no command {command}.',
        'Install it, put its folder on `PATH` under `env`, or give its full path.',
      ],
    ),
    cause(
      'shell-words-quoted',
      new RegExp(
        `^(?:\\S*(?:bash|sh|zsh):(?: exec:)? |${SCRIPT_LINE})(?<words>[\\w./-]+ [^:]{1,200}): (?:command )?not found`,
      ),
      [
        'A shell looks for a command that is called `{words}`: several words were quoted as one.',
        'Take the quotes around the whole out of the script: a command and each of its arguments are words of their own. Of a variable that holds a command write no quotes around it, or let `sh -c` run it.',
      ],
    ),
    likelyCause(
      'shell-input-missing',
      /^\S+: (?:\.: )?(?:line )?[1-9]\d*: (?:\.: )?can(?:not|'t) open '?(?<path>[^\s:']+)'?: [Nn]o such file/,
      [
        'A script reads {path}, and there is no such file.',
        'Deploy or mount it, and check the path: a relative one starts at the working directory. A script that moves or deletes a file at its first start finds none at the next: let it copy.',
      ],
    ),
    likelyCause(
      'shell-output-folder',
      /^\S+: (?:line )?[1-9]\d*: can(?:not|'t) create (?<folder>\S*)\/[^\s/]*: (?:Directory nonexistent|nonexistent directory|No such file)/i,
      ['A script writes a file into {folder}, and there is no such folder.', makeFirst('{folder}')],
    ),
    // bash says it in the words it has for a program; nobody runs files that are called so.
    likelyCause(
      'shell-output-nowhere',
      /^\S*(?:bash|sh): line [1-9]\d*: (?<folder>\S{1,300})\/[^\s/]{0,100}(?:\block|\.(?:lock|pid|log|out|conf|env|ya?ml|json)): No such file or directory/,
      [
        'A script writes or reads a file in {folder}, and there is no such folder, or no such file in it.',
        makeFirst('{folder}'),
      ],
    ),
    cause(
      'shell-script-missing',
      /^\S*(?:bash|sh)(?:: line \d+|: \d+)?: (?:can't open '?|0: cannot open )?(?<path>[^\s:']+)'?: No such file(?: or directory)?/,
      [
        'A shell was told to run {path}, and there is no such file.',
        'Check the path (it starts at the working directory), and that the file was deployed.',
      ],
    ),
    likelyCause(
      'script-path-missing',
      /^\S+: line [1-9]\d*: (?:exec: )?(?<path>[^\s:]*\/[^\s:]+): No such file or directory/,
      [
        'A script starts or reads {path}, and there is no such file.',
        'Deploy or install it, or correct the path in the script; a relative one starts at the working directory.',
      ],
    ),
    likelyCause('shell-folder-missing', /\bcd: (?:line \d+: )?can't cd to (?<path>[^:]+)/, [
      'A shell cannot change to the folder {path}: it is not there, or the user it runs as may not enter it.',
      'Check the path (a relative one starts at the working directory), that the folder was deployed, and its mode.',
    ]),
    cause(
      'shell-not-writable',
      /^\S*(?:bash|sh)(?:: line \d+|: \d+)?: (?:cannot create )?(?<path>\S{0,300}(?:\/lock|\.(?:lock|pid|log|out|conf|env|ya?ml|json))): Permission denied/,
      [
        'A script may not write {path} as the user it runs as.',
        'Let it write to a folder that this user may write to, or give it the folder (`chown`) where the image is built.',
      ],
    ),
    cause('shell-not-executable', /^\S*(?:bash|sh)(?:: line \d+|: \d+)?: (?<path>\S+): Permission denied/, [
      'A shell may not run {path}: it lacks its executable bit, or stands on a disk that allows none.',
      'Run `chmod +x` on it before it is packed; archives made on Windows lose the bit.',
    ]),
    cause('shell-unset-variable', /: (?<variable>\w+): (?:unbound variable|parameter not set$)/, [
      'A script uses {variable}, and that variable is not set.',
      'Set {variable} in the settings of the function or the container, or under `env`.',
    ]),
    cause('shell-required-variable', /: (?<variable>\w+): parameter (?:null or not set|not set or null)/, [
      'A script insists on {variable}, and that variable is not set.',
      'Set {variable} in the settings of the function or the container, or under `env`.',
    ]),
    likelyCause(
      'shell-binary-read',
      /^(?<file>\S*\/(?:bin|\.bin)\/[\w@/.-]*?[\w-]+): (?:line )?\d+: (?:syntax error: unexpected (?:word|"\(")|Syntax error: (?:word unexpected|"\(" unexpected))/,
      [
        'A shell tries to read {file} as a script: it is a program for another kind of processor, or is not whole.',
        'Install it on the same kind of processor and system that runs it; do not copy `node_modules` or binaries from another one.',
      ],
    ),
    cause('shell-syntax-error', /^(?<place>[^:]+: (?:line )?\d+): (?:syntax error|Syntax error)/, [
      'A shell cannot read a script, at {place}.',
      'Correct that line; a script for bash needs `#!/bin/bash`, because sh knows less.',
    ]),
    likelyCause(
      'shell-segmentation-fault',
      /(?<!\[BUG\] )Segmentation fault(?: {1,}\(core dumped\))?(?: +(?<program>\S+))?/,
      [
        'A program was stopped because it used memory that is not its own.',
        'Look for an update of the program or of the library it crashed in; a binary built for another C library does this too.',
      ],
    ),
    likelyCause(
      'killed-for-memory',
      /\bOut of memory: Kill(?:ed)? process \d+|\bError R15 \(Memory quota vastly exceeded\)|\bMemory cgroup out of memory\b|\bOOMKilled\b|\boom-kill:/,
      [
        'The kernel killed a program for want of memory.',
        'Give the instance more memory, or the app fewer workers and smaller caches.',
      ],
    ),
    {
      ...symptom(
        'killed-from-outside',
        /\b(?:exit(?:ed)?|terminated|finished)\b.{0,60}\b(?:code|status|value)[ =:]{0,3}137\b|\bnpm (?:ERR!|error) (?:signal SIGKILL|Exit status 137)|\bstatus=9\/KILL\b|(?<!\bstopped: .{1,60})\bterminated by SIGKILL\b|\bvia signal \[SIGKILL\]|\bfailed with signal "?SIGKILL|^Killed(?:: 9)?$/i,
        [
          'Somebody killed the program (SIGKILL): as a rule for want of memory, else one who had waited long enough for its end.',
          'Give the instance more memory if it is short; what the program said last tells what it was about.',
        ],
      ),
      isFarewell: true,
    },
    farewell('crash-told', FAULT, [
      'The program ended by a fault in native code ({signal}), and said nothing of it.',
      'Look for the native module, extension or library that does it, and update or rebuild it for this system; a binary built for another processor or C library does this too. `ulimit -c` and the kernel’s log tell more.',
    ]),
    farewell(
      'missing-told',
      /\b(?:exit(?:ed|s)?|terminated|finished|returned)\b.{0,60}\b(?:code|status|value)[ =:]{0,3}127\b|\bstatus=127\b|\bnpm (?:ERR!|error) (?:code 127|Exit status 127)/i,
      [
        'A shell did not find the program that it was to start (status 127), or the loader or a library of it.',
        'Check the command: install the program, put its folder on `PATH` under `env`, or give its full path.',
      ],
    ),
    farewell(
      'forbidden-told',
      /\b(?:exit(?:ed|s)?|terminated|finished|returned)\b.{0,60}\b(?:code|status|value)[ =:]{0,3}126\b|\bstatus=126\b|\bnpm (?:ERR!|error) (?:code 126|Exit status 126)/i,
      [
        'A shell found the program that it was to start, and could not run it (status 126): it lacks its executable bit, or is made for another processor.',
        'Run `chmod +x` on it before it is packed; archives made on Windows lose the bit. `file FILE` tells what a binary is made for.',
      ],
    ),
    {
      ...symptom('shell-command-failed', /^\S*(?:bash|sh): line \d+: +\d+ (?:Killed|Aborted|Terminated)/, [
        'A program that a script started was killed.',
        'Look for its own last words above; `Killed` is often want of memory.',
      ]),
      isFarewell: true,
    },
  ],
};
