import { type CatalogueRows, EXIT_CONFIG, EXIT_UNAVAILABLE, row } from './row.ts';

/** What keeps berth or the app from starting, in the order in which a start gets so far. */
export const START_ROWS = {
  CONFIG_INVALID: row(0, EXIT_CONFIG, null, {
    sentence: '{file} has {count} problem(s):\n{problems}',
    cause: 'A key is unknown, a value has the wrong type or is out of range, or two keys contradict each other.',
    cure: 'Correct what is named above. `berth check` tries again without starting anything; `berth schema` prints all that is allowed.',
  }),
  CONFIG_NOT_FOUND: row(0, EXIT_CONFIG, null, {
    sentence: 'No config file at {file}.',
    cause: 'The path is wrong, or the file was left out of the deployed folder.',
    cure: 'Put `berth.yaml` beside the bootstrap file, or name another with `--config FILE` or `BERTH_CONFIG`. `berth init` writes a first one.',
  }),
  VARIABLE_UNSET: row(0, EXIT_CONFIG, null, {
    sentence: '{file} uses variables that are not set:\n{problems}',
    cause: 'The config or a template names an environment variable that neither the platform nor the shell has set.',
    cure: `Set the variable, have \`envFile\` name a file with it, or give it a default where it is used: \`\${env.NAME:-default}\`.`,
  }),
  COMMAND_NOT_FOUND: row(503, 127, null, {
    sentence: 'The command of {owner} was not found: {command}.',
    cause: 'The program is not installed, not on PATH, or its path is relative to another folder.',
    cure: 'Install it, or give its full path in `command`. A relative path starts at the working directory, {workingDirectory}.',
  }),
  COMMAND_NOT_EXECUTABLE: row(503, 126, null, {
    sentence: 'The command of {owner} is not executable: {command}.',
    cause: 'The file lacks its executable bit; archives made on Windows lose it.',
    cure: 'Run `chmod +x` on the file, or name its interpreter in `command`, e.g. `command: python3 server.py`.',
  }),
  COMMAND_BAD_FORMAT: row(503, 126, null, {
    sentence: 'The command of {owner} cannot be run on this machine: {command}.',
    cause:
      'The file was made for another system: Windows line ends in a script, another processor, another C library (musl or glibc).',
    cure: 'Convert the line ends with `dos2unix`, or build the program for this machine; the sentence above says which it is.',
  }),
  COMMAND_IS_BERTH: row(503, EXIT_CONFIG, null, {
    sentence: 'The command of {owner} starts berth itself: {command}.',
    cause:
      'The command leads back to the berth that runs it, with the same config: each would start the next, without end.',
    cure: 'Name the app’s own program in `command`. `bootstrap` is what the platform starts.',
  }),
  STDIN_NOT_OPENED: row(503, EXIT_UNAVAILABLE, null, {
    sentence: 'Process {process} could not be given an open standard input: {reason}.',
    cause: 'A standard input that never ends is a FIFO, and none can be made here.',
    cure: 'Install `mkfifo` (coreutils) or BusyBox and give berth a temporary folder it may write to (`TMPDIR`), or leave `stdin: open` out.',
  }),
  PORT_IN_USE: row(503, EXIT_UNAVAILABLE, null, {
    sentence: 'Port {port} (from {source}) is already in use{holder}.',
    cause: 'Another server, or an earlier berth, listens there.',
    cure: 'Stop the other program, or choose another port with `listen.port`, `--port` or `PORT`. berth never takes the next free port by itself.',
  }),
  PORT_NOT_OPENED: row(0, EXIT_UNAVAILABLE, null, {
    sentence: 'Listening on {address} ({source}) failed: {reason}.',
    cause: 'The address in `listen.host` is none of this machine’s, or the port is one that this user may not open.',
    cure: 'Set `listen.host` to 0.0.0.0, and `listen.port` to a port from 1024 on.',
  }),
  APP_EXITED_BEFORE_READY: row(503, EXIT_UNAVAILABLE, 5, {
    sentence: 'Process {process} {status} before it was ready.',
    cause: 'The app failed while starting; its last lines of output say why.',
    cure: 'Read the last output of {process} in the log, and run its command by hand: {command}.',
  }),
  APP_DAEMONIZED: row(503, EXIT_UNAVAILABLE, 5, {
    sentence: 'Process {process} went into the background: its command exited with code 0 and left {daemon} running.',
    cause:
      'The program, or the script that starts it, makes a daemon of itself. berth can only watch what stays in the foreground.',
    cure: 'Start the program in the foreground: it has a flag or a setting for that.',
  }),
  APP_NOT_READY_IN_TIME: row(503, EXIT_UNAVAILABLE, 5, {
    sentence: 'Process {process} was not ready within {deadline}: {probe}.',
    cause: 'The app waits for something, needs longer to start, or is asked the wrong way.',
    cure: 'Look in the log for what was seen of the app meanwhile. `ready` says what is waited for, `startup.deadline` for how long.',
  }),
  APP_WRONG_PORT: row(503, EXIT_UNAVAILABLE, 5, {
    sentence: 'Process {process} was not ready within {deadline}: it listens on {found}; berth expected {expected}.',
    cause: 'The app has its port from its own settings, and they name another than berth’s.',
    cure: 'Set `port` to the port the app listens on, or make the app listen on `$PORT`.',
  }),
  APP_WRONG_ADDRESS: row(503, EXIT_UNAVAILABLE, 5, {
    sentence: 'Process {process} was not ready within {deadline}: it listens on {found}; berth expected {expected}.',
    cause: 'The app listens on another address, another unix socket, or on a socket where a port was expected.',
    cure: 'Set `upstream.host`, `upstream.unix` or `port` to what the app really uses, or change the app’s own setting.',
  }),
  PORT_HELD_BY_STRANGER: row(503, EXIT_UNAVAILABLE, 5, {
    sentence:
      'Process {process} was not ready within {deadline}: port {port} is held by {holder}, which is not part of the app.',
    cause: 'Another program took the port while the app was starting.',
    cure: 'Stop the other program, or give the app another port with `port`.',
  }),
  DEPENDENCY_FAILED: row(503, EXIT_UNAVAILABLE, 5, {
    sentence: 'Process {process} was not started, because {dependency} {status}.',
    cause: 'A process named in `after` did not become ready, or a one-shot process failed.',
    cure: 'Put {dependency} right first; its own failure stands before this one in the log.',
  }),
} satisfies CatalogueRows;
