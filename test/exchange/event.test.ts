import { describe, expect, test } from 'vitest';
import type { EventRule } from '../../src/core/event-settings.ts';
import { EventRouter } from '../../src/event/event-router.ts';
import { CollectRoom } from '../../src/exchange/collected-body.ts';
import { createEmptyFolder } from '../helpers/deployed-folder.ts';
import { GET, openFrontDoor, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond, startUpstream } from '../helpers/recording-upstream.ts';

const RULE: EventRule = {
  match: 'any',
  each: null,
  success: [{ from: 200, to: 299 }],
  timeoutMs: 0,
  request: { method: 'PUT', path: '/hook', host: 'app', proto: null, headers: new Map(), body: { kind: 'event' } },
};

const MOST = 100_000;

const toEvents = (rules: readonly EventRule[] = [RULE], otherwise: 'refuse' | 'forward' = 'refuse') => ({
  router: new EventRouter(
    { rules, otherwise },
    (text) => text,
    () => undefined,
  ),
  room: new CollectRoom({ maxBytes: MOST, folder: createEmptyFolder() }),
  keptBytes: 0,
  mostKeptBytes: 1.5 * MOST,
});

const toEvent = (bytes: number, id = 'e'): string =>
  `POST /invoke HTTP/1.1\r\nHost: fc\r\nX-Fc-Control-Path: /invoke\r\nX-Fc-Request-Id: ${id}\r\nContent-Length: ${bytes}\r\n\r\n${'x'.repeat(bytes)}`;

describe.for(TRANSPORTS)('events through %s', (transport) => {
  test('that wait take so much of the memory and no more, and give it back', async () => {
    const events = toEvents();
    const door = await openFrontDoor({ transport, upstream: null, events });
    const [first, second, third] = await Promise.all([door.connect(), door.connect(), door.connect()]);
    first.send(toEvent(90_000));
    await expect.poll(() => door.admission.waiting).toBe(1);
    second.send(toEvent(90_000));
    const refused = await second.readResponse();
    expect([refused.status, refused.field('x-berth-error'), refused.field('x-fc-status')]).toEqual([
      503,
      'BODY_NOT_COLLECTED',
      '404',
    ]);
    third.send(toEvent(20_000));
    await expect.poll(() => door.admission.waiting).toBe(2);
    third.socket.destroy();
    await expect.poll(() => events.keptBytes).toBe(90_000);
    const upstream = await startUpstream(answerAlways(respond('ok')));
    door.becomeReady(upstream.address);
    expect((await first.readResponse()).body).toBe('ok');
    expect(upstream.requests.map(({ startLine, body }) => [startLine, body.length])).toEqual([
      ['PUT /hook HTTP/1.1', 90_000],
    ]);
    expect([events.keptBytes, events.room.memoryBytes]).toEqual([0, 0]);
    // The connection serves on, with calls and events.
    first.send(GET);
    expect((await first.readResponse()).status).toBe(200);
    first.send(toEvent(90_000));
    expect((await first.readResponse()).body).toBe('ok');
  });

  test('that are longer than one may be are refused, or go to the app whole', async () => {
    const strict = await openFrontDoorTo(transport, answerAlways(respond('ok')), { events: toEvents() });
    const client = await strict.door.connect();
    client.send(toEvent(MOST + 1_000));
    const refused = await client.readResponse();
    expect([refused.status, refused.field('x-berth-error')]).toEqual([400, 'EVENT_REFUSED']);
    expect(strict.upstream.requests).toEqual([]);
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')), {
      events: toEvents([], 'forward'),
    });
    const other = await door.connect();
    other.send(toEvent(MOST + 1_000));
    expect((await other.readResponse()).body).toBe('ok');
    expect(upstream.requests.map(({ startLine, body }) => [startLine, body.length])).toEqual([
      ['POST /invoke HTTP/1.1', MOST + 1_000],
    ]);
  });

  test('whose caller leaves are given up in the app too', async () => {
    const { door, upstream } = await openFrontDoorTo(
      transport,
      async (connection) => void (await connection.readRequest()),
      { events: toEvents() },
    );
    const client = await door.connect();
    client.send(toEvent(10));
    await upstream.waitForConnections(1);
    await upstream.connections[0]?.waitForText('\r\n\r\n');
    client.reset();
    await upstream.connections[0]?.closed;
    await door.waitForRecords(1);
    expect(door.records).toMatchObject([{ code: 'CLIENT_GONE', mapped: { rule: 1, request: 'PUT /hook' } }]);
    expect(door.admission.inFlight).toBe(0);
  });

  test('whose app closes in the middle of its answer have failed', async () => {
    const { door } = await openFrontDoorTo(
      transport,
      async (connection) => {
        await connection.readRequest();
        connection.send('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
        connection.socket.end();
      },
      { events: toEvents() },
    );
    const client = await door.connect();
    client.send(toEvent(10));
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error'), answer.field('x-fc-status')]).toEqual([
      502,
      'APP_TRUNCATED',
      '404',
    ]);
  });

  test('in a pipeline are answered one after the other', async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('ok')), { events: toEvents() });
    const client = await door.connect();
    client.send(toEvent(10, 'a') + toEvent(20_000, 'b') + GET + toEvent(5, 'c'));
    const ids: Array<string | null> = [];
    for (let n = 0; n < 4; n++) ids.push((await client.readResponse()).field('x-request-id'));
    expect([ids[0], ids[1], ids[3]]).toEqual(['a', 'b', 'c']);
  });
});
