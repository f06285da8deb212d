import { describe } from 'vitest';
import { rowTests } from './spelling.ts';

describe('apps that people run for themselves', () => {
  rowTests([
    ['The secret key base must be at least 64 characters', 'secret-too-short', '64'],
    ['ImproperlyConfigured: SECRET_KEY must be at least 50 characters in length.', 'secret-too-short', 'SECRET_KEY'],
    ['Password must be at least 8 characters', null],
    [
      "Error: DOMAIN variable needs to contain the protocol (http, https). Use 'http[s]://bw.example.com' instead.",
      'url-without-scheme',
      'DOMAIN',
    ],
    ['the URL must start with the protocol `postgresql://` or `postgres://`.', 'prisma-url-protocol'],
    ['Error: Please set NEXTAUTH_SECRET', 'variable-wanted', 'NEXTAUTH_SECRET'],
    ['ERROR: You must set APP_KEY', 'variable-wanted', 'APP_KEY'],
    ['Please re-run this container with an environment variable $APP_KEY', 'variable-wanted', 'APP_KEY'],
    ['use --port or set APP_PORT', null],
    ['Please set aside some time', null],
    [
      'synapse.storage.prepare_database.UpgradeDatabaseException: Cannot use this database as it is too new for the server to understand',
      'schema-too-new',
    ],
    ['⨯ Unable to acquire lock at /app/.next/dev/lock, is another instance of next dev running?', 'data-folder-locked'],
    ['./start.sh: line 3: syntax error: unexpected word (expecting ")")', 'shell-syntax-error'],
    ['/app/bin/server: line 1: syntax error: unexpected "("', 'shell-binary-read', '/app/bin/server'],
    [
      "error: <class 'FileNotFoundError'>, [Errno 2] No such file or directory: file: /usr/lib/python3/dist-packages/supervisor/xmlrpc.py line: 560",
      'supervisor-unreachable',
    ],
    ["Cannot find module '../build/Release/sharp.node'", 'node-addon-unbuilt', 'sharp.node'],
    ['PG::ConnectionBad: could not connect to server: No such file or directory', 'postgres-socket-hint'],
    ['[warn] Flows file not found : /data/flows.json', null],
  ]);
});
