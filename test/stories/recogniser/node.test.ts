import { describe, expect, test } from 'vitest';
import { type BrokenApp, expectTelling, runBrokenApp } from '../failure/broken-app.ts';
import { exits } from './exits.ts';

const ROWS: readonly BrokenApp[] = [
  exits('a package that is not installed', 'node server.cjs', {
    files: { 'server.cjs': `require('no-such-package')` },
    cause: /package no-such-package is not installed/,
    cure: /npm ci/,
  }),
  exits('an ES module’s package that is not installed', 'node server.mjs', {
    files: { 'server.mjs': `import 'no-such-package'` },
    cause: /package no-such-package is not installed/,
  }),
  exits('a file that the build left out', 'node server.cjs', {
    files: { 'server.cjs': `require('./dist/app.js')` },
    cause: /app’s own code asks for \.\/dist\/app\.js, and there is no such file/,
  }),
  exits('a file that the build put elsewhere', 'node server.cjs', {
    files: { 'server.cjs': `require('/srv/no-such/db.js')` },
    cause: /app’s own code asks for \/srv\/no-such\/db\.js, and there is no such file/,
  }),
  exits('a file to load ahead that is not there', 'node -r ./tracing.cjs server.cjs', {
    files: { 'server.cjs': 'console.log(1)' },
    cause: /told to load \.\/tracing\.cjs ahead of the app, and there is no such file/,
    cure: /`-r`/,
  }),
  exits('a heap that is too small', 'node --max-old-space-size=20 server.cjs', {
    files: { 'server.cjs': 'const a = []; for (;;) a.push(new Array(10000).fill(1.5))' },
    cause: /heap of Node\.js reached its limit/,
    cure: /--max-old-space-size/,
  }),
  exits('a syntax error', 'node server.cjs', {
    files: { 'server.cjs': 'const a = ;' },
    cause: /cannot read a file of the app: Unexpected token ';'/,
  }),
  exits('`import` in CommonJS', 'node server.cjs', {
    files: { 'server.cjs': `import 'fs'` },
    cause: /reads it as CommonJS/,
  }),
  exits('an environment variable that is not set', 'node server.cjs', {
    files: { 'server.cjs': `throw new Error('Environment variable SHOP_URL is not set')` },
    cause: /reads SHOP_URL from its environment/,
  }),
  exits('a setting that the app insists on', 'node server.cjs', {
    files: { 'server.cjs': `throw new Error('SHOP_URL must be set')` },
    cause: /asks for SHOP_URL/,
    record: { certainty: 'likely' },
  }),
  exits('an error without a kind', 'node server.cjs', {
    files: { 'server.cjs': `throw new Error('the shop is closed')` },
    cause: /nothing in it handles: Error: the shop is closed\./,
    record: { certainty: 'likely' },
  }),
  exits('a database that is not there', 'node server.cjs', {
    files: { 'server.cjs': `require('net').connect(1, '127.0.0.1')` },
    cause: /nothing accepts connections at 127\.0\.0\.1:1\./,
  }),
  exits('a host name that nobody knows', 'node server.cjs', {
    files: { 'server.cjs': `require('net').connect(1, 'db.invalid')` },
    cause: /cannot resolve the host name db\.invalid/,
  }),
  exits('a port of its own that is taken', 'node server.cjs', {
    files: {
      'server.cjs': `const { createServer } = require('net');
        const first = createServer().listen(0, '127.0.0.1', () => createServer().listen(first.address().port, '127.0.0.1'));`,
    },
    cause: /wants to listen on 127\.0\.0\.1:\d+, and something listens there already/,
    cure: /Let it listen on the port that berth tells it/,
  }),
  exits('an address of another machine', 'node server.cjs', {
    files: { 'server.cjs': `require('net').createServer().listen(0, '192.0.2.1')` },
    cause: /192\.0\.2\.1, which is no address of this machine/,
  }),
  exits('a config file that was not deployed', 'node server.cjs', {
    files: { 'server.cjs': `require('fs').readFileSync('/no/config.json')` },
    cause: /needs \/no\/config\.json, and it is not there/,
    record: { certainty: 'likely' },
  }),
  exits('a full disk', 'node server.cjs', {
    files: { 'server.cjs': `require('fs').writeFileSync('/dev/full', 'x')` },
    cause: /no space left where the app writes/,
  }),
  exits('too many open files', ['sh', '-c', 'ulimit -n 40; exec node server.cjs'], {
    files: { 'server.cjs': `for (;;) require('fs').openSync('/dev/null')` },
    cause: /limit of open files/,
    cure: /ulimit -n/,
  }),
  exits('an error that nothing handles', 'node server.cjs', {
    files: { 'server.cjs': 'undefined.port' },
    cause: /^The app looks for port in something that is not there/,
    record: {
      certainty: 'likely',
      evidence: [expect.stringContaining('TypeError: Cannot read properties of undefined')],
    },
  }),
  exits('a hash that OpenSSL has dropped', 'node server.cjs', {
    files: { 'server.cjs': `require('crypto').createHash('md4')` },
    cause: /old hash or cipher/,
  }),
  exits('an option that this Node.js does not know', 'node --max-heap=20 -e 0', { cause: /option --max-heap=20/ }),
  exits('an npm script that is not there', 'npm run serve', {
    files: { 'package.json': '{"name":"app","version":"1.0.0"}' },
    cause: /no script called serve/,
  }),
];

describe('berth in front of a Node.js app', () => {
  test.for(ROWS)('tells everybody of $title', async (broken) => {
    expectTelling(broken, await runBrokenApp(broken));
  });
});
