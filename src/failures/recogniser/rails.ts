import { cause, likelyCause, type RecogniserRow } from './row.ts';

const BIND = `Bind it to the loopback: \`-b tcp://127.0.0.1:\${port}\`.`;

/** What Ruby’s servers, Rails and Sidekiq say of their config and of the app that they are to load. */
export const RAILS_ROWS: readonly RecogniserRow[] = [
  cause('puma-config-missing', /puma\/dsl\.rb:\d+:in .*No such file or directory @ rb_sysopen - (?<path>\S+)/, [
    'Puma cannot read its config {path}: there is no such file.',
    'Deploy it, or correct its path; a relative one starts at the working directory.',
  ]),
  cause('puma-bind-invalid', /^(?:ERROR: )?Invalid URI: (?<address>\S+)/, [
    'Puma cannot use {address} as an address to listen on.',
    BIND,
  ]),
  cause('puma-certificate-missing', /(?<kind>Key|Cert|CA) file '(?<path>[^']+)' does not exist \(ArgumentError\)/, [
    'Puma is to use the certificate file {path} ({kind}), and there is no such file.',
    `Leave TLS out of the server, for berth talks plain HTTP to it. ${BIND}`,
  ]),
  cause('puma-constant-missing', /^! Unable to load application: NameError: uninitialized constant (?<constant>\S+)/, [
    'Puma cannot load the app: nothing defines {constant}.',
    'Require the file that defines it in config.ru, and check the name of the app after a rename.',
  ]),
  cause('unicorn-file-missing', /rackup file \((?<path>[^)]+)\) not readable \(ArgumentError\)/, [
    'Unicorn cannot read {path}.',
    'Set `workingDirectory` to the folder of the app, or correct the path in `command`.',
  ]),
  cause('rackup-file-missing', /^configuration (?<path>\S+\.ru) not found$/, [
    'The program rackup finds no {path}.',
    'Set `workingDirectory` to the folder of the app, or correct the path in `command`.',
  ]),
  likelyCause('sidekiq-app-missing', /Please point [Ss]idekiq to a Rails(?: [\d/]+)? application or a Ruby file/, [
    'Sidekiq finds no Rails app in the working directory, and was given no file to load.',
    'Set `workingDirectory` to the folder of the app, or name a file behind `-r`.',
  ]),
  cause(
    'rails-adapter-gem',
    /Error loading the '(?<adapter>[^']+)' Active Record adapter\. Missing a gem it depends on\?/,
    [
      'The gem for the database {adapter} is not installed.',
      'Add it to the Gemfile (`pg`, `mysql2`, `sqlite3`) outside of groups that are left out, and run `bundle install` where the app is built.',
    ],
  ),
  cause(
    'rails-adapter-unknown',
    /(?:Could not load the|specifies nonexistent) '(?<adapter>[^']+)' (?:Active Record )?adapter\b/,
    [
      'Rails has no adapter for a database called {adapter}.',
      'Correct `adapter` in config/database.yml or how DATABASE_URL begins, and add the gem of the database.',
    ],
  ),
  cause('rails-database-config', /^Could not load database configuration\. No such file - (?<files>.+)/, [
    'Rails finds no config of its database: {files}.',
    'Deploy config/database.yml, or set DATABASE_URL in the settings of the function or the container or under `env`.',
  ]),
  cause(
    'rails-database-unnamed',
    /The [`'](?<environment>[^`']+)[`'] database is not configured for the [`'](?<other>[^`']+)[`'] environment/,
    [
      'The config of the database has no section {environment} for the environment {other}.',
      'Add it to config/database.yml, or set RAILS_ENV under `env` to one that is there.',
    ],
  ),
  cause('rails-zeitwerk', /expected file (?<file>\S+) to define constant (?<constant>\S+?)(?:, but didn't|$)/, [
    'Rails expects {constant} in {file}, and the file does not define it.',
    'Give the file or the constant the name of the other (Linux tells capitals apart), or name the acronym in config/initializers/inflections.rb.',
  ]),
  cause('bundler-gemfile-syntax', /^\[!\] There was an error parsing `(?<file>[^`]+)`: (?<reason>.+)/, [
    'Bundler cannot read {file}: {reason}.',
    'Correct the line that it names.',
  ]),
  cause('rails-javascript-runtime', /ExecJS::RuntimeUnavailable|Could not find a JavaScript runtime\./, [
    'Rails compiles scripts at its start, and finds no JavaScript runtime.',
    'Run `rails assets:precompile` where the app is built and set `RAILS_ENV: production`; else install Node.js in the image.',
  ]),
  cause(
    'ruby-yaml-aliases',
    /Psych::(?:AliasesNotEnabled|BadAlias)|Alias parsing was not enabled|Unknown alias: (?<alias>\w+)/,
    [
      'A YAML file uses an alias (`*name`), which Psych 4 (Ruby 3.1) no longer reads by itself.',
      'Upgrade Rails or the gem that reads it, pin `psych` below 4 in the Gemfile, or write the file without aliases.',
    ],
  ),
];
