import { RAILS_ROWS } from './rails.ts';
import { cause, likelyCause, makeFirst, outcry, type RowGroup, removeFirst } from './row.ts';

/** What Ruby and Bundler say. */
export const RUBY_ROWS: RowGroup = {
  runtime: 'Ruby',
  root: 'first',
  rows: [
    ...RAILS_ROWS,
    cause(
      'ruby-run-file-folder',
      /No such file or directory @ rb_sysopen - (?<folder>\S*)\/[^/\s]+\.(?:pid|state|lock|log)\b/,
      ['The app cannot write a file of its own in {folder}: there is no such folder.', makeFirst('{folder}')],
    ),
    cause('ruby-gem-missing', /cannot load such file -- (?<feature>\S+) \(LoadError\)/, [
      'Ruby cannot load {feature}: the gem is not installed, or the file is not there.',
      'Run `bundle install` where the app is built and start it with `bundle exec`; a path starts at the load path, not at the working directory.',
    ]),
    cause(
      'bundler-activated',
      /\bYou have already activated (?<gem>[\w.-]+) (?<loaded>[\w.]+), but your Gemfile requires [\w.-]+ (?<wanted>[\w.]+)/,
      [
        'Ruby had loaded {gem} {loaded} before Bundler came to ask for {wanted}.',
        'Start the server by `bundle exec`, which loads what the Gemfile says and nothing before.',
      ],
    ),
    cause(
      'bundler-gem-missing',
      /Could not find (?:gem '(?<gem>[^']+)'|(?<other>[^:]+?)) in (?:any of the sources|locally installed gems)/,
      [
        'A gem that the Gemfile asks for is not installed.',
        'Run `bundle install` where the app is built, for the same Ruby, and deploy `vendor/bundle` with it.',
      ],
    ),
    cause(
      'bundler-ruby-version',
      /Your Ruby version is (?<version>[\w.]+), but your Gemfile specified (?<wanted>[\w.~> ]+)/,
      [
        'The Gemfile asks for Ruby {wanted}, and this is Ruby {version}.',
        'Run the app with that Ruby, or change `ruby` in the Gemfile.',
      ],
    ),
    cause('bundler-command-missing', /^bundler: command not found: (?<command>\S+)/, [
      'None of the gems of the app brings the command {command}.',
      'Add its gem to the Gemfile and run `bundle install`; check that its group is not left out.',
    ]),
    cause('bundler-no-gemfile', /Could not locate Gemfile/, [
      'Bundler finds no Gemfile in the working directory or above it.',
      'Set `workingDirectory` to the folder of the app, or `BUNDLE_GEMFILE` under `env`.',
    ]),
    cause('ruby-script-missing', /ruby: No such file or directory -- (?<path>.+) \(LoadError\)/, [
      'Ruby was told to run {path}, and there is no such file.',
      'Check the path in `command` (it starts at the working directory), and that the file was deployed.',
    ]),
    cause('ruby-syntax-error', /^(?<place>\S+\.rb:\d+): (?:syntax error|syntax errors found)/, [
      'Ruby cannot read {place}.',
      'Correct that line; new syntax needs a newer Ruby than the one installed.',
    ]),
    cause('ruby-environment-variable-missing', /key not found: "(?<variable>[A-Z][A-Z0-9_]+)" \(KeyError\)/, [
      'The app reads {variable} from its environment, and that variable is not set.',
      'Set {variable} in the settings of the function or the container, or under `env`.',
    ]),
    cause('unicorn-pid-stale', /Already running on PID:(?<pid>\d+) \(or pid=(?<path>\S+) is stale\)/, [
      'unicorn found its pid file {path} of an earlier run, and takes process {pid} for itself: after a kill or in a new container that number belongs to another program.',
      removeFirst('{path}'),
    ]),
    cause('unicorn-pid-folder', /directory for (?<key>\w+)=(?<folder>\S+)\/[^/\s]+ not writable/, [
      'unicorn cannot write its {key} file: the folder {folder} is not there, or not writable.',
      makeFirst('{folder}'),
    ]),
    cause(
      'rails-pid-stale',
      /A server is already running(?:\. Check (?<path>\S+?)\.?$| \(pid: \d+, file: (?<file>[^)]+)\))/,
      [
        'The Rails server found the pid file of an earlier run, and takes the process in it for itself: after a kill or in a new container that number belongs to another program.',
        removeFirst('tmp/pids/server.pid'),
      ],
    ),
    cause('ruby-address-in-use', /Address already in use - bind\(2\) for (?<address>.+) \(Errno::EADDRINUSE\)/, [
      'The app wants to listen on {address}, and something listens there already.',
      'Let the app listen on another port (`port: auto` picks a free one and passes it as `$PORT`), or stop the other program.',
    ]),
    cause('ruby-host-unknown', /getaddrinfo: (?<reason>.+) \(SocketError\)/, [
      'The app cannot resolve the name of a host it needs: {reason}.',
      'Correct the name in the settings of the app, and check that the instance is in the network where the name is known.',
    ]),
    likelyCause('ruby-file-missing', /No such file or directory @ \w+ - (?<path>.+) \(Errno::ENOENT\)/, [
      'The app needs {path}, and it is not there.',
      'Deploy the file or folder with the app; a relative path starts at the working directory.',
    ]),
    likelyCause('ruby-constant-missing', /uninitialized constant (?<name>[A-Z][\w:]*)(?: \(NameError\)|$)/, [
      'The app uses {name}, which nothing has defined: the gem that brings it is not loaded, or its file is not where Ruby looks for it.',
      'See that the gem stands in a group of the Gemfile that is installed and loaded here (`RAILS_ENV` and `RACK_ENV` under `env`: in development the app asks for gems that production leaves out), and that file and constant have the same name.',
    ]),
    cause('ruby-memory', /failed to allocate memory \(NoMemoryError\)/, [
      'Ruby could not get the memory it asked for.',
      'Give the instance more memory, or find what keeps growing.',
    ]),
    cause(
      'ruby-no-method',
      /undefined method [`'](?<method>[^']+)' for (?<receiver>nil\S*|an instance of \S+|\S+) \(NoMethodError\)/,
      [
        'The app calls {method} on {receiver}, which has no such method.',
        'Look at the line in front of the message: a value is missing there, or a gem has another version than the app expects.',
      ],
    ),
    likelyCause('ruby-input-ended', /:in [`'](?:IO#|Kernel#)?readlines?': end of file reached \(EOFError\)$/, [
      'The app asks for a line of its standard input, which is at its end.',
      'Take the question out of the start, or set `stdin: open` if it only waits there; berth gives a process an empty input.',
    ]),
    outcry(
      'ruby-uncaught-exception',
      /^\S+:\d+:in [`'][^']+': (?<message>.+) \((?<error>(?!Errno::EPIPE)[A-Z][\w:]*)\)$/,
      [
        'The app ended with an exception that nothing in it handles: {message} ({error}).',
        'Follow the backtrace to the first line of the app’s own code.',
      ],
    ),
    cause('bundler-binstub', /^Your `bin\/bundle` was not generated by Bundler/, [
      'The script bin/bundle is not the one that Bundler makes, and the other scripts in bin do not run beside it.',
      'Run `bundle binstubs bundler --force` where the app is built, and deploy what it has written.',
    ]),
  ],
};
