import { test } from 'vitest';
import { GET, openFrontDoorTo } from '../helpers/front-door-harness.ts';
import { Socket } from 'node:net';
test('dbg2', async () => {
  const { door, upstream } = await openFrontDoorTo('http-proxy', async (connection) => {
    await connection.readRequest();
    connection.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n');
  });
  const client = await door.connect();
  client.socket.on('error', (e) => console.error('error', e));
  client.socket.on('close', (e) => console.error('closed', e)); client.socket.on('end', () => console.error('end'));
  client.send(GET);
  await client.waitForText('first');
  for (const k of ['end', 'destroySoon', 'resetAndDestroy', 'destroy', '_reset']) {
    const o = (Socket.prototype as any)[k];
    (Socket.prototype as any)[k] = function (this: Socket, ...a: any[]) { if (this.localPort === door.port) console.error(k, new Error().stack!.split('\n').slice(2, 7).join('\n')); return o.apply(this, a); };
  }
  upstream.connections[0]?.send('2\r\nabcd\r\n0\r\n\r\n');
  await door.waitForRecords(1);
  await client.ended;
}, 3000);
