import { cause, outcry, type RowGroup } from './row.ts';

/** What Laravel, Symfony and Composer say. */
export const PHP_FRAMEWORK_ROWS: RowGroup = {
  runtime: 'PHP’s frameworks',
  root: 'last',
  rows: [
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
    cause('laravel-view-cache', /InvalidArgumentException: Please provide a valid cache path/, [
      'Laravel has no folder for its compiled views: storage/framework/views is not there.',
      `Make \`storage/framework/views\` where the app is built or by a one-shot, or set \`VIEW_COMPILED_PATH: \${runDir}\` under \`env\`.`,
    ]),
    cause('laravel-facade', /RuntimeException: A facade root has not been set/, [
      'The app uses one of Laravel’s facades before Laravel has started, mostly in a config file or after another error.',
      'Look for an error above it; take the call out of the config file.',
    ]),
    cause('laravel-class-unbound', /BindingResolutionException: Target class \[(?<class>[^\]]+)\] does not exist/, [
      'Laravel is to make {class}, and there is no such class.',
      'Run `composer install` and `composer dump-autoload` where the app is built, clear the caches in bootstrap/cache, and check the capitals in the file’s name.',
    ]),
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
    cause('composer-no-project', /^Composer could not find a composer\.json file in (?<folder>.+)/, [
      'Composer finds no composer.json in {folder}.',
      'Set `workingDirectory` to the folder of the app, or run Composer only where the app is built.',
    ]),
  ],
};
