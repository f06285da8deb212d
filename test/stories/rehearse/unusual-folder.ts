import type { DeployableFolder } from './rehearsed.ts';
import { ANSWER, change, LISTEN, SOUND } from './sound-server.ts';

const CLUSTER = `#!/usr/bin/env node
const cluster = require('node:cluster');
if (cluster.isWorker) require('./server.js');
else {
  for (const _ of [1, 2]) cluster.fork();
  process.on('SIGTERM', () => cluster.disconnect(() => process.exit(0)));
}
`;
const POOL = `globalThis.pool ??= [];
    if (pool.length < 30) pool.push(require('node:fs').openSync('/etc/hostname'));`;
const PAGE = `res.setHeader('set-cookie', ['a=1; Domain=.example.com', '__Host-b=2; Secure; Path=/', 'c=3; SameSite=None; Secure']);
    res.setHeader('content-type', 'text/html');
    res.end('Try <code>http://localhost:3000/</code> or http://127.0.0.1:8080/');`;

/** Folders without a fault that do what few do. */
export const UNUSUAL: ReadonlyArray<{ readonly title: string; readonly folder: DeployableFolder }> = [
  {
    title: 'a server that opens a port for its metrics long before the other',
    folder: change(
      LISTEN,
      `require('node:http').createServer((_, res) => res.end('up 1')).listen(9464);\nsetTimeout(() => ${LISTEN.slice(0, -1)}, 11_000);`,
    ),
  },
  { title: 'a cluster whose parent serves nothing', folder: { files: { bootstrap: CLUSTER, 'server.js': SOUND } } },
  { title: 'a page that names ports of other machines, with cookies of all kinds', folder: change(ANSWER, PAGE) },
  {
    title: 'a redirect to the same page, for a browser to show that it keeps cookies',
    folder: change(
      ANSWER,
      `if (!req.headers.cookie) return res.writeHead(302, { 'set-cookie': 'seen=1', location: req.url }).end(); ${ANSWER}`,
    ),
  },
  { title: 'a pool that fills with the first calls', folder: change(ANSWER, `${POOL} ${ANSWER}`) },
  {
    title: 'a login before everything',
    folder: change(ANSWER, `res.writeHead(401, { 'www-authenticate': 'Basic realm="shop"' }); ${ANSWER}`),
  },
  {
    title: 'a server that closes a connection after some calls, and says so',
    folder: change('server.keepAliveTimeout = 0;', 'server.keepAliveTimeout = 0;\nserver.maxRequestsPerSocket = 3;'),
  },
];
