import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { countDescriptors, measureMemory, openWire } from './wire-scene.ts';

const REQUESTS = Number(process.env['BERTH_SOAK_REQUESTS'] ?? 20_000);
const MIB = 1_048_576;

async function startApp(onConnection: (socket: Socket) => void): Promise<{ kind: 'tcp'; host: string; port: number }> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    onTestFinished(() => void socket.destroy());
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { kind: 'tcp', host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

/** Answers every request; they come one in a read, because every client waits for its answer. */
function answerEach(answer: Buffer): (socket: Socket) => void {
  return (socket) => {
    socket.on('data', () => socket.write(answer));
  };
}

function respond(body: string): Buffer {
  return Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
}

/** Sends requests one after the other on a connection and resolves when the last is answered. */
function askRepeatedly(port: number, count: number, answerEnd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let left = count;
    let text = '';
    const ask = (): void => void socket.write('GET /a?b HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nCookie: a=b\r\n\r\n');
    socket.on('error', reject);
    socket.on('connect', ask);
    socket.on('data', (bytes) => {
      text = (text + bytes.toString('latin1')).slice(-answerEnd.length);
      if (text !== answerEnd) return;
      text = '';
      if (--left > 0) return ask();
      socket.end();
      socket.once('close', () => resolve());
    });
  });
}

// The larger limit is that of the pools of read buffers, which are kept.
test.for([
  ['small', 'a small body!', 2],
  ['of 100 KiB', `${'x'.repeat(100 * 1024)}!`, 10],
] as const)(
  'memory and descriptors stay flat over many responses %s',
  { timeout: 120_000 + REQUESTS },
  async ([, body, limitMib]) => {
    const { port, engine } = await openWire(await startApp(answerEach(respond(body))));
    const count = Math.ceil(REQUESTS / (body.length > 1_000 ? 200 : 20));
    const runRound = (): Promise<unknown> =>
      Promise.all(Array.from({ length: 20 }, () => askRepeatedly(port, count, body.slice(-8))));
    await runRound();
    await expect.poll(() => engine.connections).toBe(0);
    const before = { memory: measureMemory(), descriptors: countDescriptors() };
    await runRound();
    await expect.poll(() => engine.connections).toBe(0);
    expect(measureMemory() - before.memory).toBeLessThan(limitMib * MIB);
    expect(countDescriptors()).toBeLessThanOrEqual(before.descriptors + 2);
  },
);

// The clients are a process of their own, so that only the engine's side of them counts here.
const IDLE_CLIENTS = `
  const { connect } = require('node:net');
  const [port, count] = process.argv.slice(1).map(Number);
  const sockets = [];
  let answered = 0;
  const ask = (socket) => socket.write('GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n');
  const askAll = () => { answered = 0; for (const socket of sockets) ask(socket); };
  const onAnswer = () => { if (++answered === sockets.length) console.log('all answered'); };
  const open = () => {
    if (sockets.length === count) return askAll();
    const socket = connect(port, '127.0.0.1', () => { sockets.push(socket); open(); });
    socket.on('data', onAnswer);
    socket.on('close', () => console.log('closed'));
  };
  open();
  process.stdin.on('data', askAll);
`;

test('ten thousand idle connections cost little, and all of them are served again', { timeout: 120_000 }, async () => {
  const connections = 10_000;
  const { port, engine } = await openWire(await startApp(answerEach(respond('ok'))));
  await askRepeatedly(port, 100, 'ok');
  const before = { memory: measureMemory(), resident: process.memoryUsage().rss };
  const clients = spawn(process.execPath, ['-e', IDLE_CLIENTS, String(port), String(connections)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void clients.kill('SIGKILL'));
  const lines = createInterface(clients.stdout)[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('all answered');
  expect(engine.connections).toBe(connections);
  const bytesEach = (measureMemory() - before.memory) / connections;
  const residentEach = (process.memoryUsage().rss - before.resident) / connections;
  expect(bytesEach).toBeLessThan(20_480);
  expect(residentEach).toBeLessThan(20_480);
  clients.stdin.write('again\n');
  expect((await lines.next()).value).toBe('all answered');
  expect(engine.connections).toBe(connections);
});

test('a slow reader of a gibibyte holds back the app, and gets every byte', { timeout: 120_000 }, async () => {
  const total = 1024 * MIB;
  const piece = Buffer.alloc(MIB, 'x');
  let sent = 0;
  const { port } = await openWire(
    await startApp((socket) => {
      const send = (): void => {
        while (sent < total) {
          sent += piece.length;
          if (!socket.write(piece)) return;
        }
      };
      socket.on('drain', send);
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${total}\r\n\r\n`);
        send();
      });
    }),
  );
  const client = connect(port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(client, 'data');
  client.pause();
  const before = measureMemory();
  let seen = -1;
  const hasStopped = (): boolean => {
    const before = seen;
    seen = sent;
    return seen === before;
  };
  await expect.poll(hasStopped, { interval: 200, timeout: 20_000 }).toBe(true);
  expect(sent).toBeLessThan(64 * MIB);
  expect(measureMemory() - before).toBeLessThan(16 * MIB);
  let received = 0;
  client.on('data', (bytes) => {
    received += bytes.length;
  });
  client.resume();
  await expect.poll(() => received, { interval: 100, timeout: 90_000 }).toBeGreaterThan(total - MIB);
  expect(sent).toBe(total);
  client.destroy();
});
