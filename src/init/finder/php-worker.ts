import type { AppFolder } from '../app-folder.ts';
import { toCommand } from '../command.ts';
import type { Finder, Finding, FoundConfig } from '../finding.ts';
import { toFixedPort } from '../port-literal.ts';
import { readRequirements } from './composer.ts';

/** PHP that listens itself: application servers, and scripts on an event loop. */
export const findPhpWorker: Finder = (folder) =>
  [findRoadRunner, findFrankenPhp, findHyperf, findOctane, findWorkerman, findScript]
    .map((find) => find(folder))
    .filter((found) => found !== null);

function findRoadRunner(folder: AppFolder): Finding | null {
  const file = ['.rr.yaml', '.rr.yml'].find((name) => folder.hasFile(name));
  if (file === undefined) return null;
  const program = folder.isExecutable('rr') ? './rr' : folder.isExecutable('vendor/bin/rr') ? 'vendor/bin/rr' : 'rr';
  return toFinding(folder, 'RoadRunner', file, 90, {
    command: `${program} serve -c ${file} -o http.address=127.0.0.1:\${port}`,
    port: 'auto',
  });
}

/** Its Caddyfile is that of any Caddy, but for what it says of PHP. */
function findFrankenPhp(folder: AppFolder): Finding | null {
  const text = folder.read('Caddyfile');
  if (text === null || !/\bfrankenphp\b|\bphp_server\b/.test(text)) return null;
  const takesName = /\{\$SERVER_NAME\b/.test(text);
  const notes = takesName
    ? []
    : ['the Caddyfile must listen where berth says: write `{$SERVER_NAME}` as the address of its site'];
  return {
    ...toFinding(folder, 'FrankenPHP', 'Caddyfile', 80, {
      command: 'frankenphp run --config Caddyfile',
      port: 'auto',
      env: { SERVER_NAME: `http://:\${port}` },
    }),
    notes,
  };
}

function findHyperf(folder: AppFolder): Finding | null {
  const settings = folder.read('config/autoload/server.php');
  if (settings === null || !folder.hasFile('bin/hyperf.php')) return null;
  const port = Number(/'port'\s*=>\s*(?<port>\d+)/.exec(settings)?.groups?.['port'] ?? 9501);
  const asks = /'port'\s*=>\s*[^,]*env\(\s*'(?<name>\w+)'/.exec(settings)?.groups?.['name'];
  const command = 'php bin/hyperf.php start';
  const fixed = toFixedPort(port, 'config/autoload/server.php');
  const config: FoundConfig =
    asks === undefined ? { command, ...fixed.config } : { command, port: 'auto', env: { [asks]: `\${port}` } };
  const notes = [
    'its proxies are made in runtime/, which must be writable to it',
    ...(asks === undefined ? fixed.notes : []),
  ];
  return { ...toFinding(folder, 'Hyperf (Swoole)', 'bin/hyperf.php', 90, config), notes };
}

/** Beside php-fpm, which serves the same app. */
function findOctane(folder: AppFolder): Finding | null {
  if (!folder.hasFile('artisan') || !readRequirements(folder).packages.includes('laravel/octane')) return null;
  const server = /OCTANE_SERVER\s*=\s*(?<name>\w+)/.exec(folder.read('.env') ?? '')?.groups?.['name'] ?? 'roadrunner';
  return toFinding(folder, `Laravel Octane (${server})`, 'laravel/octane in composer.json', 78, {
    command: `php artisan octane:start --server=${server} --host=127.0.0.1 --port=\${port}`,
    port: 'auto',
    env: { LOG_CHANNEL: 'stderr' },
  });
}

/** webman and the like: in the foreground, and quiet when it is stopped. */
function findWorkerman(folder: AppFolder): Finding | null {
  const { packages } = readRequirements(folder);
  const isOne = packages.some((name) => /^workerman\/(workerman|webman(-framework)?)$/.test(name));
  if (!isOne || !folder.hasFile('start.php')) return null;
  const files = ['config/process.php', 'config/server.php', 'start.php'];
  for (const file of files) {
    const port = /https?:\/\/[\d.]+:(?<port>\d{2,5})/.exec(folder.read(file) ?? '')?.groups?.['port'];
    if (port === undefined) continue;
    const { config, notes } = toFixedPort(Number(port), file);
    return {
      ...toFinding(folder, 'Workerman', `start.php, ${file}`, 88, { command: 'php start.php start', ...config }),
      notes,
    };
  }
  return null;
}

const SERVER =
  /new\s+\\?(?:Swoole\\(?:Http|HTTP|WebSocket)\\Server|OpenSwoole\\(?:HTTP|Http|WebSocket)\\Server|swoole_http_server|React\\(?:Http\\HttpServer|Socket\\SocketServer)|HttpServer|SocketServer|(?:Workerman\\)?Worker|SocketHttpServer)\s*\(|stream_socket_server\s*\(|socket_create_listen\s*\(/;

/** Whether a script listens itself, and is started instead of served. */
export function isServerScript(text: string): boolean {
  return SERVER.test(text) && /swoole|React\\|Workerman|Amp\\|_server|listen/i.test(text);
}

/** A script that makes a server of its own, with the port that it says. */
function findScript(folder: AppFolder): Finding | null {
  const places = ['.', 'bin', 'src', 'public'].flatMap((place) =>
    folder.list(place).map((name) => (place === '.' ? name : `${place}/${name}`)),
  );
  for (const file of places.filter((name) => name.endsWith('.php') && !name.startsWith('berth.'))) {
    const text = folder.read(file) ?? '';
    if (!isServerScript(text)) continue;
    const variable = /getenv\(\s*['"](?<name>\w*PORT)['"]|\$_(?:ENV|SERVER)\[\s*['"](?<other>\w*PORT)['"]/.exec(
      text,
    )?.groups;
    const name = variable?.['name'] ?? variable?.['other'];
    const literal = /(?:,\s*|:)(?<port>\d{4,5})\b/.exec(text)?.groups?.['port'];
    const fixed = literal === undefined ? null : toFixedPort(Number(literal), file);
    const port: FoundConfig = name !== undefined || fixed === null ? { port: 'auto' } : fixed.config;
    const env = name === undefined || name === 'PORT' ? {} : { env: { [name]: `\${port}` } };
    const kind = /swoole/i.test(text) ? 'Swoole server' : /React\\/.test(text) ? 'ReactPHP server' : 'PHP server';
    const arguments_ = /Workerman\\/.test(text) ? ['start'] : [];
    return {
      ...toFinding(folder, kind, file, 70, { command: toCommand(['php', file, ...arguments_]), ...port, ...env }),
      notes:
        name === undefined
          ? (fixed?.notes ?? ['its port was not seen: write it as `port` if it does not read $PORT'])
          : [],
    };
  }
  return null;
}

function toFinding(folder: AppFolder, kind: string, evidence: string, rank: number, config: FoundConfig): Finding {
  const { packages, vendor } = readRequirements(folder);
  const isInstalled = packages.length === 0 || folder.hasFile(`${vendor}/autoload.php`);
  return { kind, evidence, config, rank, notes: [], missing: isInstalled ? null : 'composer install --no-dev' };
}
