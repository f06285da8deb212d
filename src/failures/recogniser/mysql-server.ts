import { cause, type RowGroup, symptom } from './row.ts';

const OWNER =
  'Give the folder and all in it to the user that the server runs as (`chown -R mysql`, by a one-shot); in an image set `user` to the owner of the volume.';

/** What MySQL and MariaDB say of data folders, files and users that their start cannot do with. */
export const MYSQL_SERVER_ROWS: RowGroup = {
  runtime: 'MySQL or MariaDB at its start',
  root: 'first',
  rows: [
    cause(
      'mysql-datadir-refused',
      /\bFailed to set datadir to '?(?<folder>[^'\s(]+)'? \(OS errno: \d+ - (?<reason>[^)]+)\)/,
      ['MySQL cannot enter its data folder {folder}: {reason}.', OWNER],
    ),
    cause('mysql-file-access', /InnoDB: The error means \w+ does not have the access rights to the directory/, [
      'MySQL may not use the files of its data folder: they belong to another user.',
      OWNER,
    ]),
    cause(
      'mysql-data-half-made',
      /The designated data directory (?<folder>\S+) is unusable\. You can remove all files/,
      [
        'MySQL has begun to make its data in {folder}, and could not end it; what it has made is of no use.',
        'Correct what it says above (a full disk, an option that it does not know), empty the folder, and start it again.',
      ],
    ),
    symptom('mysql-data-invalid', /\bFailed to find valid data directory\.|\bData Dictionary initialization failed\./, [
      'MySQL does not find its own data in its data folder, or cannot read it.',
      'Read what InnoDB says before. An empty folder is made with `--initialize`; data of another version is moved over by a dump.',
    ]),
    cause(
      'mysql-secure-folder',
      /\bError on realpath\(\) on '(?<folder>[^']+)' \(Error 2\b|Failed to access directory for --secure-file-priv/,
      [
        'The folder that `secure-file-priv` names is not there.',
        'Make it (`mkdir -p /var/lib/mysql-files`), or set `secure-file-priv=` (empty) or NULL in the config.',
      ],
    ),
    cause('mysql-image-root', /MYSQL_USER="root", MYSQL_USER and MYSQL_PASSWORD are for configuring a regular user/, [
      'The image is to make a user called root, and that one is there by itself.',
      'Leave `MYSQL_USER` and `MYSQL_PASSWORD` out, and set `MYSQL_ROOT_PASSWORD`; or name another user.',
    ]),
    cause(
      'mysql-aria-damaged',
      /\bAria recovery failed|\bGot error '(?!Could not get an exclusive lock)[^']{1,100}' when trying to use aria control file/,
      [
        'The log of MariaDB’s engine Aria is damaged, after an unclean end or a copy while it ran.',
        'Keep a copy of the data folder, then remove `aria_log_control` and `aria_log.*`, and start it again; run `mariadb-check` afterwards.',
      ],
    ),
    cause(
      'mysql-own-table-missing',
      /\bFailed to start server: Table 'mysql\.(?<table>plugin|component|user|server_cost)' doesn't exist/,
      [
        'The data folder of MySQL lacks a table of its own (mysql.{table}): it is empty, or was made by another version.',
        'Make an empty folder with `mysqld --initialize`; for data of an older version run `mysql_upgrade`, or start the version that made it.',
      ],
    ),
    cause(
      'mysql-system-file-empty',
      /\bdata file '(?<file>[^']*ibdata[^']*)' (?:is of a different size|size is) 0 pages/,
      [
        'The file {file} of InnoDB is empty: making the data has broken off, or something else has put that file there.',
        'Empty the data folder, so that it is made anew; one that held data must come from a backup.',
      ],
    ),
    cause('mysql-redo-missing', /InnoDB: File (?<file>\S*ib_logfile0) was not found/, [
      'The data of InnoDB is there without its log {file}: the folder was copied in part, or making it has broken off.',
      'Restore the data folder whole, copied while the server was down. Where there is no data to keep, empty it.',
    ]),
    cause(
      'mysql-redo-size',
      /InnoDB(?:: |\] )(?:(?:Only one|Unable to open|Cannot create) .{0,40}redo log|The (?:Auto-extending )?(?:innodb_system |redo log |innodb_temporary )?data file '.{1,100}' (?:is of a different size|must be writable|size is \d+ pages)|redo log file .{1,120} size .{0,40} is not a multiple)/,
      [
        'A file of InnoDB is not as the config says: another size, or not writable.',
        'Set the size back to what it was when the data was made, or give the file to the user that the server runs as.',
      ],
    ),
  ],
};
