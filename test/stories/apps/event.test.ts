import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Berth, ON_PLATFORM, startBerth } from '../../helpers/berth.ts';
import { TRANSPORTS } from '../../helpers/front-door-harness.ts';

const SERVER = fileURLToPath(new URL('../../fixtures/servers/tells-requests.mjs', import.meta.url));

const RULES = `events:
  - match: { triggerName: wp-cron }
    request: { path: "/wp-cron.php?doing_wp_cron", host: www.example.com, proto: https }
  - match: { triggerName: "status-*" }
    request: { path: "/status/{{payload}}" }
    success: 200-299,304
  - match: { triggerName: word }
    request: { path: "/{{payload}}" }
  - match: { triggerName: late }
    request: { path: "/after/{{payload}}" }
    timeout: 1s
  - match: { events.0.eventSource: acs:oss, events.0.eventName: "ObjectCreated:*" }
    each: events
    request:
      method: POST
      path: "/hooks/oss?key={{oss.object.key}}"
      headers: { X-Bucket: "{{oss.bucket.name}}" }
      body: event
  - match: { TopicName: orders }
    request: { method: PUT, path: "/orders/{{MessageId}}", body: { text: "{{Message}}" } }
  - match: { 0.specversion: "1.0" }
    each: .
    request: { method: POST, path: "/status/{{data.status}}", body: { json: { id: "{{id}}", data: "{{data}}" } } }
  - match: { specversion: "1.0", source: acs.mns }
    request: { method: POST, path: /hooks/mns, body: { form: { id: "{{id}}", body: "{{data.messageBody}}" } } }
  - match: { Records: "*" }
    request: { method: POST, path: /hooks/all, body: event }
  - match: text
    request: { method: POST, path: /hooks/text, body: event }
`;

const start = (more = '', args: readonly string[] = ON_PLATFORM) =>
  startBerth({ config: `command: [node, ${SERVER}]\nport: auto\n${RULES}${more}`, args });

let lastId = 0;

/** Brings an event as Function Compute does. */
async function bring(berth: Berth, event: unknown, headers: Record<string, string> = {}) {
  const id = `event-${++lastId}`;
  const body = typeof event === 'string' || Buffer.isBuffer(event) ? event : JSON.stringify(event);
  const answer = await fetch(`http://127.0.0.1:${berth.port}/invoke`, {
    method: 'POST',
    headers: {
      'x-fc-control-path': '/invoke',
      'x-fc-request-id': id,
      'x-request-id': id,
      'content-type': 'application/octet-stream',
      ...headers,
    },
    body,
  });
  const text = await answer.text();
  await expect.poll(() => berth.records.some(({ requestId }) => requestId === id)).toBe(true);
  const record = berth.records.find(({ requestId }) => requestId === id)!;
  return {
    id,
    status: answer.status,
    fcStatus: answer.headers.get('x-fc-status'),
    type: answer.headers.get('content-type'),
    text,
    record,
  };
}

/** What the app was asked for, by what it printed. */
const listAsked = ({ lines }: Berth) =>
  lines.filter((line) => line.startsWith('asked ')).map((line) => JSON.parse(line.slice(6)) as Asked);

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const TIMER = { triggerTime: '2026-11-27T05:49:00Z', triggerName: 'wp-cron', payload: 'awesome-fc' };

const toOss = (...keys: string[]) => ({
  events: keys.map((key) => ({
    eventName: 'ObjectCreated:PutObject',
    eventSource: 'acs:oss',
    eventVersion: '1.0',
    oss: { bucket: { arn: 'acs:oss:cn-hangzhou:1:b', name: 'pictures' }, object: { deltaSize: 7, key, size: 7 } },
    region: 'cn-hangzhou',
  })),
});

const toCloudEvent = (status: number) => ({
  id: `ce-${status}`,
  specversion: '1.0',
  source: 'acs.custom',
  type: 'order:paid',
  data: { status, deep: [1, { a: null }] },
});

describe.for(TRANSPORTS)('events of Function Compute, through %s', (transport) => {
  const startWith = (more = '') => start(`upstream: { transport: ${transport} }\n${more}`);

  test('a timer becomes the request of its rule, between the markers of a call, under its id', async () => {
    await using berth = await startWith();
    const { id, status, fcStatus, type, text, record } = await bring(berth, TIMER);
    expect([status, fcStatus, type, text]).toEqual([200, null, 'text/plain', 'did /wp-cron.php?doing_wp_cron']);
    const [{ method, url, headers, body }] = listAsked(berth) as [Asked];
    expect([method, url, body]).toEqual(['GET', '/wp-cron.php?doing_wp_cron', '']);
    expect(headers).toMatchObject({
      host: 'www.example.com',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'www.example.com',
      'x-request-id': id,
      'x-fc-request-id': id,
    });
    expect(headers).not.toHaveProperty('x-fc-control-path');
    expect(headers).not.toHaveProperty('transfer-encoding');
    expect(record).toMatchObject({
      path: '/invoke',
      status: 200,
      by: 'app',
      mapped: { rule: 1, request: 'GET /wp-cron.php', status: 200 },
    });
    const lines = berth.lines.filter((line) => /^(FC|asked)/.test(line)).map((line) => line.slice(0, 40));
    expect(lines).toEqual([
      `FC Invoke Start RequestId: ${id}`,
      expect.stringMatching(/^asked/),
      `FC Invoke End RequestId: ${id}`,
    ]);
  });

  test('of a storage bucket each object makes a request, with its own part as the body', async () => {
    await using berth = await startWith();
    const keys = ['a b/ü.jpg', '../../x?y=1&z#', 'line\r\nX-Forged: 1'];
    const { status, text, record } = await bring(berth, toOss(...keys));
    expect([status, JSON.parse(text)]).toEqual([200, [{ status: 200 }, { status: 200 }, { status: 200 }]]);
    const asked = listAsked(berth);
    expect(asked.map(({ url }) => new URL(url, 'http://x').searchParams.get('key'))).toEqual(keys);
    expect(asked.map(({ url }) => new URL(url, 'http://x').pathname)).toEqual(Array(3).fill('/hooks/oss'));
    expect(asked.map(({ body }) => JSON.parse(body))).toEqual(toOss(...keys).events);
    expect(asked.every(({ headers }) => headers['x-bucket'] === 'pictures' && !('x-forged' in headers))).toBe(true);
    expect(record['mapped']).toEqual({ rule: 5, request: 'POST /hooks/oss', status: 200, requests: 3 });
  });

  test('of a batch each element is tried, and one that fails fails the event', async () => {
    await using berth = await startWith();
    const { status, fcStatus, record } = await bring(berth, [200, 500, 201].map(toCloudEvent));
    expect([status, fcStatus]).toEqual([502, '404']);
    expect(listAsked(berth).map(({ url, body }) => [url, JSON.parse(body)])).toEqual(
      [200, 500, 201].map((code) => [`/status/${code}`, { id: `ce-${code}`, data: toCloudEvent(code).data }]),
    );
    expect(record).toMatchObject({
      code: 'EVENT_FAILED',
      mapped: { rule: 7, request: 'POST /status/500', status: 500, requests: 3 },
    });
    expect(record['msg']).toContain('1 of 3 requests failed, the first of them: POST /status/500 was answered 500');
  });

  test('a request that an event has not all for is not made', async () => {
    await using berth = await startWith();
    const { status, text } = await bring(berth, { events: [{ eventSource: 'acs:oss', eventName: 'ObjectCreated:x' }] });
    expect([status, JSON.parse(text).errorType]).toEqual([400, 'EVENT_REFUSED']);
    expect(listAsked(berth)).toEqual([]);
    const empty = await bring(berth, { events: [], 0: { specversion: '1.0' } });
    expect(empty.record['code']).toBe('EVENT_REFUSED');
  });

  test('messages of a queue come as JSON, as CloudEvent or as they are', async () => {
    await using berth = await startWith();
    const mns = {
      TopicOwner: '1',
      Message: 'päid',
      PublishTime: 1_700_000_000_000,
      TopicName: 'orders',
      MessageId: 'm/1',
    };
    const cloud = {
      id: '7',
      specversion: '1.0',
      source: 'acs.mns',
      type: 'mns:Queue:SendMessage',
      data: { messageBody: 'a&b=c' },
    };
    expect((await bring(berth, mns)).status).toBe(200);
    expect((await bring(berth, cloud)).status).toBe(200);
    for (const text of ['just words', '42', '"quoted"', '{broken']) expect((await bring(berth, text)).status).toBe(200);
    expect((await bring(berth, { Records: [{ a: 1 }] })).status).toBe(200);
    const asked = listAsked(berth);
    expect(asked.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
      'PUT /orders/m%2F1 päid',
      'POST /hooks/mns id=7&body=a%26b%3Dc',
      'POST /hooks/text just words',
      'POST /hooks/text 42',
      'POST /hooks/text "quoted"',
      'POST /hooks/text {broken',
      'POST /hooks/all {"Records":[{"a":1}]}',
    ]);
    expect(asked.map(({ headers }) => headers['content-type'])).toEqual([
      'text/plain; charset=utf-8',
      'application/x-www-form-urlencoded',
      ...Array(4).fill('application/octet-stream'),
      'application/json',
    ]);
  });

  test('a body in chunks, a large one and one in pieces are read whole', async () => {
    await using berth = await startWith();
    const large = { Records: 'x'.repeat(5_000_000) };
    const sent = JSON.stringify(large);
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(sent));
        controller.close();
      },
    });
    const chunked = await fetch(`http://127.0.0.1:${berth.port}/invoke`, {
      method: 'POST',
      headers: { 'x-fc-control-path': '/invoke' },
      body: stream,
      duplex: 'half',
    } as RequestInit);
    expect(await chunked.text()).toBe('did /hooks/all');
    expect((await bring(berth, large)).status).toBe(200);
    expect(listAsked(berth).map(({ body }) => body)).toEqual([sent.length, sent.length]);
  });

  test('an app that is gone fails the event, and serves it when it is brought again', async () => {
    await using berth = await startWith('restart: always\n');
    const { status, fcStatus, text, record } = await bring(berth, { triggerName: 'word', payload: 'exit' });
    expect([status, fcStatus]).toEqual([502, '404']);
    expect(JSON.parse(text)).toMatchObject({ errorType: 'APP_CRASHED', errorMessage: expect.any(String) });
    expect(record).toMatchObject({ code: 'APP_CRASHED', mapped: { rule: 3, request: 'GET /exit' } });
    expect((await bring(berth, TIMER)).status).toBe(200);
  });
});

describe('what counts as done with', () => {
  test('is what `success` lists; a redirect is not, unless it does', async () => {
    await using berth = await start();
    for (const code of [200, 204, 304]) {
      const { status, fcStatus } = await bring(berth, { triggerName: 'status-any', payload: String(code) });
      expect([code, status, fcStatus]).toEqual([code, 200, null]);
    }
    for (const code of [301, 302, 404, 500, 503]) {
      const failed = await bring(berth, { triggerName: 'status-any', payload: String(code) });
      expect([code, failed.status, failed.fcStatus]).toEqual([code, 502, '404']);
      expect(JSON.parse(failed.text)).toMatchObject({
        errorType: 'EVENT_FAILED',
        errorMessage: `What the event asked for was not done (status ${code}).`,
      });
      expect(failed.record).toMatchObject({ level: 'warn', code: 'EVENT_FAILED', mapped: { rule: 2, status: code } });
      expect(berth.lines).toContain(`FC Invoke End RequestId: ${failed.id}, Error: Unhandled function error`);
    }
    const redirect = berth.records.find(({ msg }) => String(msg).includes('answered 301'));
    expect(redirect!['msg']).toContain('was answered 301, a redirect to https://www.example.com/there, and');
    expect(berth.lines.join('\n')).not.toMatch(/secret|user:pw/);
  });

  test('an app that says 200 is believed, but one that says in the field of the platform that it failed too', async () => {
    await using berth = await start();
    const broken = await bring(berth, { triggerName: 'word', payload: 'broken' });
    expect([broken.status, broken.fcStatus, broken.text]).toEqual([200, null, 'PHP Fatal error']);
    const failed = await bring(berth, { triggerName: 'word', payload: 'fails' });
    expect([failed.status, failed.fcStatus]).toEqual([502, '404']);
    expect(failed.record['msg']).toContain('200, with a field that says that it failed');
  });

  test('an event takes as long as its rule allows, whatever `proxy.timeouts` says', async () => {
    await using berth = await start('proxy: { timeouts: { firstByte: 300ms, idle: 300ms, total: 300ms } }\n');
    expect((await bring(berth, { triggerName: 'late', payload: '600' })).status).toBe(200);
    const { fcStatus, record } = await bring(berth, { triggerName: 'late', payload: '60000' });
    expect([fcStatus, record['code']]).toEqual(['404', 'EVENT_TIMEOUT']);
    expect(record['msg']).toContain('what the event asked for within 1s');
    expect(record['cure']).toContain('`timeout` of rule 4 in `events`');
  });
});

describe('events that no rule is for', () => {
  const other = { triggerName: "it's", payload: 'x', password: 'hunter2-hunter2' };

  test('are refused, and the log has the rule to write', async () => {
    await using berth = await start();
    const { status, fcStatus, text, record } = await bring(berth, other);
    expect([status, fcStatus, JSON.parse(text).errorType]).toEqual([400, '404', 'EVENT_REFUSED']);
    expect(listAsked(berth)).toEqual([]);
    expect(record).toMatchObject({ code: 'EVENT_REFUSED', mapped: { rule: null } });
    expect(record['cure']).toContain("- match: { triggerName: 'it''s' }, with a `request` beside it");
    expect(berth.lines.join('\n')).not.toContain('hunter2');
    // As the log has it.
    await using again = await start();
    expect(
      (
        await bring(again, {
          password: 'hunter2-hunter2',
          events: [{ eventSource: 'acs:x', eventName: 'y\u001b[31m' }],
        })
      ).record['cure'],
    ).toContain('match: any');
    expect(again.lines.join('\n')).not.toContain('hunter2');
  });

  test('go to the app as they came with `otherwise: forward`, and are told of once', async () => {
    await using berth = await start('  - otherwise: forward\n');
    const { status, text } = await bring(berth, other);
    await bring(berth, other);
    expect([status, text]).toEqual([200, 'did /invoke']);
    const [first] = listAsked(berth);
    expect(first).toMatchObject({ method: 'POST', url: '/invoke', body: JSON.stringify(other) });
    expect(first!.headers).toMatchObject({
      'x-fc-control-path': '/invoke',
      'content-type': 'application/octet-stream',
    });
    const told = berth.records.filter(({ event }) => event === 'event-unmatched');
    expect(told).toMatchObject([{ level: 'warn', msg: expect.stringContaining("- match: { triggerName: 'it''s' }") }]);
    expect(berth.lines.join('\n')).not.toMatch(/"event-unmatched".*hunter2/);
  });

  test('and large ones go to the app whole', async () => {
    await using berth = await start('  - otherwise: forward\n');
    const { status } = await bring(berth, { other: 'y'.repeat(3_000_000) });
    expect(status).toBe(200);
    expect(listAsked(berth).map(({ body }) => body)).toEqual([3_000_012]);
  });

  test('an event that leads the path elsewhere is refused', async () => {
    await using berth = await start();
    for (const payload of ['..', '../admin', 'a/../../b', '..\\x', '..;x/y', 'a\0b', '.']) {
      const { status, record } = await bring(berth, { triggerName: 'word', payload });
      expect([status, record['code']]).toEqual([400, 'EVENT_REFUSED']);
    }
    expect((await bring(berth, { triggerName: 'word', payload: 'a/b?c#d%2e..e' })).status).toBe(200);
    expect((await bring(berth, { triggerName: 'word', payload: { a: 1 } })).status).toBe(200);
    expect((await bring(berth, { triggerName: 'word' })).record['msg']).toContain('it has no `payload`');
    expect((await bring(berth, { triggerName: 'word', payload: 'x'.repeat(20_000) })).fcStatus).toBe('404');
    expect(listAsked(berth).map(({ url }) => url)).toEqual(['/a%2Fb%3Fc%23d%252e..e', '/%7B%22a%22%3A1%7D']);
  });
});

describe('who may bring an event', () => {
  test('a call is none by its URL: the app’s own POST /invoke stays a call', async () => {
    await using berth = await start();
    const { status, text, record } = await bring(berth, TIMER, { 'x-fc-control-path': '/http-invoke' });
    expect([status, text]).toEqual([200, 'did /invoke']);
    expect(listAsked(berth)).toMatchObject([{ method: 'POST', url: '/invoke', body: JSON.stringify(TIMER) }]);
    expect(record).not.toHaveProperty('mapped');
  });

  test.for(['generic', 'cloudrun', 'container', 'auto'])(
    'a client that says so under `platform: %s` is not believed',
    async (platform) => {
      await using berth = await start('', ['--set', `platform=${platform}`, '--set', 'log.format=json']);
      const { text, record } = await bring(berth, TIMER);
      expect(text).toBe('did /invoke');
      expect(record ?? {}).not.toHaveProperty('mapped');
    },
  );

  test('without rules the app gets the event as it comes', async () => {
    await using berth = await startBerth({ config: `command: [node, ${SERVER}]\nport: auto\n`, args: ON_PLATFORM });
    expect((await bring(berth, TIMER)).text).toBe('did /invoke');
  });
});
