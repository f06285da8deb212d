import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { REPEAT_MS } from '../../../src/upstream/upstream-request.ts';
import { type Berth, ON_PLATFORM, startBerth } from '../../helpers/berth.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { TRANSPORTS } from '../../helpers/front-door-harness.ts';
import { requireNpmPackages } from '../../helpers/npm-packages.ts';
import { runUndisturbed } from '../../helpers/undisturbed.ts';
import { CYCLES_LIMIT_MS, freezeAgainAndAgain, LONG_FREEZE_MS, LONG_FREEZES } from './frozen-instance.ts';
import { startMariadb } from './mariadb.ts';
import { startWordPressSite, WORDPRESS_PACKAGES } from './wordpress-site.ts';

const SERVER = fileURLToPath(new URL('../../fixtures/apps/pools-mariadb.cjs', import.meta.url));
const PASSWORD = 'anchor, chain and buoy';

/** What no thaw may leave in the log: failures, but for the calls that WordPress makes of its own, to a port without TLS. */
const listComplaints = ({ records }: Berth) =>
  records.filter(({ level, path, code }) => level === 'error' || (path === '/' && code !== undefined));

const LIMITS = { concurrent: true, timeout: CYCLES_LIMIT_MS };

const wordpress = await requirePackages(WORDPRESS_PACKAGES);

describe.skipIf(wordpress.skipReason !== null)(wordpress.title('WordPress, frozen and thawed again and again'), () => {
  test('loses no call', { timeout: CYCLES_LIMIT_MS }, async () => {
    await using site = await startWordPressSite();
    expect(await freezeAgainAndAgain(site.berth, 'The Quay')).toEqual([]);
    expect(listComplaints(site.berth)).toEqual([]);
  });
});

const mariadb = await requirePackages(['mariadb-server', 'mariadb-client']);
const mysql2 = await requireNpmPackages({ mysql2: '3.24.6' });
const skipReason = mariadb.skipReason ?? mysql2.skipReason;
const title = 'a Node.js app with a pool of connections to MariaDB, frozen and thawed again and again';

describe.skipIf(skipReason !== null)(skipReason === null ? title : `${title} [not run: ${skipReason}]`, () => {
  test.for(TRANSPORTS)('loses no call, behind %s', LIMITS, async (transport, { expect, onTestFinished }) => {
    const folder = mkdtempSync(join(tmpdir(), 'berth-thaw-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    await using database = await startMariadb(folder, PASSWORD);
    const env = {
      MYSQL2: join(mysql2.folder, 'node_modules/mysql2'),
      DB_SOCKET: database.socket,
      DB_PASSWORD: PASSWORD,
      IDLE_S: String(LONG_FREEZE_MS / 1_000 - 1),
    };
    const config = `command: [node, ${SERVER}]\nport: auto\nupstream: { transport: ${transport} }\nthaw: { http: /thaw }\n`;
    await using berth = await startBerth({ config, env, args: ON_PLATFORM });
    await berth.waitForLine(/"event":"ready"/);
    expect(await freezeAgainAndAgain(berth, 'the answer is 42')).toEqual([]);
    expect(listComplaints(berth)).toEqual([]);
    // It is told of the long ones, and of no other.
    const told = berth.records.filter(({ event }) => event === 'thaw');
    expect(told).toHaveLength(LONG_FREEZES);
    expect(told.map(({ level }) => level)).not.toContain('warn');
  });
});

/** Its connections end after a second without a request: within many a freeze, and between two. */
const NGINX = `daemon off;
user root;
pid \${runDir}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  keepalive_timeout 1s;
  client_body_temp_path \${runDir}/b; proxy_temp_path \${runDir}/p; fastcgi_temp_path \${runDir}/f;
  uwsgi_temp_path \${runDir}/u; scgi_temp_path \${runDir}/s;
  server { listen 127.0.0.1:\${port}; return 200 "afloat"; }
}
`;

const nginx = await requirePackages(['nginx-light']);

describe.skipIf(nginx.skipReason !== null)(nginx.title('nginx that keeps connections for a second'), () => {
  test.for(TRANSPORTS)(
    'loses no call to a freeze, behind %s',
    LIMITS,
    async (transport, { expect, onTestFinished }) => {
      const folder = mkdtempSync(join(tmpdir(), 'berth-thaw-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      writeFileSync(join(folder, 'nginx.conf.tmpl'), NGINX);
      const file = join(folder, 'berth.yaml');
      const run =
        'command: [nginx, -c, "$' + '{file.nginx}"]\nport: auto\nfiles: { nginx: { template: nginx.conf.tmpl } }\n';
      writeFileSync(file, `${run}upstream: { transport: ${transport} }\nproxy: { reuse: { afterBody: true } }\n`);
      // What meets the end of its connection is sent again only if that comes within this time.
      await runUndisturbed(REPEAT_MS, async () => {
        await using berth = await startBerth({ file });
        await berth.waitForLine(/"event":"ready"/);
        expect(await freezeAgainAndAgain(berth, 'afloat')).toEqual([]);
        expect(listComplaints(berth)).toEqual([]);
      });
    },
  );
});
