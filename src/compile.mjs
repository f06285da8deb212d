// Runs the berth of its own folder before a small app until it has answered some calls, and leaves what V8 has compiled for it
// beside each part, for the Node.js that runs this: see src/code-cache.ts. `node scripts/build.mjs`, `berth init` and
// `berth pack` start it, in a process of its own and without an output.
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const DIST = dirname(fileURLToPath(import.meta.url));
const CALLS = 20;
const APP = "require('node:http').createServer((_, res) => res.end('ok')).listen(process.env.PORT, '127.0.0.1')";

/** The parts that run, by file: src/code-cache.ts puts them here. */
const parts = new Map();
globalThis[Symbol.for('berth.parts')] = parts;
// Of what is compiled already, nothing would come here that was not in the compiled form.
for (const name of readdirSync(DIST)) if (name.endsWith('.cache')) rmSync(join(DIST, name));

const folder = mkdtempSync(join(tmpdir(), 'berth-compile-'));
process.once('exit', () => {
  rmSync(folder, { recursive: true, force: true });
  for (const [filename, { id, script }] of parts) {
    const part = `${filename}.${process.pid}`;
    writeFileSync(part, Buffer.concat([Buffer.from(id, 'latin1'), script.createCachedData()]));
    // Nobody reads half of one.
    renameSync(part, `${filename}.cache`);
  }
});

const config = join(folder, 'berth.yaml');
writeFileSync(
  config,
  `command: ${JSON.stringify([process.execPath, '-e', APP])}\nport: auto\nlisten: { host: 127.0.0.1 }\n`,
);
const port = await findFreePort();
process.argv = [process.execPath, join(DIST, 'berth.cjs'), 'run', '--config', config, '--port', String(port)];
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
