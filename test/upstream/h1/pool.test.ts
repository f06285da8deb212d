import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { UpstreamAddress } from '../../../src/core/settings.ts';
import { TimeoutWheel } from '../../../src/core/timeout-wheel.ts';
import type { UpstreamConnection } from '../../../src/upstream/h1/connection.ts';
import { UpstreamPool } from '../../../src/upstream/h1/pool.ts';
import { Reuse } from '../../../src/upstream/reuse.ts';
import { TargetNotes } from '../../../src/upstream/target-note.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

const TICK_MS = 100;
const IDLE_MS = 4_000;
/** One client connection, and another. */
const CLIENT = {};
const OTHER = {};

const SILENT = { info() {}, warn() {} };

/** A pool on a clock that stands still, in front of a server that says nothing. */
async function createScene(idleMs = IDLE_MS) {
  const clock = { now: 1_000, wall: 50_000, isRunning: false, tick: (): void => {} };
  const wheel = new TimeoutWheel(TICK_MS, {
    monotonicMs: () => clock.now,
    wallMs: () => clock.wall,
    start: (onTick) => {
      Object.assign(clock, { tick: onTick, isRunning: true });
      return () => {
        clock.isRunning = false;
      };
    },
  });
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    sockets.push(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: UpstreamAddress = { kind: 'tcp', host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  const unaccepted = { count: 1 };
  const pool = new UpstreamPool(
    address,
    idleMs,
    wheel,
    new Reuse(idleMs, new TargetNotes(SILENT, address), () => unaccepted.count),
  );
  wheel.onJump(() => pool.dropIdle());
  onTestFinished(() => {
    pool.destroy();
    server.close();
  });
  const advance = (ms: number): void => {
    for (let i = 0; i < ms / TICK_MS; i++) {
      clock.now += TICK_MS;
      clock.wall += TICK_MS;
      if (clock.isRunning) clock.tick();
    }
  };
  const open = async (): Promise<UpstreamConnection> => {
    const connection = pool.connect();
    await Promise.all([expect.poll(() => connection.isConnected).toBe(true), once(server, 'connection')]);
    return connection;
  };
  return { pool, clock, address, sockets, advance, open, unaccepted };
}

test('the connection used last is used first', async () => {
  const { pool, open } = await createScene();
  const [first, last] = [await open(), await open()];
  pool.give(first, CLIENT);
  pool.give(last, CLIENT);
  expect([pool.take(true, CLIENT), pool.take(true, CLIENT), pool.idleCount]).toEqual([last, first, 0]);
  expect([first.isReused, last.isReused]).toEqual([true, true]);
});

test('a connection that is idle for too long is closed without being asked for', async () => {
  const { pool, clock, open, advance } = await createScene();
  const [old, young] = [await open(), await open()];
  pool.give(old, CLIENT);
  advance(IDLE_MS / 2);
  pool.give(young, CLIENT);
  advance(IDLE_MS / 2 + 4 * TICK_MS);
  expect([old.socket.destroyed, young.socket.destroyed, pool.idleCount]).toEqual([true, false, 1]);
  advance(IDLE_MS / 2);
  expect([young.socket.destroyed, clock.isRunning]).toEqual([true, false]);
});

test('a request that may not be sent twice gets only a connection used a moment ago', async () => {
  const { pool, open, advance } = await createScene();
  const connection = await open();
  pool.give(connection, CLIENT);
  advance(900);
  expect(pool.take(false, CLIENT)).toBe(connection);
  pool.give(connection, CLIENT);
  // As long as some servers keep it.
  advance(1_000);
  expect(pool.take(false, CLIENT)).not.toBe(connection);
  expect(pool.take(true, CLIENT)).toBe(connection);
});

test('a connection over its age is closed when it is asked for before the sweep', async () => {
  const { pool, clock, open } = await createScene(1_500);
  for (const isRepeatable of [true, false]) {
    const connection = await open();
    pool.give(connection, CLIENT);
    clock.now += 1_600;
    clock.wall += 1_600;
    clock.tick();
    const taken = pool.take(isRepeatable, CLIENT);
    expect([taken === connection, connection.socket.destroyed]).toEqual([false, true]);
  }
});

// The app's own timer for it may strike in the moment of the thaw.
test('a request that may not be sent twice gets no connection that a short freeze has aged before any tick', async () => {
  const { pool, clock, open } = await createScene();
  const connection = await open();
  pool.give(connection, CLIENT);
  clock.now += 1_500;
  clock.wall += 1_500;
  expect(pool.take(false, CLIENT)).not.toBe(connection);
  expect(pool.take(true, CLIENT)).toBe(connection);
});

test.for([3_600_000, -3_600_000])('a clock that jumped by %i ms empties the pool', async (jumpMs) => {
  const { pool, clock, open } = await createScene();
  const connection = await open();
  pool.give(connection, CLIENT);
  clock.wall += jumpMs;
  const taken = pool.take(true, CLIENT);
  expect([taken === connection, connection.socket.destroyed]).toEqual([false, true]);
});

test('a connection that was paused is read again while it waits, so that its end is heard', async () => {
  const { pool, open, sockets } = await createScene();
  const connection = await open();
  connection.socket.pause();
  pool.give(connection, CLIENT);
  sockets[0]!.end();
  await expect.poll(() => connection.socket.destroyed).toBe(true);
  expect(pool.idleCount).toBe(0);
});

test('a pool without an idle time keeps nothing', async () => {
  const { pool, clock, open } = await createScene(0);
  const connection = await open();
  pool.give(connection, CLIENT);
  expect([connection.socket.destroyed, pool.idleCount, clock.isRunning]).toEqual([true, 0, false]);
});

test('a connection that is closed already is not kept', async () => {
  const { pool, open } = await createScene();
  const connection = await open();
  connection.socket.destroy();
  pool.give(connection, CLIENT);
  expect(pool.idleCount).toBe(0);
});

test.for([
  ['speaks unasked', (socket: Socket): unknown => socket.write('HTTP/1.1 408 Request Timeout\r\n\r\n')],
  ['ends', (socket: Socket): unknown => socket.end()],
  ['breaks', (socket: Socket): unknown => socket.resetAndDestroy()],
] as const)('an idle connection on which the app %s is given up', async ([, act]) => {
  const { pool, sockets, open } = await createScene();
  const connection = await open();
  pool.give(connection, CLIENT);
  act(sockets[0]!);
  await expect.poll(() => connection.socket.destroyed).toBe(true);
  expect(pool.idleCount).toBe(0);
});

describe('a connection that waits for one client', () => {
  async function keep(idleMs = IDLE_MS) {
    const scene = await createScene(idleMs);
    const connection = await scene.open();
    connection.borrower = 'same-client';
    scene.pool.give(connection, CLIENT);
    return { ...scene, connection };
  }

  test('serves nobody else, and its client first', async () => {
    const { pool, connection, open } = await keep();
    const common = await open();
    pool.give(common, OTHER);
    expect(pool.idleCount).toBe(2);
    expect(pool.take(true, OTHER)).toBe(common);
    const [fresh, own] = [pool.take(true, OTHER), pool.take(true, CLIENT)];
    expect([fresh.isReused, own, pool.idleCount]).toEqual([false, connection, 0]);
    pool.give(connection, CLIENT);
    expect(pool.take(true, OTHER)).not.toBe(connection);
  });

  test('is closed with its client, and no other is', async () => {
    const { pool, connection, open } = await keep();
    const common = await open();
    pool.give(common, OTHER);
    pool.dropKept(OTHER);
    expect(pool.idleCount).toBe(2);
    pool.dropKept(CLIENT);
    expect([connection.socket.destroyed, common.socket.destroyed, pool.idleCount]).toEqual([true, false, 1]);
  });

  test('is closed after its time, asked for or not', async () => {
    const { pool, connection, open, advance, clock } = await keep();
    advance(IDLE_MS / 2);
    const younger = await open();
    younger.borrower = 'same-client';
    pool.give(younger, OTHER);
    expect(connection.socket.destroyed).toBe(false);
    advance(IDLE_MS / 2 + 4 * TICK_MS);
    expect([connection.socket.destroyed, younger.socket.destroyed]).toEqual([true, false]);
    advance(IDLE_MS / 2);
    expect([younger.socket.destroyed, clock.isRunning]).toEqual([true, false]);
  });

  test('is not used for a request that may not be sent twice when it was last used a while ago', async () => {
    const { pool, connection, advance } = await keep();
    advance(1_100);
    expect(pool.take(false, CLIENT)).not.toBe(connection);
    expect([connection.socket.destroyed, pool.idleCount]).toEqual([true, 0]);
  });

  test('is closed with all that are idle', async () => {
    const { pool, connection } = await keep();
    pool.dropIdle();
    expect([connection.socket.destroyed, pool.idleCount]).toEqual([true, 0]);
  });

  test('is given up when the app ends it', async () => {
    const { pool, connection, sockets } = await keep();
    sockets[0]!.end();
    await expect.poll(() => connection.socket.destroyed).toBe(true);
    expect(pool.idleCount).toBe(0);
  });
});

describe('an app that answers nobody else while a connection is idle', () => {
  const OWNER = { onConnected() {}, onBytes() {}, onEnd() {}, onClosed() {}, onDrain() {} };

  test('is left no idle one while another waits', async () => {
    const { pool, open, unaccepted } = await createScene();
    pool.idleWatch.isHeld = true;
    const [first, second] = [await open(), await open()];
    pool.give(first, CLIENT);
    expect(pool.idleCount).toBe(1);
    // Opening one closes those that lie idle.
    const waiting = await open();
    waiting.owner = OWNER;
    expect([first.socket.destroyed, pool.idleCount]).toEqual([true, 0]);
    pool.give(second, CLIENT);
    expect([second.socket.destroyed, pool.idleCount]).toEqual([true, 0]);
    // What waits has been accepted, so nothing is in its way.
    unaccepted.count = 0;
    const third = await open();
    pool.give(third, CLIENT);
    expect([third.socket.destroyed, pool.idleCount]).toEqual([false, 1]);
  });

  test('keeps it while nobody waits', async () => {
    const { pool, open } = await createScene();
    pool.idleWatch.isHeld = true;
    const connection = await open();
    pool.give(connection, CLIENT);
    expect(pool.take(true, CLIENT)).toBe(connection);
  });
});

test('a connection that nobody may use again is closed', async () => {
  const { pool, open } = await createScene();
  const connection = await open();
  connection.borrower = 'nobody';
  pool.give(connection, CLIENT);
  expect([connection.socket.destroyed, pool.idleCount]).toEqual([true, 0]);
});

test('a pool that is destroyed leaves no connection', async () => {
  const { pool, clock, open } = await createScene();
  const [idle, busy] = [await open(), await open()];
  pool.give(idle, CLIENT);
  pool.destroy();
  expect([idle.socket.destroyed, busy.socket.destroyed, pool.idleCount, clock.isRunning]).toEqual([
    true,
    true,
    0,
    false,
  ]);
});
