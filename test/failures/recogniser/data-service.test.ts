import { describe } from 'vitest';
import { rowTests } from './spelling.ts';

describe('services for data, logs and metrics', () => {
  rowTests([
    ['Unable to contact any seeds!', 'cassandra-no-peers'],
    ["Cannot start node if snitch's rack (RAC2) differs from previous rack (rack1).", 'cassandra-datacenter', 'rack1'],
    ['The plugin [shop] was built for Elasticsearch version 8.1.0', null],
    [
      '==> failed to parse /consul/config/server.json: 2 errors occurred',
      'consul-config',
      '/consul/config/server.json',
    ],
    ['Datasource provisioning done', null],
    ['main: insufficient disk space, 20 MiB wanted', 'system-disk-full'],
    ["x509: cannot validate certificate for 10.0.0.1 because it doesn't contain any IP SANs", 'certificate-name'],
    ['connect EACCES /var/run/docker.sock', 'unix-socket-forbidden', '/var/run/docker.sock'],
    ['package shop/cmd/prices is not in std (/usr/lib/go/src/shop/cmd/prices)', 'go-module-missing'],
    ['* cannot parse \'server.port\' as int: strconv.ParseInt: parsing "web": invalid syntax', 'go-config-kind'],
    ['init terminating in do_boot ({badmatch,{error,enoent}})', 'erlang-boot-reason', 'badmatch'],
  ]);
});

describe('a file that could not be opened', () => {
  rowTests([
    ['Error: could not open /srv/prices', 'file-unopened', '/srv/prices'],
    ['Error: could not open /srv/prices: Is a directory', 'folder-for-file', '/srv/prices'],
    ["IsADirectoryError: [Errno 21] Is a directory: '/srv/prices'", 'folder-for-file', '/srv/prices'],
    ["Error: EISDIR: illegal operation on a directory, open '/srv/prices'", 'folder-for-file', '/srv/prices'],
    ['got exception while starting: could not open SOCKET', null],
  ]);
});
