import { cause, outcry, type RowGroup } from './row.ts';

/** What Laravel, Symfony and Composer say. */
export const PHP_FRAMEWORK_ROWS: RowGroup = {
  runtime: 'PHP’s frameworks',
  root: 'last',
  rows: [
    outcry('php-heap-corrupted', /^zend_mm_heap corrupted/, [
      'PHP found its own memory damaged and ended: an extension has written where it may not.',
      'Leave extensions out one by one (opcache with JIT, profilers and debuggers first), and update PHP together with them.',
    ]),
    cause('roadrunner-output', /validation failed on the message sent to STDOUT|\bCRC verification failed, see\b/, [
      'A worker of RoadRunner has printed to its standard output, which is the line on which it talks to the server: a warning of PHP, an `echo`, or the text of an error.',
      'Run the worker by itself (`php worker.php`) and see what it prints; set `display_errors: stderr`, and correct what it complains of.',
    ]),
    cause('workerman-running', /^Workerman ?\[(?<file>[^\]]{1,80})\] already running$/, [
      'Workerman finds the pid file of an earlier run of {file}, and takes it for one that still runs.',
      `Remove the file (*.pid, beside the start script or where \`Worker::$pidFile\` says) before each start, or name a place in \`\${runDir}\`; start it without \`-d\`.`,
    ]),
    cause('laravel-driver-missing', /could not find driver \((?:Connection: (?<connection>\w+)|SQL: )/, [
      'PHP has no PDO driver for the database that the app uses.',
      'Install the driver for this version of PHP (Debian: `php8.2-mysql`, `php8.2-pgsql`, `php8.2-sqlite3`; Docker: `docker-php-ext-install pdo_mysql`), or correct `DB_CONNECTION` under `env`.',
    ]),
    cause(
      'laravel-database-unconfigured',
      /InvalidArgumentException: Database (?:connection )?\[(?<name>[^\]]*)\] not configured/,
      [
        'Laravel has no database connection called {name}.',
        'Correct `DB_CONNECTION` under `env` to one that config/database.php names (`mysql`, `pgsql`, `sqlite`); a cached config is old until `php artisan config:clear`.',
      ],
    ),
    cause('laravel-view-cache', /^(?:\s*|.*InvalidArgumentException: )Please provide a valid cache path\b/, [
      'Laravel has no folder for its compiled views: storage/framework/views is not there.',
      `Make \`storage/framework/views\` where the app is built or by a one-shot, or set \`VIEW_COMPILED_PATH: \${runDir}\` under \`env\`.`,
    ]),
    cause('laravel-facade', /RuntimeException: A facade root has not been set/, [
      'The app uses one of Laravel’s facades before Laravel has started, mostly in a config file or after another error.',
      'Look for an error above it; take the call out of the config file.',
    ]),
    cause(
      'laravel-class-unbound',
      /^(?:\s*|.*BindingResolutionException: )Target class \[(?<class>[^\]]+)\] does not exist/,
      [
        'Laravel is to make {class}, and there is no such class.',
        'Run `composer install` and `composer dump-autoload` where the app is built, clear the caches in bootstrap/cache, and check the capitals in the file’s name.',
      ],
    ),
    cause(
      'monolog-folder',
      /There is no existing directory at "(?<folder>[^"]+)" and (?:it could not be created|its not buildable)/,
      [
        'The app cannot write its log: the folder {folder} is not there and cannot be made.',
        'Log to the output instead (Laravel: `LOG_CHANNEL: stderr`, Symfony: `php://stderr`), or make the folder first.',
      ],
    ),
    cause('symfony-dotenv', /Unable to read the "(?<path>[^"]+)" environment file/, [
      'Symfony is to read {path}, and cannot.',
      'Deploy the file, which may be empty, or make `.env.local.php` with `composer dump-env prod`; variables under `env` beat it.',
    ]),
    cause('wordpress-database', /Error establishing a (?:database|Redis) connection/, [
      'WordPress cannot connect to its database: it is not there, or does not take its user or password.',
      'Start the database first (`after`), or correct `DB_HOST`, `DB_NAME`, `DB_USER` and `DB_PASSWORD` in wp-config.php or under `env`.',
    ]),
    {
      ...outcry('php-console-error', /^\s*In (?<file>[\w.-]+\.php) line (?<line>\d+):$/, [
        'The app ended with an error that nothing in it handles, at {file}:{line}: {message}.',
        'Correct what it names; `-vvv` behind the command shows the way to it. If a folder or a config is missing, see that it was deployed.',
      ]),
      behind: /^\s+(?!\[[\w\\]+\]\s*$)(?<message>\S.*?)\s*$/,
    },
    {
      ...outcry(
        'laravel-console-error',
        /^(?:\s+|(?=\w+\\))(?<error>(?:[A-Z]\w*\\)*(?:[A-Z]\w*)?(?:Error|Exception))\s*$/,
        [
          'The app ended with an error that nothing in it handles: {message} ({error}).',
          'The lines below it name the file; `-v` behind the command shows the whole way to it. The log of Laravel (storage/logs) may tell more.',
        ],
      ),
      behind: /^\s*(?!at \S)(?<message>\S.*?)\s*$/,
    },
    cause(
      'composer-extension-missing',
      /\b(?:composer\.json|\S+\/\S+ \S+) requires? (?:PHP extension )?(?<extension>ext-[\w-]+) \S+ (?:but it is missing from your system|-> it is missing from your system)/,
      [
        'The packages of the app need the PHP extension {extension}, which is not installed.',
        'Install it for this version of PHP (Debian: `php8.2-gd`, `php8.2-intl`, …; Docker: `docker-php-ext-install`).',
      ],
    ),
    cause('php-extension-wanted', /\bmake sure the PHP (?<extension>\w+) extension is (?:installed|enabled)/, [
      'The app needs the PHP extension {extension}, which is not loaded.',
      'Install it for this version of PHP (Debian: `php8.2-redis`, …; others by `pecl install`) and load it; `php -m` lists those that are loaded.',
    ]),
    cause('composer-lock-old', /^Your lock file does not contain a compatible set of packages\b/, [
      'The packages that composer.lock names do not run with this PHP or its extensions.',
      'Read the problems below; install with the PHP that runs the app, or run `composer update` where it is written.',
    ]),
    cause('symfony-autowire', /^\s*Cannot autowire (?:service|argument) (?<what>.+)/, [
      'Symfony cannot make a service of the app: {what}',
      'Correct the type that it names, add the package that brings the class, or say in config/services.yaml what is to be given.',
    ]),
    cause('composer-no-project', /^Composer could not find a composer\.json file in (?<folder>.+)/, [
      'Composer finds no composer.json in {folder}.',
      'Set `workingDirectory` to the folder of the app, or run Composer only where the app is built.',
    ]),
  ],
};
