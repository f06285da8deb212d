import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';

/** How long the app may take to read the last bytes of a client that is gone, or has its answer. */
const LAST_BYTES_MS = 30_000;

/** Lets what was written leave, then closes the connection. */
export function destroySoon(socket: Socket): void {
  socket.destroySoon();
  const timer = setTimeout(() => socket.destroy(), LAST_BYTES_MS).unref();
  socket.once('close', () => clearTimeout(timer));
}

/**
 * For a request that was answered before all of it had left: keeps Node from closing its connection, and from giving it
 * back. True if its body is not whole, and the app may read the rest; `onLeft` then tells that it does no more.
 */
export function keepOpen(client: ClientRequest, onDrain: () => void, onLeft: () => void): boolean {
  const socket = client.socket!;
  client.shouldKeepAlive = true;
  client.prependOnceListener('finish', () => {
    client.shouldKeepAlive = false;
  });
  if (client.writableEnded) {
    destroySoon(socket);
    return false;
  }
  // The client tells of it no more.
  socket.on('drain', onDrain);
  // With bytes behind its answer it has taken the body for something else.
  socket.once('data', onLeft).once('end', onLeft).once('close', onLeft);
  return true;
}
