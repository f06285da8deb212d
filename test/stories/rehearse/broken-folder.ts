import type { DeployableFolder } from './rehearsed.ts';

const LISTEN = "server.listen(process.env.FC_CUSTOM_LISTEN_PORT, '0.0.0.0');";
const ON_TERM = "process.on('SIGTERM', () => process.exit(0));";
const START = 'console.log(`FC Invoke Start RequestId: $' + '{id}`);';
const END = 'console.log(`FC Invoke End RequestId: $' + '{id}`);';
const ANSWER = "res.end('hello');";

/** A server that keeps the whole contract of Function Compute. */
const SOUND = `#!/usr/bin/env node
const { createServer } = require('node:http');
const server = createServer((req, res) => {
  const id = req.headers['x-fc-request-id'];
  const isHook = /^.(initialize|pre-stop)$/.test(req.headers['x-fc-control-path']);
  if (!isHook) ${START}
  req.resume().on('end', () => {
    if (isHook) return res.end();
    ${END}
    ${ANSWER}
  });
});
server.keepAliveTimeout = 0;
${LISTEN}
${ON_TERM}
`;

/** The sound server, with something else in the place of a part of it. */
function change(part: string, other: string): DeployableFolder {
  if (!SOUND.includes(part)) throw new Error(`BUG: the server has no ${part}`);
  return { files: { bootstrap: SOUND.replaceAll(part, other) } };
}

export const SOUND_FOLDER: DeployableFolder = { files: { bootstrap: SOUND } };

/** The sound server, which does something else before it listens. */
export function soundWith(deed: string): DeployableFolder {
  return change(LISTEN, `${deed}\n${LISTEN}`);
}

export const BOUND_TO_LOOPBACK = change("'0.0.0.0'", "'127.0.0.1'");
export const WRITES_INTO_CODE = soundWith("require('node:fs').writeFileSync(__dirname + '/cache.json', '{}');");
export const NEVER_READY = change(LISTEN, 'setInterval(() => {}, 1_000);');
export const MEMORY_HUNGRY = change(
  ANSWER,
  `if (req.url === '/') globalThis.held = Buffer.alloc(200 * 1024 ** 2, 1); ${ANSWER}`,
);

/** A folder with one thing wrong. */
export interface BrokenFolder {
  readonly title: string;
  readonly folder: DeployableFolder;
  /** The step that sees it, and by which name. */
  readonly step: string;
  readonly code: string;
  readonly seen: RegExp;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** An ELF head of 64 bytes for another processor. */
const ARM64_PROGRAM = Buffer.alloc(128);
ARM64_PROGRAM.write('\u007fELF\u0002\u0001\u0001', 'latin1');
ARM64_PROGRAM.writeUInt16LE(2, 16);
ARM64_PROGRAM.writeUInt16LE(183, 18);

/** Runs behind every thaw: a timer of 50 ms that comes much too late. */
const onThaw = (deed: string): string => `${ON_TERM}
let last = Date.now();
setInterval(() => { if (Date.now() - last > 600) { ${deed} } last = Date.now(); }, 50);`;

export const UNSTARTABLE: readonly BrokenFolder[] = [
  {
    title: 'a start file with line ends of Windows',
    folder: { files: { bootstrap: SOUND.replaceAll('\n', '\r\n') } },
    step: 'start file',
    code: 'start-file-crlf',
    seen: /line ends of Windows/,
  },
  {
    title: 'a start file without #!',
    folder: change('#!/usr/bin/env node\n', ''),
    step: 'start file',
    code: 'start-file-no-shebang',
    seen: /exec format error/,
  },
  {
    title: 'a start file that is not executable',
    folder: { ...SOUND_FOLDER, startFileMode: 0o644 },
    step: 'start file',
    code: 'start-file-not-executable',
    seen: /CAFilePermission/,
  },
  {
    title: 'an interpreter that is not there',
    folder: change('/usr/bin/env node', '/usr/bin/env python9'),
    step: 'start file',
    code: 'interpreter-missing',
    seen: /python9/,
  },
  {
    title: 'a program for another processor',
    folder: { files: { bootstrap: ARM64_PROGRAM } },
    step: 'start file',
    code: 'start-file-foreign',
    seen: /arm64/,
  },
  {
    title: 'a package that is one folder too deep',
    folder: { files: { 'shop/bootstrap': SOUND } },
    step: 'start file',
    code: 'start-file-too-deep',
    seen: /shop/,
  },
  {
    title: 'a folder that was never packed',
    folder: { files: { 'berth.yaml': 'command: node server.js\n' } },
    step: 'start file',
    code: 'start-file-missing',
    seen: /no bootstrap/,
  },
  {
    title: 'a server that listens on 127.0.0.1',
    folder: BOUND_TO_LOOPBACK,
    step: 'start',
    code: 'bound-to-loopback',
    seen: /127\.0\.0\.1:9000/,
  },
  {
    title: 'a server that listens on another port',
    folder: change('process.env.FC_CUSTOM_LISTEN_PORT', '3000'),
    step: 'start',
    code: 'wrong-port',
    seen: /port 3000, and the platform asks on 9000/,
    args: ['--deadline', '2s'],
  },
  {
    title: 'a start that blocks for 20 s',
    folder: change(
      LISTEN,
      `console.log('waiting for the price list'); setTimeout(() => ${LISTEN.slice(0, -1)}, 20_000);`,
    ),
    step: 'start',
    code: 'start-too-slow',
    seen: /not open after 2\.00 s.*waiting for the price list/,
    args: ['--deadline', '2s'],
  },
  {
    title: 'a start command that goes into the background',
    folder: { files: { bootstrap: '#!/bin/sh\nnode server.js &\n', 'server.js': SOUND } },
    step: 'start',
    code: 'start-daemonised',
    seen: /server\.js in the background/,
  },
  {
    title: 'a start command that only ends',
    folder: { files: { bootstrap: '#!/bin/sh\necho done\n' } },
    step: 'start',
    code: 'start-ended',
    seen: /exited with code 0/,
  },
  {
    title: 'a module that was not packed',
    folder: change('server.keepAliveTimeout', "require('express');\nserver.keepAliveTimeout"),
    step: 'start',
    code: 'start-ended',
    seen: /express/,
  },
  {
    title: 'a variable that only this machine has',
    folder: change(ON_TERM, "if (!process.env.DATABASE_URL) throw new Error('DATABASE_URL is not set');"),
    step: 'start',
    code: 'variable-missing',
    seen: /DATABASE_URL, which is set here/,
    env: { DATABASE_URL: 'postgres://localhost/shop' },
  },
  {
    title: 'a server that writes into its code folder',
    folder: WRITES_INTO_CODE,
    step: 'start',
    code: 'code-not-writable',
    seen: /cache\.json/,
  },
];

export const SERVED_BADLY: readonly BrokenFolder[] = [
  {
    title: 'a start that older generations of the platform do not wait for',
    folder: change(LISTEN, `setTimeout(() => ${LISTEN.slice(0, -1)}, 15_500);`),
    step: 'start',
    code: 'start-slow',
    seen: /older generations .* give up after 15 s/,
    args: ['--deadline', '40s'],
  },
  {
    title: 'a trigger that gets no answer',
    folder: change(ANSWER, `if (req.url === '/invoke') req.socket.destroy(); else ${ANSWER}`),
    step: 'event',
    code: 'event-lost',
    seen: /\/invoke had no answer/,
  },
  {
    title: 'a trigger whose event is not understood',
    folder: change(ANSWER, `if (req.url === '/invoke') res.statusCode = 404; ${ANSWER}`),
    step: 'event',
    code: 'event-refused',
    seen: /answered with 404/,
    args: ['--event', 'package.json'],
  },
  {
    title: 'a server that hangs up on a large body',
    folder: change(
      'req.resume()',
      "if (req.headers['content-length'] > 1e5) return req.socket.destroy();\n  req.resume()",
    ),
    step: 'body',
    code: 'body-lost',
    seen: /1 MiB had no answer/,
  },
  {
    title: 'a server that closes each connection after its answer',
    folder: change(ANSWER, `res.shouldKeepAlive = false; ${ANSWER}`),
    step: 'idle',
    code: 'never-kept',
    seen: /closes each connection/,
  },
  {
    title: 'a log that is larger than the answers',
    folder: change(END, `{ for (let i = 0; i < 3; i++) console.log('x'.repeat(30_000)); ${END} }`),
    step: 'log',
    code: 'log-too-much',
    seen: /9\d{4} bytes a call/,
  },
  {
    title: 'a PreStop hook that fails',
    folder: change(
      'if (isHook) return res.end();',
      "if (isHook) return res.writeHead(req.url === '/pre-stop' ? 500 : 200).end();",
    ),
    step: 'stop',
    code: 'pre-stop-refused',
    seen: /answered with 500/,
  },
  {
    title: 'an Initializer that is answered with 404',
    folder: change(
      'if (isHook) return res.end();',
      "if (isHook) return res.writeHead(req.url === '/initialize' ? 404 : 200).end();",
    ),
    step: 'initialize',
    code: 'initialize-refused',
    seen: /404/,
  },
  {
    title: 'a server that ends of its first call',
    folder: change(ANSWER, "throw new Error('no such template');"),
    step: 'calls',
    code: 'app-ended',
    seen: /no such template/,
  },
  {
    title: 'a page that is answered with 500',
    folder: change(ANSWER, `res.statusCode = 500; ${ANSWER}`),
    step: 'calls',
    code: 'calls-failed',
    seen: /GET \/ was answered with 500/,
  },
  {
    title: 'an app that needs more memory than the function has',
    folder: MEMORY_HUNGRY,
    step: 'calls',
    code: 'out-of-memory',
    seen: /more than 128 MiB/,
    args: ['--memory', '128'],
  },
  {
    title: 'a limit for bodies that is too small',
    folder: change(ANSWER, `if (req.headers['content-length'] > 1e5) res.statusCode = 413; ${ANSWER}`),
    step: 'body',
    code: 'body-refused',
    seen: /413/,
  },
  {
    title: 'response headers of 9 KB',
    folder: change(ANSWER, `res.setHeader('set-cookie', 'cart=' + 'x'.repeat(9000)); ${ANSWER}`),
    step: 'heads',
    code: 'head-too-large',
    seen: /8192/,
  },
  {
    title: 'a redirect to http',
    folder: change(ANSWER, "res.writeHead(302, { location: 'http://' + req.headers.host + '/login' }).end();"),
    step: 'redirects',
    code: 'redirect-to-http',
    seen: /http:\/\/rehearsal\.example\.com\/login/,
  },
  {
    title: 'a redirect to the port of the instance',
    folder: change(ANSWER, "res.writeHead(301, { location: 'https://rehearsal.example.com:9000/shop/' }).end();"),
    step: 'redirects',
    code: 'redirect-to-port',
    seen: /:9000/,
  },
  {
    title: 'lines of 40 KB in the log',
    folder: change(END, `{ console.log('x'.repeat(40_000)); ${END} }`),
    step: 'log',
    code: 'log-line-too-long',
    seen: /longest line 40000/,
  },
  {
    title: 'no markers',
    folder: change(START, ';'),
    step: 'markers',
    code: 'markers-some-missing',
    seen: /lack a marker/,
  },
  {
    title: 'markers that are written twice',
    folder: change(END, `{ ${END} ${END} }`),
    step: 'markers',
    code: 'markers-repeated',
    seen: /more than once/,
  },
  {
    title: 'a time stamp before the markers',
    folder: change('`FC Invoke', '`12:00:00 FC Invoke'),
    step: 'markers',
    code: 'markers-misplaced',
    seen: /12:00:00 FC Invoke/,
  },
  {
    title: 'a server that closes an idle connection',
    folder: change('keepAliveTimeout = 0;', 'keepAliveTimeout = 0;\nserver.timeout = 500;'),
    step: 'idle',
    code: 'idle-closed',
    seen: /closed a connection that had no call/,
  },
  {
    title: 'a server that says it will close an idle connection',
    folder: change('keepAliveTimeout = 0', 'keepAliveTimeout = 65_000'),
    step: 'idle',
    code: 'idle-announced',
    seen: /after 65 s/,
  },
  {
    title: 'a server that ends when it is thawed',
    folder: change(ON_TERM, onThaw("console.log('the event loop hangs'); process.exit(1);")),
    step: 'freeze',
    code: 'died-on-thaw',
    seen: /after the thaw .*exited with code 1/,
  },
  {
    title: 'a server that drops its connections when it is thawed',
    folder: change(ON_TERM, onThaw('server.closeAllConnections();')),
    step: 'freeze',
    code: 'dropped-on-thaw',
    seen: /dropped connections/,
  },
  {
    title: 'a server that does not heed SIGTERM',
    folder: change('process.exit(0)', '{}'),
    step: 'stop',
    code: 'term-ignored',
    seen: /still there/,
  },
  {
    title: 'a process that outlives the server',
    folder: change(ON_TERM, `${ON_TERM}\nrequire('node:child_process').spawn('sleep', ['1000'], { detached: true });`),
    step: 'left behind',
    code: 'processes-left',
    seen: /sleep 1000/,
  },
  {
    title: 'a file outside /tmp',
    folder: soundWith("require('node:fs').writeFileSync('/var/lib/shop.db', 'x');"),
    step: 'files',
    code: 'written-elsewhere',
    seen: /\/var\/lib\/shop\.db/,
  },
];

/** Without any marker at all. */
export const UNMARKED: DeployableFolder = { files: { bootstrap: SOUND.replaceAll(START, ';').replaceAll(END, ';') } };
