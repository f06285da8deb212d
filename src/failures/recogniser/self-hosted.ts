import { cause, causeWith, likelyCause, type RowGroup, symptom } from './row.ts';

const RANDOM = 'Make a long random value once (`openssl rand -hex 32`), and hand it over under `env`.';

/** What apps that people run for themselves say of their settings and their data. */
export const SELF_HOSTED_ROWS: RowGroup = {
  runtime: 'an app that people run for themselves',
  root: 'last',
  rows: [
    likelyCause(
      'secret-too-short',
      /\b(?<name>[A-Z][A-Z0-9_]*(?:KEY|SECRET|SALT|TOKEN|PASSWORD)\w*|secret[ _]key(?:[ _]base)?) must be (?:at least |longer than or equal to |longer than )(?<length>\d+) (?:characters|bytes|chars)\b/,
      ['The value of {name} is shorter than the {length} characters that the app asks for.', RANDOM],
    ),
    likelyCause(
      'url-without-scheme',
      /\b(?<name>[A-Z0-9_]*(?:URL|DOMAIN|URI|HOST|ORIGIN)|url)\b.{0,40}\b(?:must|needs to|has to|should) (?:be provided with|contain|include|start with|begin with) (?:a |an |the )?(?:protocol(?! `)|scheme|["'`]?https?\b)/,
      [
        'The address in {name} lacks its beginning.',
        'Write it whole, as the browser shows it: `https://shop.example.com`, without quotes around it.',
      ],
    ),
    likelyCause(
      'variable-wanted',
      /(?:(?:^|: )(?:[Pp]lease|You must|You need to) (?:set|define|provide) (?:the )?|\bor set (?=\S+ in the server environment)|\bre-run this container with an environment variable \$?)(?<variable>[A-Z][A-Z0-9]*_[A-Z0-9_]+)(?: in (?:the|your)(?: server)? environment)?[.!]?$/,
      [
        'The app does not start without a variable that is not set: {variable}.',
        'Set what the line names in the settings of the function or the container, or under `env`.',
      ],
    ),
    symptom('nextcloud-upgrade-waiting', /^Nextcloud or one of the apps require upgrade\b/, [
      'The files of Nextcloud are newer than its data, and it waits for its upgrade.',
      'Run `php occ upgrade` once as the user of the web server, by a one-shot that the server comes `after`.',
    ]),
    cause(
      'nextcloud-data-folder',
      /\bYour data directory is invalid\b|\bfile called "\.(?:ocdata|ncdata)" in the root of the data directory/,
      [
        'Nextcloud does not take its data folder for its own: the file .ocdata (.ncdata) is missing there, as a rule because another folder or an empty disk is mounted.',
        'Mount the disk that holds the data, or correct `datadirectory` in config.php.',
      ],
    ),
    cause('laravel-connection-unknown', /^Database (?:connection )?\[(?<name>[^\]]*)\] not configured\.?$/, [
      'Laravel has no database connection called {name}.',
      'Correct `DB_CONNECTION` under `env` to one that config/database.php names (`mysql`, `pgsql`, `sqlite`); braces in the name say that a template was not filled in.',
    ]),
    cause('postgres-extension-forbidden', /\bpermission denied to create extension "?(?<name>[\w-]+)/, [
      'The user of the app may not create the extension {name} in PostgreSQL.',
      'Create it once as its superuser (`CREATE EXTENSION` in the database of the app), or make the user its owner.',
    ]),
    cause('odoo-database-empty', /^KeyError: 'ir\.http'$/, [
      'The database of Odoo is empty, or is none of Odoo’s.',
      'Make it once with `odoo -i base --stop-after-init -d NAME`, by a one-shot that the server comes `after`, or correct the name.',
    ]),
    cause(
      'uvicorn-import-string',
      /\bYou must pass the application as an import string to enable 'reload' or 'workers'/,
      [
        'The app starts uvicorn from its code, with `reload` or `workers`, and gives it the app itself instead of its name.',
        'Pass the name (`uvicorn.run("MODULE:app", …)`), or start it by `uvicorn MODULE:app` in `command`.',
      ],
    ),
    cause('nodemon-program-missing', /\[nodemon\] failed to start process, "(?<program>[^"]+)" exec not found/, [
      'The program nodemon is to start the app with {program}, which is not installed.',
      'Install all packages where the app is built; in production start the app itself.',
    ]),
    cause('node-addon-gone', /[`'"](?<file>\S+\.node)[`'"] is missing\./, [
      'The native addon {file} is not there: it was installed for another version of Node.js or another system.',
      'Run `npm rebuild`, or `npm ci`, with the same Node.js on the same system that run the app.',
    ]),
    cause('strapi-missing', /\bStrapi might not be installed in your "node_modules"/, [
      'Strapi is started, and its packages are not there: `node_modules` is missing, or is that of another folder.',
      'Install the packages where the app is built; a volume that is mounted over the folder of the app hides them.',
    ]),
    cause('vue-versions', /\bVue packages version mismatch\b/, [
      'Vue and its compiler or renderer are installed in different versions.',
      'Bring both to the same version in package.json, and install anew where the app is built.',
    ]),
    causeWith(
      'react-file-type',
      /^Module parse failed: (?<reason>.+)$/,
      /^You may need an (?:appropriate|additional) loader/,
      [
        'The front end of the app was not built: webpack cannot read one of its files ({reason}).',
        'Add the loader that its config lacks, or install the version of the package that this webpack can read.',
      ],
    ),
    likelyCause(
      'supervisor-unreachable',
      /^unix:\/\/\/\S+ (?<reason>refused connection|no such file)$|^error: <class '[^']+'>, .*\bsupervisor\/(?:xmlrpc|options)\.py\b/,
      [
        'The program supervisorctl does not reach supervisord by its socket: it does not run, or has another socket.',
        'Start supervisord first (`-n` in `command`), and name the same socket in `[unix_http_server]` and `[supervisorctl]`.',
      ],
    ),
    likelyCause(
      'celery-worker-lost',
      /\bWorkerLostError: Worker exited prematurely: (?<end>signal \d+ \(SIG\w+\)|exitcode \d+)/,
      [
        'A process of Celery ended in the middle of a task ({end}).',
        'After SIGKILL give the instance more memory, or start fewer (`--concurrency`, `--max-memory-per-child`); after SIGSEGV look for the native module that does it.',
      ],
    ),
    likelyCause('wordpress-extension', /\bYour PHP installation appears to be missing the MySQL extension\b/, [
      'PHP has no extension for MySQL, which WordPress needs.',
      'Install it for this version of PHP (Debian: `php8.2-mysql`; Docker: `docker-php-ext-install mysqli`).',
    ]),
    cause('wordpress-folder', /^Error: This does not seem to be a WordPress installation/, [
      'The tool wp finds no WordPress in the working directory.',
      'Set `workingDirectory` to its folder, or name it with `--path`.',
    ]),
    cause('zabbix-database-empty', /^cannot use database "(?<database>[^"]+)": its "users" table is empty/, [
      'The database {database} of Zabbix was never filled, or is that of a proxy.',
      'Load the schema, the images and the data of this version into it before the first start, in that order.',
    ]),
    cause('zabbix-database-version', /The (?:Zabbix )?database version does not match current requirements/, [
      'The database of Zabbix is of another version than the server.',
      'A newer server upgrades it at its start, with a user that may change tables; an older one cannot use it. Keep a dump first.',
    ]),
    cause('app-user-expected', /\bExpect user '(?<user>[^']+)' but current user is: (?<other>\S+)/, [
      'The app is to run as {user} by its settings, and runs as {other}.',
      'Set `user` for the process, or correct `RUN_USER` in its settings (app.ini).',
    ]),
    cause(
      'nextcloud-config-unread',
      /Configuration was not read or initialized correctly, not overwriting (?<path>\S+)/,
      [
        'Nextcloud finds {path} and cannot read its settings from it: it is empty, cut short, or of another user.',
        'Restore the file from a backup, and give it to the user that PHP runs as.',
      ],
    ),
    cause('airflow-running', /\bThe (?<part>\w+) is already running under PID (?<pid>\d+)/, [
      'A file of an earlier life says that the {part} runs already, as process {pid}.',
      'Remove the file (`airflow-{part}.pid` in `AIRFLOW_HOME`) before each start, by a one-shot.',
    ]),
  ],
};
