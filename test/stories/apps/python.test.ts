import { once } from 'node:events';
import { get } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Berth, CLEAN_STOP, startBerth } from '../../helpers/berth.ts';
import { openBrowser } from '../../helpers/browser.ts';
import { createCookieClient } from '../../helpers/cookie-client.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { findAlive } from '../../helpers/descendants.ts';
import { hasPairedMarkers, waitForCall } from './call-lines.ts';
import { type LoadOptions, startLoad } from './load.ts';

type AppName = 'python' | 'tornado';

const start = (name: AppName): Promise<Berth> =>
  startBerth({ file: fileURLToPath(new URL(`../../../config/${name}/berth.yaml`, import.meta.url)) });

const packages = await requirePackages(['python3', 'python3-tornado', 'chromium']);

describe.skipIf(packages.skipReason !== null)(packages.title('Python’s http.server behind berth'), () => {
  test('its page looks right in a browser', async () => {
    await using berth = await start('python');
    await using visitor = await openBrowser();
    await visitor.page.goto(`http://127.0.0.1:${berth.port}/`);
    expect(await visitor.page.getByRole('heading').textContent()).toBe('This folder is served by Python.');
    await visitor.takePicture('python-http-server');
    expect(visitor.complaints.filter((complaint) => !complaint.endsWith('/favicon.ico'))).toEqual([]);
  });

  test('its log line stands between the markers of its call, and its 404 and 501 pass untouched', async () => {
    await using berth = await start('python');
    await using client = createCookieClient(berth.port);
    const page = await client.ask('/');
    expect(await waitForCall(berth, page.requestId)).toContainEqual(expect.stringContaining('"GET / HTTP/1.1" 200'));
    const missing = await client.ask('/nowhere');
    expect([missing.status, missing.headers['x-berth-error']]).toEqual([404, undefined]);
    expect(missing.text).toContain('Error code explanation: 404');
    const refused = await client.ask('/', { method: 'DELETE' });
    expect([refused.status, refused.headers['x-berth-error']]).toEqual([501, undefined]);
    for (const { requestId } of [missing, refused]) await waitForCall(berth, requestId);
  });

  test('killed under load it costs no unexplained answer, and is back by itself', () =>
    killUnderLoad('python', { path: '/', right: 'served by Python', concurrency: 4 }));

  test('SIGTERM ends it with status 0 and nothing left', () => stopCleanly('python'));
});

describe.skipIf(packages.skipReason !== null)(packages.title('Tornado behind berth'), () => {
  test('its page opens a WebSocket through berth and shows what comes back', async () => {
    await using berth = await start('tornado');
    await using visitor = await openBrowser();
    await visitor.page.goto(`http://127.0.0.1:${berth.port}/`);
    await expect.poll(() => visitor.page.locator('#echo').textContent()).toBe('Hello from the browser.');
    await visitor.takePicture('python-tornado');
    expect(visitor.complaints.filter((complaint) => !complaint.endsWith('/favicon.ico'))).toEqual([]);
  });

  test('what it prints about a call stands between its markers, and names the id the client was given', async () => {
    await using berth = await start('tornado');
    await using client = createCookieClient(berth.port);
    const page = await client.ask('/');
    expect(await waitForCall(berth, page.requestId)).toContain(`page for ${page.requestId}`);
    const body = Buffer.alloc(300_000, 'tide');
    const echoed = await client.ask('/', { method: 'POST', body });
    expect(echoed.body.equals(body)).toBe(true);
    const missing = await client.ask('/nowhere');
    expect([missing.status, missing.headers['x-berth-error']]).toEqual([404, undefined]);
    expect(missing.text).toContain('404: Not Found');
  });

  test('text and binary messages come back over a WebSocket as they were sent', async () => {
    await using berth = await start('tornado');
    const socket = new WebSocket(`ws://127.0.0.1:${berth.port}/echo`);
    await once(socket, 'open');
    for (const sent of [Buffer.from('ahoy'), Buffer.alloc(200_000, 7)]) {
      const isBinary = sent.length > 100;
      socket.send(sent, { binary: isBinary });
      expect(await once(socket, 'message')).toEqual([sent, isBinary]);
    }
    socket.close(1000);
    expect((await once(socket, 'close'))[0]).toBe(1000);
    await expect.poll(() => hasPairedMarkers(berth.lines)).toBe(true);
  });

  test('a streamed answer arrives line by line while the app still writes it', async () => {
    await using berth = await start('tornado');
    const req = get({ host: '127.0.0.1', port: berth.port, path: '/stream?lines=3&pause=1.5', agent: false });
    const [res] = await once(req, 'response');
    const arrivals: number[] = [];
    const lines: string[] = [];
    for await (const line of createInterface({ input: res })) {
      lines.push(line);
      arrivals.push(performance.now());
    }
    expect(lines).toEqual(['line 0', 'line 1', 'line 2']);
    expect((arrivals[2] ?? 0) - (arrivals[0] ?? 0)).toBeGreaterThan(300);
    expect(await waitForCall(berth, String(res.headers['x-request-id']))).toBeDefined();
  });

  test('killed under load it costs no unexplained answer, and is back by itself', () =>
    killUnderLoad('tornado', { path: '/', right: 'Tornado behind berth', concurrency: 8 }));

  test('SIGTERM ends it with status 0 and nothing left', () => stopCleanly('tornado'));
});

async function killUnderLoad(name: AppName, options: LoadOptions): Promise<void> {
  await using berth = await start(name);
  const load = startLoad(berth, options);
  await load.waitForGood(30);
  const killed = berth.listDescendants().filter(({ commandLine }) => /python3\S* /.test(commandLine));
  expect(killed).toHaveLength(1);
  for (const { pid } of killed) process.kill(pid, 'SIGKILL');
  await expect.poll(() => findAlive(killed)).toEqual([]);
  await load.waitForGood(100);
  expect(await load.stop()).toEqual([]);
  await expect.poll(() => hasPairedMarkers(berth.lines)).toBe(true);
}

async function stopCleanly(name: AppName): Promise<void> {
  await using berth = await start(name);
  await using client = createCookieClient(berth.port);
  await client.ask('/');
  expect(berth.listDescendants()).toContainEqual(
    expect.objectContaining({ commandLine: expect.stringContaining('python3') }),
  );
  expect(await berth.stop()).toEqual(CLEAN_STOP);
}
