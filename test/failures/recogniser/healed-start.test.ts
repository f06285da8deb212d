import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';

describe('a server that came up is not blamed', () => {
  test.for([
    [
      'for a primary that was not there yet',
      [
        '2026-01-02 03:04:05 UTC [9] FATAL:  could not connect to the primary server: Connection refused',
        '2026-01-02 03:04:06 UTC [27] LOG:  started streaming WAL from primary at 0/3000000 on timeline 1',
      ],
    ],
    [
      'for a reload that PostgreSQL did not take in full',
      [
        '2026-01-02 03:00:00 UTC [1] LOG:  database system is ready to accept connections',
        '2026-01-02 03:04:05 UTC [1] LOG:  received SIGHUP, reloading configuration files',
        '2026-01-02 03:04:05 UTC [1] LOG:  invalid value for parameter "work_mem": "4X"',
        '2026-01-02 03:04:05 UTC [1] LOG:  configuration file "/etc/p.conf" contains errors; unaffected changes were applied',
        '2026-01-02 03:10:00 UTC [33] LOG:  checkpoint starting: time',
      ],
    ],
    [
      'for a limit that haproxy did without',
      ['[WARNING]  (1) : Cannot raise FD limit to 8057, limit is 1024.', '[NOTICE]   (1) : Loading success.'],
    ],
    [
      'for what Envoy does not reach yet',
      [
        '[2026-01-02 03:04:05.001][1][info][main] [source/server/server.cc:863] starting main dispatch loop',
        '[2026-01-02 03:04:06.001][1][warning][config] [grpc_stream.h:163] StreamClusters gRPC config stream closed: 14, connection error: desc = "dial tcp 10.0.0.1:8080: connect: connection refused"',
      ],
    ],
    [
      'for a second app that WildFly was to take',
      [
        '10:00:00,000 INFO  [org.jboss.as] (Controller Boot Thread) WFLYSRV0025: WildFly 26 started in 5119ms - Started 300 services',
        '10:05:00,000 ERROR [org.jboss.as.controller] (External Management Request Threads -- 1) WFLYCTL0013: Operation ("deploy") failed - address: ([("deployment" => "b.war")]) - failure description: "no"',
        '10:06:00,000 INFO  [shop] (default task-1) order 9 is placed',
        '10:07:00,000 INFO  [shop] (default task-1) order 10 is placed',
      ],
    ],
  ] as const)('%s', ([, lines]) => {
    expect(recognise(lines)).toBeNull();
  });
});

describe('a service that was away', () => {
  const AWAY = '[ERROR] dial tcp 127.0.0.1:80: connect: connection refused';
  const NO_DATABASE = 'Error: connect ECONNREFUSED 127.0.0.1:5432';

  test.for([
    [AWAY, 'WebSocket connected successfully, ready for forwarding'],
    [AWAY, 'reconnected to gateway'],
    [AWAY, 'Connection to gateway established'],
    [AWAY, 'gateway is reachable again'],
    [AWAY, 'request succeeded after 3 attempts'],
    [AWAY, 'connection has been restored'],
    [AWAY, 'MQTT broker is now reachable'],
    [NO_DATABASE, 'Database connected'],
    [NO_DATABASE, 'Postgres connected'],
  ] as const)('is there again: %j, %j', ([away, there]) => {
    expect(recognise([away, there])).toBeNull();
  });

  test.for([
    [AWAY, 'Could not be connected successfully'],
    [AWAY, 'Client disconnected successfully'],
    [AWAY, 'Server is not reachable'],
    [AWAY, 'API not connected'],
    [AWAY, 'waiting until server is reachable'],
    [AWAY, 'check that the server is reachable'],
    [NO_DATABASE, 'Redis connected'],
  ] as const)('is away still: %j, %j', ([away, other]) => {
    expect(recognise([away, other])?.evidence).toEqual([away]);
  });
});
