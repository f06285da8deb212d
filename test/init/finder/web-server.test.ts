import { describe, expect, test } from 'vitest';
import { findWebServer } from '../../../src/init/finder/web-server.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { rawGet } from './raw-get.ts';
import { lookAt, setUpAndStart } from './set-up-folder.ts';

/** As nginx's image has it. */
const NGINX = `user  no-such-user;
worker_processes  auto;
error_log  /var/log/nginx/error.log notice;
pid        /var/run/nginx.pid;
events { worker_connections  1024; }
http {
    include       /etc/nginx/mime.types;
    access_log  /var/log/nginx/access.log;
    # listen 81; is what it was
    server {
        listen       80;
        listen  [::]:80;
        root   /usr/share/nginx/html;
        location / { try_files $uri /index.html; }
    }
}
`;

const APACHE = `ServerRoot "/usr/lib/apache2"
Listen 8080
ServerName localhost
PidFile /var/run/httpd.pid
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule dir_module modules/mod_dir.so
DirectoryIndex index.html
DocumentRoot "/usr/local/apache2/htdocs"
ErrorLog /dev/stderr
`;

const packages = await requirePackages(['nginx-light', 'apache2', 'caddy', 'lighttpd']);

describe.skipIf(packages.skipReason !== null)(packages.title("a web server's own config"), () => {
  test.for([
    ['nginx', { 'nginx.conf': NGINX, 'dist/index.html': 'page' }],
    [
      'nginx',
      {
        'nginx.conf': 'events {} daemon on; http { include mime.types; server { listen 8080; root public; } }',
        'public/index.html': 'page',
      },
    ],
    [
      'nginx',
      {
        'default.conf': 'gzip on;\nserver { listen 80; location / { root /usr/share/nginx/html; } }',
        'public/index.html': 'page',
      },
    ],
    [
      'nginx',
      {
        'default.conf.template': `server { listen \${PORT}; root /usr/share/nginx/html; location / { add_header x-stage "\${STAGE}"; } }`,
        'site/index.html': 'page',
      },
    ],
    ['Caddy', { Caddyfile: 'example.com {\n\troot * public\n\tfile_server\n}\n', 'public/index.html': 'page' }],
    ['Caddy', { Caddyfile: ':8080\n\nrespond "page"\n' }],
    [
      'lighttpd',
      {
        'lighttpd.conf':
          'server.document-root = "www"\nserver.port = 8080\nserver.pid-file = "/run/x.pid"\nindex-file.names = ( "index.html" )\n',
        'www/index.html': 'page',
      },
    ],
    ['Apache', { 'httpd.conf': APACHE, 'htdocs/index.html': 'page' }],
  ] as const)('of %s is started on the port of berth, with the places of this machine: %j', async ([kind, files]) => {
    await using berth = await setUpAndStart(createFolder(files), `${kind}, by`, { STAGE: 'test' });
    expect(await rawGet(berth.port, '/')).toEqual({ status: 200, body: 'page' });
  });

  test.for([
    ['nginx', { 'nginx.conf': 'events {} http { server { listen 80; root .; } }' }],
    ['nginx', { 'nginx.conf': 'events {} http { server { listen 80; location / { root /usr/share/nginx/html; } } }' }],
    ['Caddy', { Caddyfile: ':80 {\n\troot * .\n\tfile_server\n}\n' }],
    ['Caddy', { Caddyfile: 'localhost\n\nfile_server\n' }],
  ] as const)('of %s that serves its own folder keeps what is not for visitors: %j', async ([kind, files]) => {
    const folder = createFolder({ ...files, 'index.html': 'page', '.env': 'SECRET' });
    await using berth = await setUpAndStart(folder, `${kind}, by`);
    expect(await rawGet(berth.port, '/')).toEqual({ status: 200, body: 'page' });
    for (const path of ['/.env', '/berth.yaml', '/bootstrap', '/dist/berth.cjs', '//berth.yaml', '/%62erth.yaml']) {
      expect({ path, ...(await rawGet(berth.port, path)) }).toMatchObject({ path, status: 404 });
    }
  });

  test('says what the config passes requests on to', () => {
    const files = { 'nginx.conf': 'http { server { listen 80; location / { proxy_pass http://127.0.0.1:3000; } } }' };
    expect(lookAt(findWebServer, files)[0]!.notes).toContainEqual(expect.stringContaining('http://127.0.0.1:3000'));
  });

  test('is no file that only includes one, nor that of FrankenPHP', () => {
    expect(
      lookAt(findWebServer, { 'nginx.conf': 'worker_processes 1;', Caddyfile: ':80 {\n\tphp_server\n}\n' }),
    ).toEqual([]);
  });
});
