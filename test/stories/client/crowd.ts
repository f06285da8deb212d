import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { type MeasuredBerth, startMeasuredBerth } from '../../helpers/measured-berth.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

export const MIB = 1_048_576;

const SERVER = fileURLToPath(new URL('../../fixtures/servers/answers-patiently.mjs', import.meta.url));
/** Opened together; more at a time would have to wait for a place in the kernel's queue. */
const BATCH = 100;
/** Nobody waits so long for a small answer, unless he is kept out. */
const LONGEST_WAIT_MS = 5_000;
const WARM_UP = 2_000;

/** A berth, and its numbers before the crowd comes. */
export interface Besieged {
  readonly berth: MeasuredBerth;
  /** Of a berth that was at work. */
  readonly memoryBytes: number;
  /** Of a berth without connections. */
  readonly descriptors: number;
}

/** Starts berth with these keys of `proxy:`, and lets it serve a while. */
export async function startBesieged(proxy: object = {}): Promise<Besieged> {
  // Its connections to the app are soon gone, too: `expectNothingLeft` waits for them.
  const config = { command: ['node', SERVER], port: 'auto', proxy: { upstreamIdle: '1s', ...proxy } };
  const berth = await startMeasuredBerth(JSON.stringify(config));
  const descriptors = berth.countDescriptors();
  const agent = new Agent({ keepAlive: true });
  for (let asked = 0; asked < WARM_UP; asked += 20) {
    await Promise.all(Array.from({ length: 20 }, () => askOnce(berth.port, agent)));
  }
  agent.destroy();
  return { berth, memoryBytes: berth.measureMemory(), descriptors };
}

/** Opens so many connections, and sends the same on each. They are destroyed when the test ends. */
export async function openCrowd(port: number, count: number, opening: string | Buffer = ''): Promise<Socket[]> {
  const crowd: Socket[] = [];
  onTestFinished(() => crowd.forEach((socket) => void socket.destroy()));
  while (crowd.length < count) {
    const batch = Array.from({ length: Math.min(BATCH, count - crowd.length) }, async () => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true });
      socket.on('error', () => {});
      crowd.push(socket);
      await once(socket, 'connect');
      if (opening.length > 0) socket.write(opening);
    });
    await Promise.all(batch);
  }
  return crowd;
}

/**
 * Holds berth to its word while the crowd is there: somebody else gets what he asks for, without a long wait. Two waits may be
 * longer: a machine withholds its processor now and then, and a crowd that is in the way is in everybody's.
 */
export async function expectResponsive({ port }: MeasuredBerth, count = 50): Promise<void> {
  const waits: number[] = [];
  for (let asked = 0; asked < count; asked++) {
    const startedAt = performance.now();
    expect(await askOnce(port)).toBe('small\n');
    waits.push(performance.now() - startedAt);
  }
  const [, , thirdLongestMs] = waits.toSorted((a, b) => b - a);
  expect(thirdLongestMs).toBeLessThan(LONGEST_WAIT_MS);
}

/** Waits until the crowd has left no descriptor behind. */
export async function expectNothingLeft({ berth, descriptors }: Besieged): Promise<void> {
  await expect.poll(berth.countDescriptors, { interval: 100, timeout: 30_000 }).toBeLessThanOrEqual(descriptors + 5);
}

/** Everything that comes until berth ends the connection. */
export async function readToEnd(socket: Socket): Promise<string> {
  let received = '';
  socket.on('data', (bytes: Buffer) => {
    received += bytes.toString('latin1');
  });
  if (!socket.closed) await once(socket, 'close');
  return received;
}

async function askOnce(port: number, agent: Agent | false = false): Promise<string> {
  const req = request({ host: '127.0.0.1', port, path: '/small', agent }).end();
  const [res] = await once(req, 'response');
  return text(res);
}
