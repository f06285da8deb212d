import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { makeRoundTrip, openFrontDoorTo, TRANSPORTS } from '../helpers/front-door-harness.ts';

const PIECE_BYTES = 65_536;
const PIECES = 256;

/** Bytes that differ everywhere, so that no piece can stand in for another. */
function makePiece(index: number): Buffer {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  for (let at = 0; at < PIECE_BYTES; at += 4) piece.writeUInt32LE((index * 2_654_435_761 + at * 40_503) >>> 0, at);
  return piece;
}

function hash(pieces: Iterable<Buffer>): string {
  const sum = createHash('sha256');
  for (const piece of pieces) sum.update(piece);
  return sum.digest('hex');
}

/** Reads a socket in bursts, with a pause of some turns between them, until a body of so many bytes is there. */
async function readInBursts(socket: Socket, bodyBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let received = 0;
  let wanted = Number.POSITIVE_INFINITY;
  socket.removeAllListeners('data');
  socket.on('data', (bytes: Buffer) => {
    pieces.push(bytes);
    received += bytes.length;
  });
  while (received < wanted) {
    socket.resume();
    await once(socket, 'data');
    socket.pause();
    await makeRoundTrip();
    if (wanted !== Number.POSITIVE_INFINITY) continue;
    const bodyAt = Buffer.concat(pieces).indexOf('\r\n\r\n');
    if (bodyAt !== -1) wanted = bodyAt + 4 + bodyBytes;
  }
  return Buffer.concat(pieces).subarray(wanted - bodyBytes);
}

async function sendPieces(socket: Socket, frame: (piece: Buffer) => readonly Buffer[]): Promise<void> {
  for (let index = 0; index < PIECES; index++) {
    for (const bytes of frame(makePiece(index))) if (!socket.write(bytes)) await once(socket, 'drain');
  }
}

const ALL = hash(Array.from({ length: PIECES }, (_, index) => makePiece(index)));
const SIZE_LINE = Buffer.from(`${PIECE_BYTES.toString(16)}\r\n`);
const LINE_END = Buffer.from('\r\n');

describe.for(TRANSPORTS)('bodies through %s', (transport) => {
  test('an upload of 16 MiB reaches an app that reads in bursts byte for byte', { timeout: 120_000 }, async () => {
    const total = PIECES * PIECE_BYTES;
    const { door, upstream } = await openFrontDoorTo(transport, (connection) => void connection.socket.pause());
    const client = await door.connect();
    client.send(`POST / HTTP/1.1\r\nHost: app\r\nContent-Length: ${total}\r\n\r\n`);
    await upstream.waitForConnections(1);
    const sending = sendPieces(client.socket, (piece) => [piece]);
    const received = await readInBursts(upstream.connections[0]!.socket, total);
    await sending;
    expect(hash([received])).toBe(ALL);
  });

  test.for([
    ['a length', `HTTP/1.1 200 OK\r\nContent-Length: ${PIECES * PIECE_BYTES}\r\n\r\n`, false],
    ['no length', 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n', false],
    ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', true],
  ] as const)(
    'a download of 16 MiB with %s reaches a client that reads in bursts byte for byte',
    { timeout: 120_000 },
    async ([, head, isChunked]) => {
      const { door } = await openFrontDoorTo(transport, async (connection) => {
        await connection.readRequest();
        connection.send(head);
        await sendPieces(connection.socket, (piece) => (isChunked ? [SIZE_LINE, piece, LINE_END] : [piece]));
        connection.socket.end(isChunked ? '0\r\n\r\n' : '');
      });
      const client = await door.connect();
      // HTTP/1.0 gets the body as it is, without chunks that would have to be taken apart here.
      client.send('GET / HTTP/1.0\r\nHost: app\r\n\r\n');
      expect(hash([await readInBursts(client.socket, PIECES * PIECE_BYTES)])).toBe(ALL);
    },
  );
});
