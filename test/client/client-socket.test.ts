import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type TakeBytes, takeOverSocket } from '../../src/client/client-socket.ts';

const TOTAL_BYTES = 4_194_304;

interface Pair {
  readonly accepted: Socket;
  readonly client: Socket;
}

async function openPair(): Promise<Pair> {
  const server = createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [accepted] = (await once(server, 'connection')) as [Socket];
  onTestFinished(() => {
    client.destroy();
    accepted.destroy();
    server.close();
  });
  return { accepted, client };
}

/** Sends bytes that differ everywhere and ends; resolves with what `takeBytes` was given, whole. */
async function receiveAll({ accepted, client }: Pair, takeBytes: TakeBytes): Promise<Socket> {
  const socket = takeOverSocket(accepted, takeBytes);
  onTestFinished(() => void socket.destroy());
  client.end(makeBytes());
  socket.resume();
  await once(socket, 'end');
  return socket;
}

function makeBytes(): Buffer {
  const bytes = Buffer.allocUnsafe(TOTAL_BYTES);
  for (let at = 0; at < TOTAL_BYTES; at += 4) bytes.writeUInt32LE((at * 2_654_435_761) >>> 0, at);
  return bytes;
}

describe('a client socket', () => {
  test('never reads into bytes that were kept', async () => {
    const kept: Buffer[] = [];
    await receiveAll(await openPair(), (bytes, end, isLasting) => {
      kept.push(isLasting ? bytes.subarray(0, end) : Buffer.from(bytes.subarray(0, end)));
      return true;
    });
    expect(Buffer.concat(kept).equals(makeBytes())).toBe(true);
    expect(kept.length).toBeGreaterThan(2);
  });

  test('reads bulk data into one buffer again and again while nothing of it is kept', async () => {
    const buffers = new Set<ArrayBufferLike>();
    let lasting = 0;
    await receiveAll(await openPair(), (bytes, _end, isLasting) => {
      buffers.add(bytes.buffer);
      lasting += isLasting ? 1 : 0;
      return false;
    });
    expect(lasting).toBeGreaterThan(2);
    expect(buffers.size).toBeLessThan(lasting);
  });

  test('is the accepted one if that has read something already, and all bytes may be kept then', async () => {
    const pair = await openPair();
    pair.client.write('early');
    await once(pair.accepted, 'readable');
    const pieces: string[] = [];
    const socket = takeOverSocket(pair.accepted, (bytes, end, isLasting) => {
      pieces.push(`${bytes.toString('latin1', 0, end)} ${isLasting}`);
      return true;
    });
    expect(socket).toBe(pair.accepted);
    pair.client.end();
    await once(socket, 'end');
    expect(pieces).toEqual(['early true']);
  });

  test('tells of the end and can still be written to', async () => {
    const { accepted, client } = await openPair();
    const socket = takeOverSocket(accepted, () => false);
    onTestFinished(() => void socket.destroy());
    client.end();
    socket.resume();
    await once(socket, 'end');
    socket.end('answer');
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect(answer.toString()).toBe('answer');
  });
});
