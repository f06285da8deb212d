import { createCertificates } from '../../upstream/node-client/certificates.ts';
import { ANSWER, type BrokenFolder, change, END, LISTEN, ON_TERM, SOUND, START, soundWith } from './sound-server.ts';

const UNMARKED = [START, ';', END, ';'];
const KEPT = 'server.keepAliveTimeout = 0;';
const HEAD = String.raw`HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n`;
const PID_FILE = `const pid = Number(require('node:fs').readFileSync(__dirname + '/server.pid'));
process.kill(pid, 0);
console.error('A server is already running (pid: ' + pid + ', file: /code/server.pid).');
process.exit(1);`;
const TOKEN = `${KEPT}
let expiresAtMs = Date.now() + 800;
setInterval(() => { if (Date.now() < expiresAtMs) expiresAtMs = Date.now() + 800; }, 200);`;
const END_ALL =
  "process.on('SIGTERM', () => { for (const child of started) child.kill('SIGKILL'); process.exit(0); });";
const START_ONE =
  "(globalThis.started ??= []).push(require('node:child_process').spawn('sleep', ['1000'], { stdio: 'ignore' }));";
const BUFFER = `let held = '';
console.log = (text) => { held += text + '\\n'; };
process.on('exit', () => require('node:fs').writeSync(1, held));
const server = createServer(`;

const { key, cert } = createCertificates().selfSigned;
const SPEAKS_TLS = `#!/usr/bin/env node
const { readFileSync } = require('node:fs');
const pair = { key: readFileSync(__dirname + '/key.pem'), cert: readFileSync(__dirname + '/cert.pem') };
require('node:https').createServer(pair, (req, res) => res.end('hello')).listen(process.env.PORT, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`;
const ONE_AT_A_TIME = `#!/usr/bin/env node
const { createServer } = require('node:http');
const server = createServer((req, res) => req.resume().on('end', () => res.end('hello')));
server.keepAliveTimeout = 0;
const waiting = [];
let isBusy = false;
const next = () => {
  const socket = waiting.shift();
  isBusy = socket !== undefined;
  if (isBusy) server.emit('connection', socket.once('close', next));
};
require('node:net').createServer((socket) => {
  waiting.push(socket);
  if (!isBusy) next();
}).listen(process.env.PORT, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`;

/** Ends of an app that nobody asked for, and a start that is not what it seems. */
const LIVES: readonly BrokenFolder[] = [
  {
    title: 'a server that listens on ::1',
    folder: change("'0.0.0.0'", "'::1'"),
    step: 'start',
    code: 'bound-to-loopback',
    seen: /::1:9000/,
  },
  {
    title: 'a server that takes its port from the .env it was packed with',
    folder: {
      files: {
        ...change(LISTEN, "process.loadEnvFile(__dirname + '/.env');\nserver.listen(process.env.PORT, '0.0.0.0');")
          .files,
        '.env': 'PORT=3000\n',
      },
    },
    step: 'start',
    code: 'wrong-port',
    seen: /port 3000, and the platform asks on 9000/,
    args: ['--deadline', '3s'],
  },
  {
    title: 'the file of a process that was packed with it',
    folder: { files: { ...soundWith(PID_FILE).files, 'server.pid': '1\n' } },
    step: 'start',
    code: 'start-ended',
    seen: /pid file of an earlier run/,
  },
  {
    title: 'a start command that goes into the background once all seems well',
    folder: {
      files: {
        bootstrap: '#!/bin/sh\nnode server.js &\nuntil [ -e /tmp/called ]; do sleep 0.1; done\n',
        'server.js': change(ANSWER, `require('node:fs').writeFileSync('/tmp/called', ''); ${ANSWER}`).files.bootstrap,
      },
    },
    step: null,
    code: 'start-daemonised',
    seen: /server\.js in the background/,
  },
  {
    title: 'a parent that ends and leaves the port to its child',
    folder: {
      files: {
        bootstrap: `#!/usr/bin/env node
const child = require('node:child_process').fork(__dirname + '/server.js');
child.on('message', () => { console.error('the supervisor lost its child'); process.exit(1); });
`,
        'server.js': change(ANSWER, `if (process.connected) process.send('called', () => {}); ${ANSWER}`).files
          .bootstrap,
      },
    },
    step: null,
    code: 'app-ended',
    seen: /exited with code 1: .*; it left .*server\.js behind, which still holds the port 9000/,
  },
  {
    title: 'a trap that waits for the end of a sleep',
    folder: {
      files: {
        bootstrap: '#!/bin/bash\nnode server.js &\ntrap "kill $!; exit 0" TERM\nwhile :; do sleep 30; done\n',
        'server.js': SOUND,
      },
    },
    step: 'stop',
    code: 'term-ignored',
    seen: /still there/,
  },
];

/** Answers that are not what a visitor, or the next call, can use. */
const ANSWERS: readonly BrokenFolder[] = [
  {
    title: 'a body that is shorter than its Content-Length',
    folder: change(ANSWER, `req.socket.end('${HEAD}he');`),
    step: 'calls',
    code: 'answer-cut',
    seen: /GET \/ was cut off: 2 of the 5 bytes/,
  },
  {
    title: 'a name of the host that only its developer has',
    folder: change(ANSWER, `if (!/^localhost/.test(req.headers.host)) res.statusCode = 400; ${ANSWER}`),
    step: 'calls',
    code: 'host-refused',
    seen: /400 for the host rehearsal\.example\.com, and with 200 for localhost/,
  },
  {
    title: 'a redirect to https that never ends, for the connection is always plain',
    folder: change(
      ANSWER,
      `if (!req.socket.encrypted) return res.writeHead(301, { location: 'https://' + req.headers.host + req.url }).end(); ${ANSWER}`,
    ),
    step: 'redirects',
    code: 'redirect-loop',
    seen: /https:\/\/rehearsal\.example\.com\/, which is where the visitor came from/,
  },
  {
    title: 'a cookie for localhost',
    folder: change(ANSWER, `res.setHeader('set-cookie', 'session=1; Path=/; Secure; Domain=localhost'); ${ANSWER}`),
    step: 'cookies',
    code: 'cookie-domain',
    seen: /session is for the domain localhost/,
  },
  {
    title: 'a cookie of 5 KB',
    folder: change(ANSWER, `res.setHeader('set-cookie', 'cart=' + 'x'.repeat(5000)); ${ANSWER}`),
    step: 'cookies',
    code: 'cookie-too-large',
    seen: /5005 bytes/,
  },
  {
    title: 'a server that speaks only TLS',
    folder: { files: { bootstrap: SPEAKS_TLS, 'key.pem': key, 'cert.pem': cert } },
    args: ['--platform', 'knative'],
    step: 'calls',
    code: 'speaks-tls',
    seen: /on port 8080 the app speaks TLS/,
  },
  {
    title: 'a server that takes one connection at a time, and holds it',
    folder: { files: { bootstrap: ONE_AT_A_TIME } },
    args: ['--platform', 'knative', '--timeout', '3s'],
    step: 'calls',
    code: 'one-at-a-time',
    seen: /of 8 connections at once 7 were never served/,
  },
  {
    title: 'a cookie for other sites that is not Secure',
    folder: change(ANSWER, `res.setHeader('set-cookie', 'cart=1; SameSite=None'); ${ANSWER}`),
    step: 'cookies',
    code: 'cookie-not-secure',
    seen: /cart lacks Secure/,
  },
  {
    title: 'the port of the instance in an address within JSON',
    folder: change(
      ANSWER,
      "res.setHeader('content-type', 'application/json'); res.end(JSON.stringify({ next: 'http://localhost:9000/2' }));",
    ),
    step: 'links',
    code: 'link-to-port',
    seen: /GET \/ holds http:\/\/localhost:9000,/,
  },
  {
    title: 'a token that a timer was to renew while the instance was frozen',
    folder: change(KEPT, TOKEN, ANSWER, `if (Date.now() > expiresAtMs) res.statusCode = 401; ${ANSWER}`),
    step: 'freeze',
    code: 'changed-on-thaw',
    seen: /answered with 401, and before it was served/,
  },
];

/** What calls leave behind, and what they write. */
const TRACES: readonly BrokenFolder[] = [
  {
    title: 'a file that each call opens and leaves open',
    folder: change(ANSWER, `globalThis.file = require('node:fs').openSync('/etc/hostname'); ${ANSWER}`),
    step: 'leaks',
    code: 'leaks-descriptors',
    seen: /24 calls left 24 more files/,
  },
  {
    title: 'a process that each call starts and forgets',
    folder: change(ANSWER, `${START_ONE} ${ANSWER}`, ON_TERM, END_ALL),
    step: 'leaks',
    code: 'leaks-processes',
    seen: /24 calls left 24 more processes/,
  },
  {
    title: 'a dot for each call, without an end of line, before the markers',
    folder: change(END, `process.stdout.write('.'); ${END}`),
    step: 'markers',
    code: 'markers-misplaced',
    seen: /before a marker: \.FC Invoke End/,
  },
  {
    title: 'a log that never ends its line',
    folder: change(
      ...UNMARKED,
      'FC_CUSTOM_LISTEN_PORT',
      'PORT',
      ANSWER,
      `process.stdout.write('GET ' + req.url + ' | '); ${ANSWER}`,
    ),
    args: ['--platform', 'knative'],
    step: 'log',
    code: 'log-unended',
    seen: /not one end of a line/,
  },
  {
    title: 'output that is kept back until the end',
    folder: change('const server = createServer(', BUFFER),
    step: 'log',
    code: 'log-held-back',
    seen: /came only when the app was told to end/,
  },
];

/** Traps that were thought of when the rehearsal was there already. */
export const LATELY_SEEN: readonly BrokenFolder[] = [...LIVES, ...ANSWERS, ...TRACES];
