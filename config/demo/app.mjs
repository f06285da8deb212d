// An ordinary web server that knows nothing of berth: it listens on the port it is given and answers.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { renderPage } from './page.mjs';

const routes = {
  '/': (req, res) => send(res, 200, 'text/html; charset=utf-8', renderPage(req)),
  '/slow': slow,
  '/log': log,
  '/stream': stream,
  '/events': events,
  '/crash': crash,
  '/echo': echo,
};

const server = createServer((req, res) => {
  const { pathname, searchParams } = new URL(req.url, 'http://demo');
  const route = routes[pathname];
  if (route === undefined) send(res, 404, 'text/plain; charset=utf-8', `There is nothing at ${pathname}.\n`);
  else route(req, res, searchParams);
});

server.on('upgrade', (req, socket) => {
  const accept = createHash('sha1')
    .update(`${req.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.on('error', () => socket.destroy());
  // Small text frames only: unmask what came and send it back (RFC 6455 section 5.2).
  socket.on('data', (frame) => {
    const length = frame[1] & 0x7f;
    if ((frame[0] & 0x0f) !== 1 || length > 125) return socket.end();
    const text = frame.subarray(6, 6 + length).map((byte, i) => byte ^ frame[2 + (i % 4)]);
    socket.write(Buffer.concat([Buffer.from([0x81, length]), text]));
  });
});

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () =>
  console.log(`demo app on port ${server.address().port}`),
);

process.on('SIGTERM', () => {
  console.log('demo app stops');
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});

function send(res, status, type, body) {
  res.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

function slow(_req, res, query) {
  const ms = Math.min(Number(query.get('ms') ?? 2000) || 0, 60_000);
  setTimeout(() => send(res, 200, 'text/plain; charset=utf-8', `That took ${ms} ms.\n`), ms);
}

function log(req, res, query) {
  const lines = Math.min(Number(query.get('lines') ?? 3) || 0, 10_000);
  for (let i = 1; i <= lines; i++) console.log(`line ${i} of ${lines} for ${req.headers['x-request-id']}`);
  console.error('and one line on stderr');
  send(res, 200, 'text/plain; charset=utf-8', `Wrote ${lines} lines and one on stderr; look between the markers.\n`);
}

function stream(_req, res) {
  res.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
  let count = 0;
  const timer = setInterval(() => {
    count += 1;
    res.write(`chunk ${count}\n`);
    if (count === 10) stop();
  }, 300);
  const stop = () => {
    clearInterval(timer);
    res.end('done\n');
  };
  res.on('close', () => clearInterval(timer));
}

function events(_req, res) {
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const timer = setInterval(() => res.write(`data: ${new Date().toISOString()}\n\n`), 1000);
  res.on('close', () => clearInterval(timer));
}

function crash(_req, _res, query) {
  console.error('the demo app was asked to crash');
  process.exit(Number(query.get('code') ?? 3) & 0xff);
}

function echo(req, res) {
  res.writeHead(200, { 'content-type': req.headers['content-type'] ?? 'application/octet-stream' });
  req.pipe(res);
}
