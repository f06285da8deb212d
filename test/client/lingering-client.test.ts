import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { ClientContext } from '../../src/client/client-context.ts';
import { LingeringClient } from '../../src/client/lingering-client.ts';
import { LingeringClients } from '../../src/client/lingering-clients.ts';
import { TimeoutWheel } from '../../src/core/timeout-wheel.ts';
import { handOver } from '../../src/socket/sockets.ts';
import type { AcceptedSocket, StreamSocket } from '../../src/socket/stream-socket.ts';
import { onTestFinished } from '../helpers/test-end.ts';

const TICK_MS = 100;

/** A client's connection at its end, on a clock of the test's own. */
class Lingering extends LingeringClient {
  onTaken: () => void = () => undefined;

  constructor(context: ClientContext, accepted: AcceptedSocket) {
    super(context, accepted);
    context.wheel.add(this);
    this.linger(true, null, false);
  }

  protected takeBytes(bytes: Buffer, end: number, isLasting: boolean): boolean {
    const isKept = this.takeLate(bytes, end, isLasting);
    this.onTaken();
    return isKept;
  }

  onEnd(): void {}
  onDrain(): void {}
  onClosed(): void {}

  onDeadline(): void {
    this.lingerOn();
  }
}

async function openLingering() {
  let nowMs = 0;
  let tick = (): void => undefined;
  const wheel = new TimeoutWheel(TICK_MS, {
    monotonicMs: () => nowMs,
    wallMs: () => nowMs,
    start: (onTick) => {
      tick = onTick;
      return () => undefined;
    },
  });
  const settings = { clientTimeouts: { readerMs: 60_000 } };
  const dispatcher = { fieldPrefix: null };
  const context = { dispatcher, wheel, settings, isTrusted: () => false, lingeringClients: new LingeringClients() };
  const { near, far } = await openPair();
  const client = new Lingering(context as unknown as ClientContext, near);
  const pass = (ms: number): void => {
    for (const endMs = nowMs + ms; nowMs < endMs; ) {
      nowMs += TICK_MS;
      tick();
    }
  };
  const send = async (bytes: string): Promise<void> => {
    const read = new Promise<void>((resolve) => {
      client.onTaken = resolve;
    });
    far.write(bytes);
    await read;
  };
  return { client, pass, send };
}

async function openPair(): Promise<{ readonly near: AcceptedSocket; readonly far: Socket }> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const far = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  far.on('error', () => undefined);
  const near = await new Promise<AcceptedSocket>((resolve) => handOver(server, resolve));
  server.close();
  onTestFinished(() => {
    near.destroy();
    far.destroy();
  });
  return { near, far };
}

test('a client that goes on sending has half a minute, however much it sends', async () => {
  const { client, pass, send } = await openLingering();
  for (let second = 0; second < 29; second++) {
    await send('x'.repeat(1_000));
    pass(1_000);
  }
  expect(client.socket.destroyed).toBe(false);
  await send('x');
  pass(1_500);
  expect(client.socket.destroyed).toBe(true);
});

test('a client that falls silent has five seconds', async () => {
  const { client, pass, send } = await openLingering();
  pass(4_000);
  await send('x');
  pass(4_500);
  expect(client.socket.destroyed).toBe(false);
  pass(1_000);
  expect(client.socket.destroyed).toBe(true);
});

test('of a thousand clients that go on sending the oldest makes place for the next', () => {
  const clients = new LingeringClients();
  const cut: number[] = [];
  const add = (n: number): StreamSocket => {
    const socket = { destroy: () => void cut.push(n) } as unknown as StreamSocket;
    clients.add(socket);
    return socket;
  };
  const sockets = Array.from({ length: 1_000 }, (_, n) => add(n));
  expect(cut).toEqual([]);
  add(1_000);
  expect(cut).toEqual([0]);
  clients.remove(sockets[1]!);
  add(1_001);
  expect(cut).toEqual([0]);
  add(1_002);
  expect(cut).toEqual([0, 2]);
});
