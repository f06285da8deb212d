import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type RawMessage, readMessage } from './raw-message.ts';
import { ReceivedBytes } from './received-bytes.ts';
import { onTestFinished } from './test-end.ts';

/** How the other side ended the connection: FIN, or a reset. */
export type RawEnd = 'fin' | 'reset';

/** A client that sends exactly the bytes it is told to and sees exactly the bytes that come. */
export interface RawClient {
  readonly socket: Socket;
  /** Everything received so far. */
  readonly text: string;
  send(bytes: string | Buffer): void;
  /** Sends the bytes one at a time, each in a segment of its own. */
  sendSlowly(bytes: string): Promise<void>;
  /** The next response that was not read yet, interim ones included. Rejects if the connection ends before it is whole. */
  readResponse(options?: { readonly isHead?: boolean }): Promise<RawMessage>;
  /** Resolves with all text as soon as it contains this. */
  waitForText(text: string): Promise<string>;
  /** Resolves when the other side has ended the connection. */
  readonly ended: Promise<RawEnd>;
  /** Ends our half only. */
  end(): void;
  reset(): void;
}

/** How much of what came an error quotes. */
const SHOWN = 4_000;

/** Connects to a port of this machine; the connection is destroyed when the test ends. */
export async function connectRaw(port: number): Promise<RawClient> {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return createRawClient(socket);
}

function createRawClient(socket: Socket): RawClient {
  const received = new ReceivedBytes();
  let readBytes = 0;
  let end: RawEnd | null = null;
  const ended = new Promise<RawEnd>((resolve) => {
    const finish = (how: RawEnd): void => {
      end ??= how;
      resolve(end);
    };
    socket.once('end', () => void findHowItEnded(socket).then(finish));
    socket.once('error', () => finish('reset'));
  });
  socket.on('data', (chunk: Buffer) => received.push(chunk));

  /** Looks again after every event of the socket until `look` finds something. */
  async function waitFor<T>(look: () => T | null, what: string): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== null) return found;
      if (end !== null)
        throw new Error(
          `the connection ended (${end}) before ${what}; received: ${JSON.stringify(received.text.slice(0, SHOWN))}`,
        );
      await Promise.race([once(socket, 'data').catch(() => {}), ended]);
    }
  }

  return {
    socket,
    ended,
    get text() {
      return received.text;
    },
    send: (bytes) => void socket.write(bytes),
    sendSlowly: async (bytes) => {
      for (const byte of Buffer.from(bytes, 'latin1')) {
        if (socket.destroyed || end !== null) return;
        await new Promise<void>((resolve) => socket.write(Buffer.of(byte), () => resolve()));
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    readResponse: async ({ isHead = false } = {}) => {
      const message = await waitFor(
        () => readMessage(received.from(readBytes), isHead, end === 'fin'),
        'a whole response',
      );
      readBytes += message.totalBytes;
      return message;
    },
    waitForText: (text) =>
      waitFor(() => (received.from(0).includes(text) ? received.text : null), JSON.stringify(text)),
    end: () => void socket.end(),
    reset: () => void socket.resetAndDestroy(),
  };
}

/**
 * Tells a FIN from a reset that arrived together with the last data: libuv reports the end of the stream for both
 * (`uv__stream_io`, POLLHUP behind a partial read), but the kernel lets nobody write to a connection that was reset.
 */
function findHowItEnded(socket: Socket): Promise<RawEnd> {
  if (socket.writableEnded) return Promise.resolve('fin');
  return new Promise((resolve) => socket.write(Buffer.alloc(0), (error) => resolve(error ? 'reset' : 'fin')));
}
