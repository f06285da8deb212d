// Runs the berth of dist/ with its demo app until it has answered some calls, and leaves what V8 has compiled for it beside each
// part: see src/code-cache.ts. The build starts it, in a process of its own and without an output.
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import Module, { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');
const BUILD_LINE = /\/\/ build ([\da-f]{16})\n$/;
const CALLS = 20;

/** As src/code-cache.ts compiles them, by file. */
const scripts = new Map();
const compile = Module.prototype._compile;
Module.prototype._compile = function (content, filename, ...more) {
  const [, id] = BUILD_LINE.exec(content.slice(-40)) ?? [];
  if (dirname(filename) !== DIST || id === undefined) return compile.call(this, content, filename, ...more);
  const script = new Script(Module.wrap(content), { filename });
  scripts.set(filename, { id, script });
  return script.runInThisContext().call(this.exports, this.exports, createRequire(filename), this, filename, DIST);
};

process.once('exit', () => {
  for (const [filename, { id, script }] of scripts)
    writeFileSync(`${filename}.cache`, Buffer.concat([Buffer.from(id, 'latin1'), script.createCachedData()]));
});

const port = await findFreePort();
const config = ['--config', join(ROOT, 'config/demo/berth.yaml'), '--set', 'listen.host=127.0.0.1'];
process.argv = [process.execPath, join(DIST, 'berth.cjs'), 'run', ...config, '--port', String(port)];
createRequire(import.meta.url)(process.argv[1]);
for (let answered = 0; answered < CALLS; await delay(10)) if (await isAnswered(port)) answered++;
process.kill(process.pid, 'SIGTERM');

function findFreePort() {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function isAnswered(port) {
  return new Promise((resolve) => {
    const req = get({ host: '127.0.0.1', port, agent: false }, (res) => {
      res.resume().once('end', () => resolve(res.statusCode === 200));
    });
    req.once('error', () => resolve(false));
  });
}
