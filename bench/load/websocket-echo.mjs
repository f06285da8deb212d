// A WebSocket upstream that sends back what it gets, without looking at frames: PORT is in the environment.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

const server = createServer((_req, res) => res.end('not a WebSocket\n'));
server.on('upgrade', (req, socket) => {
  const key = createHash('sha1').update(`${req.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
  const fields = `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key.digest('base64')}\r\n\r\n`;
  socket.setNoDelay(true).write(`HTTP/1.1 101 Switching Protocols\r\n${fields}`);
  socket.on('data', (bytes) => socket.write(bytes)).on('error', () => socket.destroy());
});
server.listen(Number(process.env.PORT), '127.0.0.1');
