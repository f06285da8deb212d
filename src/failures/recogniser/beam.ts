import { cause, causeWith, likelyCause, outcry, type RowGroup, symptom } from './row.ts';

const NO_DISTRIBUTION =
  'Set `RELEASE_DISTRIBUTION: none` under `env`: an app that talks to no other node needs neither a name nor epmd.';

const FILE_TAKEN = [
  'The app takes a file for granted that is not there (`:enoent`), or that it may not use (`:eacces`).',
  'The line below names the place in the code. Deploy the file, or make it where the app is built; a relative path starts at the working directory.',
] as const;

const START_RETURN = [
  'An application could not start, and gives as reason {reason}.',
  'Correct what it names; the line names the module, and has more behind the reason. `undef` is a function that was not deployed, `enoent` a file that is not there, `eaddrinuse` a port that is taken.',
] as const;

/** What Erlang, Elixir and their releases say. What the kernel says at the end is only a farewell, with the reason inside. */
export const BEAM_ROWS: RowGroup = {
  runtime: 'Erlang and Elixir',
  root: 'last',
  rows: [
    cause('elixir-port-nil', /server can't start because :port in config is nil|:port in config is nil/, [
      'The endpoint of the app has no port: the variable that its config reads it from is not set.',
      'Set the variable under `env`, mostly `PORT`: `port: auto` sets it by itself. In a release `PHX_SERVER: true` is needed too.',
    ]),
    cause('erlang-boot-file-missing', /[Cc]an(?:not|'t) get boot ?file'?,? ?\\?["']?(?<path>[^\s'",)}\\]+)?/, [
      'Erlang is to start from the boot file {path}, and cannot read it.',
      'Deploy the whole release and start its own script (`bin/NAME start`), from `_build/prod/rel/NAME`: it knows where the boot file is. If the script stands elsewhere, set `RELEASE_ROOT` under `env`.',
    ]),
    cause(
      'erlang-modules-missing',
      /init terminating in do_boot.{0,4}(?:\(|, ?)\{(?:load_failed, ?\[|'?cannot load'?, ?)(?<module>[\w@]+)/,
      [
        'Erlang cannot load what it consists of itself ({module} and others): its libraries are not where the release looks for them, or are of another Erlang.',
        'Build the release with its own runtime (`include_erts: true`), or on the same Erlang that is in the image; deploy the folder `lib` whole, readable for the user.',
      ],
    ),
    cause(
      'erlang-module-newer',
      /BEAM file was compiled for a (?:later|newer) version of the (?:run-time|runtime) system|please re-?compile this module with an (?:Erlang\/OTP )?\d+ compiler/,
      [
        'A module of the app was compiled for another Erlang than the one that runs it.',
        'Build the release on the Erlang that is in the image (`include_erts: true` brings it along), and compile the dependencies anew.',
      ],
    ),
    cause(
      'erlang-config-missing',
      /error in config file \\?"(?<path>[^"\\]+)\\?" \(none\): configuration file not found/,
      [
        'Erlang is to read its config from {path}, and there is no such file.',
        'Correct the path behind `-config` (vm.args, `RELEASE_SYS_CONFIG`), and deploy the file; it ends in `.config`.',
      ],
    ),
    cause(
      'erlang-config-syntax',
      /error in config file \\?"(?<path>[^"\\]+)\\?" \((?<line>\w+)\): (?<reason>[^"]+?)"?[)}]*$/,
      [
        'Erlang cannot read its config {path}, line {line}: {reason}.',
        'Correct that place: an Erlang term, `[{ shop, [{ port, 8080 }] }].`, with the full stop at its end.',
      ],
    ),
    cause('erlang-config-data', /\binvalid config data: (?<reason>[^")]+)/, [
      'Erlang does not accept its config: {reason}.',
      'Correct it: a list like `[{ shop, [{ port, 8080 }] }].`, with the full stop at its end; the text is that of `sys.config`, or what `config/runtime.exs` makes.',
    ]),
    cause('erlang-module-unloadable', /\bon_load_function_failed,\s*(?<module>[\w@.']+)/, [
      'The module {module} of the app refuses to be loaded: as a rule it brings a native library that does not fit this system.',
      'Build the release on the same system, processor and Erlang that run it; `mix deps.clean --build` and `mix deps.compile` make it anew.',
    ]),
    likelyCause('erlang-no-distribution', /\{'EXIT', ?nodistribution\}/, [
      'The app could not make itself an Erlang node: its name, the name of the host, or epmd.',
      NO_DISTRIBUTION,
    ]),
    cause('erlang-nif-missing', /Failed to load NIF library:? '?(?<reason>[^'"}]+)/, [
      'A native library of the app cannot be loaded: {reason}.',
      'Build the release on the same system, processor and Erlang that run it; `mix deps.clean --build` and `mix deps.compile` make it anew.',
    ]),
    cause(
      'elixir-module-undef',
      /(?:\(UndefinedFunctionError\) function |\{undef,\[\{'?(?:Elixir\.)?)(?<function>[A-Za-z][\w.]*(?:\/\d+)?)(?: is undefined|'?,)/,
      [
        'The app calls {function}, which is not in what was deployed.',
        'Add the package to the dependencies of `prod`, too, if mix.exs has it for `:dev` only, or take the call out of what runs in production; then build the release anew.',
      ],
    ),
    // A module that cannot be loaded is undefined, too.
    {
      ...causeWith(
        'erlang-undef-below',
        /\{undef,\s*(?:\[\s*)?$/,
        /^\s*\[?\s*\{'?(?:Elixir\.)?(?<module>[A-Za-z][\w.@]*)'?,\s*(?<function>[a-z]\w*)(?:,|$)/,
        [
          'The app calls {function} of {module}, which is not in what was deployed: the package or the application that brings it is missing, or is of another version.',
          'Add it to the dependencies and to the applications of the release, and build that anew.',
        ],
      ),
      certainty: 'likely',
    },
    cause('erlang-cookie-open', /Cookie file (?<path>\S+) must be accessible by owner only/, [
      'Erlang keeps the cookie of its nodes in {path}, and refuses a file that others may read.',
      `Give it mode 400 before each start, or set RELEASE_COOKIE. ${NO_DISTRIBUTION}`,
    ]),
    cause(
      'erlang-cookie-folder',
      /(?:Failed to create cookie file|Error when reading) '?(?<path>[^\s']+)'?: ?\\?"?(?<reason>e[a-z]+)/,
      [
        'Erlang keeps the cookie of its nodes in the home folder, and cannot use {path} ({reason}).',
        `Set \`HOME: \${runDir}\` under \`env\`, a folder that it may write to. ${NO_DISTRIBUTION}`,
      ],
    ),
    cause('erlang-node-taken', /Protocol '[^']+': the name (?<node>\S+) seems to be in use by another Erlang node/, [
      'Another Erlang node on this machine has the name {node}: one that still runs, or one before this that epmd has not forgotten.',
      NO_DISTRIBUTION,
    ]),
    cause('erlang-epmd-missing', /Protocol '[^']+': register\/listen error: (?<reason>\S+)/, [
      'The app could not make its name known to epmd, Erlang’s register of nodes: {reason}.',
      NO_DISTRIBUTION,
    ]),
    cause('mix-hex-missing', /Could not find Hex, which is needed to build dependency/, [
      'mix wants to build the dependencies of the app at its start, and its package manager is not installed.',
      'Build a release where the app is built (`mix local.hex --force`, `mix deps.get --only prod`, `mix release`), and start that.',
    ]),
    cause(
      'mix-elixir-version',
      /\(Mix\) You're trying to run :?(?<app>\w+) on Elixir v?(?<found>\S+) but it has declared in its mix\.exs file it supports only Elixir (?<wanted>.+)/,
      [
        'The app wants Elixir {wanted}, and this is Elixir {found}.',
        'Use that version of Elixir, or deploy a release, which brings its own.',
      ],
    ),
    cause('elixir-syntax-error', /^\*\* \((?:Syntax|TokenMissing|Compile|MismatchedDelimiter)Error\) (?<message>.+)/, [
      'Elixir cannot read a file of the app: {message}.',
      'Correct the file and line it names. New syntax needs a newer Elixir.',
    ]),
    cause('rabbitmq-config-unknown', /Conf file attempted to set unknown variable: (?<key>\S+)/, [
      'The config of RabbitMQ sets {key}, which this version does not know.',
      'Correct the spelling, enable the plugin it belongs to, or use the version the config was written for.',
    ]),
    cause('rabbitmq-config-value', /- Error transforming datatype for: (?<key>\S+)/, [
      'The config of RabbitMQ has a value of the wrong kind for {key}; the line below says which it wants.',
      'Correct the value.',
    ]),
    cause('rabbitmq-distribution-port', /could not bind to distribution port (?<port>\d+) on host (?<host>\S+?)\. /, [
      'RabbitMQ wants port {port} for its node, and something listens there already: another RabbitMQ, mostly.',
      'Stop the other one, or set `RABBITMQ_DIST_PORT` under `env`.',
    ]),
    cause('rabbitmq-folder-forbidden', /cannot_create_mnesia_dir,/, [
      'RabbitMQ cannot make its data folder: the folder above it belongs to another user, or is not there.',
      'Set `RABBITMQ_MNESIA_BASE` under `env` to a folder that its user may write to, or change the owner of the volume.',
    ]),
    cause('erlang-node-name', /^Can't set (?<kind>long|short) node name!/, [
      'The name of the Erlang node is none: a long one is NAME@HOST with a dot in HOST, a short one has no dot.',
      `Correct \`RELEASE_NODE\` (with \`RELEASE_DISTRIBUTION: name\` for a long one, \`sname\` for a short one), or \`-name\` and \`-sname\`. ${NO_DISTRIBUTION}`,
    ]),
    cause(
      'elixir-match-file',
      /^\*\* \(MatchError\) no match of right hand side value: \{:error, :(?:enoent|eacces)\}/,
      FILE_TAKEN,
    ),
    causeWith(
      'elixir-match-file-below',
      /^\*\* \(MatchError\) no match of right hand side value:$/,
      /^\s*\{:error, :(?:enoent|eacces)\}/,
      FILE_TAKEN,
    ),
    causeWith(
      'elixir-number-invalid',
      /^\s*:erlang\.binary_to_(?<kind>integer|float)\("(?<value>[^"]{0,200})"\)/,
      /\b(?:runtime|releases|config|prod)\.exs:\d+|:erl_eval\./,
      [
        'The config of the app reads a setting as a number, and its value is none: {value}.',
        'Correct the variable that config/runtime.exs makes a number of, under `env`. A value as `tcp://ADDRESS:PORT` comes from Kubernetes, which sets NAME_PORT for each service: turn that off (`enableServiceLinks` set to false), or give the service another name.',
      ],
    ),
    outcry('elixir-match-error', /^\*\* \(MatchError\) no match of right hand side value: (?<value>.+)/, [
      'Something the app takes for granted went otherwise: it got {value}.',
      'The line below names the place; `:enoent` is a file that is not there, `:eacces` one that it may not use.',
    ]),
    outcry('elixir-uncaught-error', /^\s*\*\* \((?!EXIT\)|Mix\)|stop\))(?<error>[A-Z][\w.]*)\) (?<message>.+)/, [
      'The app ended with an error that nothing in it handles: {error}: {message}.',
      'Follow the stack below the message to the first line of the app’s own code.',
    ]),
    outcry('elixir-raise-in-config', /init terminating in do_boot.{0,200}message ?=> ?<<\\?"(?<message>[^"\\]+)/, [
      'The app gave up as it read its config: {message}.',
      'Correct what it names: often a variable under `env` that is missing. The code stands in config/runtime.exs of the app.',
    ]),
    likelyCause('mnesia-table-missing', /\{no_exists,\s*(?:\[\s*)?\{?'?(?<table>[a-z][\w@.]*)/, [
      'Mnesia, the database that Erlang brings along, has no table {table}: its folder is empty, of another version of the app, or was made under another name of the node.',
      'Start with the folder and the node name of before (a container gets another host name each time: set it), or let the app make or convert its tables as its documentation tells.',
    ]),
    outcry(
      'erlang-start-return',
      /\{bad_return,\s*\{\{[\w@.']+,start,\[.{0,200}?\]\},\s*(?:\{(?:'EXIT'|error|shutdown),\s*){0,3}[{[]*(?<reason>[\w'"][^{}[\]]{0,199}?),?[{}[\]]/,
      START_RETURN,
    ),
    {
      ...outcry('erlang-start-below', /\{bad_return,\s*\{\{[\w@.']+,start,\[.{0,200}?\]\},$/, START_RETURN),
      behind: /^\s*(?:\{(?:'EXIT'|error|shutdown),\s*){1,3}[{[]*(?<reason>[\w'"][^{}[\]]{0,199}?),?(?:[{}[\]]|$)/,
    },
    outcry('elixir-stop-reason', /^\s*\*\* \(EXIT\) (?<reason>[:{].+)/, [
      'A part of the app would not start, and gives as reason {reason}.',
      'Correct what it names; the line above says which part it is.',
    ]),
    cause('beam-listener-taken', /\{listen_error,\s*'?(?:Elixir\.)?(?<part>[\w.]+)'?,\s*eaddrinuse\}/, [
      'The app wants to listen on a port where something listens already, for its part {part}.',
      'Let the app listen on another port (`port: auto` picks a free one and passes it as `$PORT`), or stop the other program.',
    ]),
    symptom(
      'beam-child-failure',
      /application_start_failure,(?<app>\w+),.*failed_to_start_child,'?(?:Elixir\.)?(?<part>[\w.]+)'?,\{*(?<reason>[a-z_]\w*)/,
      [
        'The application {app} could not start, because its part {part} did not: {reason}.',
        'The line has more behind that reason: `noproc` is a process that is not there, which it names (a release does not have those of Mix), `eaddrinuse` a port that is taken, `undef` a function that was not deployed.',
      ],
    ),
    symptom('beam-start-failure', /Kernel pid terminated.{0,40}application_start_failure,(?<app>\w+),/, [
      'The application {app} could not start, and Erlang ended with it.',
      'Read the line from the inside: behind the last `failed_to_start_child` stand the part that failed and its reason.',
    ]),
    {
      ...symptom(
        'erlang-boot-reason',
        /(?:init terminating in do_boot|Runtime terminating during boot) \([{']{0,3}(?<reason>[a-z_]\w+)/,
        [
          'Erlang ended before the app began, and gives as reason {reason}.',
          'The first words of it tell most: `undef` is a function that was not deployed, `badmatch` with `enoent` a file that is not there, `terminated` an output that nobody reads any more.',
        ],
      ),
      isFarewell: true,
    },
    cause('elixir-app-setting', /could not fetch application environment (?<key>:\w+) for application (?<app>:\w+)/, [
      'The config of the app lacks {key} of {app}.',
      'Add it to config/runtime.exs (or sys.config); a release reads no other file at its start, and a variable that stands for it may be missing.',
    ]),
    cause('ecto-option-missing', /missing the (?<key>:\w+) key in options for (?<repo>[\w.]+)/, [
      'The app is not told {key} of its database ({repo}): as a rule DATABASE_URL is not set, or not read.',
      'Set `DATABASE_URL: ecto://USER:PASSWORD@HOST/NAME` under `env`; in a release config/runtime.exs must read it.',
    ]),
    cause('ranch-certificate-none', /for reason :no_cert \(/, [
      'The endpoint of the app is to serve HTTPS, and has no certificate.',
      `Take \`https\` out of its config: berth speaks plain HTTP to it (leave only \`http\` there, with the port from \`PORT\`, which \`port: auto\` sets). Or deploy the files that \`certfile\` and \`keyfile\` name.`,
    ]),
  ],
};
