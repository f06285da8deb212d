import { describe, expect, test } from 'vitest';
import { ask, GET, makeRoundTrip, openFrontDoor, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';
import { answerAlways, respond, startUpstream } from '../helpers/recording-upstream.ts';

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n';

describe.for(TRANSPORTS)('clients that leave %s', (transport) => {
  test('a client that leaves before the response cancels the upstream request at once', async () => {
    const { door, upstream } = await openFrontDoorTo(
      transport,
      async (connection) => void (await connection.readRequest()),
    );
    const client = await door.connect();
    client.send('GET / HTTP/1.1\r\nHost: app\r\nX-Request-Id: gone\r\n\r\n');
    await upstream.waitForConnections(1);
    await upstream.connections[0]?.waitForText('\r\n\r\n');
    client.reset();
    await upstream.connections[0]?.closed;
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ code: 'CLIENT_GONE', by: 'nobody' });
    expect(door.markers).toEqual(['FC Invoke Start RequestId: gone', 'FC Invoke End RequestId: gone']);
    await expect.poll(() => door.connections.count).toBe(0);
    expect(door.admission.inFlight).toBe(0);
  });

  test('a client that leaves in the middle of the response cancels the upstream request', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, (connection) => connection.send(CHUNKED));
    const client = await door.connect();
    client.send(GET);
    await client.waitForText('first');
    client.reset();
    await upstream.connections[0]?.closed;
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ code: 'CLIENT_GONE', bytesOut: 5 });
    expect(door.markers.length).toBe(2);
  });

  test.for([['resets'], ['ends']] as const)(
    'a client that %s the connection inside its body cancels the upload',
    async ([verb]) => {
      const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
      const client = await door.connect();
      client.send('POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 10\r\n\r\nhalf');
      await upstream.waitForConnections(1);
      await upstream.connections[0]?.waitForText('half');
      if (verb === 'resets') client.reset();
      else client.end();
      await upstream.connections[0]?.closed;
      expect(upstream.requests.length).toBe(0);
      await door.waitForRecords(1);
      expect(door.records[0]).toMatchObject({ code: 'CLIENT_GONE', bytesIn: 4 });
      expect(door.markers.length).toBe(2);
    },
  );

  test('a client that leaves inside its body while it is held is forgotten', async () => {
    const upstream = await startUpstream(answerAlways(respond('ok')));
    const door = await openFrontDoor({ transport, upstream: null });
    const client = await door.connect();
    client.send('POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 100000\r\n\r\nhalf');
    await expect.poll(() => door.admission.waiting).toBe(1);
    client.send('of it');
    await makeRoundTrip();
    client.reset();
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ code: 'CLIENT_GONE' });
    door.becomeReady(upstream.address);
    await ask(door);
    expect(upstream.requests.length).toBe(1);
  });

  test('a client that ends its half behind a head whose body never comes is not waited for', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    // In one go, so that the FIN is there before the connection to the app is.
    client.socket.end('POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 10\r\n\r\n');
    await client.ended;
    await door.waitForRecords(1);
    expect(door.records[0]).toMatchObject({ code: 'CLIENT_GONE', bytesIn: 0 });
    expect(upstream.requests.length).toBe(0);
    await Promise.all(upstream.connections.map((connection) => connection.closed));
  });

  test('a client that leaves while it is held is forgotten: the app never hears of it', async () => {
    const upstream = await startUpstream(answerAlways(respond('ok')));
    const door = await openFrontDoor({ transport, upstream: null });
    const client = await door.connect();
    client.send(GET);
    await expect.poll(() => door.admission.waiting).toBe(1);
    client.reset();
    await door.waitForRecords(1);
    expect(door.admission.waiting).toBe(0);
    door.becomeReady(upstream.address);
    await ask(door);
    expect(upstream.requests.length).toBe(1);
    expect(door.markers.length).toBe(4);
  });

  test('a client that ends its half after the request still gets its answer', async () => {
    const { door, upstream } = await openFrontDoorTo(
      transport,
      async (connection) => void (await connection.readRequest()),
    );
    const client = await door.connect();
    client.send(GET);
    client.end();
    await upstream.waitForConnections(1);
    await makeRoundTrip();
    upstream.connections[0]?.send(respond('still here'));
    expect((await client.readResponse()).body).toBe('still here');
    expect(await client.ended).toBe('fin');
    expect(door.records[0]).toMatchObject({ status: 200, by: 'app' });
  });

  test('a client that ends its half after an upload still gets its answer', async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('thanks')));
    const client = await door.connect();
    client.send('POST / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n');
    client.end();
    expect((await client.readResponse()).body).toBe('thanks');
    expect(upstream.requests[0]?.body).toBe('hi');
  });

  test.for([['ends'], ['resets']] as const)('a probe that connects and %s without a byte is silent', async ([verb]) => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const probe = await door.connect();
    await expect.poll(() => door.connections.count).toBe(1);
    if (verb === 'ends') probe.end();
    else probe.reset();
    await expect.poll(() => door.connections.count).toBe(0);
    expect([probe.text, door.markers.length, door.records.length, upstream.connections.length]).toEqual(['', 0, 0, 0]);
    expect((await ask(door)).body).toBe('ok');
  });

  test("a request head that breaks off is nobody's call", async () => {
    const { door, upstream } = await openFrontDoorTo(transport, answerAlways(respond('ok')));
    const client = await door.connect();
    client.send('GET / HTTP/1.1\r\nHost');
    client.end();
    expect(await client.ended).toBe('fin');
    expect([door.markers.length, upstream.connections.length]).toEqual([0, 0]);
  });
});
