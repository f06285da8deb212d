import { describe, expect, test } from 'vitest';
import { answerAlways, respond, type UpstreamScript } from '../../helpers/recording-upstream.ts';
import { makeRequest, openRigTo, send } from './transport-rig.ts';

const ASK =
  'GET /ws HTTP/1.1\r\nHost: app\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n';
const SWITCHED =
  'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: y\r\n\r\n';

const accept: UpstreamScript = async (connection) => {
  await connection.readRequest();
  connection.send(SWITCHED);
};

describe('a switch of protocols through Node’s client', () => {
  async function open(script: UpstreamScript = accept) {
    const rig = await openRigTo(script);
    rig.roundTrip.begin(makeRequest(ASK, 'websocket'));
    await rig.handler.wait('switch');
    const sendText = (text: string): boolean =>
      rig.roundTrip.sendBody(Buffer.from(text, 'latin1'), 0, text.length, false);
    return { ...rig, app: rig.upstream.connections[0]!, sendText };
  }

  test('is asked for with the two fields it takes, and told with its head', async () => {
    const { handler, upstream } = await open();
    expect(upstream.requests[0]!.fields.get('connection')).toEqual(['Upgrade']);
    expect(upstream.requests[0]!.fields.get('upgrade')).toEqual(['websocket']);
    expect(handler.told).toEqual(['connected anew', 'switch 101 none -1 websocket']);
    expect(handler.heads).toEqual(['HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: y\r\n']);
  });

  test('lets bytes both ways, also those that come with it, and each side’s end', async () => {
    const { handler, app, roundTrip, sendText } = await open(async (connection) => {
      await connection.readRequest();
      connection.send(`${SWITCHED}early`);
    });
    await handler.wait('data');
    expect(sendText('\x00ping\xff')).toBe(true);
    await app.waitForText('\x00ping');
    app.send(' pong');
    app.end();
    await handler.wait('end');
    expect(handler.body).toBe('early pong');
    sendText('last words');
    roundTrip.endBody([]);
    await app.closed;
    expect(app.text).toMatch(/last words$/);
    await handler.wait('gone');
    expect(handler.told.slice(-2)).toEqual(['end', 'gone']);
  });

  test('of which the client’s half ends first goes on in the other', async () => {
    const { handler, app, roundTrip, sendText } = await open();
    sendText('last words');
    roundTrip.endBody([]);
    await app.closed;
    app.send('understood');
    app.end();
    await handler.wait('gone');
    expect(handler.body).toBe('understood');
  });

  test('is broken by a reset', async () => {
    const { handler, app } = await open();
    app.reset();
    expect(await handler.waitForFault()).toMatchObject({ code: 'APP_TRUNCATED', isUnsent: false });
    expect(handler.told).not.toContain('end');
  });

  test('can be aborted, at once or when all is sent', async () => {
    const { handler, app, roundTrip } = await open();
    roundTrip.abort();
    await app.closed;
    const soon = await open();
    const piece = Buffer.alloc(1_000_000, 'x');
    soon.app.socket.pause();
    while (soon.roundTrip.sendBody(piece, 0, piece.length, false));
    soon.roundTrip.abortSoon();
    expect(soon.roundTrip.hasUnsent).toBe(true);
    soon.app.socket.resume();
    await soon.app.closed;
    expect((soon.app.text.length - soon.app.text.indexOf('\r\n\r\n') - 4) % piece.length).toBe(0);
    expect(soon.roundTrip.hasUnsent).toBe(false);
    expect([handler.told.length, soon.handler.told.length]).toEqual([2, 2]);
  });

  test('is held up by whoever does not read', async () => {
    const { handler, app, roundTrip } = await open();
    const { transport: other } = await openRigTo(answerAlways(respond('ok')));
    roundTrip.pause();
    app.send(Buffer.alloc(50_000_000, 'x'));
    for (let i = 0; i < 50; i++) await send(other);
    expect(handler.body.length).toBeLessThan(200_000);
    expect(app.socket.writableLength).toBeGreaterThan(0);
    roundTrip.resume();
    await expect.poll(() => handler.body.length).toBe(50_000_000);
    app.socket.pause();
    const piece = Buffer.alloc(1_000_000, 'x');
    while (roundTrip.sendBody(piece, 0, piece.length, false));
    app.socket.resume();
    await handler.wait('drain');
    expect(roundTrip.hasUnsent).toBe(false);
  });

  test.for([['connected'], ['switch']])(
    'that is paused (%s) before it goes on keeps what came with it',
    async ([moment]) => {
      const rig = await openRigTo(async (connection) => {
        await connection.readRequest();
        connection.send(`${SWITCHED}early`);
      });
      const { transport: other } = await openRigTo(answerAlways(respond('ok')));
      rig.handler.onTold = (line) => {
        if (line.startsWith(moment!)) rig.roundTrip.pause();
      };
      rig.roundTrip.begin(makeRequest(ASK, 'websocket'));
      await rig.handler.wait('switch');
      for (let i = 0; i < 5; i++) await send(other);
      expect(rig.handler.body).toBe('');
      rig.roundTrip.resume();
      await rig.handler.wait('data');
      expect(rig.handler.body).toBe('early');
    },
  );

  test('that is refused is a response like any other, and its connection is used again', async () => {
    const { roundTrip, handler, transport } = await openRigTo(answerAlways(respond('no', '', '403 Forbidden')));
    roundTrip.begin(makeRequest(ASK, 'websocket'));
    await handler.wait('end');
    expect([handler.told[1], handler.body]).toEqual(['head 403 length 2', 'no']);
    expect((await send(transport)).told[0]).toBe('connected again');
  });

  test.for([
    ['nobody asked', '', SWITCHED],
    ['no protocol is named', 'websocket', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
  ] as const)('is a bad response where %s for it', async ([, upgrade, bytes]) => {
    const { roundTrip, handler, upstream } = await openRigTo(answerAlways(bytes));
    roundTrip.begin(makeRequest(ASK, upgrade));
    expect((await handler.waitForFault()).code).toBe('APP_BAD_RESPONSE');
    await upstream.connections[0]!.closed;
  });

  test('does not outlive its transport', async () => {
    const { app, transport } = await open();
    transport.destroy();
    await app.closed;
  });
});
