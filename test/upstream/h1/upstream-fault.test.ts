import { expect, test } from 'vitest';
import type { UpstreamAddress } from '../../../src/core/settings.ts';
import type { UpstreamConnection } from '../../../src/upstream/h1/upstream-connection.ts';
import { toHostName, toUpstreamFault } from '../../../src/upstream/h1/upstream-fault.ts';

const IPV4: UpstreamAddress = { kind: 'tcp', host: '127.0.0.1', port: 81 };
const IPV6: UpstreamAddress = { kind: 'tcp', host: '::1', port: 81 };
const UNIX: UpstreamAddress = { kind: 'unix', path: '/run/app.sock' };
const BROKEN: NodeJS.ErrnoException = new Error('read ECONNRESET');

test.for([
  [IPV4, '127.0.0.1:81', '127.0.0.1:81'],
  [IPV6, '[::1]:81', '[::1]:81'],
  [UNIX, '/run/app.sock', 'localhost'],
] as const)('an app that takes no connection is named by its address: %j', ([address, shown, hostName]) => {
  const connection = { address, isConnected: false } as UpstreamConnection;
  expect(toUpstreamFault(BROKEN, connection, false)).toEqual({ code: 'APP_REFUSED', details: { address: shown } });
  expect(toHostName(address)).toBe(hostName);
});

test.for([
  ['ends before its response', null, false, 'APP_CLOSED_CONNECTION'],
  ['breaks before its response', BROKEN, false, 'APP_CLOSED_CONNECTION'],
  ['ends in its response', null, true, 'APP_TRUNCATED'],
  ['breaks in its response', BROKEN, true, 'APP_TRUNCATED'],
] as const)('a connection that %s is told so', ([, error, hasHead, code]) => {
  const connection = { address: IPV4, isConnected: true } as UpstreamConnection;
  expect(toUpstreamFault(error, connection, hasHead).code).toBe(code);
});
