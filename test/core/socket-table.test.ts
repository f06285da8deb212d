import { describe, expect, test } from 'vitest';
import { parseTcpTable, parseUnixListeners } from '../../src/core/socket-table.ts';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const row = (local: string, remote: string, state: string): string =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000    33        0 4242 1 0000 100 0 0 10 0`;

describe('the TCP table', () => {
  const TABLE = [
    HEAD,
    row('0100007F:1F90', '00000000:0000', '0A'),
    row('0500000A:C002', '0600000A:0CEA', '01'),
    row('0500000A:C001', '0600000A:0CEA', '02').replace('   0:', '123456:'),
    row('0500000A:C003', '0600000A:0CEA', '06'),
    '',
  ];

  test('tells listeners and hanging connections, and leaves out the rest', () => {
    expect(parseTcpTable(TABLE, 'all')).toEqual([
      {
        state: 'listening',
        localHost: '127.0.0.1',
        localPort: 8080,
        remoteHost: '0.0.0.0',
        remotePort: 0,
        inode: '4242',
        userId: 33,
      },
      {
        state: 'connecting',
        localHost: '10.0.0.5',
        localPort: 49153,
        remoteHost: '10.0.0.6',
        remotePort: 3306,
        inode: '4242',
        userId: 33,
      },
    ]);
  });

  test('tells also who is connected, if that is wanted', () => {
    expect(parseTcpTable(TABLE, 'connected').map(({ state, remotePort }) => [state, remotePort])).toEqual([
      ['listening', 0],
      ['connected', 3306],
      ['connecting', 3306],
    ]);
  });

  test('is read no further than its listeners go, if only they are wanted', () => {
    const asked: string[] = [];
    function* ask(): Generator<string> {
      for (const line of TABLE) {
        asked.push(line);
        yield line;
      }
    }
    expect(parseTcpTable(ask(), 'listening')).toMatchObject([{ state: 'listening', localPort: 8080 }]);
    expect(asked).toEqual(TABLE.slice(0, 3));
  });

  test.for([
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000001000000', '::1'],
    ['0000000000000000FFFF00000100007F', '127.0.0.1'],
    ['000080FE00000000FF00FC00010000FE', 'fe80::fc:ff:fe00:1'],
    ['B80D0120000000000000000001000000', '2001:db8::1'],
    ['B80D0120010000000000000000000100', '2001:db8:0:1::1:0'],
    ['01010101020202020303030304040404', '101:101:202:202:303:303:404:404'],
  ] as const)('reads the IPv6 address %s as %s', ([hex, host]) => {
    const [socket] = parseTcpTable([HEAD, row(`${hex}:1F90`, `${'0'.repeat(32)}:0000`, '0A')], 'listening');
    expect(socket?.localHost).toBe(host);
  });

  test('of a system without one is empty', () => {
    expect(parseTcpTable([], 'all')).toEqual([]);
  });
});

describe('the unix table', () => {
  test('holds only named sockets that listen, spaces in the path included', () => {
    const table = [
      'Num       RefCount Protocol Flags    Type St Inode Path',
      '0000000000000000: 00000002 00000000 00010000 0001 01 17 /run/my app.sock',
      '0000000000000000: 00000002 00000000 00010000 0001 01 18 @abstract',
      '0000000000000000: 00000002 00000000 00010000 0001 01 19',
      '0000000000000000: 00000003 00000000 00000000 0001 03 20 /run/connected.sock',
      '',
    ];
    expect(parseUnixListeners(table.join('\n'))).toEqual([
      { path: '/run/my app.sock', inode: '17' },
      { path: '@abstract', inode: '18' },
    ]);
  });
});
