import { describe, expect, test } from 'vitest';
import type { UpstreamAddress } from '../../../src/core/settings.ts';
import {
  describeExpected,
  diagnoseListening,
  type ExpectedListener,
} from '../../../src/failures/diagnosis/listening.ts';

const tcp = (host: string, port: number): UpstreamAddress => ({ kind: 'tcp', host, port });
const unix = (path: string): UpstreamAddress => ({ kind: 'unix', path });

const LOOPBACK: ExpectedListener = {
  address: tcp('127.0.0.1', 8080),
  hosts: ['127.0.0.1', '::1'],
  isUpstream: true,
};
const ONLY_IPV4: ExpectedListener = { ...LOOPBACK, hosts: ['127.0.0.1'] };
const SOCKET: ExpectedListener = { address: unix('/run/a.sock'), hosts: [], isUpstream: true };

describe('what a process listens on', () => {
  test.for([
    [LOOPBACK, []],
    [LOOPBACK, [tcp('::1', 8080)]],
    [LOOPBACK, [tcp('127.0.0.1', 9229)]],
    [{ ...LOOPBACK, address: tcp('127.0.0.1', 5005) }, [tcp('127.0.0.1', 5005)]],
    [ONLY_IPV4, [tcp('0.0.0.0', 8080), tcp('0.0.0.0', 9229)]],
    [SOCKET, [unix('/run/a.sock')]],
  ] as const)('is nothing to complain of for %j: %j', ([expected, listeners]) => {
    expect(diagnoseListening(expected, listeners)).toBeNull();
  });

  test.for([
    [
      LOOPBACK,
      [tcp('127.0.0.1', 8055)],
      'APP_WRONG_PORT',
      'Set `port: 8055`, or make the app listen on port 8080, which berth tells it in `$PORT`.',
    ],
    [
      ONLY_IPV4,
      [tcp('::1', 8080)],
      'APP_WRONG_ADDRESS',
      'Set `upstream: { host: "::1" }`, or make the app listen on 127.0.0.1 or on all addresses.',
    ],
    [
      LOOPBACK,
      [unix('/run/b.sock')],
      'APP_WRONG_ADDRESS',
      'Set `upstream: { unix: /run/b.sock }`, or make the app listen on port 8080 instead of a unix socket.',
    ],
    [
      SOCKET,
      [unix('/run/b.sock')],
      'APP_WRONG_ADDRESS',
      'Set `upstream: { unix: /run/b.sock }`, or make the app listen at /run/a.sock.',
    ],
    [
      SOCKET,
      [tcp('127.0.0.1', 80)],
      'APP_WRONG_ADDRESS',
      'Set `port: 80` in place of `upstream.unix`, or make the app listen at /run/a.sock.',
    ],
    [
      { ...LOOPBACK, isUpstream: false },
      [tcp('::', 8055)],
      'APP_WRONG_PORT',
      'Set `ready: { tcp: 8055 }`, or make the app listen on port 8080.',
    ],
    [
      { ...SOCKET, isUpstream: false },
      [unix('/b')],
      'APP_WRONG_ADDRESS',
      'Set `ready: { unix: /b }`, or make the app listen at /run/a.sock.',
    ],
  ] as const)('%j, but really %j, is %s', ([expected, listeners, code, cure]) => {
    expect(diagnoseListening(expected, listeners)).toMatchObject({
      code,
      diagnosis: { cure, certainty: 'certain' },
    });
  });

  test('is compared by the port first: an admin port beside the wrong address is not the cure', () => {
    const misplaced = diagnoseListening(ONLY_IPV4, [tcp('127.0.0.1', 9000), tcp('::1', 8080)]);
    expect(misplaced).toMatchObject({ code: 'APP_WRONG_ADDRESS', diagnosis: { certainty: 'certain' } });
    expect(misplaced?.found).toBe('127.0.0.1:9000 and [::1]:8080');
  });

  test('is only likely to be the port when there are several', () => {
    const misplaced = diagnoseListening(LOOPBACK, [unix('/run/b.sock'), tcp('127.0.0.1', 1), tcp('127.0.0.1', 2)]);
    expect(misplaced).toMatchObject({ code: 'APP_WRONG_PORT', diagnosis: { certainty: 'likely' } });
    expect(misplaced?.diagnosis.evidence).toHaveLength(3);
  });

  test('was expected at a port of both loopback addresses, at one address, or at a path', () => {
    expect([LOOPBACK, ONLY_IPV4, SOCKET].map(describeExpected)).toEqual([':8080', '127.0.0.1:8080', '/run/a.sock']);
  });
});
