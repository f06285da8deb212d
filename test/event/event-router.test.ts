import { describe, expect, test } from 'vitest';
import type { EventRequestSettings, EventRule, EventSettings } from '../../src/core/event-settings.ts';
import { EventRouter } from '../../src/event/event-router.ts';
import { createSecretMask } from '../../src/failures/secret-mask.ts';

const REQUEST: EventRequestSettings = {
  method: 'POST',
  path: '/',
  host: 'localhost',
  proto: null,
  headers: new Map(),
  body: { kind: 'none' },
};

const toRule = (request: Partial<EventRequestSettings>, rule: Partial<EventRule> = {}): EventRule => ({
  match: 'any',
  each: null,
  success: [{ from: 200, to: 299 }],
  timeoutMs: 0,
  ...rule,
  request: { ...REQUEST, ...request },
});

const told: string[] = [];

const routeBy = (settings: EventSettings, event: unknown) => {
  const router = new EventRouter(settings, createSecretMask({ SOME_TOKEN: 'sesame-sesame' }), (line) =>
    told.push(line),
  );
  return router.route(Buffer.from(typeof event === 'string' ? event : JSON.stringify(event)));
};

/** The first request of an event; its refusal. */
function map(request: Partial<EventRequestSettings>, event: unknown): string {
  const route = routeBy({ rules: [toRule(request)], otherwise: 'refuse' }, event);
  if (route.kind === 'refuse') return route.failure.message;
  if (route.kind !== 'deliver') throw new Error(route.kind);
  const { head, body } = route.order.requests[0]!;
  return head.toString('latin1') + body.toString();
}

const HEAD = (path: string, more = ''): string =>
  `POST ${path} HTTP/1.1\r\nhost: localhost\r\nuser-agent: berth\r\n${more}\r\n`;

describe('the request of a rule', () => {
  test.for([
    ['a b', '/x/a%20b'],
    ['a/b?c#d', '/x/a%2Fb%3Fc%23d'],
    ['%2e%2e', '/x/%252e%252e'],
    ['...', '/x/...'],
    ['ü\ud800', '/x/%C3%BC%EF%BF%BD'],
    [{ a: [1] }, '/x/%7B%22a%22%3A%5B1%5D%7D'],
    [true, '/x/true'],
    [' HTTP/1.1\r\nX: y', '/x/%20HTTP%2F1.1'],
  ] as const)('has %j in its path as %s', ([value, path]) => {
    const made = map({ path: '/x/{{v}}' }, { v: value });
    if (String(value).includes('\n')) expect(made).toContain('control character');
    else expect(made).toBe(HEAD(path));
  });

  test.for(['.', '..', '../x', 'x/..', 'a/../b', '..\\x', '.;v=1', '..;/x'])('never leads elsewhere by %j', (value) => {
    expect(map({ path: '/x/{{v}}' }, { v: value })).toContain('leads to another one');
    expect(map({ path: '/x/.{{v}}' }, { v: '.' })).toContain('leads to another one');
    expect(map({ path: '/x?y={{v}}' }, { v: value })).toBe(HEAD(`/x?y=${encodeURIComponent(value)}`));
  });

  test('has no line of an event in a field', () => {
    const headers = new Map([['X-Key', ' {{v}}; {{w}}']]);
    expect(map({ headers }, { v: 'a\r\nX-Other: 1', w: 'é\0%' })).toBe(
      HEAD('/', 'x-key:  a%0D%0AX-Other: 1; %C3%A9%00%\r\n'),
    );
  });

  test('says the type of its body, unless the rule does', () => {
    const body = {
      kind: 'json',
      fields: new Map([
        ['a', '{{v}}'],
        ['b', 'v={{v}}'],
        ['c', 'c'],
      ]),
    } as const;
    const json = '{"a":{"x":"\\""},"b":"v={\\"x\\":\\"\\\\\\"\\"}","c":"c"}';
    const made = map({ body }, { v: { x: '"' } });
    expect(made).toBe(HEAD('/', `content-type: application/json\r\ncontent-length: ${json.length}\r\n`) + json);
    const own = map(
      { body: { kind: 'text', text: '{{v}}' }, headers: new Map([['Content-Type', 'text/csv']]) },
      { v: 'a,b' },
    );
    expect(own).toBe(`${HEAD('/', 'content-type: text/csv\r\ncontent-length: 3\r\n')}a,b`);
  });

  test('is none where the event lacks what it needs', () => {
    expect(map({ path: '/{{a.b}}' }, { a: 1 })).toContain('it has no `a.b`, which the request of the rule needs');
    expect(map({ body: { kind: 'form', fields: new Map([['x', '{{y}}']]) } }, [])).toContain('it has no `y`');
    expect(map({ path: '/{{y}}' }, 'words')).toContain('it has no `y`');
    expect(map({ body: { kind: 'text', text: '{{.}}' } }, 'words')).toContain('\r\n\r\nwords');
  });
});

describe('a list in an event', () => {
  const rules = [toRule({ path: '/{{n}}', body: { kind: 'event' } }, { each: 'a.list' })];

  test('makes a request of each element that fits', () => {
    const route = routeBy({ rules, otherwise: 'refuse' }, { a: { list: [{ n: 1 }, { m: 2 }, { n: 3 }] } });
    expect(route).toMatchObject({ kind: 'deliver', order: { number: 1, misfits: [expect.stringContaining('`n`')] } });
    if (route.kind !== 'deliver') return;
    expect(route.order.requests.map(({ name, body }) => [name, body.toString()])).toEqual([
      ['POST /1', '{"n":1}'],
      ['POST /3', '{"n":3}'],
    ]);
  });

  test('makes none of an empty one, and is missed where there is none', () => {
    expect(routeBy({ rules, otherwise: 'refuse' }, { a: { list: [] } })).toMatchObject({
      kind: 'deliver',
      order: { requests: [] },
    });
    const none = routeBy({ rules, otherwise: 'refuse' }, { a: { list: {} } });
    expect(none).toMatchObject({
      kind: 'refuse',
      rule: 1,
      failure: { message: expect.stringContaining('no list at `a.list`') },
    });
  });
});

test('an event that is nested without end is refused', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const rules = [toRule({ path: '/{{.}}' })];
  expect(routeBy({ rules, otherwise: 'refuse' }, deep).kind).toBe('refuse');
});

describe('an event that no rule is for', () => {
  const suggest = (event: unknown): string => {
    const route = routeBy({ rules: [], otherwise: 'refuse' }, event);
    return route.kind === 'refuse' ? route.failure.cure : '';
  };

  test.for([
    [{ triggerTime: 't', triggerName: 'wp-cron', payload: 'p' }, "match: { triggerName: 'wp-cron' }"],
    [{ triggerName: "it's: {x}" }, "match: { triggerName: 'it''s: {x}' }"],
    [
      { events: [{ eventSource: 'acs:oss', eventName: 'ObjectCreated:PutObject' }] },
      "match: { events.0.eventSource: 'acs:oss', events.0.eventName: 'ObjectCreated:PutObject' }",
    ],
    [{ TopicName: 'orders', Message: 'm' }, "match: { TopicName: 'orders' }"],
    [{ id: '1', source: 'acs.mns', type: 'a:b' }, "match: { source: 'acs.mns', type: 'a:b' }"],
    [[{ source: 's', type: 't' }], "match: { 0.source: 's', 0.type: 't' }"],
    [{ n: 1, job: 'mail' }, "match: { job: 'mail' }"],
    [{ password: 'hunter2', job: 'mail' }, "match: { job: 'mail' }"],
    [{ job: 'says sesame-sesame' }, 'match: any'],
    [{ job: 'x'.repeat(500) }, 'match: any'],
    [{ job: 'a\u001b[31mb' }, 'match: any'],
    [{ job: 'a\nb' }, 'match: any'],
    [{ 'a b': 'c' }, 'match: any'],
    [[1, 2], 'match: any'],
    ['plain', 'match: text'],
  ] as const)('%j is told with the rule for it: %s', ([event, match]) => {
    expect(suggest(event)).toContain(`Write a rule: - ${match}, with a \`request\` beside it.`);
  });

  test('goes on where the config says so, and each kind is told once', () => {
    const router = new EventRouter(
      { rules: [], otherwise: 'forward' },
      (text) => text,
      (line) => told.push(line),
    );
    told.length = 0;
    for (const name of ['a', 'b', 'a']) router.route(Buffer.from(JSON.stringify({ triggerName: name })));
    for (let n = 0; n < 1_000; n++) router.route(Buffer.from(JSON.stringify({ triggerName: `n${n}` })));
    expect(told.filter((line) => line.includes("'a'"))).toHaveLength(1);
    expect(told.length).toBeLessThan(300);
    expect(router.routeOversize('32MiB').kind).toBe('forward');
    const strict = new EventRouter(
      { rules: [], otherwise: 'refuse' },
      (text) => text,
      () => undefined,
    );
    expect(strict.routeOversize('32MiB')).toMatchObject({
      kind: 'refuse',
      failure: { message: expect.stringContaining('32MiB') },
    });
  });
});
