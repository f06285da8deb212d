import { describe } from 'vitest';
import { rowTests } from './spelling.ts';

describe('files and folders', () => {
  rowTests([
    [
      'The ACME resolver is skipped: permissions 755 for /acme/acme.json are too open, please use 600',
      'file-too-open',
      '/acme/acme.json',
    ],

    ['open /data/queries.active: permission denied', 'go-file-missing', '/data/queries.active'],
    ["mkdir: cannot create directory '/data/logs': Permission denied", 'system-permission-denied', '/data/logs'],
    ["mkdir: can't create directory '/var/lib/app': Permission denied", 'system-permission-denied', '/var/lib/app'],
    ["PermissionError: [Errno 13] Permission denied: '/srv/log/app.log'", 'python-file-forbidden', '/srv/log/app.log'],
    ["[Errno 30] Read-only file system: 'cache'", 'permission-denied-behind', 'cache'],
    ["error: EACCES: permission denied, mkdir '/.cache-of-app'", 'permission-denied-behind', '/.cache-of-app'],
    ["EROFS: read-only file system, open '/app/state.json'", 'permission-denied-behind', '/app/state.json'],
    ["EPERM: operation not permitted, chmod 'data/key'", 'permission-denied-behind', 'data/key'],
    [
      'Permission denied @ rb_sysopen - /app/log/production.log (Errno::EACCES)',
      'permission-denied-behind',
      '/app/log',
    ],
    ['java.io.FileNotFoundException: /var/log/app.log (Permission denied)', 'java-file-missing', '/var/log/app.log'],
    ['java.nio.file.AccessDeniedException: /opt/data/nodes', 'java-nio-file-missing', '/opt/data/nodes'],
    [
      "System.UnauthorizedAccessException: Access to the path '/app/keys' is denied.",
      'access-path-denied',
      '/app/keys',
    ],
    ['Os { code: 13, kind: PermissionDenied, message: "Permission denied" }', 'permission-denied-unnamed'],
    ['opening data/db: Permission denied (os error 13)', 'system-permission-denied', 'data/db'],
    ['{error,eacces}', 'permission-denied-unnamed'],
    [
      "failed to open log file at '/var/log/mq/mq.log', reason: permission denied",
      'system-permission-denied',
      '/var/log/mq',
    ],
    [
      'PermissionDenied: Requires net access to "0.0.0.0:8000", run again with the --allow-net flag',
      'deno-permission',
      '--allow-net',
    ],
    [
      'file_put_contents(/srv/storage/framework/views/a.php): Failed to open stream: Permission denied',
      'system-permission-denied',
      '/srv/storage/framework/views/a.php',
    ],
    [
      'The stream or file "/srv/storage/logs/laravel.log" could not be opened in append mode: Failed to open stream: Permission denied',
      'log-file-unwritable',
      '/srv/storage/logs/laravel.log',
    ],
    ['The /srv/bootstrap/cache directory must be present and writable.', 'folder-unwritable', '/srv/bootstrap/cache'],
    ['Unable to create the "cache" directory (/srv/var/cache/prod).', 'cache-folder-unwritable', '/srv/var/cache/prod'],
    ['Unable to write in the "logs" directory (/srv/var/log).', 'cache-folder-unwritable', '/srv/var/log'],
    ['Cannot write into "apps" directory', 'cache-folder-unwritable', 'apps'],
    ["Directory '/var/lib/app' isn't writable.", 'folder-unwritable', '/var/lib/app'],
    ['/data is not writeable', 'folder-unwritable', '/data'],
    ["cannot open file '/srv/app/out.rds': Permission denied", 'system-permission-denied', '/srv/app/out.rds'],
    ['Unable to create tempDir. java.io.tmpdir is set to /tmp', 'temporary-folder-unusable'],
    ['could not create temporary directory: permission denied', 'temporary-folder-unusable'],
    ['could not find a temporary directory (ArgumentError)', 'temporary-folder-unusable'],
    ["ENOENT: no such file or directory, open '/home/ops/tls.key'", 'file-missing-behind', '/home/ops/tls.key'],
    ['stat /code/start: no such file or directory', 'go-file-missing', '/code/start'],
    ["cp: cannot stat '/tmp/config.json': No such file or directory", 'system-file-missing', '/tmp/config.json'],
    ["Could not find a part of the path '/app/data/x.db'.", 'path-part-missing', '/app/data/x.db'],
    ['EISDIR: illegal operation on a directory, read', 'file-is-folder'],
    ['read /etc/app/config.yml: is a directory', 'folder-instead-of-file'],
    ['Error: /etc/app.toml: Is a directory (os error 21)', 'folder-instead-of-file'],
  ]);
});

describe('files and folders in healthy lines', () => {
  rowTests([
    ['GET /permission-denied 403 2ms', null],
    ['access to the path /admin is denied to guests', null],
    ['checking that /data is writable', null],
    ['created temporary directory /tmp/x', null],
    ['Permission denied', null],
    ['user eve: permission denied for table orders', null],
    ['is a directory listing wanted? no', null],
  ]);
});
