import { cause, likelyCause, makeFirst, outcry, type RowGroup, removeFirst, symptom } from './row.ts';

/** What Bundler says of the gems of an app, before any of it runs. */
export const BUNDLER_ROWS: RowGroup = {
  runtime: 'Bundler',
  root: 'first',
  rows: [
    cause('bundler-git-missing', /\bThe git source (?<address>\S+) is not yet checked out\./, [
      'A gem of the app comes from {address}, and it was not fetched.',
      'Run `bundle install` where the app is built, with git at hand, and deploy `vendor/bundle` with it.',
    ]),
    cause(
      'bundler-frozen',
      /^You are trying to install in deployment mode after changing|^The (?:dependencies in your gemfile|gemspecs for path gems|list of sources) changed$|\bbecause the lockfile (?:is frozen|can't be updated because frozen mode is set)/,
      [
        'Gemfile.lock does not fit the Gemfile, and Bundler may not change it here.',
        'Run `bundle install` where the app is written, and deploy both files.',
      ],
    ),
    cause(
      'bundler-platform',
      /^Your bundle only supports platforms \[(?<platforms>[^\]]+)\] but your local platform is (?<platform>\S+?)\.? /,
      [
        'Gemfile.lock names the gems for {platforms}, and this is {platform}.',
        'Run `bundle lock --add-platform {platform}` where the app is written, and deploy the file.',
      ],
    ),
    cause(
      'bundler-folder',
      /^There was an error while trying to write to `(?<folder>[^`]+)`\. It is likely that you need to grant write/,
      [
        'Bundler cannot write to {folder} as the user that runs it.',
        'Install the gems where the image is built, and start the app without `bundle install`; or let `BUNDLE_PATH` under `env` name a folder that it may write to.',
      ],
    ),
    likelyCause(
      'bundler-extension',
      /\bGem::Ext::BuildError: ERROR: Failed to build gem native extension|^An error occurred while installing (?<gem>[\w.-]+) \([\d.]+\), and Bundler cannot continue/,
      [
        'A gem with parts in C was not built: a compiler or the files of a library are missing.',
        'Install what the lines above name (Debian: `build-essential` and a `lib…-dev`) where the image is built, and the gems there.',
      ],
    ),
  ],
};

/** What Ruby’s servers and the tasks of rake and Rails say when they end; the class of an error stands first there. */
export const RUBY_TASK_ROWS: RowGroup = {
  runtime: 'tasks of Ruby',
  root: 'first',
  voice:
    /^(?:rake|rails|bin\/rails) aborted!|\.rb:\d+:in [`']|^bundler: failed|^\[\d+\] ! |\bunicorn\b|^ActiveRecord::|^No Rakefile found|^Unrecognized command|Phusion Passenger/,
  rows: [
    cause('task-variable-missing', /^KeyError: key not found: "(?<variable>[A-Z][A-Z0-9_]+)"/, [
      'The app reads {variable} from its environment, and that variable is not set.',
      'Set {variable} in the settings of the function or the container, or under `env`.',
    ]),
    cause('task-file-missing', /^LoadError: cannot load such file -- (?<feature>\S+)/, [
      'Ruby cannot load {feature}: the gem is not installed, or the file is not there.',
      'Run `bundle install` where the app is built and start it with `bundle exec`; a path starts at the load path, not at the working directory.',
    ]),
    cause('rakefile-missing', /^No Rakefile found \(/, [
      'The tool rake finds no Rakefile in the working directory or above it.',
      'Set `workingDirectory` to the folder of the app, and deploy the file.',
    ]),
    cause('rails-command-unknown', /^Unrecognized command "(?<command>[^"]+)"/, [
      'Rails knows no command {command}.',
      'Correct it in `command`; `bin/rails --help` lists those there are, and the gem that brings one may be in a group that is left out.',
    ]),
    cause('rails-migration-twice', /\bDuplicateMigration(?:Name|Version)Error: (?<reason>.+)/, [
      'Two migrations of the Rails app have the same name or number: {reason}',
      'Rename one of them; an old copy may have stayed in the image.',
    ]),
    cause(
      'rails-environment-protected',
      /\bProtectedEnvironmentError: You are attempting to run a destructive action/,
      [
        'A task that deletes data was to run against the database of production, and Rails does not do that.',
        'Take it out of the start (`db:setup`, `db:reset`, `db:schema:load`); `db:prepare` does no harm.',
      ],
    ),
    cause('thin-listen', /\bno acceptor \(port is in use or requires root privileges\)/, [
      'The server cannot listen on its port: something listens there already, or it is below 1024.',
      'Let it listen on a port from 1024 on that is free (`port: auto` picks one and passes it as `$PORT`).',
    ]),
    cause('unicorn-listen', /\berror adding listener addr=(?<address>\S+) \((?<error>[\w:]+)\)/, [
      'Unicorn cannot listen on {address} ({error}).',
      makeFirst('FOLDER'),
    ]),
    cause('passenger-running', /\bPassenger\S* Standalone is already running on PID (?<pid>\d+)/, [
      'Passenger found the pid file of an earlier run, and takes process {pid} for itself: after a kill or in a new container that number belongs to another program.',
      removeFirst('tmp/pids/passenger.*.pid'),
    ]),
    symptom(
      'puma-worker-late',
      /\bTerminating timed out worker \(Worker \d+ failed to (?<what>boot|check in) within (?<seconds>\d+) seconds\)/,
      [
        'Puma has killed a worker that did not {what} within {seconds} s: it still loaded the app, was busy with one request, or the instance was frozen meanwhile.',
        'Raise `worker_boot_timeout` or `worker_timeout` in config/puma.rb, or start fewer workers (`WEB_CONCURRENCY`); see what the app does at its start.',
      ],
    ),
    outcry(
      'ruby-task-error',
      /^(?!SignalException|Interrupt|SystemExit|Errno::EPIPE)(?<error>(?:[A-Z]\w*::)+[A-Z]\w*|[A-Z]\w*(?:Error|Exception)): (?<message>\S.*)/,
      [
        'The task ended with an exception that nothing in it handles: {message} ({error}).',
        'Follow the backtrace to the first line of the app’s own code.',
      ],
    ),
  ],
};
