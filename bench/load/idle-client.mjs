// Opens connections, sends one request on each and then keeps them open until stdin ends:
// node idle-client.mjs PORT CONNECTIONS → prints how many are open, once all are or one more is not to be had
import { connect } from 'node:net';

const [port, connections] = process.argv.slice(2).map(Number);
const REQUEST = `GET /small HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
const AT_A_TIME = 100;
const LONGEST_WAIT_MS = 5_000;

let open = 0;
for (let first = 0; first < connections && open === first; first += AT_A_TIME) {
  const batch = Array.from({ length: Math.min(AT_A_TIME, connections - first) }, openOne);
  await Promise.all(batch);
}
console.log(open);
process.stdin.resume().on('end', () => process.exit(0));

function openOne() {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(REQUEST));
    socket.setTimeout(LONGEST_WAIT_MS, resolve);
    socket.once('data', () => {
      open++;
      socket.setTimeout(0);
      socket.once('close', () => open--);
      resolve();
    });
    socket.once('error', resolve);
  });
}
