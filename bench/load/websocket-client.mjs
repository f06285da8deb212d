// Sends one message after the other on each connection and counts those that came back whole:
// node websocket-client.mjs PORT CONNECTIONS SECONDS → one line of JSON
import { connect } from 'node:net';

const [port, connections, seconds] = process.argv.slice(2).map(Number);
const HEAD = `GET /echo HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
// A masked text frame of 64 bytes (RFC 6455 section 5.2), with a mask of zeros.
const FRAME = Buffer.concat([Buffer.from([0x81, 0x80 | 64, 0, 0, 0, 0]), Buffer.alloc(64, 'x')]);

let messages = 0;
let failed = 0;
let isOver = false;

for (let i = 0; i < connections; i++) open();
setTimeout(() => {
  isOver = true;
  console.log(JSON.stringify({ requests: messages, seconds, failed }));
  process.exit(0);
}, seconds * 1000);

function open() {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let head = '';
  let received = 0;
  socket.write(HEAD);
  socket.on('data', (bytes) => {
    if (head !== null) {
      head += bytes.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      if (!head.startsWith('HTTP/1.1 101')) failed++;
      head = null;
      socket.write(FRAME);
      return;
    }
    received += bytes.length;
    if (received < FRAME.length) return;
    received = 0;
    messages++;
    socket.write(FRAME);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    if (!isOver) failed++;
  });
}
