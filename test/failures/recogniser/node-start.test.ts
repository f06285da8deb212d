import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';
import { rowTests } from './spelling.ts';

describe('servers and mappers on Node.js', () => {
  rowTests([
    ['Error: listen EACCES: permission denied /var/run/app.sock', 'node-socket-folder', '/var/run'],
    ['Error: listen ENOENT: no such file or directory /run/app/app.sock', 'node-socket-folder', '/run/app'],
    ['Error: listen EACCES: permission denied 0.0.0.0:1023', 'node-port-forbidden', '0.0.0.0:1023'],
    ['Error: listen EACCES: permission denied :::1024', 'node-port-reserved', ':::1024'],
    ['Error: listen EACCES: permission denied 0.0.0.0:50000', 'node-port-reserved', '0.0.0.0:50000'],
    ['Error: spawn ffmpeg ENOENT', 'node-spawn-missing', 'ffmpeg'],
    ['Error: "next start" does not work with "output: standalone" configuration.', 'next-output-mode', 'standalone'],
    ['Error: supabaseUrl is required.', 'client-url-required', 'supabaseUrl'],
    ['Error: firstName is required', null],
    ['ValidationError: userId is required.', null],
    ['error: The datasource property `url` is no longer supported in schema files.', 'prisma-config-url'],
    ['Failed to resolve config file, knex cannot determine where to generate migrations', 'knex-config-missing'],
    ['TypeError: GoogleStrategy requires a clientID option', 'passport-option', 'clientID'],
    ['[MISSING_ENV_FILE] missing .env file (/app/.env)', 'dotenvx-file-missing', '/app/.env'],
    ['getaddrinfo ENOTFOUND binaries.prisma.sh', null],
    ['getaddrinfo ENOTFOUND db', 'node-host-unknown', 'db'],
  ]);

  test('a port of root is none that wants a folder', () => {
    const lines = [
      'Error: listen EACCES: permission denied 0.0.0.0:80',
      '    at Server.setupListenHandle (node:net:1:1)',
    ];
    expect(recognise(lines)?.cause).toContain('ports below 1024');
  });
});
