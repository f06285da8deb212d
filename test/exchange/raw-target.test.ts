import { describe, expect, test } from 'vitest';
import { openFrontDoor, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond, startUpstream } from '../helpers/recording-upstream.ts';

const get = (target: string): Buffer => Buffer.from(`GET ${target} HTTP/1.1\r\nHost: app\r\n\r\n`, 'latin1');

/** As nginx takes it, though no URL may hold it (RFC 3986). */
const ODD = '/a"b<c>d\\e^f`g{h|i}j[k]?q="<>\\^`{|}[]';

describe.for(TRANSPORTS)('an odd target through %s', (transport) => {
  test.for([
    ['/caf\xe9', '/caf%E9', '/caf%E9'],
    ['/caf\xc3\xa9?q=\xff\x80%20', '/caf%C3%A9?q=%FF%80%20', '/caf%C3%A9'],
    ['/%e9\xe9', '/%e9%E9', '/%e9%E9'],
    ['http://app/\xfc?\xfc', '/%FC?%FC', 'http://app/%FC'],
    ['http://app?\xfc', '/?%FC', 'http://app'],
    [ODD, ODD, ODD.split('?')[0]],
  ] as const)('reaches the app in a form that it can read: %j', async ([sent, asked, path]) => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send(get(sent));
    expect((await client.readResponse()).body).toBe('ok');
    expect(upstream.requests[0]?.startLine).toBe(`GET ${asked} HTTP/1.1`);
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ method: 'GET', path, status: 200 });
  });

  test('may be as long as its limit, every byte of it raw, and come byte by byte', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send(get(`/${'\xe9'.repeat(16_000)}`));
    expect((await client.readResponse()).body).toBe('ok');
    await client.sendSlowly(get('/\xe9\xe8').toString('latin1'));
    expect((await client.readResponse()).body).toBe('ok');
    client.send(get('/plain'));
    await client.readResponse();
    const lines = upstream.requests.map(({ startLine }) => startLine);
    expect(lines).toEqual([`GET /${'%E9'.repeat(16_000)} HTTP/1.1`, 'GET /%E9%E8 HTTP/1.1', 'GET /plain HTTP/1.1']);
  });

  test('is kept right while the request waits for the app', async () => {
    const upstream = await startUpstream(answerAlways(respond('ok')));
    const door = await openFrontDoor({ transport, upstream: null });
    const client = await door.connect();
    client.send(get('/\xe9?\xe9'));
    await expect.poll(() => door.admission.waiting).toBe(1);
    door.becomeReady(upstream.address);
    expect((await client.readResponse()).body).toBe('ok');
    expect(upstream.requests[0]?.startLine).toBe('GET /%E9?%E9 HTTP/1.1');
  });
});
