import { cause, likelyCause, makeFirst, type RowGroup, removeFirst, symptom } from './row.ts';

const KEY_MODE =
  'Give it to the user that the database runs as, with the mode 0600; a mounted volume may not keep modes: copy it by a one-shot then.';

/** What PostgreSQL, MySQL, MariaDB and the images around them say when they do not start. */
export const DATABASE_SERVER_ROWS: RowGroup = {
  runtime: 'a database server',
  root: 'first',
  rows: [
    cause(
      'postgres-data-build',
      /database cluster was initialized (?:with|without) (?<what>\w+)(?: (?<made>\S+))?, but the server was compiled with(?:out)?/,
      [
        'The data folder was made by a PostgreSQL that was built otherwise ({what}): another version, or one for another processor.',
        'Run the build that made it and move the data over by a dump, or give the server an empty folder.',
      ],
    ),
    symptom('postgres-data-incompatible', /^database files are incompatible with server/, [
      'The data folder was made by another version of PostgreSQL than the one that runs.',
      'Run the version that made it (`PG_VERSION` in the folder), and move the data over by a dump or `pg_upgrade`. Keep a copy first.',
    ]),
    cause('postgres-data-incomplete', /could not open directory "(?<folder>pg_\w+)": No such file or directory/, [
      'The data folder of PostgreSQL lacks {folder}: it was copied without its empty folders, or is damaged.',
      'Copy it anew with all folders (git and some archives leave empty ones out), or restore a backup.',
    ]),
    cause(
      'postgres-link-refused',
      /could not link file "(?<path>[^"]+)" to "[^"]+": (?<reason>Operation not permitted|Function not implemented|Operation not supported|Permission denied)/,
      [
        'PostgreSQL cannot make a link to {path} in its data folder ({reason}): the folder lies on a disk that knows no hard links, as folders shared with Windows or macOS, SMB and FAT.',
        'Keep the data on a volume or a disk of Linux, and mount nothing of the host there.',
      ],
    ),
    symptom('postgres-wal-missing', /could not open file "(?<path>pg_(?:wal|xlog)\/\w+)": No such file or directory/, [
      'PostgreSQL does not find {path}, a file of its write-ahead log: it could not be made, or the data folder was copied without it.',
      'Read what PostgreSQL says before; then restore a backup, or give it an empty folder.',
    ]),
    cause('postgres-data-vanished', /performing immediate shutdown because data directory lock file is invalid/, [
      'The data folder of PostgreSQL was taken away or put in place of another while it ran.',
      'Leave the folder to one instance, and look for what removes, mounts over or restores it.',
    ]),
    cause(
      'postgres-pid-damaged',
      /lock file "(?<path>[^"]*(?:postmaster\.pid|\.lock))" is empty|bogus data in lock file "(?<other>[^"]+)"/,
      [
        'PostgreSQL finds a lock file of an earlier run that is empty or damaged.',
        'Make sure that no other PostgreSQL uses the folder, and remove `postmaster.pid` in it before the start, by a one-shot that it comes `after`.',
      ],
    ),
    cause(
      'postgres-tls-file',
      /could not (?:load|access) (?<kind>server certificate|private key|root certificate|SSL certificate) file "(?<path>[^"]+)": (?<reason>.+)/,
      [
        'PostgreSQL cannot use {path}, its {kind}: {reason}.',
        'Deploy the file where its config names it, readable for its user; or set `ssl = off`.',
      ],
    ),
    cause('postgres-key-open', /private key file "(?<path>[^"]+)" (?:has group or world access|must be owned by)/, [
      'PostgreSQL does not use {path}, because it belongs to another user or others may read it.',
      KEY_MODE,
    ]),
    cause(
      'postgres-library-missing',
      /could not (?:access|load) (?:file|library) "(?<library>[\w$/.-]+)": .*No such file or directory/,
      [
        'PostgreSQL is to load {library}, and this installation does not have it.',
        'Install the extension for this version, use an image that brings it, or take it out of `shared_preload_libraries`.',
      ],
    ),
    cause('postgres-role-no-login', /role "(?<user>[^"]+)" is not permitted to log in/, [
      'The user {user} exists in PostgreSQL, but may not log in.',
      'Run `ALTER ROLE {user} LOGIN`, or let the app use another user.',
    ]),
    cause(
      'image-password-missing',
      /[Dd]atabase is uninitialized and (?:superuser )?password(?: option)? is not specified/,
      [
        'The image makes an empty database, and was given no password for its superuser.',
        'Set `POSTGRES_PASSWORD`, or `MYSQL_ROOT_PASSWORD` or `MARIADB_ROOT_PASSWORD`, under `env`.',
      ],
    ),
    cause('postgres-image-mount', /these Docker images are configured to store database data in a/, [
      'The volume is mounted where images of PostgreSQL before 18 kept their data; this one keeps it elsewhere.',
      'Mount it at /var/lib/postgresql, and move the old data over with `pg_upgrade` or a dump; or stay with the older image.',
    ]),
    cause(
      'mysql-letter-case',
      /Different lower_case_table_names settings for server \('(?<runs>\d)'\) and data dictionary \('(?<made>\d)'\)/,
      [
        'The data folder of MySQL was made with `lower_case_table_names={made}`, and the server runs with {runs}.',
        'Start it with `--lower-case-table-names={made}`, or make the data folder anew from a dump; 2 works on macOS only.',
      ],
    ),
    cause('mysql-folder-not-empty', /--initialize specified but the data directory has files in it/, [
      'MySQL is to make its data folder, and finds files in it that are no finished database.',
      'Empty the folder (a first start that was cut off leaves such files), or take a folder below it: a mounted disk often brings `lost+found`.',
    ]),
    cause(
      'mysql-config-heading',
      /Found option without preceding group in config file:? (?<path>\S+?) at line:? (?<line>\d+)/,
      ['A setting in {path}, line {line}, stands below no group.', 'Put `[mysqld]` above it.'],
    ),
    likelyCause('mysql-charset-unknown', /Server sent charset (?:\(?\d+\)? )?unknown to the client/, [
      'The MySQL driver of the app does not know the character set that the server uses (utf8mb4 since MySQL 8).',
      'Update the driver (or PHP), or set `character-set-server=utf8` and a collation of it in the server.',
    ]),
    cause(
      'redis-dump-unreadable',
      /\b(?:can't open the RDB file \S+ for reading|Fatal error loading the DB): (?<reason>Permission denied|Is a directory|Input\/output error)/,
      [
        'Redis or Valkey cannot read its data file (dump.rdb): {reason}.',
        'Give the file and its folder to the user that the server runs as (`chown`, by a one-shot); an image of another version or maker may use another number for that user.',
      ],
    ),
    cause('redis-append-file', /^Can't open (?:or create )?(?:the )?append[- ]only (?:file|dir)[^:]*: (?<reason>.+)/i, [
      'Redis cannot use its append-only file: {reason}.',
      'Give the folder and the files in it to the user that Redis runs as, or let it write elsewhere (`dir`).',
    ]),
    cause('mongo-folder-missing', /Data directory (?<folder>\/\S*) not found(?!.*\bcreat)/, [
      'MongoDB is to keep its data in {folder}, and there is no such folder.',
      makeFirst('{folder}'),
    ]),
    cause(
      'mongo-lock-unusable',
      /Attempted to create a lock file on a read-only directory: (?<folder>[^\s,"]+)|Unable to (?:create\/)?open (?:the )?lock file: (?<path>[^\s"]+)/,
      [
        'MongoDB cannot make its lock in the data folder: it belongs to another user, is read-only, or another mongod uses it.',
        'Give the folder to the user that mongod runs as (`chown`, by a one-shot), and let one instance at a time use it.',
      ],
    ),
    cause(
      'mongo-file-forbidden',
      /(?<path>\/\S+?): handle-\w+: \w+: (?<reason>Operation not permitted|Permission denied|Read-only file system|Invalid argument)/,
      [
        'MongoDB may not use its data file {path}: {reason}.',
        'Give the folder and all in it to the user that mongod runs as (`chown -R`, by a one-shot). A mounted folder of Windows, macOS or NFS does not do what WiredTiger needs: use a volume.',
      ],
    ),
    cause(
      'mongo-folder-forbidden',
      /\bexception in initAndListen:? (?:std::exception: )?(?:open|boost::filesystem::\S+): (?<reason>Permission denied|Read-only file system)/,
      [
        'MongoDB may not use its data folder: {reason}.',
        'Give the folder and all in it to the user that mongod runs as (`chown -R`, by a one-shot).',
      ],
    ),
    cause('mongo-disk-failed', /__posix_\w+, \d+: (?<path>\/\S+?): handle-\w+: \w+: Input\/output error/, [
      'The disk under MongoDB gave an error as it read or wrote {path} (Input/output error), and MongoDB does not go on then.',
      'See what the kernel says of the disk (`dmesg`), and look to the volume or the share behind it; then check the data (`mongod --repair`, or a backup).',
    ]),
    cause('mongo-socket-leftover', /Failed to unlink socket file/, [
      'MongoDB finds the socket file of an earlier run, which belongs to another user, and cannot remove it.',
      removeFirst('/tmp/mongodb-27017.sock'),
    ]),
    cause(
      'mongo-key-file',
      /security\.keyFile is required when|permissions on (?<path>\S+) are too open|Unable to acquire security key/,
      [
        'A replica set of MongoDB with logins needs a key file that only its user may read.',
        `Name one as \`security.keyFile\`. ${KEY_MODE}`,
      ],
    ),
    cause('mysql-transaction-log', /Bad magic header in tc log|Can't init tc log/, [
      'MariaDB or MySQL cannot recover with its transaction log (tc.log), which was damaged by an unclean end.',
      'Keep a copy of the data folder, then remove tc.log and start once with `--tc-heuristic-recover=ROLLBACK`.',
    ]),
    cause('mysql-crashed', /\b(?:mysqld|mariadbd) got (?<how>signal \d+|exception 0x\w+)/, [
      'MariaDB or MySQL ended by a fault of its own ({how}).',
      'Read what InnoDB says before: damaged pages need a backup or `innodb_force_recovery`. Else look for an update of the server.',
    ]),
  ],
};
