import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { startBerth } from '../../helpers/berth.ts';
import { createEmptyFolder } from '../../helpers/deployed-folder.ts';
import { finishBerth } from '../../helpers/finished-berth.ts';

/** It becomes ready once the file is there. */
const SERVER = `const { createServer } = require('node:http');
const { existsSync } = require('node:fs');
createServer((_, res) => res.writeHead(existsSync('open') ? 200 : 503).end()).listen(process.env.PORT, '127.0.0.1');
`;
const CONFIG = `command: node server.js
port: auto
startup: { listen: at-once }
ready: { http: / }
health: /-/healthz
`;

function packPod(folder: string) {
  const { status, stderr } = finishBerth(['pack', '--platform', 'container', '-o', 'image', '--image'], folder);
  expect([status, stderr]).toEqual([0, '']);
  return parse(readFileSync(join(folder, 'pod.yaml'), 'utf8')).spec.containers[0];
}

test('the commands by which a pod is probed tell a berth whose app starts, one whose app is ready, and none', async () => {
  const folder = createEmptyFolder();
  writeFileSync(join(folder, 'server.js'), SERVER);
  writeFileSync(join(folder, 'berth.yaml'), CONFIG);
  const { startupProbe, livenessProbe } = packPod(folder);
  await using berth = await startBerth({ file: join(folder, 'berth.yaml') });
  const probe = (...of: Array<{ exec: { command: string[] } }>) =>
    of.map(
      ({
        exec: {
          command: [file = '', ...args],
        },
      }) => {
        const program = join(folder, 'image/app', relative('/code', file));
        const words = args.map((word) => (word === '9000' ? String(berth.port) : word));
        return spawnSync(program, words, { env: { PATH: process.env['PATH'] ?? '' } }).status === 0;
      },
    );
  expect(probe(startupProbe, livenessProbe)).toEqual([false, true]);
  expect(spawnSync(join(folder, 'image/app/berth-probe'), ['1', '/']).status).toBe(1);
  writeFileSync(join(folder, 'open'), '');
  await berth.waitForLine(/"event":"ready"/);
  expect(probe(startupProbe, livenessProbe)).toEqual([true, true]);
  await berth.stop();
  expect(probe(startupProbe, livenessProbe)).toEqual([false, false]);
});
