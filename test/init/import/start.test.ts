import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startBerth } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { finishBerth } from '../../helpers/finished-berth.ts';

const gunicorn = await requirePackages(['gunicorn']);
const php = await requirePackages(['nginx-light', 'php-fpm']);

/** Sets a folder up, starts what was imported, and asks for its first page. */
async function ask(files: Readonly<Record<string, string>>): Promise<{ readonly said: string; readonly page: string }> {
  const folder = createFolder(files);
  const { stdout: said } = finishBerth(['init'], folder);
  await using berth = await startBerth({ file: join(folder, 'berth.yaml') });
  await berth.waitForLine(/"event":"ready"/);
  const response = await fetch(`http://127.0.0.1:${berth.port}/`);
  expect(response.status).toBe(200);
  return { said, page: await response.text() };
}

test.skipIf(gunicorn.skipReason !== null)(
  gunicorn.title('a Procfile with gunicorn starts as it is imported, its release first'),
  async () => {
    const { said, page } = await ask({
      Procfile: 'release: python3 release.py\nweb: gunicorn --bind 0.0.0.0:$PORT --workers 1 shop:app\n',
      'release.py': 'open("released", "w").write("once")',
      'shop.py': `def app(environ, start_response):
    start_response("200 OK", [])
    return [open("released").read().encode()]
`,
    });
    expect(said).toContain('found Procfile with gunicorn');
    expect(page).toBe('once');
  },
);

test.skipIf(php.skipReason !== null)(
  php.title('a supervisord.conf with nginx and php-fpm starts as it is imported'),
  async () => {
    const { said, page } = await ask({
      'supervisord.conf': `[supervisord]
nodaemon=true
[program:php-fpm]
command=sh -c 'exec "$(ls /usr/sbin/php-fpm* | tail -n 1)" -F -R -y fpm.conf'
directory=%(here)s
priority=5
stopsignal=QUIT
[program:nginx]
command=nginx -p %(here)s -e stderr -c %(here)s/nginx.conf -g "daemon off;"
priority=10
stopsignal=QUIT
`,
      'fpm.conf': `[global]
error_log = /dev/stderr
[www]
user = root
group = root
listen = 127.0.0.1:63917
pm = static
pm.max_children = 1
`,
      'nginx.conf': `pid nginx.pid;
events {}
http {
  access_log off;
  server {
    listen 127.0.0.1:63918;
    location / {
      fastcgi_pass 127.0.0.1:63917;
      fastcgi_param SCRIPT_FILENAME \${document_root}/index.php;
      fastcgi_param REQUEST_METHOD $request_method;
    }
    root public;
  }
}
`,
      'public/index.php': '<?php echo "from php";',
    });
    expect(said).toContain('found supervisord with php-fpm, nginx');
    expect(page).toBe('from php');
  },
);

describe('a Dockerfile with node', () => {
  test('starts as it is imported, by the files of the folder', async () => {
    const { said, page } = await ask({
      Dockerfile: `FROM node:20-alpine
ENV GREETING="hello there"
WORKDIR /usr/src/app
COPY . .
EXPOSE 8080
HEALTHCHECK CMD wget -qO- http://localhost:8080/ || exit 1
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node", "/usr/src/app/server.js"]
`,
      'server.js': `require('node:http')
  .createServer((req, res) => res.end(process.env.GREETING))
  .listen(process.env.PORT || 8080);
`,
    });
    expect(said).toContain('found Dockerfile with node');
    expect(page).toBe('hello there');
  });
});
