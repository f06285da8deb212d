import { expect, test } from 'vitest';
import type { UpstreamAddress } from '../../src/core/settings.ts';
import { toBrokenFault, toConnectFault, toHostName } from '../../src/upstream/connection-fault.ts';

const IPV4: UpstreamAddress = { kind: 'tcp', host: '127.0.0.1', port: 81 };
const IPV6: UpstreamAddress = { kind: 'tcp', host: '::1', port: 81 };
const UNIX: UpstreamAddress = { kind: 'unix', path: '/run/app.sock' };

const toError = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });

test.for([
  [IPV4, '127.0.0.1:81', '127.0.0.1:81'],
  [IPV6, '[::1]:81', '[::1]:81'],
  [UNIX, '/run/app.sock', 'localhost'],
] as const)('an app that takes no connection is named by its address: %j', ([address, shown, hostName]) => {
  const refused = { code: 'APP_REFUSED', details: { address: shown }, isUnsent: true };
  expect(toConnectFault(toError('ECONNREFUSED'), address)).toEqual(refused);
  expect(toHostName(address)).toBe(hostName);
});

test('a connection that berth itself has no descriptor for is not laid at the app’s door', () => {
  const { code, details, isUnsent } = toConnectFault(toError('EMFILE'), IPV4);
  expect([code, isUnsent]).toEqual(['DESCRIPTORS_EXHAUSTED', true]);
  expect(details['limit']).toMatch(/^berth's [1-9]\d*$/);
  const machine = toConnectFault(toError('ENFILE'), IPV4);
  expect([machine.code, machine.details['limit']]).toEqual([
    'DESCRIPTORS_EXHAUSTED',
    expect.stringMatching(/^the machine's \d+$/),
  ]);
});

test('a machine without a free local port is told as that', () => {
  const fault = toConnectFault(toError('EADDRNOTAVAIL'), IPV4);
  expect(fault).toEqual({ code: 'LOCAL_PORTS_EXHAUSTED', details: { address: '127.0.0.1:81' }, isUnsent: true });
});

test('of the addresses of a name, the one that met a limit is told', () => {
  const error = Object.assign(new AggregateError([toError('ECONNREFUSED'), toError('EADDRNOTAVAIL')]), {
    code: 'ECONNREFUSED',
  });
  expect(toConnectFault(error, IPV4).code).toBe('LOCAL_PORTS_EXHAUSTED');
});

test.for([
  [false, 'APP_CLOSED_CONNECTION'],
  [true, 'APP_TRUNCATED'],
] as const)('a connection that breaks, with the response begun: %s, is told as %s', ([hasHead, code]) => {
  expect(toBrokenFault(hasHead)).toMatchObject({ code, isUnsent: false });
});
