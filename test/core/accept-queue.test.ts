import { expect, test } from 'vitest';
import { parseTcpQueues, parseUnixQueues } from '../../src/core/accept-queue.ts';

// As Linux 6.18 wrote them.
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
  22: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 40879020 2 000000004ef7907e 100 0 0 10 0
  23: 0100007F:2467 00000000:0000 0A 00000000:0000000B 00:00000000 00000000     0        0 40879027 2 000000004ef7907f 100 0 0 10 0
 675: 0100007F:2467 0100007F:D3C4 01 00000000:00000000 00:00000000 00000000     0        0 0 1 000000001f573ddb 20 0 0 10 -1
 676: 0100007F:2468 00000000:0000 0A 00000000:00000001 00:00000000 00000000     0        0 40879029 2 000000004ef7907f 100 0 0 10 0`;

const UNIX = `Num       RefCount Protocol Flags    Type St Inode Path
000000004ee1a594: 00000003 00000000 00000000 0001 03 40879023 /run/fpm.sock
00000000ba06734e: 00000003 00000000 00000000 0001 02     0 /run/fpm.sock
00000000ba06734f: 00000003 00000000 00000000 0001 02     0 /run/fpm.sock
00000000ba067350: 00000003 00000000 00000000 0001 03 40879031
0000000093fc307d: 00000002 00000000 00010000 0001 01 40879014 /run/fpm.sock
0000000093fc307e: 00000002 00000000 00010000 0001 01 40879015 /run/idle.sock`;

test('a TCP listener is told with the connections that stand before it', () => {
  expect(parseTcpQueues(TCP.split('\n'))).toEqual([{ address: 'port 9319', inode: '40879027', waiting: 11 }]);
});

test('the table is read no further than its listeners, which come first', () => {
  const read: string[] = [];
  const lines = (function* () {
    for (const line of TCP.split('\n')) {
      read.push(line);
      yield line;
    }
  })();
  parseTcpQueues(lines);
  expect(read).toHaveLength(4);
});

test('a unix listener is told with the connections that nobody has taken', () => {
  expect(parseUnixQueues(UNIX)).toEqual([{ address: '/run/fpm.sock', inode: '40879014', waiting: 2 }]);
});

test('an empty table has no queues', () => {
  expect([parseTcpQueues([]), parseUnixQueues('')]).toEqual([[], []]);
});
