import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Generation } from '../../src/app/generation.ts';
import { prepareRunDir, removeRunDir } from '../../src/config/settings/run-dir.ts';
import { FrontDoor } from '../../src/door/front-door.ts';
import { LogBook } from '../../src/logging/log-book.ts';
import { createOwnLog } from '../../src/logging/own-log.ts';
import { loadConfig } from '../helpers/config-folder.ts';
import { createMemoryOutput } from '../helpers/memory-output.ts';
import { connectRaw } from '../helpers/raw-client.ts';
import { onTestFinished } from '../helpers/test-end.ts';

const SERVER = fileURLToPath(new URL('../fixtures/servers/answers-when-told.mjs', import.meta.url));

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: app\r\n\r\n`;

/** A door and a log that generations share, as `runtime.ts` has them. */
async function openHouse() {
  const output = createMemoryOutput();
  const book = new LogBook(output, { mode: 'relay', label: true, bufferBytes: 1_048_576 });
  const settings = { level: 'info', format: 'json', calls: true, autoForm: 'json', project: null, flushMs: 0 } as const;
  const log = await createOwnLog(book, settings, false, (text) => text);
  const door = new FrontDoor();
  const port = await door.listen({ host: '127.0.0.1', port: 0, portSource: 'test' });
  onTestFinished(() => door.destroy());
  const create = async (greeting: string) => {
    const config = `command: [node, ${SERVER}]\nport: auto\nenv: { GREETING: ${greeting} }\n`;
    const { settings, runDirPlan } = await loadConfig(config, { env: { PATH: process.env['PATH'] ?? '' } });
    prepareRunDir(runDirPlan, 'the run directory');
    const generation = await Generation.create({ settings, book, log });
    onTestFinished(async () => {
      await generation.stop();
      removeRunDir(runDirPlan);
    });
    return generation;
  };
  return { door, port, output, create };
}

/** Where the app of a generation itself listens. */
function toAppPort({ settings }: Generation): number {
  const { address } = settings.upstream;
  return address.kind === 'tcp' ? address.port : 0;
}

test('a second generation takes over while the first one ends its calls in order', async () => {
  const { door, port, create, output } = await openHouse();
  const first = await create('first');
  door.attach(first.connections);
  const slow = await connectRaw(port);
  slow.send(get('/slow'));
  await first.start();
  await expect.poll(() => output.lines('stdout')).toContainEqual(expect.stringContaining('slow is in'));
  const kept = await connectRaw(port);
  kept.send(get('/greeting'));
  expect((await kept.readResponse()).body).toBe('first');

  const second = await create('second');
  await second.start();
  door.attach(second.connections);
  const fresh = await connectRaw(port);
  fresh.send(get('/greeting'));
  expect((await fresh.readResponse()).body).toBe('second');

  const drained = first.drain(60_000);
  expect(await kept.ended).toBe('fin');
  const direct = await connectRaw(toAppPort(first));
  direct.send(get('/go'));
  const answer = await slow.readResponse();
  expect([answer.body, answer.field('connection')]).toEqual(['slow answer', 'close']);
  expect(await drained).toBe(0);
  const stopped = first.stop();
  fresh.send(get('/greeting'));
  expect((await fresh.readResponse()).body).toBe('second');
  await stopped;
  expect(await connectRaw(toAppPort(first)).catch(({ code }) => code)).toBe('ECONNREFUSED');
  fresh.send(get('/greeting'));
  expect((await fresh.readResponse()).body).toBe('second');
  const markers = output.lines('stdout').filter((line) => line.startsWith('FC Invoke '));
  expect(markers.filter((line) => line.includes('Start'))).toHaveLength(5);
  expect(markers.filter((line) => line.includes('End'))).toHaveLength(5);
});

test('a generation that fails harms no other', async () => {
  const { door, port, create } = await openHouse();
  const first = await create('first');
  await first.start();
  door.attach(first.connections);
  const broken = await create('broken');
  broken.killNow();
  await expect(broken.start()).rejects.toMatchObject({ code: 'DRAINING' });
  const client = await connectRaw(port);
  client.send(get('/greeting'));
  expect((await client.readResponse()).body).toBe('first');
});
