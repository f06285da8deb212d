import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BUNDLE, CLEAN_STOP, startBerth } from '../../helpers/berth.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { findAlive } from '../../helpers/descendants.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

const isRoot = process.getuid?.() === 0;

function createOpenFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'berth-user-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const NGINX = `daemon off;
pid \${runDir}/nginx.pid;
error_log /dev/stderr notice;
events {}
http {
  access_log /dev/stdout;
  client_body_temp_path \${runDir}/b; proxy_temp_path \${runDir}/p; fastcgi_temp_path \${runDir}/f;
  uwsgi_temp_path \${runDir}/u; scgi_temp_path \${runDir}/s;
  server { listen unix:\${runDir}/web.sock; return 200 "from nginx"; }
}
`;

const SERVE = `import http.server, os, pathlib, socketserver, sys
print('text', pathlib.Path(sys.argv[1]).read_text())
class Server(socketserver.UnixStreamServer):
    def get_request(self):
        return (super().get_request()[0], ('local', 0))
path = sys.argv[2]
server = Server(path, http.server.SimpleHTTPRequestHandler)
os.chmod(path, 0o666)
print('ready as', os.getuid(), os.getgid())
server.serve_forever()
`;

const packages = await requirePackages(['nginx-light', 'python3']);
const skipReason = packages.skipReason ?? (isRoot ? null : 'only root can start others as another user');

describe.skipIf(skipReason !== null)(
  skipReason === null ? 'a process with a user' : `a process with a user [not run: ${skipReason}]`,
  () => {
    test('is that user, with its groups and its home', async () => {
      const script = 'id; echo "$HOME $USER $LOGNAME"; exec python3 -m http.server --bind 127.0.0.1 $PORT';
      const config = `command: [sh, -c, '${script}']\nport: auto\nuser: www-data\nworkingDirectory: /\n`;
      await using berth = await startBerth({ config, env: { HOME: '/root', USER: 'root', LOGNAME: 'root' } });
      await berth.waitForLine(/"event":"ready"/);
      const id = execFileSync('id', ['www-data'], { encoding: 'utf8' }).trim();
      expect(berth.lines).toContain(id);
      expect(berth.lines).toContain('/var/www www-data www-data');
      expect(await berth.stop()).toEqual(CLEAN_STOP);
    });

    test('may be given by numbers that no entry belongs to, with a group beside it', async () => {
      const script = 'id -u; id -g; echo "$HOME $USER"; exec python3 -m http.server --bind 127.0.0.1 $PORT';
      const config = `command: [sh, -c, '${script}']\nport: auto\nuser: 54321\ngroup: 54322\nworkingDirectory: /\nenv: { USER: shop }\n`;
      await using berth = await startBerth({ config });
      await berth.waitForLine(/"event":"ready"/);
      expect(berth.lines).toEqual(expect.arrayContaining(['54321', '54322', '/ shop']));
    });

    test('can be nginx: it reads its rendered config, makes its socket, and opens /dev/stdout and /dev/stderr anew', async () => {
      const folder = createOpenFolder({ 'nginx.conf.tmpl': NGINX });
      const file = join(folder, 'berth.yaml');
      writeFileSync(
        file,
        `command: [nginx, -c, "\${file.conf}"]
user: www-data
files: { conf: { template: nginx.conf.tmpl } }
upstream: { unix: "\${runDir}/web.sock" }
`,
      );
      await using berth = await startBerth({ file });
      await berth.waitForLine(/"event":"ready"/);
      expect(await (await fetch(`http://127.0.0.1:${berth.port}/seen`)).text()).toBe('from nginx');
      await berth.waitForLine(/"GET \/seen HTTP\/1.1" 200/);
      expect(await berth.stop()).toEqual(CLEAN_STOP);
    });

    test('beside root and another user reads what names it, and makes sockets where the others do', async () => {
      const folder = createOpenFolder({
        'serve.py': SERVE,
        'a.tmpl': 'for a',
        'b.tmpl': 'for b',
        'root.tmpl': 'for root',
      });
      const file = join(folder, 'berth.yaml');
      const serve = (name: string): string => `[python3, serve.py, "\${file.${name}}", "\${runDir}/${name}.sock"]`;
      writeFileSync(
        file,
        `processes:
  a: { command: ${serve('a')}, user: www-data, ready: { unix: "\${runDir}/a.sock" } }
  b: { command: ${serve('b')}, user: nobody, ready: { unix: "\${runDir}/b.sock" } }
  root: { command: ${serve('root')}, ready: { unix: "\${runDir}/root.sock" } }
  spy: { command: [sh, -c, 'cd "$0"; cat b root; rm -f b root; touch mine; ls -d mine; echo spied; exec sleep 1000', "\${runDir}"], user: www-data, ready: { log: spied } }
files: { a: { template: a.tmpl }, b: { template: b.tmpl }, root: { template: root.tmpl } }
upstream: { process: a, unix: "\${runDir}/a.sock" }
logs: { label: true }
`,
      );
      await using berth = await startBerth({ file });
      await berth.waitForLine(/"event":"ready"/);
      expect(berth.lines).toEqual(expect.arrayContaining(['a | text for a', 'root | text for root']));
      const refused = berth.lines.filter((line) => line.startsWith('spy | '));
      for (const name of ['b', 'root']) {
        expect(refused).toContainEqual(expect.stringMatching(new RegExp(`cat: ${name}: Permission denied`)));
        expect(refused).toContainEqual(expect.stringMatching(new RegExp(`rm: .*${name}.*: Operation not permitted`)));
      }
      expect(refused).toContain('spy | mine');
      expect(await berth.stop()).toEqual(CLEAN_STOP);
    });

    test('is ended with everything else by kill -9 of berth', async () => {
      const script = 'setsid sleep 1000 & sleep 1000 & exec python3 -m http.server --bind 127.0.0.1 $PORT';
      await using berth = await startBerth({
        config: `command: [sh, -c, '${script}']\nport: auto\nuser: www-data\nworkingDirectory: /\n`,
      });
      await berth.waitForLine(/"event":"ready"/);
      const children = berth.listDescendants();
      expect(children.length).toBeGreaterThanOrEqual(3);
      process.kill(berth.pid, 'SIGKILL');
      await expect.poll(() => findAlive(children)).toEqual([]);
    });

    test('that may not run its program is told so', async () => {
      const folder = createOpenFolder({ 'berth.yaml': '', server: '#!/bin/sh\n' });
      const file = join(folder, 'berth.yaml');
      chmodSync(join(folder, 'server'), 0o700);
      writeFileSync(file, 'command: ./server\nport: auto\nuser: www-data\n');
      const { status, lines } = runAs(null, ['run', '--config', file, '--port', '0']);
      expect(status).toBe(126);
      const record = lines.map((line) => JSON.parse(line)).find(({ event }) => event === 'failure');
      expect(record).toMatchObject({
        code: 'COMMAND_NOT_EXECUTABLE',
        cause:
          './server, or a folder on the way to it, is closed to the user www-data, as which the process is to run.',
      });
    });

    test('is refused where berth is not root, unless it is the one that berth is', async () => {
      const folder = createOpenFolder({ 'berth.yaml': 'command: sleep 1\nport: 1\nuser: www-data\n' });
      const file = join(folder, 'berth.yaml');
      const nobody = runAs('nobody', ['check', '--config', file]);
      expect(nobody.status).toBe(78);
      expect(nobody.lines.join('\n')).toContain(
        'berth.yaml:3:1: user cannot be changed to, because berth runs as the user 65534: start berth as root, or leave the key out',
      );
      expect(runAs('www-data', ['check', '--config', file]).status).toBe(0);
    });
  },
);

const GROUP_OF: Readonly<Record<string, string>> = { nobody: 'nogroup', 'www-data': 'www-data' };

/** Runs a command of berth that ends by itself, as a user; null: as we are. */
function runAs(user: string | null, args: readonly string[]): { readonly status: number; readonly lines: string[] } {
  const folder = createOpenFolder({});
  cpSync(dirname(BUNDLE), folder, { recursive: true });
  const command = [process.execPath, join(folder, 'berth.cjs'), ...args];
  const words =
    user === null
      ? command
      : ['setpriv', `--reuid=${user}`, `--regid=${GROUP_OF[user]}`, '--clear-groups', '--', ...command];
  try {
    const script = 'exec "$@" 2>&1';
    return {
      status: 0,
      lines: execFileSync('sh', ['-c', script, 'sh', ...words], { encoding: 'utf8' })
        .trim()
        .split('\n'),
    };
  } catch (error) {
    const { status, stdout } = error as { readonly status: number; readonly stdout: string };
    return { status, lines: stdout.trim().split('\n') };
  }
}
