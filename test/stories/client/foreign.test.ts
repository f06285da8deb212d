import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createFolder } from '../../helpers/config-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { eventually, server, startApp } from '../misbehaviour/misbehaving-app.ts';

const run = promisify(execFile);

const PACKAGES = ['curl', 'openssl', 'redis-tools', 'openssh-client', 'haproxy'];
const packages = await requirePackages(PACKAGES);

describe.skipIf(packages.skipReason !== null)(
  packages.title("Programs that speak something else to berth's port"),
  () => {
    const PROGRAMS: ReadonlyArray<readonly [command: string, says: RegExp, cause: RegExp]> = [
      ['curl -sSk https://127.0.0.1:PORT/', /wrong version number/, /speaks TLS/],
      ['openssl s_client -connect 127.0.0.1:PORT', /wrong version number/, /speaks TLS/],
      ['curl -sSv --http2-prior-knowledge http://127.0.0.1:PORT/', /GOAWAY, error=13/, /HTTP\/2/],
      ['curl -sS --haproxy-protocol http://127.0.0.1:PORT/', /line of the PROXY protocol/, /PROXY protocol/],
      ['redis-cli -p PORT ping', /Protocol error, got "H"/, /speaks Redis/],
      [
        'ssh -p PORT -o BatchMode=yes -o StrictHostKeyChecking=no 127.0.0.1',
        /kex_exchange_identification/,
        /speaks SSH/,
      ],
    ];

    test.for(PROGRAMS)('%s is told so, in one record', async ([command, says, cause]) => {
      await using berth = await startApp(['node', server('answers-with.mjs')], {
        env: { STATUS: '200' },
      });
      const [file = '', ...args] = command.replaceAll('PORT', String(berth.port)).split(' ');
      const said = await run(file, args, { env: { PATH: process.env['PATH'], HOME: createFolder({}) } }).then(
        ({ stdout, stderr }) => stdout + stderr,
        ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
      );
      expect(said).toMatch(says);
      const refused = () => berth.records.filter(({ code }) => code === 'REQUEST_MALFORMED');
      await eventually(() => expect(refused()).toHaveLength(1));
      expect(refused()).toMatchObject([{ client: '127.0.0.1', cause: expect.stringMatching(cause) }]);
    });

    test.for([
      ['send-proxy', 'check'],
      ['send-proxy-v2', 'check'],
      ['', 'check check-ssl verify none'],
    ])("a health check of haproxy's with `%s` `%s` is told what to change", async ([proxying, check]) => {
      await using berth = await startApp(['node', server('answers-with.mjs')], {
        env: { STATUS: '200' },
      });
      const folder = createFolder({});
      const file = join(folder, 'haproxy.cfg');
      const address = `127.0.0.1:${berth.port}`;
      writeFileSync(
        file,
        `defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
frontend visitors
  bind unix@${join(folder, 'haproxy.sock')}
  default_backend berth
backend berth
  option httpchk
  server one ${address} ${proxying} ${check} inter 600s
`,
      );
      const haproxy = execFile('haproxy', ['-db', '-f', file]);
      onTestFinished(() => void haproxy.kill('SIGKILL'));
      const expected = proxying === '' ? /must be HTTP, not HTTPS/ : /Switch the PROXY protocol off/;
      await eventually(() =>
        expect(berth.records).toContainEqual(
          expect.objectContaining({ code: 'REQUEST_MALFORMED', cure: expect.stringMatching(expected) }),
        ),
      );
    });
  },
);
