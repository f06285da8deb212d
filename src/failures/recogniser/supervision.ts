import { cause, likelyCause, makeFirst, type RowGroup, removeFirst, symptom } from './row.ts';

const WITHOUT_IT = 'berth can start its programs as `processes` of their own, without it.';

/** What programs that start and watch others say: supervisord, s6, runit, foreman, honcho, circus, monit. */
export const SUPERVISION_ROWS: RowGroup = {
  runtime: 'a process manager',
  root: 'first',
  rows: [
    cause('supervisor-command-missing', /\bspawnerr: can't find command '(?<command>[^']+)'/, [
      'The supervisor supervisord is to start {command}, and there is no such program.',
      'Correct `command` in its config, and install or deploy the program; `environment` sets a PATH.',
    ]),
    cause('supervisor-not-executable', /\bspawnerr: command at '(?<command>[^']+)' is not executable/, [
      'The supervisor supervisord is to start {command}, and may not execute it.',
      'Run `chmod +x {command}` where the app is built, or call it through its interpreter.',
    ]),
    cause('supervisor-child-folder', /^supervisor: couldn't chdir to (?<folder>.+): (?<reason>E[A-Z]+)$/, [
      'The supervisor supervisord is to start a program in {folder}, and cannot enter that folder ({reason}).',
      'Deploy the folder, or correct `directory` of that program in its config.',
    ]),
    cause('supervisor-child-exec', /^supervisor: couldn't exec (?<program>.+): (?<reason>E[A-Z0-9]+)$/, [
      'The supervisor supervisord cannot run {program} ({reason}): for ENOENT the interpreter in its first line is missing, or its loader; for EACCES it may not be run; ENOEXEC says that it is no program.',
      'Look at its first line with `head -n 1 {program} | od -c`; after Windows line ends the name of the interpreter ends in a carriage return.',
    ]),
    cause('supervisor-child-user', /^supervisor: couldn't setuid to (?<user>\S+): (?<reason>.+)/, [
      'The supervisor supervisord is to start a program as user {user}, and cannot: {reason}.',
      'Run supervisord as root, or leave `user` out of that program in its config.',
    ]),
    cause('supervisor-child-log', /\bunknown error making dispatchers for '(?<program>[^']+)': (?<reason>E[A-Z]+)/, [
      'The supervisor supervisord cannot open the log of {program} ({reason}): a folder is not there, or it may not write there; `/dev/stdout` belongs to root where the container runs as somebody else.',
      'Set `stdout_logfile=/dev/fd/1` and `stdout_logfile_maxbytes=0` (the same for stderr), or start the program itself: berth relays what it says.',
    ]),
    cause('supervisor-user-unknown', /^Error: Invalid user name (?<name>\S+)(?: in section '(?<section>[^']+)')?/, [
      'The supervisor supervisord is to use the account {name}, and this system has no such user.',
      'Leave `user` out of its config, or name one that exists here.',
    ]),
    cause('supervisor-variable-missing', /contains names \('ENV_(?<variable>\w+)'.*\) which cannot be expanded/, [
      'The config of supervisord uses the variable {variable}, which is not set.',
      'Set {variable} in the settings of the function or the container, or under `env`.',
    ]),
    cause(
      'supervisor-value-invalid',
      /^Error: (?<reason>not a valid .+|.+ is invalid) in section '(?<section>[^']+)'/,
      ['The supervisor supervisord does not accept its config: {reason} in [{section}].', 'Correct that line.'],
    ),
    cause('supervisor-section-missing', /^Error: \.ini file does not include (?<section>supervisor\w*) section/, [
      'The config of supervisord has no section [{section}].',
      'Add the section (`[supervisord]` with `nodaemon=true`); a file of one program is included by the main config.',
    ]),
    cause('supervisor-not-root', /^Error: Can't drop privilege as nonroot user/, [
      'The config of supervisord names a `user`, and supervisord itself does not run as root.',
      `Take \`user\` out of its section [supervisord], or start it as root; ${WITHOUT_IT}`,
    ]),
    cause('pm2-interpreter-missing', /\bInterpreter (?<program>\S+) is NOT AVAILABLE in PATH\b/, [
      'The process manager pm2 is to start the app with {program}, which is not installed.',
      'Install it in the image, or correct `interpreter` in the ecosystem file.',
    ]),
    cause(
      'pm2-config-missing',
      /\bPM2 error: ENOENT: no such file or directory, open '(?<path>[^']+)'|\[PM2\]\[ERROR\] File (?<other>\S+) not found/,
      [
        'The process manager pm2 finds no ecosystem file at {path}.',
        'Deploy it, or correct its path in `command`; a relative one starts at the working directory.',
      ],
    ),
    cause(
      'pm2-config-invalid',
      /\[PM2\]\[ERROR\] File (?<path>\S+) malformated|\bPM2 error: SyntaxError: (?<reason>.+)/,
      [
        'The process manager pm2 cannot read its ecosystem file: {reason}.',
        'Correct it; in a project of ES modules it is called ecosystem.config.cjs.',
      ],
    ),
    cause(
      'overmind-running',
      /\bit looks like Overmind is already running\. If it's not, remove (?<path>\S+?)\.? and try again/,
      ['Overmind found its socket {path} of an earlier run.', removeFirst('{path}')],
    ),
    cause('supervisor-config-unreadable', /^Error: File contains no section headers/, [
      'The config of supervisord does not begin with a section.',
      'Put `[supervisord]` above the first setting.',
    ]),
    cause(
      'supervisor-http-server',
      /^Error: Cannot open an HTTP server: socket\.error reported errno\.(?<reason>E[A-Z]+)/,
      [
        'The supervisor supervisord cannot make its control socket: {reason}.',
        `Name one in \`\${runDir}\` behind \`file\` of \`[unix_http_server]\`, or leave that section out; ${WITHOUT_IT}`,
      ],
    ),
    cause('s6-folder-missing', /^(?<program>s6-\w+): fatal: unable to chdir(?: to (?<folder>\S+))?: (?<reason>.+)/, [
      'The program {program} cannot change to its folder: {reason}.',
      'Deploy the folder, or correct its path in `command`.',
    ]),
    cause(
      's6-command-missing',
      /^(?:s6-[\w-]+|execlineb?|[a-z][\w-]{1,30}): fatal: unable to exec (?!exec:)(?<command>[^\s:]+): No such file or directory/,
      [
        'The image is to start {command}, and there is no such program, or no interpreter or loader of that name.',
        'Install or deploy it, put its folder on `PATH` under `env`, or correct its name in the service of the image.',
      ],
    ),
    cause('s6-variable-missing', /^importas: fatal: (?<variable>\w+) not set/, [
      'A script of the image asks for {variable}, and that variable is not set.',
      'Set {variable} in the settings of the function or the container, or under `env`.',
    ]),
    cause('s6-user-unknown', /^s6-\w+: fatal: unknown user: (?<name>\S+)/, [
      'A service of the image is to run as {name}, and this system has no such account.',
      'Create the account where the image is built, or correct its name in the service.',
    ]),
    cause('s6-overlay-pid', /s6-overlay-suexec: fatal: can only run as pid 1/, [
      'The image starts by s6-overlay, which wants to be process 1, and that is berth here.',
      'Name the server itself as `command`, not /init, and the other services as `processes`.',
    ]),
    cause(
      's6-overlay-run-owner',
      /preinit: fatal: (?<folder>\S+) belongs to uid (?<owner>\d+) instead of (?<user>\d+)/,
      [
        'The image starts by s6-overlay as user {user}, and {folder} belongs to user {owner}.',
        'Start it as root, or name the server itself as `command` with `user`, and the other services as `processes`.',
      ],
    ),
    cause(
      's6-script-forbidden',
      /\bcont-init: (?:\d+: (?<path>\S+): Permission denied|info: (?<script>\S+) exited 126\b)|s6-supervise \S+: warning: unable to spawn \.\/run.*: Permission denied/,
      [
        'A script that the image runs at its start lacks its executable bit, and s6-overlay 3 no longer sets it.',
        'Run `chmod +x` on the scripts in /etc/cont-init.d and /etc/services.d where the image is built; archives made on Windows lose the bit.',
      ],
    ),
    cause('s6-services-late', /^s6-(?:rc|svwait|svlisten1?): fatal: timed out/, [
      'The services of the image were not all up within the time that s6 gives them, and so it stops all of them.',
      'Read above which of them has not come up. `S6_CMD_WAIT_FOR_SERVICES_MAXTIME` under `env` gives them more time, in milliseconds.',
    ]),
    likelyCause(
      's6-fatal',
      /^(?<program>s6-[\w-]+|execlineb?|execline-[\w-]+|redirfd|importas|with-contenv|fdmove|cd): fatal: (?<reason>.+)/,
      [
        'What starts the services of the image gave up ({program}): {reason}.',
        'Correct what it names, in the services of the image or in what is mounted over them.',
      ],
    ),
    symptom(
      's6-service-failed',
      /^s6-rc: warning: unable to start service (?<service>[^:]+): command exited (?<status>\d+)/,
      [
        'The service {service} of the image ended with {status} at its start, and s6 stops all the others.',
        'Read what it said above.',
      ],
    ),
    cause('runit-run-forbidden', /^runsv (?<service>[^:]+): fatal: unable to start \.\/run: (?<reason>.+)/, [
      'The service {service} of runit cannot be started: {reason}.',
      'Run `chmod +x` on its run script, and check the interpreter in its first line.',
    ]),
    cause('runit-folder-missing', /^runsv (?<service>[^:]+): fatal: unable to change to directory: (?<reason>.+)/, [
      'The program runsv cannot change to the folder {service}: {reason}.',
      makeFirst('{service}'),
    ]),
    cause('runit-user-unknown', /^chpst: fatal: unknown user\/group: (?<name>\S+)/, [
      'A service of runit is to run as {name}, and this system has no such account.',
      'Correct `chpst -u`, or set `user` for the process in berth.yaml.',
    ]),
    cause('procfile-missing', /^(?:ERROR: |\[ERROR\] )?Procfile does not exist/, [
      'There is no Procfile in the working directory.',
      'Set `workingDirectory` to the folder of the app, deploy the file, or write its lines as `processes`.',
    ]),
    {
      ...symptom(
        'processes-one-done',
        /^(?:(?:(?<command>\S.{0,80}) )?exited with code 0|(?<process>[\w.-]{1,40}) stopped \(rc=0\))$/,
        [
          'Of several programs that belong together one has ended with code 0, and whoever runs them ends all the others then.',
          'The line names it. A server runs in the foreground and stays; what is done once belongs into a one-shot that the others come `after`.',
        ],
      ),
      behind:
        /^(?:sending SIG[A-Z]+ to (?:all|\S+ \(pid)|-{2,}> Sending SIG[A-Z]+ to other processes|Aborting on container exit)/,
    },
    cause('circus-config-missing', /^OSError: the configuration file '(?<path>[^']+)' does not exist/, [
      'The process manager circusd finds no config at {path}.',
      'Deploy the file, or correct its path; a relative one starts at the working directory.',
    ]),
    cause('monit-config-mode', /^The control file '(?<path>[^']+)' permission (?<mode>\d+) is wrong/, [
      'Others may read {path} (mode {mode}), and so monit does not read it.',
      'Run `chmod 600 {path}` where the image is built.',
    ]),
    cause('monit-config-invalid', /^(?<file>\/\S+):(?<line>\d+): syntax error '(?<word>[^']*)'/, [
      'The program monit cannot read its config {file}, line {line}: {word}.',
      'Correct that line; `monit -t` checks the config.',
    ]),
  ],
};
