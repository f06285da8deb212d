// fastify with @fastify/reply-from, bodies streamed through: node reply-from.mjs PORT UPSTREAM_PORT
import replyFrom from '@fastify/reply-from';
import fastify from 'fastify';

const [port, upstreamPort] = process.argv.slice(2).map(Number);
const app = fastify({ logger: false, bodyLimit: 64 << 20 });
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', (_req, body, done) => done(null, body));
app.register(replyFrom, { base: `http://127.0.0.1:${upstreamPort}`, undici: { connections: 1024, pipelining: 1 } });
app.all('/*', (req, reply) => reply.from(req.raw.url));
await app.listen({ port, host: '127.0.0.1' });
