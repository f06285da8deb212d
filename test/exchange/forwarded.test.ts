import { describe, expect, test } from 'vitest';
import type { ForwardedSettings } from '../../src/core/proxy-settings.ts';
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

  test.for([
    [['127.0.0.1'], true],
    [['127.0.0.0/8'], true],
    [['10.0.0.0/8', '::1'], false],
    [[], false],
  ] as const)('with trust in %j, a peer on loopback is believed: %s', async ([trust, isBelieved]) => {
    const [address, proto, host] = await forward({ trust, proto: null }, SENT);
    expect([address, proto, host]).toEqual(
      isBelieved
        ? ['203.0.113.7, 10.0.0.1, 127.0.0.1', 'https', 'shop.example']
        : ['127.0.0.1', 'http', 'app.example:8080'],
    );
  });

  // WSGI and CGI fold `_` to `-`, so an app would read them as the fields that we answer for.
  test.for([
    ['X_Forwarded_For: 6.6.6.6'],
    ['X-Forwarded_Proto: https'],
    ['X_Forwarded-Host: evil'],
    ['X_Real_IP: 6.6.6.6'],
    ['X_Request_Id: evil'],
    ['x_fc_request_id: evil'],
    ['X_Fc-Access_Key_Secret: evil'],
    ['Content_Length: 5'],
    ['Transfer_Encoding: chunked'],
    ['Proxy_Authorization: evil'],
  ])('the underscore twin "%s" of a field that decides something never reaches the app', async ([field]) => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const answer = await ask(door, `GET / HTTP/1.1\r\nHost: app\r\nX_Custom: kept\r\n${field}\r\n\r\n`);
    const request = upstream.requests[0]!;
    expect([answer.status, request.field('x_custom')]).toEqual([200, 'kept']);
    expect([...request.fields.keys()]).not.toContain(field!.split(':')[0]!.toLowerCase());
    expect(request.field('x-request-id')).not.toBe('evil');
  });

  test.for([
    ['X-Real-IP', false, null],
    ['X-Real-IP', true, '6.6.6.6'],
    ['Forwarded', false, null],
    ['X-Original-URL', false, null],
    ['True-Client-IP', false, null],
  ] as const)('%s of a peer that is trusted: %s, is told to the app as %s', async ([name, trust, told]) => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), {
      proxy: { forwarded: { trust, proto: null } },
    });
    await ask(door, `GET / HTTP/1.1\r\nHost: app\r\n${name}: 6.6.6.6\r\n\r\n`);
    expect(upstream.requests[0]?.field(name.toLowerCase())).toBe(told);
  });
});
