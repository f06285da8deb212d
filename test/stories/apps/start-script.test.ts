import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { type Berth, CLEAN_STOP, startBerth } from '../../helpers/berth.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { findByCommandLine } from '../../helpers/process-table.ts';

/** A script that puts its server into the background and stays itself, as the start scripts of images and templates do. */
interface StartScript {
  readonly title: string;
  /** `FOLDER` stands for its folder, and in the files `PORT` for the port. */
  readonly script: string;
  readonly files?: Readonly<Record<string, string>>;
}

const NGINX_CONF = `user root;
pid FOLDER/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  server {
    listen 127.0.0.1:PORT;
    location / { return 200 "served\\n"; }
    location /php { include /etc/nginx/fastcgi_params; fastcgi_param SCRIPT_FILENAME FOLDER/index.php; fastcgi_pass unix:FOLDER/fpm.sock; }
  }
}
`;

const FPM_CONF = `[global]
pid = FOLDER/fpm.pid
error_log = FOLDER/fpm.log
[www]
listen = FOLDER/fpm.sock
user = root
group = root
pm = static
pm.max_children = 2
`;

const APACHE_CONF = `ServerRoot "FOLDER"
ServerName localhost
PidFile FOLDER/httpd.pid
Listen 127.0.0.1:PORT
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
ErrorLog /dev/stderr
User www-data
Group www-data
`;

const NGINX = { 'nginx.conf': NGINX_CONF };
const NGINX_AND_FPM = { ...NGINX, 'fpm.conf': FPM_CONF, 'index.php': '<?php echo "served by PHP";' };
const CLEAN = 'env -i PATH=$PATH';
const HTTP_SERVER = 'python3 -m http.server --bind 127.0.0.1 --directory FOLDER/public $PORT';
const PUBLIC = { 'public/index.html': 'served\n' };

const SCRIPTS: readonly StartScript[] = [
  {
    title: 'nginx as a daemon, and `tail` in front',
    files: NGINX,
    script: 'nginx -c FOLDER/nginx.conf; exec tail -f /dev/null',
  },
  {
    title: 'nginx by an init script, as `service nginx start` runs it',
    files: NGINX,
    script: `${CLEAN} start-stop-daemon --start --quiet --pidfile FOLDER/nginx.pid --exec /usr/sbin/nginx -- -c FOLDER/nginx.conf && tail -f /dev/null`,
  },
  {
    title: 'a server that start-stop-daemon cuts off from all it was given',
    files: PUBLIC,
    script: `${CLEAN} start-stop-daemon --start --background --make-pidfile --pidfile FOLDER/pid --exec /usr/bin/python3 -- ${HTTP_SERVER.slice(8)}
exec tail -f /dev/null`,
  },
  {
    title: 'a server that `daemonize` cuts off from all it was given',
    files: PUBLIC,
    script: `${CLEAN} daemonize /usr/bin/${HTTP_SERVER}; exec tail -f /dev/null`,
  },
  {
    title: 'a server that `su` gives limits of its own, and a script nothing else',
    files: PUBLIC,
    script: `su - -c "env -i setsid nohup /usr/bin/${HTTP_SERVER} >/dev/null 2>&1 3<&- &"; exec tail -f /dev/null`,
  },
  {
    title: 'php-fpm as a daemon, and nginx in front',
    files: NGINX_AND_FPM,
    script: 'php-fpm8.2 --daemonize -R -y FOLDER/fpm.conf; exec nginx -c FOLDER/nginx.conf -g "daemon off;"',
  },
  {
    title: 'both nginx and php-fpm as daemons, and a loop in front',
    files: NGINX_AND_FPM,
    script: 'php-fpm8.2 -R -y FOLDER/fpm.conf\nnginx -c FOLDER/nginx.conf\nwhile true; do sleep 10; done',
  },
  {
    title: 'Apache by its control program',
    files: { 'apache.conf': APACHE_CONF },
    script: 'apache2 -f FOLDER/apache.conf -k start; exec tail -f /dev/null',
  },
  {
    title: 'gunicorn as a daemon',
    files: {
      'app.py': 'def app(environ, start):\n    start("200 OK", [("Content-Length", "6")])\n    return [b"served"]\n',
    },
    script: 'gunicorn --daemon --chdir FOLDER --bind 127.0.0.1:$PORT app:app; exec tail -f /dev/null',
  },
  {
    title: 'lighttpd as a daemon',
    files: {
      ...PUBLIC,
      'lighttpd.conf':
        'server.document-root = "FOLDER/public"\nindex-file.names = ("index.html")\nserver.bind = "127.0.0.1"\nserver.port = PORT\n',
    },
    script: 'lighttpd -f FOLDER/lighttpd.conf; exec tail -f /dev/null',
  },
  {
    title: 'a server behind `setsid nohup … &`',
    files: PUBLIC,
    script: `setsid nohup ${HTTP_SERVER} > FOLDER/nohup.out 2>&1 < /dev/null &\nwait`,
  },
  { title: 'a server behind `&`', files: PUBLIC, script: `${HTTP_SERVER} &\nexec tail -f /dev/null` },
];

const packages = await requirePackages([
  'nginx-light',
  'php8.2-fpm',
  'apache2-bin',
  'gunicorn',
  'lighttpd',
  'daemonize',
  'python3',
]);

interface RunningScript extends AsyncDisposable {
  readonly berth: Berth;
  readonly folder: string;
}

async function startScript(
  { script, files = {} }: Omit<StartScript, 'title'>,
  config = 'command: bash start.sh\nport: auto\ngracePeriod: 5s\n',
): Promise<RunningScript> {
  const folder = mkdtempSync(join(tmpdir(), 'berth-script-'));
  const configs = Object.keys(files).filter((name) => name.endsWith('.conf'));
  const render = configs.length === 0 ? '' : `sed -i "s/PORT/$PORT/" ${configs.join(' ')}\n`;
  for (const [name, content] of Object.entries({ ...files, 'start.sh': render + script, 'berth.yaml': config })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content.replaceAll('FOLDER', folder));
  }
  const berth = await startBerth({ file: join(folder, 'berth.yaml') });
  await berth.waitForLine(/"event":"ready"/);
  return {
    berth,
    folder,
    async [Symbol.asyncDispose]() {
      await berth[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

async function ask({ port }: Berth, path = '/'): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return `${response.status} ${(await response.text()).trim()}`;
}

const PATIENCE = { timeout: 30_000, interval: 20 };

const listFailures = ({ records }: Berth) => records.filter(({ event }) => event === 'failure');

describe.skipIf(packages.skipReason !== null)(packages.title('a start script with'), () => {
  test.concurrent.for(SCRIPTS)('$title is served, and all of it ends with berth', async ({ title, ...script }) => {
    await using started = await startScript(script);
    const { berth, folder } = started;
    expect(await ask(berth), title).toMatch(title.startsWith('Apache') ? /^404 / : /^200 served/);
    expect(await berth.stop()).toEqual(CLEAN_STOP);
    expect(findByCommandLine(folder)).toEqual([]);
    expect(listFailures(berth)).toEqual([]);
  });

  test.concurrent.for(SCRIPTS)('$title leaves nothing when berth is killed', async ({ title, ...script }) => {
    await using started = await startScript(script);
    const { berth, folder } = started;
    process.kill(berth.pid, 'SIGKILL');
    await berth.ended;
    await vi.waitFor(() => expect(findByCommandLine(folder), title).toEqual([]), PATIENCE);
  });
});

const FRONTS = {
  'php-fpm as a daemon and nginx in front':
    'php-fpm8.2 -R -y FOLDER/fpm.conf; nginx -c FOLDER/nginx.conf -g "daemon off;"',
  'php-fpm behind `&` and nginx in its place':
    'php-fpm8.2 -F -R -y FOLDER/fpm.conf & exec nginx -c FOLDER/nginx.conf -g "daemon off;"',
  'both as daemons': 'php-fpm8.2 -R -y FOLDER/fpm.conf; nginx -c FOLDER/nginx.conf; exec tail -f /dev/null',
};

describe.skipIf(packages.skipReason !== null)(packages.title('a daemon of a start script'), () => {
  test.concurrent.for(Object.entries(FRONTS))(
    'that is killed is told, and the whole script is started again: %s',
    // What comes up late may be found only by a later look.
    { timeout: 150_000 },
    async ([, script]) => {
      await using started = await startScript({ script, files: NGINX_AND_FPM });
      const { berth, folder } = started;
      await vi.waitFor(async () => expect(await ask(berth, '/php')).toBe('200 served by PHP'), PATIENCE);
      const pidFile = join(folder, 'fpm.pid');
      const first = readFileSync(pidFile, 'latin1');
      await berth.waitForLine(new RegExp(`"event":"daemon".*"daemonPid":${first},`));
      process.kill(Number(first), 'SIGKILL');
      await berth.waitForLine(/"event":"restarting"/);
      await vi.waitFor(
        () => expect(berth.records.filter(({ event }) => event === 'process-ready')).toHaveLength(2),
        PATIENCE,
      );
      await vi.waitFor(async () => expect(await ask(berth, '/php')).toBe('200 served by PHP'), PATIENCE);
      expect(listFailures(berth)).toEqual([
        expect.objectContaining({
          code: 'APP_DAEMON_LOST',
          process: 'app',
          msg: `Process app lost a server that its start had put beside it: php-fpm8.2 (pid ${first}) has ended.`,
          cure: expect.stringContaining('`-F` (`--nodaemonize`)'),
        }),
      ]);
      expect(readFileSync(pidFile, 'latin1')).not.toBe(first);
      expect(await berth.stop()).toEqual(CLEAN_STOP);
      expect(findByCommandLine(folder)).toEqual([]);
    },
  );

  test('that its very first call ends is told as well', async () => {
    const script = 'node FOLDER/server.cjs & exec tail -f /dev/null';
    const server = `require('http').createServer((req, res) => {
  if (req.url === '/end') process.exit(3);
  res.end('served');
}).listen(process.env.PORT, '127.0.0.1');
`;
    await using started = await startScript({ script, files: { 'server.cjs': server } });
    const { berth } = started;
    expect(await ask(berth, '/end')).toMatch(/^502 /);
    await berth.waitForLine(/"event":"restarting"/);
    expect(listFailures(berth)).toEqual([expect.objectContaining({ code: 'APP_DAEMON_LOST' })]);
    await vi.waitFor(async () => expect(await ask(berth)).toBe('200 served'), PATIENCE);
    expect(await berth.stop()).toEqual(CLEAN_STOP);
  });

  test('that went into a group of its own when it was known already is missed like any other', async () => {
    const server = `import os, socket, time
listener = socket.socket(socket.AF_UNIX)
listener.bind('FOLDER/side.sock' + str(os.getpid()))
listener.listen()
open('FOLDER/side.pid', 'w').write(str(os.getpid()))
time.sleep(1.5)
os.setpgid(0, 0)
if os.fork() == 0:
    time.sleep(1000)
open('FOLDER/side.grouped', 'w').close()
time.sleep(1000)
`;
    const script = 'python3 FOLDER/side.py & exec nginx -c FOLDER/nginx.conf -g "daemon off;"';
    await using started = await startScript({ script, files: { ...NGINX, 'side.py': server } });
    const { berth, folder } = started;
    await vi.waitFor(() => expect(existsSync(join(folder, 'side.grouped'))).toBe(true), PATIENCE);
    const pid = readFileSync(join(folder, 'side.pid'), 'latin1');
    const known = await berth.waitForLine(new RegExp(`"event":"daemon".*"daemonPid":${pid},`));
    expect(JSON.parse(known).command).toMatch(/^python3/);
    // Another look has been at it since.
    await delay(2_500);
    process.kill(Number(pid), 'SIGKILL');
    await berth.waitForLine(/"event":"restarting"/);
    expect(listFailures(berth)).toEqual([expect.objectContaining({ code: 'APP_DAEMON_LOST' })]);
    expect(await berth.stop()).toEqual(CLEAN_STOP);
    expect(findByCommandLine(folder)).toEqual([]);
  });

  test('that is killed leaves no workers that the next start would have to wait for', async () => {
    const script = 'apache2 -f FOLDER/apache.conf -k start; exec tail -f /dev/null';
    const config = 'command: bash start.sh\nport: auto\ngracePeriod: 5m\n';
    await using started = await startScript({ script, files: { 'apache.conf': APACHE_CONF } }, config);
    const { berth, folder } = started;
    const line = await berth.waitForLine(/"event":"daemon"/);
    process.kill(JSON.parse(line).daemonPid, 'SIGKILL');
    await berth.waitForLine(/"event":"restarting"/);
    await vi.waitFor(async () => expect(await ask(berth)).toMatch(/^404 /), PATIENCE);
    expect(listFailures(berth)).toEqual([expect.objectContaining({ code: 'APP_DAEMON_LOST' })]);
    expect(await berth.stop()).toEqual(CLEAN_STOP);
    expect(findByCommandLine(folder)).toEqual([]);
  });

  test('may end where `daemons: ignored` says so', async () => {
    const config = `processes:
  setup: { command: bash setup.sh, daemons: ignored, ready: { log: up } }
  app: { command: bash start.sh, port: auto, after: [setup] }
`;
    const server = 'nginx -c FOLDER/nginx.conf; exec tail -f /dev/null';
    const files = {
      ...NGINX_AND_FPM,
      'setup.sh': 'php-fpm8.2 -R -y FOLDER/fpm.conf; echo up; exec tail -f /dev/null',
    };
    await using started = await startScript({ script: server, files }, config);
    const { berth, folder } = started;
    const kill = (file: string): void =>
      void process.kill(Number(readFileSync(join(folder, file), 'latin1')), 'SIGKILL');
    kill('fpm.pid');
    await berth.waitForLine(/"event":"daemon"/);
    kill('nginx.pid');
    await berth.waitForLine(/"event":"restarting"/);
    expect(listFailures(berth)).toEqual([expect.objectContaining({ code: 'APP_DAEMON_LOST', process: 'app' })]);
    expect(await berth.stop()).toEqual(CLEAN_STOP);
    expect(findByCommandLine(folder)).toEqual([]);
  });

  test('that a one-shot has left is missed too, and its end told, but nothing that came after is restarted', async () => {
    const config = `processes:
  fpm: { command: php-fpm8.2 -R -y fpm.conf, oneshot: true }
  app: { command: bash start.sh, port: auto, after: [fpm] }
`;
    const script = 'exec nginx -c FOLDER/nginx.conf -g "daemon off;"';
    await using started = await startScript({ script, files: NGINX_AND_FPM }, config);
    const { berth, folder } = started;
    const fpm = Number(readFileSync(join(folder, 'fpm.pid'), 'latin1'));
    await berth.waitForLine(new RegExp(`"event":"daemon".*"daemonPid":${fpm},`));
    process.kill(fpm, 'SIGKILL');
    await berth.waitForLine(/"code":"APP_DAEMON_LOST"/);
    expect(listFailures(berth)).toEqual([expect.objectContaining({ code: 'APP_DAEMON_LOST', process: 'fpm' })]);
    expect(await ask(berth)).toBe('200 served');
    expect(await berth.stop()).toEqual(CLEAN_STOP);
    expect(findByCommandLine(folder)).toEqual([]);
  });

  test('that starts itself anew, as nginx does with USR2 and QUIT, is not missed', async () => {
    const script = '/usr/sbin/nginx -c FOLDER/nginx.conf; exec tail -f /dev/null';
    await using started = await startScript({ script, files: NGINX });
    const { berth, folder } = started;
    const old = Number(readFileSync(join(folder, 'nginx.pid'), 'latin1'));
    await berth.waitForLine(/"event":"daemon"/);
    process.kill(old, 'SIGUSR2');
    const readNew = (): number => Number(readFileSync(join(folder, 'nginx.pid'), 'latin1'));
    await expect.poll(readNew).not.toBe(old);
    process.kill(old, 'SIGQUIT');
    await berth.waitForLine(new RegExp(`"event":"daemon".*"daemonPid":${readNew()},`));
    process.kill(readNew(), 'SIGKILL');
    await berth.waitForLine(/"event":"restarting"/);
    expect(listFailures(berth)).toEqual([expect.objectContaining({ code: 'APP_DAEMON_LOST' })]);
    expect(await berth.stop()).toEqual(CLEAN_STOP);
    expect(findByCommandLine(folder)).toEqual([]);
  });
});
