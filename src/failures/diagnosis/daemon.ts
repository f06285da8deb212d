import type { Diagnosis } from '../../core/diagnosis.ts';

/** How a program is kept in the foreground; the name is that of the process. */
const FOREGROUND: ReadonlyArray<readonly [name: RegExp, cure: string]> = [
  [/^nginx$/, `Write \`daemon off;\` into nginx.conf, or start it as \`nginx -g 'daemon off;'\`.`],
  [/^php-fpm[\d.]*$/, 'Start it with `-F` (`--nodaemonize`), or set `daemonize = no` in php-fpm.conf.'],
  [/^(?:apache2|httpd|apache2ctl|apachectl)$/, 'Start it with `-DFOREGROUND`, e.g. `apache2ctl -DFOREGROUND`.'],
  [/^redis-server$|^valkey-server$/, 'Set `daemonize no`, e.g. `redis-server --daemonize no`.'],
  [/^gunicorn$/, 'Leave out `--daemon` (`-D`), also in its config file and in GUNICORN_CMD_ARGS.'],
  [/^uwsgi/, 'Leave out `--daemonize` (`daemonize =` in its ini file).'],
  [/^unicorn|^rainbows|^thin$|^puma/, 'Leave out `-D` (`--daemonize`, `-d`).'],
  [/^lighttpd$/, 'Start it with `-D`.'],
  [/^haproxy$/, 'Start it with `-db`, and leave out `daemon` in haproxy.cfg.'],
  [/^memcached$/, 'Leave out `-d`.'],
  [/^varnishd$/, 'Start it with `-F`.'],
  [/^squid$/, 'Start it with `-N`.'],
  [/^dnsmasq$/, 'Start it with `-k` (`--keep-in-foreground`).'],
  [
    /^(?:mysqld|mariadbd|mysqld_safe)$/,
    'Leave out `--daemonize`, and start `mysqld` itself instead of a service script.',
  ],
  [/^(?:postgres|pg_ctl|pg_ctlcluster)$/, 'Start `postgres` itself, or `pg_ctlcluster --foreground`.'],
  [/^caddy$/, 'Use `caddy run` instead of `caddy start`.'],
  [/^supervisord$/, 'Start it with `-n` (`--nodaemon`).'],
  [/^pm2|^PM2/, 'Use `pm2-runtime` instead of `pm2 start`.'],
  [
    /^(?:catalina\.sh|startup\.sh|org\.apache\.catalina\.startup\.Bootstrap)$/,
    'Use `catalina.sh run` instead of `startup.sh` or `catalina.sh start`.',
  ],
  [/^(?:cron|crond)$/, 'Start it with `-f`.'],
  [/^sshd$/, 'Start it with `-D`.'],
  [/^mongod$/, 'Leave out `--fork` (`processManagement.fork` in its config file).'],
  [/^rabbitmq-server$/, 'Leave out `-detached`.'],
  [/^unitd$/, 'Start it with `--no-daemon`.'],
  [/^celery$/, 'Use `celery worker` instead of `celery multi`, and leave out `--detach`.'],
  [/^(?:slapd|named)$/, 'Start it with `-d 0` (slapd) or `-f` (named).'],
  [/^proftpd$/, 'Start it with `-n` (`--nodaemon`).'],
  [/^start-stop-daemon$/, 'Start the program itself, or leave out `--background`.'],
  [
    /^(?:daemonize|daemon|setsid|nohup)$/,
    'Start the program itself, without `daemonize`, `setsid`, `nohup`, `daemon` or a `&`.',
  ],
  [/^rsyslogd$/, 'Start it with `-n`.'],
];

const UNKNOWN_CURE =
  'Look for the flag that keeps it in the foreground (often `-f`, `-F`, `--foreground` or `--nodaemon`); in a script, drop a `&` at the end of the line and put `exec` before the server.';

/** What was left behind when the command ended. */
export interface LeftBehind {
  readonly command: string;
  readonly pid: number;
}

/** Says how to keep a program in the foreground, by the words of its command and the names of what it left behind. */
export function diagnoseDaemon(words: readonly string[], left: readonly LeftBehind[]): Diagnosis {
  const names = [...left.map(({ command }) => command), ...words.map(toBaseName)];
  const known = FOREGROUND.find(([pattern]) => names.some((name) => pattern.test(name)));
  return {
    cause: 'The command returned at once, and what it started goes on in the background, where berth cannot watch it.',
    cure: known?.[1] ?? UNKNOWN_CURE,
    certainty: 'certain',
    evidence: left.map(describeLeft),
  };
}

/** Explains the end of a daemon that an app needs, which berth sees only from outside. */
export function diagnoseLostDaemon(daemon: LeftBehind): Diagnosis {
  const inFront = FOREGROUND.find(([pattern]) => pattern.test(daemon.command))?.[1] ?? UNKNOWN_CURE;
  return {
    cause: `${describeLeft(daemon)} has ended, and nothing listens in its place. It was not berth that started it, so that only its own log can tell why.`,
    cure: `Look into the log of ${daemon.command}, and let it write to stderr. As an entry of its own in \`processes\`, kept in the foreground, it is started again alone and its end is explained: ${inFront} If it is meant to end, set \`daemons: ignored\`.`,
    certainty: 'certain',
    evidence: [`${describeLeft(daemon)} is gone`],
  };
}

/** One process that was left behind: `nginx (pid 312)`. */
export function describeLeft({ command, pid }: LeftBehind): string {
  return `${command} (pid ${pid})`;
}

function toBaseName(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1);
}
