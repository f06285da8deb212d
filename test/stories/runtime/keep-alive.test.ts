import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';
import { startBerth } from '../../helpers/berth.ts';

const SERVER = fileURLToPath(new URL('../../fixtures/servers/logs-each-call.mjs', import.meta.url));

// Node's own server would close it after 5 s. What really must hold is 15 minutes.
test.for(['h1', 'node-client'])(
  'a connection of the platform stays open and usable between calls, with the app behind %s',
  { concurrent: true },
  async (transport, { expect: expectHere }) => {
    const config = `command: [node, ${SERVER}]\nport: auto\nupstream: { transport: ${transport} }\n`;
    await using berth = await startBerth({ config });
    await berth.waitForLine(/"event":"ready"/);
    const client = connect(berth.port, '127.0.0.1');
    let hasEnded = false;
    client.on('end', () => {
      hasEnded = true;
    });
    for (const path of ['/first', '/second']) {
      client.write(`GET ${path} HTTP/1.1\r\nHost: app\r\n\r\n`);
      const [answer] = await once(client, 'data');
      expectHere(String(answer)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      if (path === '/first') await delay(7_000);
    }
    expectHere(hasEnded).toBe(false);
    client.destroy();
  },
);
