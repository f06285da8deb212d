import { cause, likelyCause, outcry, type RowGroup } from './row.ts';

/** What PHP itself says, on the command line and behind php-fpm. */
export const PHP_ROWS: RowGroup = {
  runtime: 'PHP',
  root: 'last',
  voice:
    /(?:Fatal|Parse) error: |PHP |\bmysqli\w*\(\): |possibly out of free disk space|^Could not open input file|Failed to listen on|\b(?:Class|Interface|Trait) "[\w\\]+" not found/,
  rows: [
    cause(
      'php-extension-function',
      /Call to undefined function (?<function>(?:mb|mysqli|curl|json|gd|image|iconv|intl|xml|simplexml|bc|gmp|ctype|openssl|sodium|pg|zip|exif|posix|pcntl|apcu|opcache)_?\w*)\(\)/i,
      [
        'PHP has no function {function}(): the extension that brings it is not installed or not loaded.',
        'Install the extension for this version of PHP (Debian: `php8.2-mbstring`, `php8.2-mysql`, `php8.2-curl`, …); `php -m` lists those that are loaded.',
      ],
    ),
    cause('php-function-missing', /Call to undefined function (?<function>[^(]+)\(\)/, [
      'The app calls the function {function}(), which does not exist.',
      'Load the file or install the extension that brings it; functions that PHP itself has dropped need an older PHP.',
    ]),
    cause('php-driver-missing', /PDOException: could not find driver/, [
      'PHP has no PDO driver for the database that the app uses.',
      'Install the driver for this version of PHP (Debian: `php8.2-mysql`, `php8.2-pgsql`, `php8.2-sqlite3`).',
    ]),
    cause('php-database-refused', /SQLSTATE\[\w+\] \[\d+\] (?<reason>.+?)(?: in \/\S+:\d+)?$/, [
      'The app cannot connect to its database: {reason}.',
      'Start the database, or correct its address, user and password in the settings of the app; `localhost` may mean a socket, 127.0.0.1 never does.',
    ]),
    cause('php-mysqli-refused', /mysqli_sql_exception: (?<reason>.+?) in \//, [
      'The app cannot use its MySQL database: {reason}.',
      'Start the database, or correct its address, user and password in the settings of the app.',
    ]),
    likelyCause('php-mysqli-unreachable', /mysqli\w*\(\): \(HY000\/200[235]\): (?<reason>.+?)(?: in \/.+)?$/, [
      'The app cannot reach its MySQL database: {reason}.',
      'Start the database, or correct its address in the settings of the app; `localhost` may mean a socket, 127.0.0.1 never does.',
    ]),
    likelyCause('php-disk-full', /Only \d+ of \d+ bytes written, possibly out of free disk space/, [
      'There is no space left where a PHP script writes.',
      'Free or enlarge the disk, or let the app write to another folder.',
    ]),
    cause('php-parse-error', /Parse error: {1,2}(?<message>.+)/, [
      'PHP cannot read a file of the app: {message}.',
      'Correct that line; new syntax needs a newer PHP than the one installed.',
    ]),
    cause('php-memory-limit', /Allowed memory size of (?<bytes>\d+) bytes exhausted/, [
      'A PHP script reached its limit of {bytes} bytes.',
      'Raise `memory_limit` in php.ini or in the pool (`php_admin_value[memory_limit]`), below the memory of the instance divided by the number of workers.',
    ]),
    cause('php-execution-time', /Maximum execution time of (?<seconds>\d+) seconds? exceeded/, [
      'A PHP script ran for longer than {seconds} s.',
      'Raise `max_execution_time`, or find what the script waits for.',
    ]),
    cause('php-required-file-missing', /Failed opening required '(?<path>[^']+)'/, [
      'The app needs {path}, and it is not there.',
      'Deploy the file with the app; for vendor/autoload.php run `composer install --no-dev` where the app is built.',
    ]),
    cause(
      'php-extension-class',
      /Class "(?<class>(?:(?:Open)?Swoole|Redis|RedisCluster|Memcached|Imagick|MongoDB\\Driver|AMQP\w+|Grpc|mysqli|PDO|SoapClient|ZipArchive|DOMDocument|NumberFormatter|Collator|Transliterator)\b[^"]*)" not found/,
      [
        'The app uses {class}, of an extension that this PHP has not loaded.',
        'Install the extension for this version of PHP (Debian: `php8.2-redis`, `php8.2-intl`, …; others by `pecl install`) and load it (`extension=…` in php.ini); `php -m` lists those that are loaded.',
      ],
    ),
    cause('php-class-missing', /Class "(?<class>[^"]+)" not found/, [
      'The app uses the class {class}, which does not exist.',
      'Run `composer install` and `composer dump-autoload` where the app is built, and check the capitals in the file’s name: Linux tells them apart.',
    ]),
    cause('php-script-missing', /^Could not open input file: (?<path>.+)/, [
      'PHP was told to run {path}, and there is no such file.',
      'Check the path in `command` (it starts at the working directory), and that the file was deployed.',
    ]),
    cause('php-address-in-use', /Failed to listen on (?<address>\S+) \(reason: Address already in use\)/, [
      'PHP’s own server wants to listen on {address}, and something listens there already.',
      `Let it listen on another port (\`php -S 127.0.0.1:\${port}\` with \`port: auto\`), or stop the other program.`,
    ]),
    likelyCause('php-extension-not-loaded', /PHP Startup: Unable to load dynamic library '(?<extension>[^']+)'/, [
      'php.ini asks for the extension {extension}, and PHP cannot load it.',
      'Install the extension for this version of PHP, or take the line out of php.ini or conf.d.',
    ]),
    outcry(
      'php-fatal-error',
      /Fatal error: {1,2}(?!Uncaught )(?:(?<=PHP Fatal error: {1,2})|(?=.* in \S+(?: on line |:)\d))(?<message>\S.+)/,
      [
        'PHP cannot go on with a file of the app: {message}.',
        'Correct the line that it names; a class that no longer fits its parent asks for another version of a package, or of PHP.',
      ],
    ),
    outcry('php-uncaught-exception', /Fatal error: {1,2}Uncaught (?<error>[\w\\]+): (?<message>.+)/, [
      'The app ended with an exception that nothing in it handles: {error}: {message}.',
      'Follow the stack trace to the first line of the app’s own code.',
    ]),
  ],
};
