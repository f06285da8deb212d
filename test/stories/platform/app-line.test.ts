import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { BUNDLE } from '../../helpers/berth.ts';
import { PlatformLog } from './platform-log.ts';
import { SCRIPTS } from './scripted-platform.ts';

const SERVER = fileURLToPath(new URL('../../fixtures/servers/logs-in-many-forms.mjs', import.meta.url));
const CALLS = 20;
const TRACE = 'Error: no such order\n    at find (/app/orders.js:12:9)\n    at async serve (/app/server.js:3:5)\n';
const WARNING =
  '{"severity":"WARNING","message":"stock is low","logging.googleapis.com/trace":"projects/shop/traces/06796866738c859f2f19b7cfb3214824"}';
const PLAIN = 'a plain line, with größe, 漢字 and \u001b[31mcolour\u001b[0m';
const LONG = `{"message":"${'x'.repeat(40_000)}"}`;

// A line of JSON is read by the platform as it is; of plain ones Cloud Logging puts a stack trace together again, if nobody has
// changed them or stepped between.
test.concurrent.for(SCRIPTS.map((script) => [script.name, script] as const))(
  'the lines of an app reach %s as they are, each on its own stream',
  async ([, { name, env, isNamed }]) => {
    const folder = mkdtempSync(join(tmpdir(), 'berth-lines-'));
    const platform = isNamed === true ? `platform: ${name}\n` : '';
    writeFileSync(join(folder, 'berth.yaml'), `command: [node, ${SERVER}]\nport: auto\n${platform}`);
    const flags = ['--config', join(folder, 'berth.yaml'), '--port', '0', '--set', 'listen.host=127.0.0.1'];
    const child = spawn(process.execPath, [BUNDLE, 'run', ...flags], {
      env: { PATH: process.env['PATH'] ?? '', TMPDIR: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = new PlatformLog(child.stderr);
    const written = Promise.all([text(child.stdout), text(child.stderr)]);
    try {
      for (const event of ['ready', 'listening']) await log.waitFor((line) => line.includes(`"event":"${event}"`));
      const port = log.records.find((record) => record['event'] === 'listening')?.['port'];
      const calls = Array.from({ length: CALLS }, () => fetch(`http://127.0.0.1:${port}/`));
      for (const call of calls) expect(await (await call).text()).toBe('ok');
      child.kill('SIGTERM');
      const [stdout, stderr] = await written;
      const lines = stdout.split('\n').filter((line) => !line.startsWith('FC Invoke '));
      expect(lines).toEqual([...Array.from({ length: CALLS }, () => [WARNING, PLAIN, LONG]).flat(), '']);
      expect(stderr.split(TRACE)).toHaveLength(CALLS + 1);
      // What is left are records of berth.
      for (const line of stderr.replaceAll(TRACE, '').split('\n').slice(0, -1))
        expect(JSON.parse(line)).toHaveProperty('event');
    } finally {
      child.kill('SIGKILL');
      await written;
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
