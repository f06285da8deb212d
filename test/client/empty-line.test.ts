import { expect, test } from 'vitest';
import { GET, makeRoundTrip, openFrontDoorTo } from '../helpers/front-door-harness.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';

const POST = 'POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 2\r\n\r\nhi';
const clientTimeouts = { idleMs: 0, headMs: 100, bodyIdleMs: 0, readerMs: 0 };

async function openAfterBody(proxy = {}) {
  const { door, upstream } = await openFrontDoorTo('h1', answerAlways(respond('ok')), { proxy });
  const client = await door.connect();
  client.send(POST);
  await client.readResponse();
  return { door, upstream, client };
}

// RFC 9112 section 2.2; old browsers send it behind a body.
test.for([['\r\n'], ['\r']])(
  'an empty line %j behind a body is not the head of a request that never comes',
  async ([line]) => {
    const { client, door, upstream } = await openAfterBody({ clientTimeouts });
    client.send(line!);
    // A head would have been given up by now.
    for (let i = 0; i < 2_000; i++) await makeRoundTrip();
    client.send(line === '\r' ? `\n${GET}` : GET);
    expect((await client.readResponse()).status).toBe(200);
    expect([upstream.requests.length, door.records.length]).toEqual([2, 2]);
  },
);

test('a client that leaves behind an empty line is not told of half a head', async () => {
  const { client, door } = await openAfterBody();
  const before = client.text.length;
  client.send('\r\n');
  await makeRoundTrip();
  client.end();
  expect(await client.ended).toBe('fin');
  expect([client.text.length, door.records.length]).toEqual([before, 1]);
});

test('a drain closes a connection that has brought nothing but an empty line since', async () => {
  const { client, door } = await openAfterBody();
  client.send('\r\n');
  await makeRoundTrip();
  expect(await door.drain(60_000)).toBe(0);
  expect(await client.ended).toBe('fin');
});

test('an empty line together with the body of the request before is passed over', async () => {
  const { door, upstream } = await openFrontDoorTo('h1', answerAlways(respond('ok')));
  const client = await door.connect();
  client.send(`${POST}\r\n${GET}`);
  expect([(await client.readResponse()).status, (await client.readResponse()).status]).toEqual([200, 200]);
  expect(upstream.requests.map(({ startLine }) => startLine.split(' ')[0])).toEqual(['POST', 'GET']);
});
