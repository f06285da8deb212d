import { cause, likelyCause, type RowGroup } from './row.ts';

const NEWER =
  'Run the version that made the data, or move the data over as its maker describes (a dump, or one version after the other). Keep a copy first.';
const ONE =
  'Stop the other one, and let one instance at a time use the folder: set `after` or a folder of its own for each. A lock that a killed process left may be removed.';

/** What databases say of data that they cannot use: of another version, damaged, or held by another process. */
export const DATA_ROWS: RowGroup = {
  runtime: 'data files',
  root: 'first',
  rows: [
    cause(
      'postgres-data-version',
      /data directory was initialized by PostgreSQL version (?<made>[\d.]+), which is not compatible with this version (?<runs>[\d.]+)/,
      ['The data folder was made by PostgreSQL {made}, and this is PostgreSQL {runs}.', NEWER],
    ),
    cause('postgres-data-not-empty', /directory "(?<folder>[^"]+)" exists but is not empty/, [
      'A database is to be made in {folder}, and that folder is not empty.',
      'Empty it, correct the path, or take a folder below it: a mounted disk often brings `lost+found`.',
    ]),
    cause('postgres-data-mode', /data directory "(?<folder>[^"]+)" has (?<what>invalid permissions|wrong ownership)/, [
      'PostgreSQL does not use {folder}: it has {what}.',
      'Give the folder to the user that PostgreSQL runs as (`chown`), with the mode 0700; a one-shot can do that.',
    ]),
    cause(
      'postgres-data-damaged',
      /could not locate (?:a valid|required) checkpoint record|invalid (?:primary )?checkpoint record/,
      [
        'The data of PostgreSQL is damaged, or was copied while it ran.',
        'Restore a backup; `pg_resetwal` loses what was not written.',
      ],
    ),
    cause(
      'mariadb-redo-version',
      /[Tt]h(?:e|is) redo log was created with (?<made>(?:MariaDB|MySQL) [\d.]+)|Upgrade after a crash is not supported/,
      [
        'The data of MariaDB was written by another version ({made}) than the one that runs: by a newer one, or by an older one that was not shut down cleanly.',
        'Start the version that made it. To go up, stop that one in order and start the newer; to go down takes a dump.',
      ],
    ),
    cause(
      'mysql-downgrade',
      /Cannot (?<what>downgrade|upgrade) from (?:server version )?(?<made>\d+) to (?<runs>\d+)|Invalid MySQL server (?<other>downgrade|upgrade)/,
      ['The data folder is of another version of MySQL, and this one cannot take it over.', NEWER],
    ),
    cause(
      'mariadb-data-damaged',
      /InnoDB: (?:Malformed log record|Database page corruption|Missing MLOG_CHECKPOINT|Invalid flags 0x|(?:space )?[Hh]eader page (?:consists of zero bytes|contains inconsistent data))/,
      [
        'The data of MariaDB or MySQL is damaged, or of another version.',
        'Keep a copy, then restore a backup; `innodb_force_recovery` lets most of it be read for a dump.',
      ],
    ),
    cause('redis-data-version', /Can't handle RDB format version (?<version>\d+)/, [
      'The data of Redis was written by a newer version (RDB format {version}) than the one that runs.',
      'Run that version or a newer one, or remove the dump if the data is a mere cache.',
    ]),
    cause(
      'redis-data-damaged',
      /Bad file format reading the append only file|Wrong signature trying to load DB from file|Short read or OOM loading DB|Unexpected end of file reading the append only file/,
      [
        'A data file of Redis is damaged: as a rule it was killed while it wrote.',
        'Keep a copy, then mend it with `redis-check-aof --fix` or `redis-check-rdb`, or remove it if the data is a mere cache.',
      ],
    ),
    cause(
      'mongo-data-version',
      /[Uu]nsupported WiredTiger file version|Wrong mongod version|too recent to start up on the existing data files|UPGRADE PROBLEM: (?<reason>.+)|Invalid featureCompatibilityVersion|Failed to start up WiredTiger under any compatibility version/,
      [
        'The data of MongoDB is of another version than the one that runs.',
        `Upgrade one major version at a time. ${NEWER}`,
      ],
    ),
    cause(
      'engine-data-version',
      /(?:database version \(?|expected Meili[Ss]earch engine version: )(?<made>[\w.]*\w)\)?(?: is incompatible with your|,) current engine version:? \(?(?<runs>[\w.]*\w)\)?/,
      ['The data was made by version {made}, and this is version {runs}, which does not open it.', NEWER],
    ),
    cause('meilisearch-data-old', /previous Meili[Ss]earch engine version was below (?<least>[\d.]*\d)/, [
      'The data was made by a Meilisearch older than {least}, which this version does not open.',
      'Start the version that made it, make a dump there, and import that into an empty folder with `--import-dump`.',
    ]),
    cause(
      'search-data-version',
      /cannot (?<what>upgrade|downgrade) a node from version \[(?<made>[^\]]+)\] (?:directly )?to version \[(?<runs>[^\]]+)\]/,
      ['The data is of Elasticsearch {made}, and {runs} cannot {what} it.', NEWER],
    ),
    cause('kafka-cluster-id', /The Cluster ID (?<id>\S+) doesn't match stored clusterId/, [
      'The data folder of Kafka belongs to another cluster than the one it joins.',
      'Use the ZooKeeper it belongs to, or an empty folder.',
    ]),
    cause('raft-data-lost', /tocommit\((?<commit>\d+)\) is out of range/, [
      'A member of the cluster came back without the data that the others know it had.',
      'Remove it from the cluster and add it anew (`etcdctl member remove`, `member add`), or restore its data folder.',
    ]),
    cause('h2-locked', /Database may be already in use|The file is locked: nio:(?<path>\S+)/, [
      'Another process has the H2 database open, or left its lock.',
      `${ONE} \`AUTO_SERVER=TRUE\` in its URL lets several use it.`,
    ]),
    cause('sqlite-locked', /\bdatabase(?: table)? is locked\b|: locking protocol\b|SQLITE_(?:BUSY|PROTOCOL)/, [
      'The SQLite database is locked: another process writes to it, or its disk does not do locks (NFS, SMB).',
      'Let one process use it, on a local disk; a busy timeout and `PRAGMA journal_mode=WAL` help several readers.',
    ]),
    cause('sqlite-unopened', /unable to open (?:the )?database(?: file)?\b|SQLITE_CANTOPEN|Database file at path \[/, [
      'The app cannot open its SQLite database: its folder is not there, or may not be written to.',
      'Make the folder before each start, by a one-shot with `mkdir -p` that the app comes `after`, and give it to the user that the app runs as: SQLite writes beside the file too. A relative path starts at the working directory.',
    ]),
    cause('sqlite-read-only', /attempt to write a readonly database|SQLITE_READONLY|The database is read only/, [
      'The app may not write to its database file or to its folder.',
      'Give both to the user that the app runs as, on a disk that can be written to.',
    ]),
    likelyCause('sqlite-disk-failed', /\bdisk I\/O error\b|SQLITE_IOERR/, [
      'The disk below the SQLite database of the app refuses to be used: it is full, on a network (NFS, SMB) without locks, or lets no files be made beside the database.',
      'Look at `df` and at the owner of the folder, and keep the database on a local disk; on one that knows no shared memory `PRAGMA journal_mode=DELETE` helps.',
    ]),
    cause('sqlite-damaged', /database disk image is malformed|file is not a database|SQLITE_CORRUPT|SQLITE_NOTADB/, [
      'The SQLite database of the app is damaged, or the file is something else.',
      'Restore a backup, or rescue what there is with `sqlite3 FILE .recover`.',
    ]),
    likelyCause(
      'store-folder-locked',
      /Cannot acquire directory lock on|LockObtainFailedException|DBPathInUse|bolt: timeout|timeout while opening bolt|\/LOCK: (?:[Rr]esource temporarily unavailable|already held)|[Ff]ailed to acquire lock on file/,
      ['Another process holds the data folder of the app.', ONE],
    ),
    cause(
      'store-damaged',
      /\b(?:pebble|leveldb|rocksdb|badger|sstables?|bolt|bbolt)\b.{0,160}\b(?:corrupt\w*|checksum mismatch|invalid table|missing files|bad magic)|\bCorruption: (?:block|corrupted|bad|checksum|missing|not an sstable|truncated|file is too short)\b|\bmanifest has bad magic|no TOC found for SSTable|\b(?:CorruptSSTableException|malformed_sstable_exception)\b|^(?:.*: )?invalid database$/i,
      [
        'A data file of the app (of its embedded store) is damaged: as a rule it was killed while it wrote, its disk was full, or files were copied while it ran.',
        'Keep a copy of the folder, then restore a backup, or remove the damaged file where the other members of a cluster or the source have the data. Look at the disk too.',
      ],
    ),
    cause('minio-format-damaged', /(?:\bDisk |drive )?(?<path>\S+): corrupted backend format/, [
      'MinIO takes what it finds in {path} for damaged: files of somebody else lie there (`lost+found` of a new disk), or .minio.sys is incomplete.',
      'Give it an empty folder below the mount, or restore `.minio.sys` from a healthy disk.',
    ]),
  ],
};
