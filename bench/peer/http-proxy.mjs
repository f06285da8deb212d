// http-proxy, http-proxy-3 or httpxy as their READMEs show them, with a keep-alive agent:
// node http-proxy.mjs PACKAGE PORT UPSTREAM_PORT
import { Agent, createServer } from 'node:http';

const [name, port, upstreamPort] = process.argv.slice(2);
const library = await import(name);
const createProxyServer = library.createProxyServer ?? library.default.createProxyServer;
const proxy = createProxyServer({
  target: `http://127.0.0.1:${upstreamPort}`,
  agent: new Agent({ keepAlive: true, maxFreeSockets: 1024 }),
});
const refuse = (res) => {
  if (!res.headersSent) res.writeHead?.(502);
  res.end();
};
proxy.on('error', (_error, _req, res) => refuse(res));
// httpxy reports a failure as a rejection too, the others by the event alone.
const server = createServer((req, res) => void proxy.web(req, res)?.catch?.(() => refuse(res)));
server.on('upgrade', (req, socket, head) => {
  socket.on('error', () => socket.destroy());
  void proxy.ws(req, socket, {}, head)?.catch?.(() => socket.destroy());
});
server.listen(Number(port), '127.0.0.1');
