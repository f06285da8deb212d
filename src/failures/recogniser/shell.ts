import { cause, likelyCause, type RowGroup, symptom } from './row.ts';

/** What shells, `env` and the dynamic loader say before a program has begun. */
export const SHELL_ROWS: RowGroup = {
  runtime: 'shells and the dynamic loader',
  root: 'last',
  rows: [
    cause('shell-env-carriage-return', /env: .?(?<interpreter>\w+)\\r.?: No such file or directory/, [
      'A script has Windows line ends, so its first line asks for an interpreter called `{interpreter}\\r`.',
      'Convert the file with `sed -i "s/\\r$//" FILE`, and let git keep it so with `* text eol=lf` in .gitattributes.',
    ]),
    cause('shell-carriage-return', /\$'[^']*\\r': command not found/, [
      'A script has Windows line ends: a carriage return stands at the end of its commands.',
      'Convert the file with `sed -i "s/\\r$//" FILE`, and let git keep it so with `* text eol=lf` in .gitattributes.',
    ]),
    cause(
      'shell-interpreter-missing',
      /: (?<file>\S+): (?:cannot execute: required file not found|bad interpreter: .+)/,
      [
        'The interpreter or loader that {file} asks for is not there; after Windows line ends it is one whose name ends in a carriage return.',
        'Look at its first line with `head -n 1 {file} | od -c`: convert the line ends, or install the interpreter. For a binary, compare `file {file}` with this system (musl or glibc).',
      ],
    ),
    cause('shell-env-words', /^\S*env: .(?<words>\S+ [^'’]+).: No such file or directory/, [
      'The first line of a script asks `env` for a program called `{words}`: all that stands behind `env` is one name to it.',
      'Write `#!/usr/bin/env -S {words}` in that line.',
    ]),
    cause('shell-wrong-architecture', /(?<file>\S+): (?:cannot execute binary file: )?Exec format error$/, [
      'The program {file} is built for another kind of processor or system.',
      'Build it for this one: `uname -m` here, `file {file}` there.',
    ]),
    cause('shell-path-missing', /^\S*(?:sh|dash): \d+: (?:exec: )?(?<path>[^\s:]*\/[^\s:]+): not found/, [
      'A shell cannot run {path}: the file is not there, or the interpreter or loader that it asks for is not.',
      'Check that it was deployed, and its first line with `head -n 1 {path} | od -c`: after Windows line ends the name of the interpreter ends in a carriage return.',
    ]),
    cause(
      'shell-command-missing',
      /^\S*(?:bash|sh|zsh)(?:: line \d+|: \d+)?:(?: exec:)? (?<command>[^\s:]+): (?:command )?not found/,
      [
        'A shell finds no command {command}.',
        'Install it, put its folder on `PATH` under `env`, or give its full path.',
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
    likelyCause('shell-folder-missing', /\bcd: (?:line \d+: )?can't cd to (?<path>[^:]+)/, [
      'A shell cannot change to the folder {path}: it is not there, or the user it runs as may not enter it.',
      'Check the path (a relative one starts at the working directory), that the folder was deployed, and its mode.',
    ]),
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
    cause('shell-syntax-error', /^(?<place>[^:]+: (?:line )?\d+): (?:syntax error|Syntax error)/, [
      'A shell cannot read a script, at {place}.',
      'Correct that line; a script for bash needs `#!/bin/bash`, because sh knows less.',
    ]),
    cause('shell-fork-limit', /fork: (?:retry: )?Resource temporarily unavailable/, [
      'No more processes may be started.',
      'Find what starts so many, or raise the limit (`ulimit -u`); platforms often allow 1,024.',
    ]),
    likelyCause(
      'shell-segmentation-fault',
      /(?<!\[BUG\] )Segmentation fault(?: {1,}\(core dumped\))?(?: +(?<program>\S+))?/,
      [
        'A program was stopped because it used memory that is not its own.',
        'Look for an update of the program or of the library it crashed in; a binary built for another C library does this too.',
      ],
    ),
    cause(
      'loader-library-missing',
      /error while loading shared libraries: (?<library>[^:]+): cannot open shared object file/,
      [
        'The program needs the shared library {library}, and it is not installed.',
        'Install the package that brings it, or deploy it with the app and name its folder with `LD_LIBRARY_PATH` under `env`.',
      ],
    ),
    cause('loader-version-missing', /version `(?<version>[^']+)' not found \(required by (?<file>[^)]+)\)/, [
      'The file {file} needs a newer version of a library ({version}) than the one installed.',
      'Build it on a system as old as the one that runs it, or run it on a newer one.',
    ]),
    cause('loader-symbol-missing', /symbol lookup error: (?<file>[^:]+): undefined symbol: (?<symbol>[^\s,]+)/, [
      'A library that {file} uses has no {symbol}: it is another version than the one it was built with.',
      'Install the version of the library that the program was built with.',
    ]),
    symptom('shell-command-failed', /^\S*(?:bash|sh): line \d+: +\d+ (?:Killed|Aborted|Terminated)/, [
      'A program that a script started was killed.',
      'Look for its own last words above; `Killed` is often want of memory.',
    ]),
  ],
};
