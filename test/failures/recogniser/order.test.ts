import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';

const REFUSED = 'Error: connect ECONNREFUSED 127.0.0.1:5432';
const STACK = [REFUSED, '    at TCPConnectWrap.afterConnect (node:net:1607:16)'];

const TO_POSTGRES = 'LOG:  received fast shutdown request';
const TO_REDIS = '7:signal-handler (1767323045) Received SIGTERM scheduling shutdown...';

describe('an order to end', () => {
  const ORDER = 'SIGTERM received, shutting down';
  const FATAL = '[12:00:00] [FTL] cannot open the library';

  test.for([
    ['errors before it', ['Server listening on 3000', ...STACK, ORDER]],
    ['a server that refused a client', ['LOG:  started', '[7] FATAL:  database "a" does not exist', ORDER]],
    ['what fails behind it, as services go too', [ORDER, REFUSED, 'ERROR cannot flush: context deadline exceeded']],
    ['what fails as it ends', ['Server listening on 3000', 'ERROR failed to flush while shutting down', ORDER]],
    ['a fatal error that it has long outlived', [FATAL, 'loading plugins', 'opening pages', ORDER]],
    [
      'a call that failed, which Rails calls fatal',
      ['F, [2026-01-02T03:04:05.123456 #7] FATAL -- : RoutingError', ORDER],
    ],
    ['an earlier start', ['Starting the server', ORDER, 'closing the pool']],
  ] as const)('is the reason in spite of %s', ([, lines]) => {
    expect(recognise(lines)).toMatchObject({ certainty: 'certain', evidence: [ORDER] });
  });

  test.for([
    ['a server that took its place', [ORDER, 'Apache/2.4.62 (Debian) configured -- resuming normal operations']],
    ['a worker that took the place of another', [ORDER, '[NOTICE]   (70) : New worker #1 (72) forked']],
    ['a later start', [ORDER, 'Starting the server', 'Error: listen EADDRINUSE: address already in use :::80']],
    ['a failure of the next life', [ORDER, "Error: Cannot find module './routes/User'", '    at x (y.js:1:1)']],
    ['an end of its own before', [FATAL, ORDER]],
    [
      'a part that its supervisor gave up',
      [`Error: Cannot find module '/a.js'`, 'gave up: a entered FATAL state', ORDER],
    ],
    ['a start that took too long', ['shop.service: start operation timed out. Terminating.', ORDER]],
    ['a platform that has waited for the port', ['Error R10 (Boot timeout) -> Web process failed to start', ORDER]],
    [
      'a platform that has, and ended the next start as well',
      [
        '2026-01-02T03:04:05+00:00 heroku[router]: at=error code=H20 desc="App boot timeout" method=GET path="/"',
        '2026-01-02T03:05:05+00:00 heroku[web.1]: Starting process with command `serve`',
        ORDER,
      ],
    ],
    ['a check of its health', ['Health check on port 8080 has failed. Your app is not responding properly.', ORDER]],
    [
      'berth that has',
      [
        '{"level":"error","code":"APP_NOT_READY_IN_TIME","msg":"Process web was not ready within 110s: connection refused"}',
        ORDER,
      ],
    ],
    ['a check of its health by a platform', ['Task failed ELB health checks in (target-group shop)', ORDER]],
    ['an error that it ends of by its own words', ['Caught exception: the seal is broken, shutting down', ORDER]],
    ['a child that failed before', ['/bin/sh: 0: Illegal option -', 'Main child exited normally with code: 2', ORDER]],
    ['its reason, told before', ['LOG: shutting down because the lock file is invalid', ORDER]],
  ] as const)('is none beside %s', ([, lines]) => {
    expect(recognise(lines)?.evidence).not.toEqual([ORDER]);
  });

  test.for([
    [TO_POSTGRES, "/srv/shop/setup.rb:9:in `run': no such step (SyntaxError)"],
    [TO_POSTGRES, TO_REDIS, 'panic: no such step'],
    ['2026-01-02  3:04:05 0 [Note] mariadbd (initiated by: unknown): Normal shutdown', 'ValueError: no such step'],
  ])('to the servers of a set-up (%s) is none where the set-up fails later', (lines) => {
    expect(recognise(lines)?.evidence).toEqual(lines.slice(-1));
  });

  test('of a supervisor that has waited in vain comes of that', () => {
    const late = 's6-rc: fatal: timed out';
    const end = ['prog: fatal: stopping the container.', 'NOTICE: Terminating ...', 'NOTICE: exiting, bye-bye!'];
    expect(recognise([late, ...end])).toMatchObject({ certainty: 'certain', evidence: [late] });
  });

  test('to a server beside the app is the reason where the app only misses it', () => {
    const lines = [TO_POSTGRES, 'psycopg2.OperationalError: could not connect to server: Connection refused'];
    expect(recognise(lines)?.evidence).toEqual([TO_POSTGRES]);
  });

  test.for([ORDER, TO_POSTGRES])('in %j is none of an app that runs on', (line) => {
    expect(recognise(['starting', line], { isRunning: true })).toBeNull();
  });

  test.for([
    'received SIGINT',
    'caught signal: terminated',
    'received signal 15; terminating.',
    'AH00169: caught SIGTERM, shutting down',
    'signal 15 (SIGTERM) received from 1, exiting',
    'Received a SIGTERM signal, shutting down',
    '{"level":"info","msg":"shutting down apps","signal":"SIGTERM"}',
    'level=info msg="Shutdown started" reason="System signal: terminated"',
    'level=info msg=Caught signal=terminated',
    '{"msg":"Received signal","attr":{"signal":15,"error":"Terminated"}}',
    '1:M 02 Jan 2026 03:04:05.678 # Received SIGTERM scheduling shutdown...',
    'Received shutdown signal',
    'npm error signal SIGTERM',
    'a.service: Main process exited, code=exited, status=143/n/a',
    'container web exited with code 143',
    'No activity for 900 seconds, shutting down',
    'KeyboardInterrupt',
  ])('is read in %j', (line) => {
    expect(recognise([line])?.cause).toMatch(/has told|nobody used/);
  });

  test.for([
    [['web.1  | exited with code 1', 'system | sending SIGTERM to all processes', 'worker.1 | terminated by SIGTERM']],
    [['api_1 exited with code 1', 'Aborting on container exit...', 'db_1 exited with code 143']],
    [['[0] serve exited with code 1', '--> Sending SIGTERM to other processes..', '[1] work exited with code SIGTERM']],
    [['[ALERT]    (7) : exit-on-failure: killing every processes with SIGTERM']],
    [['process web died, killing remaining processes', 'work: received SIGTERM, exiting']],
    [['Shop exited, stopping the others', 'work: received SIGTERM, exiting']],
  ])('is none in what the parts of an app send each other where one has ended: %j', ([lines]) => {
    expect(recognise(lines!)).toBeNull();
  });

  test('that a program passes on to its connections and workers is the reason', () => {
    for (const line of [
      'received SIGTERM, killing all connections',
      'SIGTERM received: stopping all workers',
      'Stopping all processes with SIGTERM',
    ])
      expect(recognise([line])?.evidence).toEqual([line]);
  });

  test.for([
    'Worker (pid:7) was sent SIGTERM!',
    'child 7 exited on signal 15 (SIGTERM) after 2 seconds from start',
    'Press Ctrl+C or send SIGTERM to stop',
    'handler for SIGTERM installed',
    'Will shut down after 5 seconds with no kernels.',
    'worker process 7 was terminated by signal 2',
    'received terminated records',
  ])('is none in %j', (line) => {
    expect(recognise([line])).toBeNull();
  });
});
