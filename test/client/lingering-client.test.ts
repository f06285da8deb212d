import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { ClientContext } from '../../src/client/client-context.ts';
import { LingeringClient } from '../../src/client/lingering-client.ts';
import { LingeringClients } from '../../src/client/lingering-clients.ts';
import { TimeoutWheel } from '../../src/core/timeout-wheel.ts';

const TICK_MS = 100;

/** A client's connection at its end, on a clock of the test's own. */
class Lingering extends LingeringClient {
  onRead: () => void = () => undefined;

  constructor(context: ClientContext, accepted: Socket) {
    super(context, accepted, (bytes, end, isLasting) => {
      const isKept = this.takeLate(bytes, end, isLasting);
      this.onRead();
      return isKept;
    });
    context.wheel.add(this);
    this.socket.on('error', () => undefined);
    this.linger(true, null, false);
  }

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
      client.onRead = resolve;
    });
    far.write(bytes);
    await read;
  };
  return { client, pass, send };
}

async function openPair(): Promise<{ readonly near: Socket; readonly far: Socket }> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const far = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  far.on('error', () => undefined);
  const [near] = (await once(server, 'connection')) as [Socket];
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

test('of a thousand clients that go on sending the oldest makes place for the next', async () => {
  const clients = new LingeringClients();
  const { near: oldest } = await openPair();
  const { near: second } = await openPair();
  clients.add(oldest);
  clients.add(second);
  for (let i = 0; i < 998; i++) clients.add({ once: () => undefined, destroy: () => undefined } as unknown as Socket);
  expect(oldest.destroyed).toBe(false);
  clients.add({ once: () => undefined } as unknown as Socket);
  expect([oldest.destroyed, second.destroyed]).toEqual([true, false]);
});
