import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ON_PLATFORM, startBerth } from '../../helpers/berth.ts';
import { createEmptyFolder } from '../../helpers/deployed-folder.ts';
import { TRANSPORTS } from '../../helpers/front-door-harness.ts';

const SERVER = fileURLToPath(new URL('../../fixtures/servers/exits-on-request.mjs', import.meta.url));

test.for(TRANSPORTS)(
  'a visitor gets the page that the config names, a program gets JSON, through %s',
  async (transport) => {
    const folder = createEmptyFolder();
    writeFileSync(join(folder, '502.html'), `<h1>Sorry</h1> \${requestId}`);
    const file = join(folder, 'berth.yaml');
    const keys = `errors: { page: no-such-status.html, pages: { 502: 502.html } }\nupstream: { transport: ${transport} }\n`;
    writeFileSync(join(folder, 'no-such-status.html'), '');
    writeFileSync(file, `command: [node, ${SERVER}]\nport: auto\n${keys}`);
    await using berth = await startBerth({ file, args: ON_PLATFORM });
    await berth.waitForLine(/"event":"ready"/);
    const ask = (accept: string, id: string) =>
      fetch(`http://127.0.0.1:${berth.port}/3`, { headers: { accept, 'x-fc-request-id': id } });
    const page = await ask('text/html,application/xhtml+xml,*/*;q=0.8', 'visit-1');
    expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
    expect(await page.text()).toBe('<h1>Sorry</h1> visit-1');
    const json = await ask('application/json', 'visit-2');
    expect(json.status).toBe(502);
    expect(await json.json()).toMatchObject({ errorType: 'APP_CRASHED', requestId: 'visit-2' });
  },
);
