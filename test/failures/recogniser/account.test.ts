import { describe } from 'vitest';
import { rowTests } from './spelling.ts';

describe('the user a process runs as', () => {
  rowTests([
    [
      "iptables v1.8.7: can't initialize iptables table `filter': Permission denied (you must be root)",
      'capability-missing',
    ],
    [
      'Failed to move to new namespace: PID namespaces supported, but failed: errno = Operation not permitted',
      'capability-missing',
    ],
    ['sysctl: permission denied on key "vm.max_map_count"', 'capability-missing'],

    ['java.lang.RuntimeException: can not run elasticsearch as root', 'root-refused'],
    ['Please read "Security" section of the manual to find out how to run mysqld as root!', 'root-refused'],
    ['Do not run this script as root', 'root-refused'],
    ['Running as root without --no-sandbox is not supported. See https://crbug.com/638180.', 'root-refused'],
    ['This program must be run as root', 'root-required'],
    ['start.sh needs to be run as root', 'root-required'],
    ['You need to be root to run this', 'root-required'],
    ['setup requires root privileges', 'root-required'],
    ['setgid(33) failed (1: Operation not permitted)', 'user-switch-forbidden'],
    ['su: cannot set groups: Operation not permitted', 'user-switch-forbidden'],
    ['error: failed switching to "app": operation not permitted', 'user-switch-forbidden'],
    ['sudo: The "no new privileges" flag is set, which prevents sudo from running as root.', 'user-switch-forbidden'],
    ["chown: changing ownership of '/data': Operation not permitted", 'ownership-forbidden'],
    ["chmod: changing permissions of '/opt/run.sh': Read-only file system", 'ownership-forbidden'],
    ["KeyError: 'getpwuid(): uid not found: 1000'", 'account-nameless'],
    ['user: unknown userid 1000', 'account-nameless'],
    ['whoami: cannot find name for user ID 1000', 'account-nameless'],
    ['panic: $HOME is not defined', 'home-unset'],
    ['neither $XDG_CONFIG_HOME nor $HOME are defined', 'home-unset'],
    ['The HOME or COMPOSER_HOME environment variable must be set for composer to run correctly', 'home-unset'],
    ["couldn't find HOME environment variable -- expanding `~' (ArgumentError)", 'home-unset'],
  ]);
});

describe('locales and time zones', () => {
  rowTests([
    ['locale.Error: unsupported locale setting', 'locale-missing'],
    ['  what():  locale::facet::_S_create_c_locale name not valid', 'locale-missing'],
    ['initdb: error: invalid locale settings; check LANG and LC_* environment variables', 'locale-missing'],
    ["UnicodeEncodeError: 'ascii' codec can't encode character '\\xe9' in position 3", 'locale-ascii'],
    ['invalid byte sequence in US-ASCII (ArgumentError)', 'locale-ascii'],
    ['java.nio.file.InvalidPathException: Malformed input or input contains unmappable characters: /x', 'locale-ascii'],
    ['unknown time zone Europe/Vienna', 'time-zone-missing'],
    ["zoneinfo._common.ZoneInfoNotFoundError: 'No time zone found with key Europe/Vienna'", 'time-zone-missing'],
    ["UnknownTimeZoneError: 'Can not find any timezone configuration'", 'time-zone-missing'],
    ['RangeError: Invalid time zone specified: Europe/Nowhere', 'time-zone-missing'],
    [
      "System.TimeZoneNotFoundException: The time zone ID 'Europe/Vienna' was not found on the local computer.",
      'time-zone-missing',
    ],
    ['java.time.zone.ZoneRulesException: Unknown time-zone ID: Europe/Nowhere', 'time-zone-missing'],
    ['DateTimeZone::__construct(): Unknown or bad timezone (Europe/Nowhere)', 'time-zone-missing'],
    ['FATAL:  invalid value for parameter "TimeZone": "Europe/Vienna"', 'time-zone-missing'],
  ]);
});

describe('files of an earlier run', () => {
  rowTests([
    ['Unix socket lock file is empty /var/run/mysqld/mysqld.sock.lock.', 'pid-file-stale'],
    ['PID file /run/app.pid already exists', 'pid-file-stale'],
    ['opening storage failed: lock DB directory: resource temporarily unavailable', 'data-folder-locked'],
    ['failed to obtain node locks, tried [/usr/share/elasticsearch/data]; maybe these', 'data-folder-locked'],
    ['InnoDB: Unable to lock ./ibdata1 error: 11', 'data-folder-locked'],
    ['Another process with pid 17 is using unix socket file.', 'data-folder-locked'],
  ]);
});

describe('healthy lines about users, places and earlier runs', () => {
  rowTests([
    ['running as root', null],
    ['dropping root privileges', null],
    ['user app is already running 3 jobs', null],
    ['locale: C.UTF-8', null],
    ['Container TimeZone -> Europe/Vienna', null],
    ['lock file /run/app.lock written', null],
    ['Supervisor running as root (no user in config file)', null],
  ]);
});
