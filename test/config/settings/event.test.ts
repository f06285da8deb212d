import { describe, expect, test } from 'vitest';
import { loadConfig, refuseConfig } from '../../helpers/config-folder.ts';

const APP = 'command: server\nport: 80\n';

test('statuses that count as failures are none, or those that the config lists', async () => {
  expect((await loadConfig(APP)).settings.failureStatuses).toEqual([]);
  const some = await loadConfig(`${APP}failures: { statuses: 500-599 }\n`);
  expect(some.settings.failureStatuses).toEqual([{ from: 500, to: 599 }]);
  const { problems } = await refuseConfig(`${APP}failures: { statuses: 5xx }\n`);
  expect(problems.join()).toContain('expected statuses such as 200');
});

describe('the rules for events', () => {
  test('are none where the config has none', async () => {
    expect((await loadConfig(APP)).settings.events).toBeNull();
    expect((await loadConfig(`${APP}events: []\n`)).settings.events).toEqual({ rules: [], otherwise: 'refuse' });
  });

  test('have defaults, and take what stands in the environment', async () => {
    const config = `${APP}events:
  - match: { n: 1, a.b: ["x", true] }
    request: { path: "/cron?{{payload}}", host: "\${env.SITE}", headers: { X-A: "{{b}}" } }
  - match: text
    each: .
    request: { method: POST, path: /, body: { json: { a: "{{x}}" } }, proto: https }
    success: "200-299,304"
    timeout: 2m
  - otherwise: forward
`;
    const { settings } = await loadConfig(config, { env: { SITE: 'www.example.com:8080' } });
    expect(settings.events).toEqual({
      otherwise: 'forward',
      rules: [
        {
          match: new Map([
            ['n', ['1']],
            ['a.b', ['x', 'true']],
          ]),
          each: null,
          success: [{ from: 200, to: 299 }],
          timeoutMs: 0,
          request: {
            method: 'GET',
            path: '/cron?{{payload}}',
            host: 'www.example.com:8080',
            proto: null,
            headers: new Map([['X-A', '{{b}}']]),
            body: { kind: 'none' },
          },
        },
        {
          match: 'text',
          each: '.',
          success: [
            { from: 200, to: 299 },
            { from: 304, to: 304 },
          ],
          timeoutMs: 120_000,
          request: {
            method: 'POST',
            path: '/',
            host: 'localhost',
            proto: 'https',
            headers: new Map(),
            body: { kind: 'json', fields: new Map([['a', '{{x}}']]) },
          },
        },
      ],
    });
  });

  test.for([
    ['- match: any', "has no 'request', expected match and request together"],
    ['- request: { path: / }', "has no 'match', expected match and request together"],
    ['- otherwise: refuse\n  - { match: any, request: { path: / } }', 'stands before rules'],
    ['- { otherwise: refuse, match: any }', "stands beside 'otherwise'"],
    ['- { match: some, request: { path: / } }', "expected 'any', 'text', or a mapping"],
    ['- { match: any, request: { path: cron } }', 'expected a path that begins with /'],
    ['- { match: any, request: { path: "/a b" } }', 'expected a path that begins with /'],
    ['- { match: any, request: { path: "/{{a" } }', 'whose places are whole'],
    ['- { match: any, request: { path: "/a#b" } }', 'expected a path that begins with /'],
    ['- { match: any, request: { path: /, host: "a b" } }', 'expected a host name'],
    ['- { match: any, request: { path: /, host: "{{host}}" } }', 'expected a host name'],
    ['- { match: any, request: { path: /, method: CONNECT } }', "expected 'GET'"],
    ['- { match: any, request: { path: /, headers: { Host: x } } }', 'none that berth writes itself'],
    ['- { match: any, request: { path: /, headers: { Content-Length: x } } }', 'none that berth writes itself'],
    ['- { match: any, request: { path: /, headers: { "a b": x } } }', 'none that berth writes itself'],
    ['- { match: any, request: { path: /, headers: { a: "x\\ny" } } }', 'visible ASCII'],
    ['- { match: any, request: { path: /, body: { json: {}, text: x } } }', 'expected one of json, form and text'],
    ['- { match: any, request: { path: /, body: {} } }', 'expected one of json, form and text'],
    ['- { match: any, request: { path: / }, success: 200-199x }', 'expected statuses'],
    ['- { match: any, request: { path: /, pth: x } }', "unknown key 'pth'"],
    ['- { match: { "a b": x }, request: { path: / } }', 'expected a dotted path'],
  ])('refuse %j', async ([rule, problem]) => {
    const { code, problems } = await refuseConfig(`${APP}events:\n  ${rule}\n`);
    expect(code).toBe('CONFIG_INVALID');
    expect(problems.join('\n')).toContain(problem);
  });
});
