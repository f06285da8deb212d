import { cause, causeWith, likelyCause, type RowGroup, symptom } from './row.ts';

/** What PostgreSQL says of its config, its replicas and its extensions at the start. */
export const POSTGRES_SERVER_ROWS: RowGroup = {
  runtime: 'PostgreSQL at its start',
  root: 'first',
  rows: [
    cause('postgres-config-syntax', /\bsyntax error in file "(?<path>[^"]+)" line (?<line>\d+), near (?<near>.+)/, [
      'PostgreSQL cannot read {path}, line {line}, near {near}.',
      'Correct that line: `name = value`, with texts in single quotes.',
    ]),
    cause(
      'postgres-config-value',
      /\b(?:invalid value for parameter "(?<name>(?!\w*[Tt]ime_?[Zz]one|lc_)\w+)": (?<value>"[^"]*")|parameter "(?<other>\w+)" requires a (?:numeric|Boolean|temporal) value|\d\S* is outside the valid range for parameter "(?<third>\w+)")/,
      [
        'PostgreSQL does not accept a value of its config.',
        'Correct it where it is set: postgresql.conf, postgresql.auto.conf (`ALTER SYSTEM`), or `-c` in `command`.',
      ],
    ),
    symptom('postgres-config-errors', /\bconfiguration file "(?<path>[^"]+)" contains errors/, [
      'The config of PostgreSQL, {path}, has errors.',
      'Read the lines before this one: they name the setting and the line.',
    ]),
    cause(
      'postgres-access-rules',
      /\b(?:could not load|invalid (?:connection type|authentication method|IP mask|entry)|end-of-line before .{1,40}?) ?.{0,200}?"?(?<path>[\w/.-]*pg_hba\.conf)"?/,
      [
        'PostgreSQL cannot use its access rules, {path}.',
        'Deploy the file, readable for its user, and correct the line that it names: kind, database, user, address, method.',
      ],
    ),
    cause(
      'postgres-user-nameless',
      /\binitdb: (?:error: )?could not look up effective user ID (?<user>\d+): user does not exist/,
      [
        'The program runs as user {user}, which has no name on this system, and PostgreSQL does not make its data without one.',
        'Add a line for that user to /etc/passwd where the image is built, or run it as `postgres`.',
      ],
    ),
    cause(
      'postgres-locale-gone',
      /\bdatabase locale is incompatible with operating system|locale name "(?<locale>[^"]+)" is not recognized by setlocale/,
      [
        'The data of PostgreSQL was made for a language that this system does not have.',
        'Install the locale (Debian: `locales`, `locale-gen`), or run the image that made the data: Alpine and Debian have different ones.',
      ],
    ),
    cause(
      'postgres-standby-settings',
      /\bhot standby is not possible because of insufficient parameter settings|hot standby is not possible because "?(?<name>\w+)"? (?:= \d+ is a lower setting|was not set)/,
      [
        'This replica of PostgreSQL has lower limits than its primary.',
        'Set `max_connections`, `max_worker_processes`, `max_wal_senders`, `max_prepared_transactions` and `max_locks_per_transaction` to those of the primary, or higher.',
      ],
    ),
    likelyCause('postgres-primary-unreached', /\bcould not connect to the primary server: (?<reason>.+)/, [
      'This replica of PostgreSQL does not reach its primary: {reason}.',
      'Check `primary_conninfo`, that the primary runs, and that its pg_hba.conf lets `replication` in.',
    ]),
    cause(
      'postgres-preload-needed',
      /\bextension "(?<name>[\w-]+)" must be (?:preloaded|loaded via "?shared_preload_libraries)|\b(?<other>[\w-]+) (?:must|can only) be loaded via "?shared_preload_libraries/,
      [
        'An extension of PostgreSQL must be loaded when the server starts, and is not.',
        'Add it to `shared_preload_libraries` (`-c shared_preload_libraries=NAME` in `command`), and start the server anew.',
      ],
    ),
    cause(
      'postgres-extension-version',
      /\bextension "(?<name>[\w-]+)" version mismatch: shared library version (?<library>[\w.-]+); SQL version (?<made>[\w.-]+)/,
      [
        'The database has version {made} of the extension {name}, and the server loads {library}.',
        'Run `ALTER EXTENSION {name} UPDATE` as the first thing in a new session, or the image with the older version.',
      ],
    ),
    likelyCause(
      'postgres-init-script',
      /^psql:(?<path>\/docker-entrypoint-initdb\.d\/[^:]+):(?<line>\d+): ERROR: {2}(?<reason>.+)/,
      [
        'A script that the image runs on an empty database fails, {path}:{line}: {reason}.',
        'Correct that line, and remove the data folder that is half made: such scripts run for an empty one only.',
      ],
    ),
    causeWith(
      'postgres-status-file',
      /\bcould not access status of transaction \d+/,
      /Could not open file "(?<path>pg_\w+\/\w+)"/,
      [
        'The data of PostgreSQL is damaged: {path} is not there.',
        'Restore a backup; the data was copied without that file, or lost in an unclean end.',
      ],
    ),
    cause('pg-upgrade-libraries', /\bYour installation references loadable libraries that are missing from the\b/, [
      'The databases use extensions that the new PostgreSQL does not have, and `pg_upgrade` does not go on without them.',
      'Install them for the new version too, or drop them in the old one (`DROP EXTENSION`); loadable_libraries.txt lists them.',
    ]),
    likelyCause('pg-upgrade-refused', /^Your installation contains (?<what>\S.{5,})/, [
      'What `pg_upgrade` finds in the old databases it cannot take over: {what}',
      'Change or drop it in the old version, as the lines below say, and begin anew.',
    ]),
    cause('postgres-shared-memory', /\bcould not create shared memory segment: Invalid argument/, [
      'PostgreSQL asks for more shared memory in one piece than the kernel gives (`kernel.shmmax`).',
      'Lower `shared_buffers`, set `shared_memory_type = mmap`, or raise `kernel.shmmax` on the host.',
    ]),
  ],
};
