import { describe, expect, test } from 'vitest';
import { findRecognition, recognise } from '../../../src/failures/recogniser/recognise.ts';

const nameOf = (...lines: readonly string[]): string | undefined => findRecognition(lines)?.row.name;

describe('a question that nobody answers', () => {
  test.for([
    [' Do you really wish to run this command? (yes/no) [no]:', ' > '],
    ['Do you want to continue? [Y/n] Abort.'],
    ['Need to install the following packages: shop@1.0.0', 'Ok to proceed? (y) '],
    ['? Something is already running. Would you like to run the app on another port instead? (Y/n)'],
    ['Are you sure you want to continue connecting (yes/no/[fingerprint])? '],
    ['Continue? [y/N]: Aborted!'],
    ["Username for 'https://git.example.com': "],
    ['Press any key to continue . . .'],
    ['Proceed (y/n)?', 'Aborted.'],
  ])('is told: %s', (lines) => {
    expect(nameOf(...lines)).toBe('prompt-unanswered');
  });

  test.for([
    ['Continue? [y/N]: y', 'creating tables'],
    ['Do you want to continue? [Y/n]', 'Setting up the shop'],
    ['usage: shop [-f] (answers yes/no questions with yes)'],
    ['PRs welcome (y/n) and more'],
  ])('is none where it goes on: %s', (lines) => {
    expect(nameOf(...lines)).toBeUndefined();
  });

  test('gives way to what names a cause', () => {
    expect(nameOf("Error: Cannot find module 'price'", 'Retry? (y/n)')).toBe('node-module-missing');
  });
});

describe('one program that is done, and ends the others', () => {
  test.for([
    ['17:25:56 assets.1 | exited with code 0', '17:25:56 system   | sending SIGKILL to all processes'],
    ['10:00:01 system   | assets.1 stopped (rc=0)', '10:00:01 system   | sending SIGTERM to web.1 (pid 12)'],
    ['[1] node assets.js exited with code 0', '--> Sending SIGTERM to other processes..'],
    ['assets_1 exited with code 0', 'Aborting on container exit...'],
  ])('is told: %s', (lines) => {
    expect(nameOf(...lines)).toBe('processes-one-done');
  });

  test.for([
    ['assets.1 | exited with code 0', 'web.1 | listening on 3000'],
    ['assets.1 | exited with code 1', 'system | sending SIGTERM to all processes'],
  ])('is not where they run on, or it has failed: %s', (lines) => {
    expect(nameOf(...lines)).not.toBe('processes-one-done');
  });
});

describe('what a script finds there already', () => {
  test.for([
    "ln: failed to create symbolic link '/etc/nginx/sites-enabled/shop': File exists",
    '/bin/ln: failed to create symbolic link ‘/srv/log’: File exists',
    'ln: /srv/log: File exists',
    "mkdir: cannot create directory '/srv/data': File exists",
    "mkdir: can't create directory '/srv/data': File exists",
  ])('%s', (line) => {
    expect(nameOf(line)).toBe('path-there-already');
    expect(recognise([line, "Error: Cannot find module 'price'"])?.cause).toMatch(/price/);
  });
});

describe('other spellings', () => {
  test.for([
    ["sed: can't create temp file '/etc/shop/a.confXXXXXX': Read-only file system", 'sed-folder-forbidden'],
    [
      "1:M 20 Dec 2025 19:07:25.993 # Fatal error: can't open the RDB file dump.rdb for reading: Permission denied",
      'redis-dump-unreadable',
    ],
    ['error: You must be logged in to the server (Unauthorized)', 'api-unauthorized'],
    ['Caused by: java.io.IOException: Invalid keystore format', 'java-keystore-format'],
    [
      '[ALERT] 119/203906 (1) : Starting frontend shop: cannot create listening socket [:::2375]',
      'haproxy-socket-refused',
    ],
    ['TypeError: (0 , import_shop.open) is not a function', 'node-not-a-function'],
    ['    SyntaxError: Unexpected token ...', 'node-syntax-error'],
    [
      "ERROR - Container shop_0_1f2e didn't respond to HTTP pings on port: 8080, failing site start. See container logs for debugging.",
      'app-service-late',
    ],
    [
      '{"Kernel pid terminated",application_controller,"{application_start_failure,shop,{{shutdown,{failed_to_start_child,\'Elixir.Shop.Endpoint\',{shutdown,{failed_to_start_child,ranch_acceptors_sup,{listen_error,\'Elixir.Shop.Endpoint.HTTP\',eaddrinuse}}}}},{}}}"}',
      'beam-listener-taken',
    ],
  ] as const)('%s', ([line, name]) => {
    expect(nameOf(line)).toBe(name);
  });

  test.for(['Unauthorized access is logged', 'GET /shop 401 Unauthorized', 'TypeError: undefined is not a function'])(
    'not %s',
    (line) => {
      expect(['api-unauthorized', 'node-not-a-function']).not.toContain(nameOf(line));
    },
  );

  test('the own error of a fairing counts, and not the panic that Rocket ends with', () => {
    const own =
      'Error: Failed to run database migrations: QueryError(DatabaseError(__Unknown, "near OR: syntax error"))';
    const panic = "thread 'main' panicked at 'launch fairing failure', core/lib/src/error.rs:214:17";
    expect(
      recognise([own, '    => GET / (index)', 'Error: Rocket failed to launch due to failing fairings:', panic])
        ?.evidence,
    ).toEqual([own]);
  });
});
