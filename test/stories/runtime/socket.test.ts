import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CLEAN_STOP, startBerth } from '../../helpers/berth.ts';

const SERVER = fileURLToPath(new URL('../../fixtures/servers/answers-when-told.mjs', import.meta.url));
const APP = `command: [node, ${SERVER}]\nport: auto\n`;

test.for([
  ["below Node's own sockets", {}],
  ['by what Node documents, where that is asked for', { BERTH_SOCKETS: 'node' }],
] as const)('berth serves on connections %s', async ([, env]) => {
  await using berth = await startBerth({ config: APP, env });
  for (let call = 0; call < 3; call++) {
    expect((await fetch(`http://127.0.0.1:${berth.port}/`)).status).toBe(200);
  }
  const upload = await fetch(`http://127.0.0.1:${berth.port}/`, { method: 'POST', body: 'x'.repeat(1_000_000) });
  expect(upload.status).toBe(200);
  const lone = connect(berth.port, '127.0.0.1');
  lone.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  lone.resume();
  await once(lone, 'close');
  expect(await berth.stop()).toEqual(CLEAN_STOP);
  expect(berth.records.filter(({ level }) => level === 'error')).toEqual([]);
});
