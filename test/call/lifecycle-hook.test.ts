import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failures/failure.ts';
import { GET, makeRoundTrip, openFrontDoor, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond, startUpstream } from '../helpers/recording-upstream.ts';

const HOOKS = [
  ['POST', '/initialize', 'Initialize'],
  ['GET', '/pre-freeze', 'PreFreeze'],
  ['GET', '/pre-stop', 'PreStop'],
] as const;

/** As Function Compute sends it; the header alone makes it a hook. */
function toHook(method: string, controlPath: string, target: string = controlPath): string {
  const length = method === 'POST' ? 'Content-Length: 0\r\n' : '';
  return `${method} ${target} HTTP/1.1\r\nHost: app\r\nX-Fc-Request-Id: h-1\r\nX-FC-Control-Path: ${controlPath}\r\n${length}\r\n`;
}

const START = 'FC Initialize Start RequestId: h-1';
const END = 'FC Initialize End RequestId: h-1';

describe.for(TRANSPORTS)('lifecycle hooks at %s', (transport) => {
  test.for(HOOKS)('%s %s is answered 200 by berth between markers of its own', async ([method, path, name]) => {
    const { door, upstream } = await openFrontDoorTo(
      transport,
      answerAlways(respond('from the app', '', '404 Not Found')),
    );
    const client = await door.connect();
    const endWaits = door.holdMarkers();
    client.send(toHook(method, path));
    await endWaits;
    await makeRoundTrip();
    expect(client.text).toBe('');
    door.releaseMarkers();
    const answer = await client.readResponse();
    expect([answer.status, answer.body, answer.field('x-request-id')]).toEqual([200, '', 'h-1']);
    expect(answer.field('x-berth-error')).toBeNull();
    expect(door.markers).toEqual([`FC ${name} Start RequestId: h-1`, `FC ${name} End RequestId: h-1`]);
    expect(door.records).toMatchObject([{ level: 'info', requestId: 'h-1', path, status: 200, by: 'berth' }]);
    expect(upstream.requests).toEqual([]);
    // The connection is as good as after any call.
    client.send(GET);
    expect((await client.readResponse()).body).toBe('from the app');
    expect(door.admission.inFlight).toBe(0);
  });

  test('/initialize waits until the app is ready', async () => {
    const door = await openFrontDoor({ transport, upstream: null });
    const client = await door.connect();
    client.send(toHook('POST', '/initialize'));
    await expect.poll(() => door.admission.waiting).toBe(1);
    expect([client.text, door.markers]).toEqual(['', []]);
    const upstream = await startUpstream(answerAlways(respond('ok')));
    door.becomeReady(upstream.address);
    expect((await client.readResponse()).status).toBe(200);
    expect(door.markers).toEqual([START, END]);
    expect(upstream.requests).toEqual([]);
  });

  test('/initialize of an app that has failed is a failure with its cause', async () => {
    const door = await openFrontDoor({ transport, upstream: null });
    const client = await door.connect();
    client.send(toHook('POST', '/initialize'));
    await expect.poll(() => door.admission.waiting).toBe(1);
    door.fail(new Failure('APP_NOT_READY_IN_TIME', { process: 'web', deadline: '1s', probe: 'nobody listens' }));
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error')]).toEqual([503, 'APP_NOT_READY_IN_TIME']);
    expect(answer.field('x-fc-status')).toBe('404');
    expect(door.markers).toEqual([START, `${END}, Error: Unhandled function error`]);
  });

  test.for(HOOKS.slice(1))('%s %s is answered at once, though the app is not ready', async ([method, path, name]) => {
    const door = await openFrontDoor({ transport, upstream: null });
    const client = await door.connect();
    client.send(toHook(method, path));
    expect((await client.readResponse()).status).toBe(200);
    expect(door.markers).toEqual([`FC ${name} Start RequestId: h-1`, `FC ${name} End RequestId: h-1`]);
  });

  test('a client that leaves a held /initialize leaves one pair of markers', async () => {
    const door = await openFrontDoor({ transport, upstream: null });
    const client = await door.connect();
    client.send(toHook('POST', '/initialize'));
    await expect.poll(() => door.admission.waiting).toBe(1);
    client.reset();
    await door.waitForRecords(1);
    expect(door.markers).toEqual([START, END]);
    expect(door.records).toMatchObject([{ code: 'CLIENT_GONE', by: 'nobody' }]);
  });

  test('the app’s own /initialize, without the header, is a call like any other', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('mine')));
    const client = await door.connect();
    client.send('POST /initialize HTTP/1.1\r\nHost: app\r\nX-Fc-Request-Id: c-1\r\nContent-Length: 0\r\n\r\n');
    expect((await client.readResponse()).body).toBe('mine');
    expect(door.markers).toEqual(['FC Invoke Start RequestId: c-1', 'FC Invoke End RequestId: c-1']);
    expect(upstream.requests).toHaveLength(1);
  });

  test.for(['/http-invoke', '/invoke', '', '/initialize2', '/INITIALIZE'])(
    'the control path %j is a call, whatever its URL says',
    async (controlPath) => {
      const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('mine')));
      const client = await door.connect();
      client.send(toHook('GET', controlPath, '/initialize'));
      expect((await client.readResponse()).body).toBe('mine');
      expect(door.markers[0]).toBe('FC Invoke Start RequestId: h-1');
      expect(upstream.requests).toHaveLength(1);
    },
  );

  test('of two control paths the first counts', async () => {
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('mine')));
    const client = await door.connect();
    client.send(toHook('GET', '/http-invoke\r\nX-Fc-Control-Path: /pre-stop', '/'));
    expect((await client.readResponse()).body).toBe('mine');
  });

  test('a hook at any URL is a hook', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('mine')));
    const client = await door.connect();
    client.send(toHook('GET', '/pre-stop', '/shop?x=1'));
    expect((await client.readResponse()).body).toBe('');
    expect(door.markers[0]).toBe('FC PreStop Start RequestId: h-1');
    expect(upstream.requests).toEqual([]);
  });

  test.for(HOOKS)(
    'with `forward`, %s %s is the app’s to answer, between the same markers',
    async ([method, path, name]) => {
      const hooks = { answers: { Initialize: 'app', PreFreeze: 'app', PreStop: 'app' } } as const;
      const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('done', '', '201 Created')), {
        hooks,
      });
      const client = await door.connect();
      client.send(toHook(method, path));
      const answer = await client.readResponse();
      expect([answer.status, answer.body]).toEqual([201, 'done']);
      expect(door.markers).toEqual([`FC ${name} Start RequestId: h-1`, `FC ${name} End RequestId: h-1`]);
      expect(upstream.requests[0]?.field('x-fc-control-path')).toBe(path);
      await door.waitForRecords(1);
      expect(door.records).toMatchObject([{ by: 'app', status: 201 }]);
    },
  );

  test('on a platform without hooks the header means nothing', async () => {
    const options = { hooks: { header: null } };
    const { door } = await openFrontDoorTo(transport, answerAlways(respond('mine')), options);
    const client = await door.connect();
    client.send(toHook('GET', '/pre-stop'));
    expect((await client.readResponse()).body).toBe('mine');
  });

  test('a hook that brings a body is answered, and its connection is not used again before the body is over', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('mine')));
    const client = await door.connect();
    client.send(
      'POST / HTTP/1.1\r\nHost: app\r\nX-Fc-Control-Path: /initialize\r\nContent-Length: 26\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n',
    );
    expect((await client.readResponse()).status).toBe(200);
    await makeRoundTrip();
    expect(upstream.requests).toEqual([]);
    expect(door.records).toHaveLength(1);
  });
});
