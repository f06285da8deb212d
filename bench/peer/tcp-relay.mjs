// Bytes there and back through node:net, with no idea of HTTP: what a proxy in Node cannot be below.
// node tcp-relay.mjs PORT UPSTREAM_PORT
import { connect, createServer } from 'node:net';

const [port, upstreamPort] = process.argv.slice(2).map(Number);

const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
  const upstream = connect({ host: '127.0.0.1', port: upstreamPort, noDelay: true, allowHalfOpen: true });
  relay(client, upstream);
  relay(upstream, client);
});
server.listen({ port, host: '127.0.0.1', backlog: 4096 });

function relay(from, to) {
  from.on('data', (bytes) => {
    if (!to.write(bytes)) from.pause();
  });
  to.on('drain', () => from.resume());
  from.on('end', () => to.end());
  from.on('error', () => to.destroy());
  from.on('close', () => to.destroySoon());
}
