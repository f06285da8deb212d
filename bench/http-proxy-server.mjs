// http-proxy alone, as its README shows it, with a keep-alive agent: node http-proxy-server.mjs PORT UPSTREAM_PORT
import { Agent, createServer } from 'node:http';
import { createRequire } from 'node:module';

const httpProxy = createRequire(import.meta.url)('http-proxy');
const [port, upstreamPort] = process.argv.slice(2).map(Number);
const proxy = httpProxy.createProxyServer({
  target: { host: '127.0.0.1', port: upstreamPort },
  agent: new Agent({ keepAlive: true }),
});
createServer((req, res) => proxy.web(req, res, (error) => res.writeHead(502).end(error.message))).listen(
  port,
  '127.0.0.1',
);
