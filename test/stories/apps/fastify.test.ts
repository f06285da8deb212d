import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Berth, ON_PLATFORM, startBerth } from '../../helpers/berth.ts';
import { createEmptyFolder } from '../../helpers/deployed-folder.ts';
import { TRANSPORTS } from '../../helpers/front-door-harness.ts';
import { requireNpmPackages } from '../../helpers/npm-packages.ts';
import { waitForCall } from './call-lines.ts';

const packages = await requireNpmPackages({ fastify: '5.12.8' });

/** Fastify with its own log, which tells of a request when the answer is out. */
const SERVER = `const app = require('${packages.folder}/node_modules/fastify')({ logger: true });
app.get('/', async (request) => { request.log.info('working'); return { hello: 'world' }; });
app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
`;

async function start(more: string): Promise<Berth> {
  const folder = createEmptyFolder();
  writeFileSync(join(folder, 'server.cjs'), SERVER);
  const command = `command: ['${process.execPath}', '${join(folder, 'server.cjs')}']`;
  const berth = await startBerth({ config: `${command}\nport: auto\n${more}`, args: ON_PLATFORM });
  await berth.waitForLine(/"event":"ready"/);
  // It is open a moment before it says so.
  await berth.waitForLine(/Server listening/);
  return berth;
}

describe.skipIf(packages.skipReason !== null)(packages.title('Fastify behind berth'), () => {
  test.for(TRANSPORTS)('`markers.settle` has its last line inside of each call, through %s', async (transport) => {
    await using berth = await start(`markers: { settle: 100ms }\nupstream: { transport: ${transport} }\n`);
    for (let i = 0; i < 10; i++) {
      const headers = { 'x-fc-request-id': `call-${i}` };
      const answer = await fetch(`http://127.0.0.1:${berth.port}/`, { headers });
      expect(await answer.json()).toEqual({ hello: 'world' });
      const lines = await waitForCall(berth, `call-${i}`);
      const told = lines.filter((line) => !line.includes('"event":"call"')).map((line) => JSON.parse(line).msg);
      expect(told).toEqual(['incoming request', 'working', 'request completed']);
    }
  });

  test('a call that nothing is marked of, or that berth answers itself, does not wait', async () => {
    await using berth = await start('markers: { settle: 1h, except: [/] }\n');
    expect(await (await fetch(`http://127.0.0.1:${berth.port}/`)).json()).toEqual({ hello: 'world' });
    const headers = { 'x-fc-control-path': '/pre-stop' };
    expect((await fetch(`http://127.0.0.1:${berth.port}/pre-stop`, { headers })).status).toBe(200);
  });
});
