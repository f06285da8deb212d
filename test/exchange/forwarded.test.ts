import { describe, expect, test } from 'vitest';
import type { ForwardedSettings } from '../../src/core/settings.ts';
import { ask, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';

const SENT =
  'X-Forwarded-For: 203.0.113.7\r\nx-forwarded-for: 10.0.0.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.example\r\n';

describe.for(TRANSPORTS)('X-Forwarded fields of %s', (transport) => {
  async function forward(forwarded: ForwardedSettings, fields: string) {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), { proxy: { forwarded } });
    await ask(door, `GET / HTTP/1.1\r\nHost: app.example:8080\r\n${fields}\r\n`);
    const request = upstream.requests[0]!;
    const names = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'host'];
    return names.map((name) => request.fields.get(name)?.join(', '));
  }

  test('with trust, what the platform sent is kept and the peer appended', async () => {
    expect(await forward({ trust: true, proto: null }, SENT)).toEqual([
      '203.0.113.7, 10.0.0.1, 127.0.0.1',
      'https',
      'shop.example',
      'app.example:8080',
    ]);
  });

  test('without trust, all three are replaced', async () => {
    expect(await forward({ trust: false, proto: null }, SENT)).toEqual([
      '127.0.0.1',
      'http',
      'app.example:8080',
      'app.example:8080',
    ]);
  });

  test.for([[true], [false]])('with trust %s, absent ones are made', async ([trust]) => {
    expect(await forward({ trust: trust!, proto: null }, '')).toEqual([
      '127.0.0.1',
      'http',
      'app.example:8080',
      'app.example:8080',
    ]);
  });

  test.for([[true], [false]])('with trust %s, a scheme from the settings beats all others', async ([trust]) => {
    const [, proto] = await forward({ trust: trust!, proto: 'https' }, 'X-Forwarded-Proto: http\r\n');
    expect(proto).toBe('https');
  });
});
