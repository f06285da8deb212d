import { cause, likelyCause, type RowGroup } from './row.ts';

const OTHER_RUNTIME = [
  'The app needs {runtime} {wanted}, and another version runs it.',
  'Run it with that version: name its program by its full path in `command`, or build the image on it.',
] as const;

const OTHER_DATABASE = [
  'The app needs {database} {wanted}, and its database is another version.',
  'Run the database in that version, or the version of the app that still knows this one. Keep a dump first.',
] as const;

/** Runtimes and package managers that are older or newer than the app can do with. */
export const VERSION_ROWS: RowGroup = {
  runtime: 'a program on another version',
  root: 'last',
  rows: [
    cause(
      'composer-php-version',
      /Your Composer dependencies require a PHP version "(?<wanted>[^"]+)"\. You are running (?<version>[\w.]+\w)/,
      [
        'The installed packages need PHP {wanted}, and this is PHP {version}.',
        'Run the app with that PHP, or install its packages with the PHP that runs it: `composer install` looks at the version of its own.',
      ],
    ),
    cause(
      'composer-php-extension',
      /Your Composer dependencies require the following PHP extensions to be installed: (?<extensions>[\w, -]+)/,
      [
        'The installed packages need extensions that PHP does not have here: {extensions}.',
        'Install them for this version of PHP (Debian: `php8.2-intl`, …); `php -m` lists those that are loaded.',
      ],
    ),
    cause(
      'composer-php-requirement',
      /requires php (?<wanted>\S+(?: \|\| \S+)*) (?:->|but) your php version \((?<version>[^);]+)/,
      [
        'A package of the app needs PHP {wanted}, and this is PHP {version}.',
        'Run the app with that PHP, or ask for an older version of the package.',
      ],
    ),
    cause(
      'ruby-version-required',
      /requires (?:[rR]uby|rubygems|RubyGems) version (?<wanted>[<>=~ \d.,]+\d)(?:, which is incompatible with the current version, (?<other>.+)|\. The current (?:ruby|RubyGems) version is (?<version>[\d.]+\d))/,
      [
        'A gem needs Ruby {wanted}, and another one runs here.',
        'Run the app with that Ruby, or ask for an older version of the gem in the Gemfile.',
      ],
    ),
    cause(
      'bundler-version',
      /Could not find 'bundler' \((?<version>[\d.]+)\) required by|You must use Bundler (?<least>\d+) or greater with this lockfile/,
      [
        'Gemfile.lock was written by another version of Bundler than the one that is installed.',
        'Install the one that stands below `BUNDLED WITH` in Gemfile.lock (`gem install bundler -v VERSION`), or write the lock file anew with this one.',
      ],
    ),
    cause(
      'go-version-required',
      /go\.mod requires go >= (?<wanted>[\w.]+) \(running go (?<version>[\w.]+)|invalid go version '[^']+': must match format/,
      [
        'The module of the app needs a newer Go than the one installed.',
        'Build it with that Go where the app is built, and start what was built instead of `go run`.',
      ],
    ),
    likelyCause(
      'runtime-version-required',
      /(?<!\b(?:will|soon) )\b(?:requires?|needs?) (?:at least )?(?:version \S+ of )?(?<runtime>Node(?:\.js|JS)?|NodeJS|nodejs|Python|Java|JDK|JRE|PHP|Ruby|Perl|Go|Erlang|Elixir|Rust|\.NET)(?: version)? ?(?<wanted>(?:>=|[\^~>])? ?v?\d[\w.]*(?:\+| or (?:later|newer|higher|above|greater))?)/,
      [
        'The app needs {runtime} {wanted}, and another version runs it.',
        'Run it with that version: name its program by its full path in `command`, or build the image on it.',
      ],
    ),
    likelyCause(
      'runtime-version-demanded',
      /\b(?<runtime>Node(?:\.js|JS)?|Python|Java|JDK|JRE|PHP|Ruby|Perl|Erlang|Elixir|\.NET)(?: version)? (?<wanted>(?:>=|[\^~>])? ?v?\d[\w.]*(?:\+| or (?:later|newer|higher|above|greater))?) (?:is |are )?required\b(?!.*\b(?:disabl|skip|ignor|fall|to use|for the|if you))/i,
      OTHER_RUNTIME,
    ),
    likelyCause(
      'runtime-version-least',
      /\b(?:must use|need to (?:use|run|have)|[Mm]inimum(?: required)?|[Oo]nly supports?|minimum required version \(|not compatible with(?= \S+(?: version)?(?:>=|<=|[<>~^])))(?: at least| a minimum of)? ?(?<runtime>Node(?:\.js|JS)?|Python|Java|JDK|JRE|PHP|Ruby|Perl|Erlang|Elixir|\.NET)(?:(?: version)?(?: required)?(?: is|:)?) ?(?<wanted>(?:>=|<=|[\^~<>])? ?v?\d[\w.]*)/,
      OTHER_RUNTIME,
    ),
    likelyCause(
      'runtime-version-unsupported',
      /\b(?:[Uu]nsupported (?<runtime>Node(?:\.js|JS)?|Python|Java|PHP|Ruby|JVM)(?: version| detected| \()|(?:[Yy]our|[Tt]his) (?<other>Node(?:\.js|JS)?|Python|Java|PHP|Ruby) version (?:\(?v?[\d.]+\)? )?is (?:(?:currently )?not supported|no longer supported|unsupported|too (?:old|new))|[Vv]ersion of (?<third>Node(?:\.js|JS)?|Python|Java|PHP|Ruby) (?:(?:you are|you're) (?:using|running) )?is (?:not supported|unsupported|too (?:old|new))|\b(?<fifth>Node(?:\.js|JS)?|Python|Java|PHP|Ruby)(?: version)? v?\d[\w.]* is (?:(?:currently )?not|no longer) supported\b(?! by the Python core)|\b(?:not |in)compatible with (?<fourth>Node(?:\.js|JS)?|Python|Java|PHP|Ruby)(?: version)? v?\d)/,
      [
        'The app does not run on this version of its language.',
        'Run it with one that it names: by its full path in `command`, or build the image on it.',
      ],
    ),
    likelyCause(
      'database-version-demanded',
      /\b(?<database>PostgreSQL|Postgres|MySQL|MariaDB|SQLite|Redis|Valkey|MongoDB|Elasticsearch|OpenSearch)(?: server)?(?: version)? (?<wanted>(?:>=|>)? ?v?\d[\w.]*(?:\+| (?:or|and) (?:later|newer|higher|above|greater|up))?) (?:is |are )?required\b(?!.*\b(?:disabl|skip|ignor|fall|to use|for the|if you))/i,
      OTHER_DATABASE,
    ),
    likelyCause(
      'database-version-required',
      /(?<!\b(?:will|soon|that) )\b(?:requires?|needs?) (?:at least )?(?<database>PostgreSQL|Postgres|MySQL|MariaDB|SQLite|Redis|MongoDB|Elasticsearch|OpenSearch)(?: server)?(?: version)? (?<wanted>(?:>=|>)? ?v?\d[\w.]*(?:\+| (?:or|and) (?:later|newer|higher|above|greater|up))?)(?!.*\b(?:disabl|skip|ignor|fall|if you))/,
      OTHER_DATABASE,
    ),
    likelyCause(
      'database-version-unsupported',
      /\b[Ii]ncorrect (?<database>PostgreSQL|MySQL|MariaDB) version|\b[Dd]atabase (?:server )?version is too old|\b(?<other>Elasticsearch|OpenSearch|PostgreSQL|MySQL|MariaDB|MongoDB|Redis)(?: server)? version (?<found>\d[\w.]*) is (?:not supported|unsupported|too old)/,
      [
        'The app does not work with this version of its database.',
        'Run the database in a version that the app names, or the older app. Keep a dump first.',
      ],
    ),
    cause(
      'version-manager-missing',
      /^(?:rbenv|pyenv|nodenv|goenv|jenv|phpenv): version [`'](?<version>[^'`]+)' is not installed|^N\/A: version "(?<wanted>[^"]+)" is not yet installed|^Required (?<ruby>ruby-\S+) is not installed|^No (?:preset )?version (?:is )?set for (?:command )?(?<command>\w+)/,
      [
        'A manager of versions (rbenv, pyenv, nvm, asdf) is to start the app with a version that is not installed, or with none.',
        'Install the version that .ruby-version, .python-version, .nvmrc or .tool-versions names, or name the program by its full path in `command`.',
      ],
    ),
    cause(
      'upgrade-step-skipped',
      /\bonly possible to upgrade one major version at a time\b|\bIt is required to upgrade to the latest (?<wanted>\S+) version first\b|\b(?:must|need to|have to|should) (?:first )?(?:upgrade|update) to (?:at least )?(?:version )?(?<least>v?\d[\w.]*\w)(?: version)? (?:first|before)\b/,
      [
        'The app was upgraded over more than one version at once, which it does not do.',
        'Go back to the version of before, and upgrade step by step, each started once; keep a dump first.',
      ],
    ),
    likelyCause('npm-engine-refused', /\bUnsupported engine for (?<package>\S+): wanted: (?<wanted>\{.*?\})/, [
      'The package {package} wants another version of Node.js or npm: {wanted}.',
      'Run the app with that version, or ask for an older one of the package.',
    ]),
  ],
};
