import type { Socket } from 'node:net';

const LINGER_MS = 1_000;
const LINGER_BYTES = 1_048_576;

/**
 * Makes every orderly close of a client's connection a lingering one: FIN first, then what the client still sends is
 * read and thrown away until it closes too, for at most a second or a mebibyte. Closing at once would turn unread bytes
 * into a reset, which can overtake the answer (RFC 9112 section 9.6). Node's server closes with `destroySoon`.
 */
export function lingerOnClose(socket: Socket): void {
  let isLingering = false;
  socket.destroySoon = () => {
    if (isLingering || socket.destroyed) return;
    isLingering = true;
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(timer));
    socket.end(() => {
      if (socket.readableEnded) socket.destroy();
    });
    discard(socket);
  };
}

function discard(socket: Socket): void {
  const limit = socket.bytesRead + LINGER_BYTES;
  // Node's parser must not see another request here.
  socket.removeAllListeners('data');
  socket.on('data', () => {
    if (socket.bytesRead > limit) socket.destroy();
  });
  socket.once('end', () => {
    if (socket.writableFinished) socket.destroy();
  });
  socket.resume();
}
