import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createRawServer, type Socket } from 'node:net';
import type { UpstreamAddress } from '../../src/core/settings.ts';
import { onTestFinished } from '../helpers/test-end.ts';

/** A request as Node's own server understood it. */
export interface RecordedRequest {
  readonly start: string;
  readonly fields: ReadonlyArray<readonly [string, string]>;
  readonly body: string;
  readonly trailers: ReadonlyArray<readonly [string, string]>;
}

/** Node's own HTTP server, which keeps what it is asked. */
export interface Recorder {
  readonly address: UpstreamAddress;
  /** Takes out what was recorded since the last time. */
  take(): RecordedRequest[];
  /** Requests it could not read since the start: there must be none, whatever a client sends. */
  readonly faults: readonly string[];
}

/** Starts a recorder that answers every whole request with 200. */
export async function startNodeRecorder(): Promise<Recorder> {
  let requests: RecordedRequest[] = [];
  const faults: string[] = [];
  const server = createServer({ insecureHTTPParser: false, keepAliveTimeout: 600_000 }, (req, res) => {
    let body = '';
    req.on('data', (piece: Buffer) => {
      body += piece.toString('latin1');
    });
    req.on('end', () => {
      const start = `${req.method} ${req.url}`;
      requests.push({ start, fields: toPairs(req.rawHeaders), body, trailers: toPairs(req.rawTrailers) });
      res.end();
    });
    req.on('error', () => {});
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // A client that leaves inside its body takes the connection with it.
    if (error.code !== 'ECONNRESET' && error.code !== 'HPE_INVALID_EOF_STATE') faults.push(error.code ?? '');
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  const address = await listen(server);
  const take = (): RecordedRequest[] => {
    const taken = requests;
    requests = [];
    return taken;
  };
  return { address, take, faults };
}

/** An app that sends exactly these pieces for every request, each in a segment of its own, and then FIN. */
export async function startScriptedApp(): Promise<{ address: UpstreamAddress; say(pieces: readonly Buffer[]): void }> {
  let pieces: readonly Buffer[] = [];
  const server = createRawServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => void sendPieces(socket, pieces));
  });
  const say = (next: readonly Buffer[]): void => {
    pieces = next;
  };
  return { address: await listen(server as Server), say };
}

/** Sends the pieces and FIN; resolves with all that came back until the connection ended, null for a reset. */
export async function converse(port: number, pieces: readonly Buffer[]): Promise<Buffer | null> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen: true });
  const received: Buffer[] = [];
  let isReset = false;
  socket.on('data', (bytes: Buffer) => received.push(bytes));
  socket.on('error', () => {
    isReset = true;
  });
  await once(socket, 'connect');
  const over = new Promise<void>((resolve) => {
    socket.once('end', resolve);
    socket.once('close', resolve);
  });
  await sendPieces(socket, pieces);
  await over;
  socket.destroy();
  return isReset ? null : Buffer.concat(received);
}

async function sendPieces(socket: Socket, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces) {
    if (socket.destroyed || socket.writableEnded) return;
    if (piece.length > 0) socket.write(piece);
    if (pieces.length > 1) await new Promise((resolve) => setImmediate(resolve));
  }
  socket.end();
}

async function listen(server: Server): Promise<UpstreamAddress> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { kind: 'tcp', host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

function toPairs(lines: readonly string[]): Array<[string, string]> {
  return Array.from({ length: lines.length / 2 }, (_, i) => [lines[2 * i]!, lines[2 * i + 1]!]);
}
