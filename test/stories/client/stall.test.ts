import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { type Besieged, expectNothingLeft, expectResponsive, MIB, openCrowd, startBesieged } from './crowd.ts';

/** Waits until berth has taken what it will take; the most memory it had meanwhile, above that before. */
async function findMostGrowth({ berth, memoryBytes }: Besieged): Promise<number> {
  let most = memoryBytes;
  const hasSettled = (): boolean => {
    const before = most;
    most = Math.max(most, berth.measureMemory());
    return most - before < MIB;
  };
  await expect.poll(hasSettled, { interval: 500, timeout: 30_000 }).toBe(true);
  return most - memoryBytes;
}

describe('Clients that', () => {
  test('ask for a gibibyte and read none of it are not answered from memory', async () => {
    const besieged = await startBesieged();
    const crowd = await openCrowd(besieged.berth.port, 30, 'GET /gibibyte HTTP/1.1\r\nHost: app\r\n\r\n');
    for (const socket of crowd) socket.pause();
    expect(await findMostGrowth(besieged)).toBeLessThan(48 * MIB);
    await expectResponsive(besieged.berth);
    for (const socket of crowd) socket.resetAndDestroy();
    await expectNothingLeft(besieged);
  });

  test('upload to an app that does not read are held back, and noticed when they leave', async () => {
    const besieged = await startBesieged();
    const head = `POST /unread HTTP/1.1\r\nHost: app\r\nContent-Length: ${1024 * MIB}\r\n\r\n`;
    const crowd = await openCrowd(besieged.berth.port, 30, head);
    const piece = Buffer.alloc(MIB);
    for (const socket of crowd) pour(socket, piece);
    expect(await findMostGrowth(besieged)).toBeLessThan(48 * MIB);
    await expectResponsive(besieged.berth);
    for (const socket of crowd) socket.resetAndDestroy();
    await expectNothingLeft(besieged);
  });

  test('flood with pipelined requests and read no answer are held back', async () => {
    const besieged = await startBesieged();
    const crowd = await openCrowd(besieged.berth.port, 30);
    const requests = Buffer.from('GET /small HTTP/1.1\r\nHost: app\r\n\r\n'.repeat(5_000));
    for (const socket of crowd) pour(socket.pause(), requests);
    await expectResponsive(besieged.berth);
    expect(await findMostGrowth(besieged)).toBeLessThan(48 * MIB);
    for (const socket of crowd) socket.resetAndDestroy();
    await expectNothingLeft(besieged);
  });

  test('never end their heads are told 431', async () => {
    const besieged = await startBesieged();
    const crowd = await openCrowd(besieged.berth.port, 200);
    const heads = crowd.map(async (socket) => {
      socket.write(`GET / HTTP/1.1\r\nHost: app\r\n${'X-More: and more\r\n'.repeat(10_000)}`);
      const [bytes] = await once(socket, 'data');
      return String(bytes).split('\r\n')[0];
    });
    await expectResponsive(besieged.berth);
    expect(new Set(await Promise.all(heads))).toEqual(new Set(['HTTP/1.1 431 Request Header Fields Too Large']));
    expect(await findMostGrowth(besieged)).toBeLessThan(32 * MIB);
    for (const socket of crowd) socket.destroy();
    await expectNothingLeft(besieged);
  });
});

/** Sends the same again and again, as fast as it is taken. */
function pour(socket: Socket, piece: Buffer): void {
  const send = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', send);
  send();
}
