import { cause, likelyCause, makeFirst, outcry, type RowGroup, removeFirst, symptom } from './row.ts';

const UNSET_VARIABLE = /^KeyError: '(?<variable>[A-Z][A-Z0-9_]+)'/;

/** The same words say that any dict lacks a key, WSGI’s `environ` too; only the traceback tells that it was the environment. */
export const PYTHON_ENVIRON_ROWS: RowGroup = {
  runtime: 'Python’s os.environ',
  root: 'last',
  voice: /\bos\.environ\b|^ {2}File "(?:<frozen os>|[^"]*\/os\.py)", line \d+, in __getitem__/,
  rows: [
    cause('python-environment-variable-missing', UNSET_VARIABLE, [
      'The app reads {variable} from its environment, and that variable is not set.',
      'Set {variable} in the settings of the function or the container, or under `env`.',
    ]),
  ],
};

/** What Python, its servers and its frameworks say. */
export const PYTHON_ROWS: RowGroup = {
  runtime: 'Python',
  root: 'last',
  voice:
    /^ {2}File "|^Traceback|python[\w.]*: |gunicorn|^\[\d{4}-\d\d-\d\d .*\] \[\d+\] \[|ASGI|\[Errno \d+\]|^Fatal Python error|^ERROR: Pidfile|^Error: (?:Error: '|can't chdir to '|No application module)|\b(?:ModuleNotFound|Import|Attribute|FileNotFound|Permission|OS|Value)Error: |\bdjango\.(?:core|db)\./,
  rows: [
    cause('python-module-missing', /^(?:ModuleNotFoundError: )?No module named '(?<module>[^']+)'/, [
      'The Python module {module} is not installed for the Python that runs the app.',
      'Install the requirements with that same Python (`python3 -m pip install -r requirements.txt`), or put the folder they are in on `PYTHONPATH` under `env`.',
    ]),
    cause('python-dash-m-missing', /python[\w.]*: No module named (?<module>\S+)/, [
      'Python was told to run the module {module}, which is not installed.',
      'Install it with that same Python, or call the program by its full path in the virtual environment.',
    ]),
    cause('python-name-missing', /^ImportError: cannot import name '(?<name>[^']+)' from '(?<module>[^']+)'/, [
      'The module {module} has no {name}: it is another version than the app expects, or two modules import each other.',
      'Pin the version that the app was written for, or break the circle of imports.',
    ]),
    cause('python-version-2', /^SyntaxError: Missing parentheses in call to '(?<word>\w+)'/, [
      'The app is written for Python 2, and Python 3 runs it.',
      'Run it with Python 2, or convert it.',
    ]),
    cause('python-indentation', /^(?:IndentationError|TabError): (?<message>.+)/, [
      'Python cannot read a file of the app: {message}.',
      'Correct the line named above the message; often tabs and spaces are mixed.',
    ]),
    likelyCause('python-setting-missing', UNSET_VARIABLE, [
      'The app looks for {variable} where it keeps its settings, and it is not there.',
      'Look at the line named above the message: if the settings come from the environment, set {variable} in the settings of the function or the container, or under `env`.',
    ]),
    cause('python-script-missing', /python[\w.]*: can't open file '(?<path>[^']+)': \[Errno 2\]/, [
      'Python was told to run {path}, and there is no such file.',
      'Check the path in `command` (it starts at the working directory), and that the file was deployed.',
    ]),
    cause('python-address-in-use', /^OSError: \[Errno 98\] Address already in use/, [
      'The app wants to listen on a port where something listens already.',
      'Let the app listen on another port (`port: auto` picks a free one and passes it as `$PORT`), or stop the other program.',
    ]),
    cause('uvicorn-address-in-use', /\[Errno 98\] .*bind on address \('(?<host>[^']*)', (?<port>\d+)/, [
      'The app wants to listen on {host}, port {port}, and something listens there already.',
      'Let the app listen on another port (`port: auto` picks a free one and passes it as `$PORT`), or stop the other program.',
    ]),
    cause('gunicorn-address-in-use', /Connection in use: \('(?<host>[^']*)', (?<port>\d+)\)/, [
      'gunicorn wants to listen on {host}, port {port}, and something listens there already.',
      'Let it listen on another port (`--bind 127.0.0.1:$PORT` with `port: auto`), or stop the other program.',
    ]),
    cause('gunicorn-pid-stale', /Already running on PID (?<pid>\d+) \(or pid file '(?<path>[^']+)' is stale\)/, [
      'gunicorn found its pid file {path} of an earlier run, and takes process {pid} for itself: after a kill or in a new container that number belongs to another program.',
      `Leave \`--pid\` out, for berth has no need of it. ${removeFirst('{path}')}`,
    ]),
    cause('gunicorn-pid-folder', /^Error: (?<folder>\S+) doesn't exist\. Can't create pidfile/, [
      'gunicorn cannot write its pid file: the folder {folder} is not there.',
      `Leave \`--pid\` out, for berth has no need of it. ${makeFirst('{folder}')}`,
    ]),
    cause('gunicorn-log-folder', /^Error: Error: '(?<folder>[^']*)\/[^'/]+' isn't writable/, [
      'gunicorn cannot write its log: the folder {folder} is not there, or not writable.',
      `Log to \`-\` (\`--error-logfile -\`): then berth relays it. ${makeFirst('{folder}')}`,
    ]),
    cause(
      'gunicorn-socket-folder',
      /\[ERROR\] connection to (?<folder>\/\S*)\/[^/\s]+ failed: \[Errno (?:2|13|30)\] (?<reason>.+)/,
      ['gunicorn cannot make its socket in {folder}: {reason}.', makeFirst('{folder}')],
    ),
    likelyCause('gunicorn-socket-refused', /\[ERROR\] Can't connect to (?<folder>\/\S*)\/[^/\s]+$/, [
      'gunicorn cannot make its socket in {folder}: the folder is not there, or not writable.',
      makeFirst('{folder}'),
    ]),
    cause('gunicorn-folder-missing', /^Error: can't chdir to '(?<folder>[^']+)'/, [
      'gunicorn cannot change to the folder {folder}.',
      'Correct `--chdir`, or leave it out and set `workingDirectory`.',
    ]),
    cause('gunicorn-app-unnamed', /^Error: No application module specified\.$/, [
      'gunicorn was started without an app.',
      'Name the WSGI application as `MODULE:NAME` in `command`.',
    ]),
    cause('celery-pid-stale', /^ERROR: Pidfile \((?<path>[^)]+)\) already exists/, [
      'celery found its pid file {path} of an earlier run, and takes the process in it for itself: after a kill or in a new container that number belongs to another program.',
      `Write \`--pidfile=\`, which makes none, for berth has no need of it. ${removeFirst('{path}')}`,
    ]),
    cause('gunicorn-app-missing', /^Failed to find attribute '(?<name>[^']+)' in '(?<module>[^']+)'/, [
      'gunicorn finds no {name} in the module {module}.',
      'Name the WSGI application as `MODULE:NAME` in `command`.',
    ]),
    cause('uvicorn-app-missing', /Error loading ASGI app\. (?<reason>.+)\.$/, [
      'uvicorn cannot load the app: {reason}.',
      'Name the ASGI application as `MODULE:NAME` in `command`, and set `workingDirectory` to the folder of the module.',
    ]),
    {
      ...cause('gunicorn-worker-timeout', /\[CRITICAL\] WORKER TIMEOUT \(pid:(?<pid>\d+)\)/, [
        'gunicorn killed a worker that had not reported for longer than its timeout: it was busy with one request, or the instance was frozen meanwhile.',
        'Find the slow request, or raise `--timeout` above the longest one. Where the platform freezes instances between calls set `--timeout 0`, and leave slow requests to `proxy.timeouts`.',
      ]),
      endsWorker: true,
    },
    symptom(
      'gunicorn-worker-boot',
      /HaltServer 'Worker failed to boot\.'|\[ERROR\] Reason: (?:Worker failed to boot|App failed to load)/,
      ['The workers of gunicorn ended while they loaded the app.', 'Read the traceback above.'],
    ),
    cause('python-host-unknown', /^socket\.gaierror: \[Errno -\d+\] (?<reason>.+)/, [
      'The app cannot resolve the name of a host it needs: {reason}.',
      'Correct the name in the settings of the app, and check that the instance is in the network where the name is known.',
    ]),
    cause('python-memory', /^MemoryError\b/, [
      'Python could not get the memory it asked for.',
      'Give the instance more memory, or find what asks for so much.',
    ]),
    cause('python-file-missing', /^FileNotFoundError: \[Errno 2\] No such file or directory: '(?<path>[^']+)'/, [
      'The app needs {path}, and it is not there.',
      'Deploy the file or folder with the app; a relative path starts at the working directory.',
    ]),
    cause('python-file-forbidden', /^PermissionError: \[Errno \d+\] (?<reason>[^:]+): '(?<path>[^']+)'/, [
      'The app may not use {path} as the user it runs as: {reason}.',
      'Change the owner or the mode of the file, or let the app use a folder it may write to; the traceback shows the line.',
    ]),
    cause('python-port-forbidden', /^PermissionError: \[Errno 13\] Permission denied$/, [
      'The app may not do what it tries as the user it runs as; where no file is named it is as a rule a port below 1024.',
      'Let the app listen on a port from 1024 on; the traceback shows the line.',
    ]),
    outcry('python-fatal-error', /^Fatal Python error: (?<message>.+)/, [
      'Python itself gave up: {message}.',
      'Follow the trace below it to the native module that was at work, and update that.',
    ]),
    cause('django-improperly-configured', /ImproperlyConfigured: (?!Set the \w+ environment variable)(?<message>.+)/, [
      'Django’s settings are not complete: {message}',
      'Set what it names in the settings module, or the variable that the settings read it from.',
    ]),
    likelyCause(
      'python-syntax-error',
      /^SyntaxError: (?<message>'.+|.+ was never closed|invalid .+|unterminated .+|expected .+|unmatched .+|unexpected EOF .+)/,
      [
        'Python cannot read a file of the app: {message}.',
        'Correct the line named above the message. New syntax needs a newer Python: compare `python3 --version` with what the app asks for.',
      ],
    ),
    cause('python-input-ended', /^EOFError: EOF when reading a line$/, [
      'The app asks for a line of its standard input, which is at its end.',
      'Take the question out of the start, or set `stdin: open` if it only waits there; berth gives a process an empty input.',
    ]),
    outcry(
      'python-uncaught-exception',
      /^(?<error>(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception)|(?:[a-z_]\w*\.)+(?:exceptions?|errors?|exc)\.[A-Z]\w+|\w+\.error|pkg_resources\.[A-Z]\w+): (?<message>(?!.*See root cause above).+)/,
      [
        'The app ended with an exception that nothing in it handles: {error}: {message}.',
        'Follow the traceback to the last line of the app’s own code.',
      ],
    ),
  ],
};
