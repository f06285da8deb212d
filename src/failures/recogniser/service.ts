import { cause, causeWith, makeFirst, type RowGroup, removeFirst } from './row.ts';

/** What servers in C say that other programs lean on: databases, process managers, displays. */
export const SERVICE_ROWS: RowGroup = {
  runtime: 'a service',
  root: 'first',
  rows: [
    cause(
      'supervisor-folder-missing',
      /The directory named as part of the path (?<folder>\S*)\/[^/\s]+ does not exist/,
      ['A file of supervisord is to stand in {folder}, and there is no such folder.', makeFirst('{folder}')],
    ),
    cause('supervisor-config-missing', /^Error: could not find config file (?<path>\S+)/, [
      'supervisord finds no config at {path}.',
      'Deploy the file, or correct its path behind `-c`; a relative one starts at the working directory.',
    ]),
    cause('supervisor-already-running', /Another program is already listening on a port that one of our HTTP servers/, [
      'supervisord finds its socket or port in use: another supervisord runs, or one started it before.',
      'Start it once; berth can start its programs as `processes` of their own, without it.',
    ]),
    cause('redis-folder-missing', /^>>> 'dir "(?<folder>[^"]+)"'/, [
      'Redis is to keep its data in {folder}, and cannot use such a folder.',
      makeFirst('{folder}'),
    ]),
    causeWith(
      'redis-config-invalid',
      /^\s*(?:> ?){3}'(?<line>.+)'$/,
      /^\s*(?:(?:> ?){3})?(?:Bad directive|Unknown|Unrecognized|Invalid|wrong number|argument )/i,
      ['Redis does not accept a line of its config: {line}.', 'Correct that line, or the flag that stands for it.'],
    ),
    cause('redis-log-folder', /^Can't open the log file: (?<reason>.+)/, [
      'Redis cannot write its log: {reason}.',
      'Set `logfile ""`: then it logs to its output, and berth relays it. Or make the folder first, by a one-shot with `mkdir -p` that Redis comes `after`.',
    ]),
    cause('redis-socket-folder', /Failed opening Unix socket: bind: (?<reason>.+)/, [
      'Redis cannot make its socket: {reason}.',
      `Name one in \`\${runDir}\`, which is there; or make its folder first, by a one-shot with \`mkdir -p\` that Redis comes \`after\`.`,
    ]),
    cause(
      'uwsgi-socket-folder',
      /^bind\(\): (?<reason>No such file or directory|Permission denied|Read-only file system) \[core\/socket\.c/,
      [
        'uWSGI cannot make its socket: {reason}.',
        `Name one in \`\${runDir}\`, which is there; or make its folder first, by a one-shot with \`mkdir -p\` that uWSGI comes \`after\`.`,
      ],
    ),
    cause('uwsgi-config-missing', /^realpath\(\) of (?<path>\S+) failed: (?<reason>.+?) \[core\//, [
      'uWSGI cannot read its config {path}: {reason}.',
      'Deploy the file, or correct its path; a relative one starts at the working directory.',
    ]),
    cause('uwsgi-folder-missing', /^chdir\(\): (?<reason>.+?) \[core\/uwsgi/, [
      'uWSGI cannot change to the folder of the app: {reason}.',
      'Correct `chdir`, or leave it out and set `workingDirectory`.',
    ]),
    cause('uwsgi-file-folder', /^open\("(?<folder>[^"]*)\/[^"/]+"\): (?<reason>.+?) \[core\//, [
      'uWSGI cannot write a file in {folder}: {reason}.',
      makeFirst('{folder}'),
    ]),
    cause('lighttpd-log-folder', /opening errorlog '(?<folder>[^']*)\/[^'/]+' failed: (?<reason>.+)/, [
      'lighttpd cannot write its log in {folder}: {reason}.',
      `Leave \`server.errorlog\` out: then it logs to its output, and berth relays it. ${makeFirst('{folder}')}`,
    ]),
    cause('lighttpd-pid-folder', /opening pid-file failed: (?<folder>\S*)\/[^/\s:]+: (?<reason>.+)/, [
      'lighttpd cannot write its pid file in {folder}: {reason}.',
      `Leave \`server.pid-file\` out, for berth has no need of it. ${makeFirst('{folder}')}`,
    ]),
    cause('xvfb-lock', /Server is already active for display (?<display>\d+)/, [
      'Xvfb found the lock of an earlier run for display {display}, and takes the process in it for itself.',
      removeFirst('/tmp/.X{display}-lock'),
    ]),
    cause('postgres-pid-stale', /lock file "(?<path>[^"]*postmaster\.pid)" already exists/, [
      'PostgreSQL found {path} of an earlier run, and a process with the number in it: after a kill or in a new container that is another program.',
      `Make sure that no other PostgreSQL uses the folder. ${removeFirst('{path}')}`,
    ]),
    cause('postgres-socket-folder', /FATAL: +could not create lock file "(?<folder>[^"]*)\/[^"/]+": (?<reason>.+)/, [
      'PostgreSQL cannot make its socket in {folder}: {reason}.',
      `Name \`\${runDir}\` in \`unix_socket_directories\`. ${makeFirst('{folder}')}`,
    ]),
    cause('postgres-folder-missing', /could not access directory "(?<folder>[^"]+)": (?<reason>.+)/, [
      'PostgreSQL is to keep its data in {folder}, and cannot use it: {reason}.',
      'Make it with `initdb -D {folder}`, by a one-shot that PostgreSQL comes `after`, or correct its path.',
    ]),
    cause('mariadb-folder-missing', /Can't change dir to '(?<folder>[^']+?)\/?' \(Errcode: \d+ "(?<reason>[^"]+)"\)/, [
      'MariaDB is to keep its data in {folder}, and cannot use it: {reason}.',
      'Make it with `mysql_install_db --datadir={folder}`, by a one-shot that MariaDB comes `after`, or correct its path.',
    ]),
    cause('mariadb-socket-folder', /Can't start server : Bind on unix socket: (?<reason>.+)/, [
      'MariaDB cannot make its socket: {reason}.',
      `Name one in \`\${runDir}\`, which is there: \`--socket=\${runDir}/mysqld.sock\`.`,
    ]),
    cause(
      'mariadb-file-folder',
      /Can't create\/write to file '(?<folder>[^']*)\/[^'/]+' \(Errcode: \d+ "(?<reason>No such file or directory|Permission denied|Read-only file system)"\)/,
      ['MariaDB cannot write a file in {folder}: {reason}.', makeFirst('{folder}')],
    ),
    cause(
      'mariadb-data-missing',
      /Can't open and lock privilege tables: Table '(?<table>mysql\.[^']+)' doesn't exist/,
      [
        'The data folder of MariaDB is empty: its own tables ({table}) are not there.',
        'Fill it with `mysql_install_db --datadir=FOLDER`, by a one-shot that MariaDB comes `after`.',
      ],
    ),
    cause('redis-no-memory', /Out Of Memory allocating (?<bytes>\d+) bytes!/, [
      'Redis got no memory: {bytes} bytes more were refused.',
      'Give the instance more memory, or set `maxmemory` and a `maxmemory-policy` below what it has.',
    ]),
    cause(
      'redis-module-missing',
      /RDB file contains .{0,20}module data I can't load: no matching module '(?<module>[^']+)'/,
      [
        'The data of Redis were written with the module {module}, which is not loaded.',
        'Load that module with `loadmodule`, or start without the file if the data may go.',
      ],
    ),
  ],
};
