import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Berth, ON_PLATFORM, startBerth } from '../../helpers/berth.ts';
import { createCookieClient } from '../../helpers/cookie-client.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { createEmptyFolder } from '../../helpers/deployed-folder.ts';
import { TRANSPORTS } from '../../helpers/front-door-harness.ts';

const packages = await requirePackages(['nginx-light', 'apache2', 'php-cli']);

/** A visitor behind a gateway that ends TLS. */
const VISITOR = { host: 'shop.example', 'x-forwarded-proto': 'https' };

/** A folder with a page, a folder and room for uploads, which the servers may write to whoever they become. */
function makeSite(): string {
  const folder = createEmptyFolder();
  mkdirSync(join(folder, 'site/a'), { recursive: true });
  writeFileSync(join(folder, 'site/page'), 'a page');
  for (const path of ['site', 'site/a']) chmodSync(join(folder, path), 0o777);
  return folder;
}

const NGINX = `daemon off; user root; worker_processes 1; pid \${runDir}/pid; error_log /dev/stderr;
events {}
http {
  access_log off; client_body_temp_path \${runDir}/body;
  server {
    listen 127.0.0.1:\${port}; root \${configDir}/site;
    location / { dav_methods PUT DELETE MKCOL COPY MOVE; }
    location /soon { add_header Refresh "2; url=http://$server_addr:$server_port/a/"; return 204; }
  }
}
`;

const APACHE = `ServerRoot \${runDir}
PidFile \${runDir}/pid
ServerName ${hostname()}
UseCanonicalName On
UseCanonicalPhysicalPort On
User nobody
Group nogroup
Listen 127.0.0.1:\${port}
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
DocumentRoot \${configDir}/site
ErrorLog /dev/stderr
`;

/** It takes the host from the request, and the scheme from what it hears. */
const APACHE_BY_DEFAULT = APACHE.replace(/UseCanonical.*\n/g, '');

const APACHE_DAV = `${APACHE_BY_DEFAULT}
LoadModule dav_module /usr/lib/apache2/modules/mod_dav.so
LoadModule dav_fs_module /usr/lib/apache2/modules/mod_dav_fs.so
DavLockDB \${configDir}/site/.lock
<Location />
  Dav On
</Location>
`;

async function start(command: string, template: string, transport: string): Promise<Berth> {
  const folder = makeSite();
  writeFileSync(join(folder, 'server.conf.tmpl'), template);
  const file = join(folder, 'berth.yaml');
  const files = '{ conf: { template: server.conf.tmpl, mode: 0644 } }';
  writeFileSync(file, `command: ${command}\nport: auto\nfiles: ${files}\nupstream: { transport: ${transport} }\n`);
  const berth = await startBerth({ file, args: ON_PLATFORM });
  await berth.waitForLine(/"event":"ready"/);
  return berth;
}

async function ask(berth: Berth, path: string, method = 'GET', headers: Record<string, string> = {}) {
  await using client = createCookieClient(berth.port);
  return await client.ask(path, { method, headers: { ...VISITOR, ...headers } });
}

const cases = {
  nginx: [`nginx -c \${file.conf}`, NGINX],
  Apache: [`apache2 -f \${file.conf} -DFOREGROUND`, APACHE],
  'Apache by default': [`apache2 -f \${file.conf} -DFOREGROUND`, APACHE_BY_DEFAULT],
};

describe.skipIf(packages.skipReason !== null)(packages.title('Servers that do not know their public address'), () => {
  for (const transport of TRANSPORTS) {
    test.for(Object.entries(cases))(
      `%s sends nobody to its own port or scheme, over ${transport}`,
      async ([, [command, conf]]) => {
        await using berth = await start(command!, conf!, transport);
        const folder = await ask(berth, '/a?b=c');
        expect([folder.status, folder.headers.location]).toEqual([301, 'https://shop.example/a/?b=c']);
      },
    );

    test(`a file is moved and copied in nginx and Apache by clients that speak TLS, over ${transport}`, async () => {
      for (const [command, conf] of [
        [cases.nginx[0], NGINX],
        [cases.Apache[0], APACHE_DAV],
      ] as const) {
        await using berth = await start(command!, conf, transport);
        const copied = await ask(berth, '/page', 'COPY', { destination: 'https://shop.example/a/copy' });
        const moved = await ask(berth, '/a/copy', 'MOVE', { destination: 'https://shop.example/a/moved' });
        const strange = await ask(berth, '/page', 'COPY', { destination: 'https://elsewhere.example/page' });
        const found = await ask(berth, '/a/moved');
        expect([copied.status < 300, moved.status < 300, strange.status >= 400, found.text]).toEqual([
          true,
          true,
          true,
          'a page',
        ]);
      }
    });
  }

  test('nginx’s Refresh names the public address', async () => {
    await using berth = await start(cases.nginx[0]!, NGINX, 'h1');
    expect((await ask(berth, '/soon')).headers['refresh']).toBe('2; url=https://shop.example/a/');
  });

  test('a lock that names its resource by its public address is known to Apache', async () => {
    await using berth = await start(cases.Apache[0]!, APACHE_DAV, 'h1');
    await using client = createCookieClient(berth.port);
    const body =
      '<?xml version="1.0"?><lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>';
    const locked = await client.ask('/page', { method: 'LOCK', headers: VISITOR, body });
    const condition = `<https://shop.example/page> (${String(locked.headers['lock-token'])})`;
    const written = await client.ask('/page', { method: 'PUT', headers: { ...VISITOR, if: condition }, body: 'new' });
    expect([locked.status, written.status]).toEqual([200, 204]);
  });

  test('PHP that puts its address together from SERVER_NAME and SERVER_PORT', async () => {
    const template = `<?php header('Location: http://' . $_SERVER['SERVER_NAME'] . ':' . $_SERVER['SERVER_PORT'] . '/login');`;
    await using berth = await start(`php -S 127.0.0.1:\${port} \${file.conf}`, template, 'h1');
    expect((await ask(berth, '/')).headers.location).toBe('https://shop.example/login');
  });

  test('an nginx whose config must keep its port serves behind berth, and sends nobody to either port', async () => {
    const folder = makeSite();
    const conf = NGINX.replace(/127\.0\.0\.1:\$\{port\}/, '9000').replaceAll(`\${runDir}`, '/run/shop');
    const own = conf
      .replaceAll(`\${configDir}`, folder)
      .replace('location /soon', `location = /host { return 200 "$host \${uri}"; }\n    location /soon`);
    writeFileSync(join(folder, 'nginx.conf'), own);
    const replace = `{ "listen 9000": "listen 127.0.0.1:\${port}", /run/shop: "\${runDir}" }`;
    const file = join(folder, 'berth.yaml');
    writeFileSync(
      file,
      `command: [nginx, -c, "\${file.nginx}"]\nport: auto\nfiles: { nginx: { from: nginx.conf, replace: ${replace} } }\n`,
    );
    await using berth = await startBerth({ file, args: ON_PLATFORM });
    const answer = await ask(berth, '/a');
    expect([answer.status, answer.headers.location]).toEqual([301, 'https://shop.example/a/']);
    expect((await ask(berth, '/host')).text).toBe('shop.example /host');
  });
});
