import { describe, expect, test } from 'vitest';
import { importSystemd } from '../../../src/init/import/systemd.ts';
import { importFiles, listKeys, loadImported } from '../../helpers/imported.ts';

describe('a systemd unit', () => {
  test('becomes what it starts, with paths of the folder instead of the server’s', async () => {
    const imported = importFiles(importSystemd, {
      'venv/bin/gunicorn': '',
      'deploy/shop.env': 'LEVEL=info\n',
      'deploy/shop.service': `[Unit]
Description=shop
After=network.target

[Service]
Type=notify
User=nobody-at-all
WorkingDirectory=/srv/shop
Environment="MODE=prod" WORKERS=3
Environment=API_TOKEN=abcdefgh
EnvironmentFile=-/srv/shop/deploy/shop.env
EnvironmentFile=/etc/shop.env
ExecStartPre=-/srv/shop/venv/bin/python manage.py migrate
ExecStart=/srv/shop/venv/bin/gunicorn --bind unix:/run/shop/shop.sock \\
    --workers \${WORKERS} shop.wsgi
ExecReload=/bin/kill -s HUP $MAINPID
KillSignal=SIGQUIT
TimeoutStopSec=1min 30s
Restart=on-failure
PrivateTmp=true

[Install]
WantedBy=multi-user.target
`,
    });
    const env = { MODE: 'prod', WORKERS: '3', API_TOKEN: `\${env.API_TOKEN}`, LEVEL: 'info' };
    expect(imported.config).toEqual({
      envFile: '.env.berth',
      processes: {
        'before-1': { command: 'venv/bin/python manage.py migrate', env, oneshot: true },
        web: {
          command: `venv/bin/gunicorn --bind unix:\${runDir}/shop.sock --workers 3 shop.wsgi`,
          after: ['before-1'],
          env,
          stopSignal: 'SIGQUIT',
          gracePeriod: '90s',
          restart: 'on-failure',
        },
      },
      upstream: { process: 'web', unix: `\${runDir}/shop.sock` },
    });
    expect(listKeys(imported)).toEqual(['ExecReload', 'PrivateTmp', 'User', 'EnvironmentFile', 'API_TOKEN']);
    await loadImported(imported, { API_TOKEN: 'x' });
  });

  test.for([
    ['ExecStart=/usr/bin/env node server.js\nEnvironment=PORT=3000', { command: 'node server.js', port: 'auto' }],
    ['ExecStart=/opt/shop/server --port 8080', { command: './server --port 8080', port: 8080 }],
    ['ExecStart=/bin/sh -c "./server --listen :8080"', { command: './server --listen :8080', port: 8080 }],
    ['ExecStart=\nExecStart=@/opt/shop/server shop\nRestart=no', { restart: 'never' }],
  ] as const)('%s', async ([lines, config]) => {
    const imported = importFiles(importSystemd, { 'app.service': `[Service]\n${lines}\n`, server: '' });
    expect(imported.config).toMatchObject(config);
    await loadImported(imported);
  });
});
