import { type CatalogueRows, EXIT_UNAVAILABLE, row } from './row.ts';

/** What goes wrong with an app that has started, or on the way to it. */
export const APP_ROWS = {
  CRASH_LOOP: row(503, EXIT_UNAVAILABLE, 10, {
    sentence:
      'Process {process} crashed {count} times in a minute; the last time it {status}. berth stopped restarting it.',
    cause: 'The app cannot run as it is: a missing file, a bad setting, no memory.',
    cure: 'Read the last output of {process} in the log. The limit is `restart.budget`; `restart.whenSpent` says whether berth then ends.',
  }),
  APP_CRASHED: row(502, EXIT_UNAVAILABLE, 1, {
    sentence: 'Process {process} {status} unexpectedly.',
    cause: 'The app ended by itself or was killed, often for want of memory.',
    cure: 'Read the last output of {process} in the log. berth restarts it as `restart` says, so a second try may succeed.',
  }),
  APP_OUT_OF_MEMORY: row(502, EXIT_UNAVAILABLE, 1, {
    sentence: 'Process {process} was killed by the kernel for want of memory{limit}.',
    cause: 'The app and all that runs beside it needed more memory than the instance has.',
    cure: 'Give the instance more memory, or let the app use less: fewer workers, smaller caches, a lower heap limit.',
  }),
  APP_DAEMON_LOST: row(502, EXIT_UNAVAILABLE, 1, {
    sentence: 'Process {process} lost a server that its start had put beside it: {daemon} has ended.',
    cause:
      'A daemon, or what a script has started with `&`, ended by itself or was killed; the rest of the app goes on.',
    cure: 'Look into the log of that server. berth starts the whole command of {process} again, as `restart` says. One that is meant to end needs `daemons: ignored`.',
  }),
  APP_HUNG: row(502, EXIT_UNAVAILABLE, 1, {
    sentence: 'Process {process} was ready, and then failed {count} live probes in a row: {probe}.',
    cause: 'The app is stuck, or too busy to answer: an endless loop, a lock, a pool that is used up.',
    cure: 'Read the last output of {process} in the log. berth ends it and starts it again as `restart` says; `live` says how it is asked.',
  }),
  APP_REFUSED: row(502, null, 1, {
    sentence: 'The app refused the connection at {address}.',
    cause: 'The app runs but no longer listens there, or its backlog is full.',
    cure: 'Check that the app is still listening; it may be restarting its own workers. One whose server has ended behind a wrapper that runs on (nodemon, concurrently) is started again with `live`.',
  }),
  DESCRIPTORS_EXHAUSTED: row(503, EXIT_UNAVAILABLE, 5, {
    sentence: '{task}: {limit} open files are the most that there may be.',
    cause:
      'Every connection of a client, every one to the app and all that a process is started with is an open file, and more of them are wanted than the limit allows. It is berth’s or the machine’s limit; the app has nothing to do with it.',
    cure: 'Raise the limit where berth is started: `ulimit -n` for its own, `fs.file-max` for the machine’s. `proxy.maxInFlight` keeps the number of connections to the app down.',
  }),
  LOCAL_PORTS_EXHAUSTED: row(503, null, 5, {
    sentence: 'No connection to the app could be made: all local ports towards {address} are in use.',
    cause:
      'The app closes its connections after each response, and a closed one keeps its port for a minute; with an IPv6 address it may also be that this machine has no IPv6.',
    cure: 'Let the app keep its connections alive, and `proxy.upstreamIdle` at more than 0s; use a unix socket (`upstream.unix`); or widen `net.ipv4.ip_local_port_range`.',
  }),
  APP_CERTIFICATE_REJECTED: row(502, null, null, {
    sentence: 'The certificate of the app was not accepted: {reason}.',
    cause:
      'The certificate is self-signed, has expired, is made out to another name, or comes from an issuer that is not known here.',
    cure: 'Name its issuer, or itself if it is self-signed, with `upstream.ca`, and the name that it is made out to with `upstream.serverName`; renew one that has expired. `upstream.verify: false` takes any.',
  }),
  APP_TLS_FAILED: row(502, null, null, {
    sentence: 'The app does not speak TLS at {address}, or not as berth does: {reason}.',
    cause: 'The port speaks plain HTTP, or the app offers only versions or ciphers of TLS that are switched off here.',
    cure: 'Set `upstream.scheme` to `http` if the app speaks plain HTTP there; else let it offer TLS 1.2 or 1.3.',
  }),
  APP_TIMEOUT: row(504, null, null, {
    sentence: 'The app did not answer in time: {phase} took longer than {limit}.',
    cause: 'The request is too slow for the limit, or the app is stuck.',
    cure: 'Find out what the app was doing at that time, or raise `proxy.timeouts.{key}`.',
  }),
  APP_CLOSED_CONNECTION: row(502, null, 1, {
    sentence: 'The app closed the connection without a response.',
    cause: 'The app dropped the request, or one of its workers died. Many servers that speak TLS answer plain HTTP so.',
    cure: 'Look for the request id in the app’s own log. If no request gets through, the port may speak TLS: set `upstream.scheme` to `https`.',
  }),
  APP_WORKER_LOST: row(502, null, 1, {
    sentence:
      'What works behind the app’s own server ended with this request; that server answered {status} in its place.',
    cause: 'A worker (of php-fpm, gunicorn…) crashed, was killed, or took too long. The server in front of it runs on.',
    cure: 'Look for the last words of the worker in the log, at the same moment. Without `errors.detail: full` the server’s own page is passed on.',
  }),
  APP_BAD_RESPONSE: row(502, null, null, {
    sentence: 'The app sent something that is not a valid HTTP response: {reason}.',
    cause: 'The port belongs to another protocol (TLS, FastCGI), or the app writes broken headers.',
    cure: 'Check that `port` speaks plain HTTP/1.1; for TLS set `upstream.scheme` to `https`. `upstream.insecureHTTPParser` takes many a broken header.',
  }),
  APP_TRUNCATED: row(502, null, null, {
    sentence: 'The app ended its response too early: {reason}.',
    cause: 'The app crashed or gave up in the middle of a response.',
    cure: 'Look for the request id in the app’s own log. The client saw a reset connection, never a short body.',
  }),
} satisfies CatalogueRows;
