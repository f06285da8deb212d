import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { UpstreamAddress } from '../../src/core/settings.ts';
import { type RawMessage, readMessage } from './raw-message.ts';
import { ReceivedBytes } from './received-bytes.ts';
import { onTestFinished } from './test-end.ts';

/** One connection at the upstream's end, driven by the script of a test. */
export interface UpstreamConnection {
  readonly socket: Socket;
  /** 1 for the first connection. */
  readonly number: number;
  /** Everything received so far. */
  readonly text: string;
  /** The next whole request, or null if the connection ended first. */
  readRequest(): Promise<RawMessage | null>;
  /** Resolves with all text as soon as it contains this, from a position on. */
  waitForText(text: string, from?: number): Promise<string>;
  send(bytes: string | Buffer): void;
  end(): void;
  reset(): void;
  /** Resolves when the proxy has ended or reset the connection. */
  readonly closed: Promise<void>;
}

/** A raw server that keeps all it hears. */
export interface RecordingUpstream {
  readonly address: UpstreamAddress;
  readonly connections: readonly UpstreamConnection[];
  /** Every whole request, in the order in which they were read. */
  readonly requests: readonly RawMessage[];
  /** Everything received, one text for each connection. */
  readonly texts: readonly string[];
  /** Resolves when there are this many connections. */
  waitForConnections(count: number): Promise<void>;
  close(): Promise<void>;
}

/** What an upstream does with each of its connections. */
export type UpstreamScript = (connection: UpstreamConnection) => void | Promise<void>;

/** Starts an upstream on a free port, or on a UNIX socket; it is closed when the test ends. */
export async function startUpstream(script: UpstreamScript, path?: string): Promise<RecordingUpstream> {
  const connections: UpstreamConnection[] = [];
  const requests: RawMessage[] = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const connection = createConnection(socket, connections.length + 1, requests);
    connections.push(connection);
    server.emit('accepted');
    Promise.resolve(script(connection)).catch((error: unknown) => {
      if (!socket.destroyed) throw error;
    });
  });
  server.listen(path === undefined ? { host: '127.0.0.1', port: 0 } : { path });
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    for (const { socket } of connections) socket.destroy();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  onTestFinished(close);
  return {
    address:
      path === undefined
        ? { kind: 'tcp', host: '127.0.0.1', port: (server.address() as AddressInfo).port }
        : { kind: 'unix', path },
    connections,
    requests,
    get texts() {
      return connections.map((connection) => connection.text);
    },
    waitForConnections: async (count) => {
      while (connections.length < count) await once(server, 'accepted');
    },
    close,
  };
}

/** A script that answers every request of every connection with the same bytes. */
export function answerAlways(response: string): UpstreamScript {
  return async (connection) => {
    while ((await connection.readRequest()) !== null) connection.send(response);
  };
}

/** An address of this machine where nothing listens, and that no listener on a free port can be given. */
export const DEAD_ADDRESS = { kind: 'tcp', host: '127.0.0.1', port: 1 } as const;

/** A whole response with a content length. */
export function respond(body: string, fields = '', status = '200 OK'): string {
  return `HTTP/1.1 ${status}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${fields}\r\n${body}`;
}

function createConnection(socket: Socket, number: number, requests: RawMessage[]): UpstreamConnection {
  const received = new ReceivedBytes();
  let readBytes = 0;
  let isEnded = false;
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  const closed = new Promise<void>((resolve) => {
    const finish = (): void => {
      isEnded = true;
      resolve();
    };
    socket.once('end', finish);
    socket.once('close', finish);
    socket.once('error', finish);
  });

  async function waitFor<T>(look: () => T | null): Promise<T | null> {
    for (;;) {
      const found = look();
      if (found !== null || isEnded) return found;
      await Promise.race([once(socket, 'data').catch(() => {}), closed]);
    }
  }

  return {
    socket,
    number,
    closed,
    get text() {
      return received.text;
    },
    readRequest: async () => {
      const message = await waitFor(() => readMessage(received.from(readBytes), false, false));
      if (message === null) return null;
      readBytes += message.totalBytes;
      requests.push(message);
      return message;
    },
    waitForText: async (text, from = 0) => {
      const found = await waitFor(() => (received.from(from).includes(text) ? received.text : null));
      if (found === null) throw new Error(`the proxy ended the connection before ${JSON.stringify(text)}`);
      return found;
    },
    send: (bytes) => void socket.write(bytes),
    end: () => void socket.end(),
    reset: () => void socket.resetAndDestroy(),
  };
}
