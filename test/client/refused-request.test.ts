import { describe, expect, test } from 'vitest';
import { ask, GET, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { BAD_BODIES, MALFORMED } from '../helpers/malformed-request.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';

describe.for(TRANSPORTS)('refused requests of %s', (transport) => {
  test.for(MALFORMED)('%s gets 400, nothing reaches the app, the connection ends', async ([, request]) => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send(Buffer.from(request, 'latin1'));
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error')]).toEqual([400, 'REQUEST_MALFORMED']);
    expect(answer.field('connection')).toBe('close');
    expect(answer.field('x-request-id')).not.toBeNull();
    expect(await client.ended).toBe('fin');
    expect(client.text.length).toBe(answer.totalBytes);
    expect(upstream.connections.length).toBe(0);
    expect(door.markers).toEqual([]);
    expect(door.records.map((record) => [record['status'], record['code']])).toEqual([[400, 'REQUEST_MALFORMED']]);
    expect((await ask(door)).body).toBe('ok');
    expect(upstream.requests.map((seen) => seen.startLine)).toEqual(['GET / HTTP/1.1']);
  });

  test.for(MALFORMED)('%s is refused just so when it comes byte by byte', async ([, request]) => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    await client.sendSlowly(request);
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error')]).toEqual([400, 'REQUEST_MALFORMED']);
    expect(upstream.connections.length).toBe(0);
  });

  test('the answer to a malformed request never quotes it', async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send('GET /secret-target HTTP/1.1\r\nHost: app\r\nBad Secret: secret-value\r\n\r\n');
    expect((await client.readResponse()).body).not.toContain('ecret');
  });

  test('a malformed request behind a good one is refused after the answer to the good one', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send(`${GET}GET /x HTTP/1.1\r\nHost: app\r\nHost: evil\r\n\r\n${GET}`);
    expect((await client.readResponse()).body).toBe('ok');
    expect((await client.readResponse()).status).toBe(400);
    expect(await client.ended).toBe('fin');
    expect(upstream.requests.length).toBe(1);
  });

  test('garbage behind a good request is refused after its answer', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send(`${GET}\x00\x01garbage\r\n\r\n`);
    expect((await client.readResponse()).body).toBe('ok');
    expect((await client.readResponse()).status).toBe(400);
    expect(await client.ended).toBe('fin');
    expect(upstream.requests.length).toBe(1);
  });

  test.for(BAD_BODIES)(
    'a body with %s gets 400, and the app never takes its request for whole',
    async ([, request]) => {
      const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
      const client = await door.connect();
      client.send(request);
      const answer = await client.readResponse();
      expect([answer.status, answer.field('x-berth-error')]).toEqual([400, 'REQUEST_MALFORMED']);
      expect(await client.ended).toBe('fin');
      expect(upstream.requests.length).toBe(0);
      await Promise.all(upstream.connections.map((connection) => connection.closed));
      expect(door.markers.length).toBe(2);
      expect((await ask(door)).body).toBe('ok');
    },
  );
});
