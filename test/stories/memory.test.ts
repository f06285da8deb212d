import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { allowDescriptors, startMeasuredBerth } from '../helpers/measured-berth.ts';
import { onTestFinished } from '../helpers/test-end.ts';

const SERVER = fileURLToPath(new URL('../fixtures/servers/answers-each-read.mjs', import.meta.url));
const CONFIG = `command: [node, ${SERVER}]\nport: auto\n`;
const MIB = 1_048_576;

const REQUESTS = Number(process.env['TEST_MEMORY_REQUESTS'] ?? 400_000);
const CLIENTS = 32;
const BATCH_REQUESTS = 60;
const BATCHES_PER_CONNECTION = 10;

const BATCH = Buffer.from(
  [
    'GET /a?b HTTP/1.1\r\nHost: app\r\nAccept: */*\r\nCookie: a=b\r\n\r\n',
    'GET /chunked HTTP/1.1\r\nHost: app\r\nX-Fc-Request-Id: 1-6743a1f2-9c1d2e3f\r\n\r\n',
    'POST /a HTTP/1.1\r\nHost: app\r\nContent-Length: 4\r\n\r\nbody',
  ]
    .join('')
    .repeat(BATCH_REQUESTS / 3),
);
/** Goes out first on every connection: its answer is passed on in the buffers it was read into. */
const LARGE = 'GET /large HTTP/1.1\r\nHost: app\r\n\r\n';
/** The last byte of every body, and of nothing else. */
const ANSWER_END = 0x7e;

const DESCRIPTORS = 10_000;
/** So many of them ask at once at most: berth may open a connection to the app for each. */
const AT_ONCE = 500;
const noDescriptors = allowDescriptors(DESCRIPTORS + 2 * AT_ONCE);

async function open(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Resolves when so many answers have come. */
function readAnswers(socket: Socket, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = count;
    const onClose = (): void => reject(new Error(`the connection ended before the last ${left} answers`));
    const onData = (bytes: Buffer): void => {
      for (let at = bytes.indexOf(ANSWER_END); at !== -1; at = bytes.indexOf(ANSWER_END, at + 1)) left -= 1;
      if (left > 0) return;
      socket.off('data', onData).off('close', onClose);
      resolve();
    };
    socket.on('data', onData).on('close', onClose);
  });
}

/** Sends pipelined requests, on a new connection now and then, as long as `next` grants another batch. */
async function askRepeatedly(port: number, next: () => boolean): Promise<void> {
  for (let isOver = false; !isOver; ) {
    const socket = await open(port);
    const isLargeThere = readAnswers(socket, 1);
    socket.write(LARGE);
    await isLargeThere;
    for (let batch = 0; batch < BATCHES_PER_CONNECTION && !isOver; batch++) {
      isOver = !next();
      if (isOver) break;
      const answered = readAnswers(socket, BATCH_REQUESTS);
      socket.write(BATCH);
      await answered;
    }
    socket.end();
    await once(socket, 'close');
  }
}

async function askMany(port: number, count: number): Promise<void> {
  let left = count;
  const next = (): boolean => {
    left -= BATCH_REQUESTS;
    return left > -BATCH_REQUESTS;
  };
  await Promise.all(Array.from({ length: CLIENTS }, () => askRepeatedly(port, next)));
}

test(`memory and descriptors stay flat over ${REQUESTS} requests`, { timeout: 120_000 + REQUESTS }, async () => {
  const berth = await startMeasuredBerth(CONFIG);
  // What is compiled and kept on the way is there by then.
  const warmUp = Math.ceil(REQUESTS / 2);
  const settle = () => expect.poll(berth.countDescriptors).toBeLessThan(CLIENTS + 100);
  await askMany(berth.port, warmUp);
  await settle();
  const before = { memory: berth.measureMemory(), descriptors: berth.countDescriptors() };
  await askMany(berth.port, REQUESTS - warmUp);
  await settle();
  expect(berth.measureMemory() - before.memory).toBeLessThan(16 * MIB);
  expect(berth.countDescriptors()).toBeLessThanOrEqual(before.descriptors + CLIENTS);
});

test.skipIf(noDescriptors !== null)(
  `ten thousand idle connections cost little, and all of them are served again ${noDescriptors ?? ''}`,
  { timeout: 120_000 },
  async () => {
    const berth = await startMeasuredBerth(CONFIG);
    await askMany(berth.port, 10_000);
    const before = berth.measureMemory();
    const sockets: Socket[] = [];
    const ask = (socket: Socket): Promise<void> => {
      const answered = readAnswers(socket, 1);
      socket.write('GET /a HTTP/1.1\r\nHost: app\r\n\r\n');
      return answered;
    };
    const askAll = async (): Promise<void> => {
      for (let at = 0; at < sockets.length; at += AT_ONCE) {
        await Promise.all(sockets.slice(at, at + AT_ONCE).map(ask));
      }
    };
    while (sockets.length < DESCRIPTORS) {
      sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => open(berth.port)))));
    }
    await askAll();
    expect(berth.countDescriptors()).toBeGreaterThan(DESCRIPTORS);
    expect((berth.measureMemory() - before) / DESCRIPTORS).toBeLessThan(20_480);
    await askAll();
    expect(sockets.every((socket) => !socket.destroyed)).toBe(true);
  },
);

test('a slow reader of a gibibyte gets every byte, and little of it is kept', { timeout: 120_000 }, async () => {
  const total = 1024 * MIB;
  const berth = await startMeasuredBerth(CONFIG);
  await askMany(berth.port, 10_000);
  const before = berth.measureMemory();
  const client = await open(berth.port);
  client.write('GET /gibibyte HTTP/1.1\r\nHost: app\r\n\r\n');
  await once(client, 'readable');
  // Nothing is read until the app is held back as well: what it can get rid of by then lies in berth or in the kernel.
  let most = berth.measureMemory();
  const hasSettled = (): boolean => {
    const grownBy = berth.measureMemory() - most;
    most = Math.max(most, most + grownBy);
    return grownBy < MIB;
  };
  await expect.poll(hasSettled, { interval: 250, timeout: 30_000 }).toBe(true);
  let received = 0;
  client.on('data', (bytes: Buffer) => {
    const isMeasured = Math.floor(received / (16 * MIB)) !== Math.floor((received + bytes.length) / (16 * MIB));
    received += bytes.length;
    if (isMeasured) most = Math.max(most, berth.measureMemory());
  });
  await expect.poll(() => received, { interval: 50, timeout: 90_000 }).toBeGreaterThan(total);
  expect(most - before).toBeLessThan(48 * MIB);
});
