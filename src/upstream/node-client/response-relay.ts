import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientResponse } from './client-response.ts';
import { toTrailers } from './request-body.ts';

/** Hears how the relaying of a response goes on. */
export interface RelayWatcher {
  /** The upstream is at its turn, or the client is (null). */
  onWaitingFor(party: 'upstream' | null): void;
  /** The upstream's response is whole. `sendRest` sends what was held back. */
  onWhole(bytesOut: number, sendRest: () => void): void;
}

/**
 * Relays a body no faster than the client takes it, except for its last bytes: they wait until the end marker is out,
 * because the platform may freeze the instance at that moment. With a known length the chunk that completes it is held
 * back; otherwise it is the chunked coding's own last chunk.
 */
export function relayBody(
  response: IncomingMessage,
  res: ServerResponse,
  client: ClientResponse,
  lengthBytes: number | null,
  watcher: RelayWatcher,
): void {
  let held: Buffer | null = null;
  let seenBytes = 0;
  response.on('data', onData);
  response.on('end', onEnd);
  res.on('drain', onDrain);
  watcher.onWaitingFor('upstream');

  function onData(chunk: Buffer): void {
    seenBytes += chunk.length;
    if (lengthBytes !== null && seenBytes >= lengthBytes) {
      held = held === null ? chunk : Buffer.concat([held, chunk]);
      client.holdHead();
      return;
    }
    if (client.write(chunk)) {
      watcher.onWaitingFor('upstream');
      return;
    }
    response.pause();
    watcher.onWaitingFor(null);
  }

  function onDrain(): void {
    watcher.onWaitingFor('upstream');
    response.resume();
  }

  function onEnd(): void {
    if (!response.complete) return;
    res.off('drain', onDrain);
    client.holdHead();
    watcher.onWaitingFor(null);
    const trailers = lengthBytes === null ? toTrailers(response.rawTrailers) : [];
    watcher.onWhole(client.bytesOut + (held?.length ?? 0), () => client.end(held, trailers));
  }
}
