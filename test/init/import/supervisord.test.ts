import { describe, expect, test } from 'vitest';
import { importSupervisord } from '../../../src/init/import/supervisord.ts';
import { importFiles, listKeys, loadImported } from '../../helpers/imported.ts';

// The shapes are those of PHP, Django and Node.js images that people publish.
const PHP = `[supervisord]
nodaemon=true
environment=APP_ENV="prod"

[program:php-fpm]
command=php-fpm8.2 -F -y %(here)s/fpm.conf ; the interpreter
priority=5
stopsignal=QUIT
stdout_logfile=/dev/stdout
stdout_logfile_maxbytes=0

[program:nginx]
command=nginx -c %(here)s/nginx.conf -g "daemon off;"
priority=10
stopsignal=QUIT
stopwaitsecs=30
stderr_logfile=/var/log/nginx.err

[program:queue]
command=php artisan queue:work
process_name=%(program_name)s_%(process_num)02d
numprocs=4
autostart=false

[eventlistener:dead]
command=listen
`;

describe('a supervisord.conf', () => {
  test('becomes processes in the order of priority, with the web server as what answers', async () => {
    const imported = importFiles(importSupervisord, {
      'supervisord.conf': PHP,
      'fpm.conf': '[www]\nlisten = 127.0.0.1:9000\n',
      'nginx.conf': 'events {}\nhttp { server { listen 127.0.0.1:8088; } }\n',
    });
    expect(imported.config).toEqual({
      processes: {
        'php-fpm': {
          ready: { tcp: 9000 },
          command: `php-fpm8.2 -F -y \${configDir}/fpm.conf`,
          env: { APP_ENV: 'prod' },
          stopSignal: 'SIGQUIT',
        },
        nginx: {
          command: `nginx -c \${configDir}/nginx.conf -g 'daemon off;'`,
          after: ['php-fpm'],
          env: { APP_ENV: 'prod' },
          stopSignal: 'SIGQUIT',
          gracePeriod: '30s',
        },
      },
      upstream: { process: 'nginx', port: 8088 },
      listen: { port: 9001 },
    });
    expect(listKeys(imported)).toEqual(['[program:nginx] stderr_logfile', '[program:queue]', '[eventlistener:dead]']);
    expect(await loadImported(imported)).toEqual(['php-fpm', 'nginx']);
  });

  test('is read with its includes, its environment and its references', async () => {
    const imported = importFiles(importSupervisord, {
      'deploy/supervisord.conf': '[supervisord]\nnodaemon=true\n[include]\nfiles = /etc/supervisor/conf.d/*.conf\n',
      'deploy/conf.d/web.conf': `[program:web]
command=gunicorn shop.wsgi -b 0.0.0.0:%(ENV_PORT)s -w %(ENV_WORKERS)s
directory=src
environment=A="x,y",
  API_TOKEN='abcdefghijk', B=%(ENV_HOME)s
autorestart=unexpected
startretries=5
`,
    });
    expect(imported.config).toEqual({
      command: `gunicorn shop.wsgi -b 0.0.0.0:\${port} -w \${env.WORKERS}`,
      port: 'auto',
      restart: 'on-failure',
      workingDirectory: 'src',
      env: { A: 'x,y', API_TOKEN: `\${env.API_TOKEN}`, B: `\${env.HOME}` },
      envFile: '.env.berth',
    });
    expect(listKeys(imported)).toEqual(['[program:web] startretries', 'API_TOKEN']);
    await loadImported(imported, { WORKERS: '2', API_TOKEN: 'x', HOME: '/root' });
  });

  test('takes what ends by itself as a oneshot before the rest, and files of an image by their names in the folder', async () => {
    const imported = importFiles(importSupervisord, {
      'docker/supervisord.conf': `[program:migrate]
command=python3 /srv/app/manage.py migrate
autorestart=false
startsecs=0
priority=1
[program:app]
command=python3 /srv/app/server.py
directory=/srv/app
user=nobody-at-all
`,
      Dockerfile:
        'FROM python:3.12\nCOPY . /srv/app\nEXPOSE 8000\nCMD ["supervisord", "-c", "/srv/app/docker/supervisord.conf"]\n',
      'manage.py': '',
      'server.py': '',
    });
    expect(imported.config).toEqual({
      processes: {
        migrate: { command: 'python3 manage.py migrate', oneshot: true },
        app: { command: 'python3 server.py', after: ['migrate'] },
      },
      upstream: { process: 'app', port: 8000 },
    });
    expect(listKeys(imported)).toEqual(['[program:app] user']);
    await loadImported(imported);
  });
});
