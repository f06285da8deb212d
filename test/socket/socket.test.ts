import { once } from 'node:events';
import { type AddressInfo, connect as connectSocket, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { findNativeStreams } from '../../src/socket/native-handle.ts';
import { dial, handOver, openServer } from '../../src/socket/sockets.ts';
import type { AcceptedSocket, SocketListener, StreamSocket } from '../../src/socket/stream-socket.ts';
import { createFolder } from '../helpers/config-folder.ts';
import { onTestFinished } from '../helpers/test-end.ts';

const KINDS = [
  ['on the handle', findNativeStreams({})],
  ["as Node's own", null],
] as const;

type Streams = (typeof KINDS)[number][1];

/** Much more than the kernel takes of one who writes to nobody. */
const LARGE_BYTES = 24_000_000;

class Listener implements SocketListener {
  readonly buffer = Buffer.alloc(65_536);
  readonly heard: string[] = [];
  text = '';
  bytes = 0;
  error: NodeJS.ErrnoException | null | undefined;
  nextBuffer(): Buffer {
    return this.buffer;
  }
  onRead(bytes: Buffer, size: number): void {
    if (this.bytes < 10_000) this.text += bytes.toString('latin1', 0, size);
    this.bytes += size;
  }
  onEnd(): void {
    this.heard.push('end');
  }
  onDrain(): void {
    this.heard.push('drain');
  }
  onClosed(error: NodeJS.ErrnoException | null): void {
    this.heard.push('closed');
    this.error = error;
  }
}

interface WithNoDelay {
  setNoDelay(isOn: boolean): number;
}

interface Pair {
  readonly near: StreamSocket;
  readonly listener: Listener;
  readonly far: Socket;
}

/** A connection that was accepted. */
async function accept(streams: Streams): Promise<Pair & { readonly accepted: AcceptedSocket }> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  openServer(server, { host: '127.0.0.1', port: 0 }, streams);
  await once(server, 'listening');
  const taken = new Promise<AcceptedSocket>((resolve) => handOver(server, resolve, streams));
  const far = connectSocket({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  far.on('error', () => undefined);
  const accepted = await taken;
  const listener = new Listener();
  onTestFinished(() => {
    accepted.destroy();
    far.destroy();
    server.close();
  });
  return { accepted, near: accepted.open(listener), listener, far };
}

/** A connection that berth has opened, over TCP or a Unix socket. */
async function open(streams: Streams, path?: string): Promise<Pair> {
  const server = createServer({ allowHalfOpen: true });
  if (path === undefined) server.listen(0, '127.0.0.1');
  else server.listen(path);
  await once(server, 'listening');
  const target = path === undefined ? { port: (server.address() as AddressInfo).port, host: 'localhost' } : { path };
  const listener = new Listener();
  const connected = vi.fn();
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const near = dial(target, listener, connected, streams);
  const [far] = await accepted;
  await expect.poll(() => connected.mock.calls.length).toBe(1);
  far.on('error', () => undefined);
  onTestFinished(() => {
    near.destroy();
    far.destroy();
    server.close();
  });
  return { near, listener, far };
}

test('this Node.js has the handles that are looked for, and they can be switched off', () => {
  expect(findNativeStreams({})).not.toBeNull();
  expect(findNativeStreams({ BERTH_SOCKETS: 'node' })).toBeNull();
});

test.for([
  ['is there', undefined],
  ['has a class of requests', { streamBaseState: new Int32Array(4), kReadBytesOrError: 0, kLastWriteWasAsync: 3 }],
  ['may be asked for', null],
])('a Node.js of whose own modules none %s is used by what it documents', ([, found]) => {
  const owner = process as unknown as { binding(name: string): unknown };
  const spied = vi.spyOn(owner, 'binding').mockImplementation(() => {
    if (found === null) throw new Error('No such binding');
    return found;
  });
  onTestFinished(() => spied.mockRestore());
  expect(findNativeStreams({})).toBeNull();
});

describe.for(KINDS)('a connection %s', ([, streams]) => {
  const WAYS = [
    ['that was accepted', () => accept(streams)],
    ['that was opened', () => open(streams)],
    ['over a Unix socket', () => open(streams, join(createFolder({}), 'app.sock'))],
  ] as const;

  test.for(WAYS)('%s reads, writes, and ends each side alone', async ([, pair]) => {
    const { near, listener, far } = await pair();
    far.end('hello');
    await expect.poll(() => listener.heard).toContain('end');
    expect([listener.text, near.bytesRead, near.writable, near.writableEnded]).toEqual(['hello', 5, true, false]);
    expect([near.write(Buffer.from('an')), near.writableLength, near.unsentBytes]).toEqual([true, 0, 0]);
    near.cork();
    near.write(Buffer.from('sw'));
    near.write(Buffer.from('er'));
    near.uncork();
    near.end();
    expect([near.writable, near.writableEnded]).toEqual([false, true]);
    let answer = '';
    far.on('data', (bytes: Buffer) => {
      answer += bytes.toString();
    });
    await once(far, 'end');
    expect(answer).toBe('answer');
    await expect.poll(() => listener.heard).toContain('closed');
    expect([listener.heard, listener.error, near.destroyed]).toEqual([['end', 'closed'], null, true]);
  });

  test.for(WAYS)('%s keeps what the kernel does not take, and tells when it has', async ([, pair]) => {
    const { near, far, listener } = await pair();
    far.pause();
    const piece = Buffer.alloc(1_000_000, 'x');
    for (let sent = 0; sent < LARGE_BYTES; sent += piece.length) near.write(piece);
    expect(near.write(Buffer.from('.'))).toBe(false);
    expect(near.writableNeedDrain).toBe(true);
    expect(near.writableLength).toBeGreaterThan(1_000_000);
    expect(near.unsentBytes).toBeGreaterThan(0);
    let received = 0;
    far.on('data', (bytes: Buffer) => {
      received += bytes.length;
    });
    far.resume();
    await expect.poll(() => received).toBe(LARGE_BYTES + 1);
    await expect.poll(() => listener.heard).not.toEqual([]);
    expect([listener.heard, near.writableLength, near.unsentBytes, near.writableNeedDrain]).toEqual([
      ['drain'],
      0,
      0,
      false,
    ]);
    far.pause();
    for (let sent = 0; sent < LARGE_BYTES; sent += piece.length) near.write(piece);
    near.destroySoon();
    expect(near.destroyed).toBe(false);
    far.resume();
    await expect.poll(() => received).toBe(2 * LARGE_BYTES + 1);
    await expect.poll(() => far.readableEnded && listener.heard.includes('closed')).toBe(true);
    expect(listener.error).toBeNull();
  });

  test.for(WAYS.slice(0, 2))('%s sends a second piece at once, whatever is not acknowledged yet', async ([, pair]) => {
    const { TCP } = (process as unknown as { binding(name: string): { TCP: { prototype: WithNoDelay } } }).binding(
      'tcp_wrap',
    );
    const spied = vi.spyOn(TCP.prototype, 'setNoDelay');
    onTestFinished(() => spied.mockRestore());
    const { near, far } = await pair();
    near.write(Buffer.from('first'));
    near.write(Buffer.from('second'));
    await once(far, 'readable');
    expect(spied.mock.calls).toContainEqual([true]);
  });

  test.for(WAYS)('%s is not read while it is paused', async ([, pair]) => {
    const { near, far, listener } = await pair();
    expect(near.isPaused()).toBe(false);
    near.pause();
    far.write('late');
    const other = await pair();
    other.far.write('other');
    await expect.poll(() => other.listener.text).toBe('other');
    expect([near.isPaused(), listener.text]).toEqual([true, '']);
    near.resume();
    await expect.poll(() => listener.text).toBe('late');
    expect(near.isPaused()).toBe(false);
  });

  test.for(WAYS.slice(0, 2))('%s tells of a reset, by reading', async ([, pair]) => {
    const { near, far, listener } = await pair();
    far.resetAndDestroy();
    await expect.poll(() => listener.heard).not.toEqual([]);
    expect([listener.heard, listener.error?.code, near.destroyed]).toEqual([['closed'], 'ECONNRESET', true]);
    expect(near.write(Buffer.from('x'))).toBe(false);
    near.end();
    near.destroySoon();
    near.destroy();
  });

  test.for(WAYS.slice(0, 2))('%s is asked while it is paused, and says if it was reset', async ([, pair]) => {
    const { near, far, listener } = await pair();
    near.pause();
    const onAlive = vi.fn();
    near.probe(onAlive);
    await expect.poll(() => onAlive.mock.calls.length).toBe(1);
    far.resetAndDestroy();
    await expect
      .poll(() => {
        near.probe(onAlive);
        return near.destroyed;
      })
      .toBe(true);
    await expect.poll(() => listener.heard).not.toEqual([]);
    expect(listener.heard).toEqual(['closed']);
    expect(listener.error?.code).toMatch(/EPIPE|ECONNRESET/);
  });

  test.for(WAYS.slice(0, 2))('%s sends a reset', async ([, pair]) => {
    const { near, far, listener } = await pair();
    const broken = new Promise<NodeJS.ErrnoException>((resolve) => void far.once('error', resolve));
    far.resume();
    near.resetAndDestroy();
    expect((await broken).code).toBe('ECONNRESET');
    await expect.poll(() => listener.heard).not.toEqual([]);
    expect([listener.heard, listener.error]).toEqual([['closed'], null]);
  });

  test.for(WAYS)('%s that is to be heard out is read to its end although it takes no more', async ([, pair]) => {
    const { near, far, listener } = await pair();
    near.pause();
    near.hearOut();
    far.end('last words');
    // Closed with something unread: what is written from now on is refused.
    near.write(Buffer.from('unread'));
    await once(far, 'readable');
    far.destroy();
    await once(far, 'close');
    await expect
      .poll(() => {
        near.write(Buffer.from('x'));
        return near.deafTo !== null || near.destroyed;
      })
      .toBe(true);
    expect(near.write(Buffer.from('x'))).toBe(true);
    near.resume();
    await expect.poll(() => listener.heard).toContain('closed');
    expect(['EPIPE', 'ECONNRESET']).toContain(listener.error?.code);
    expect(listener.heard).toEqual(['closed']);
  });

  test('that nobody has opened closes', async () => {
    const server = createServer({ pauseOnConnect: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const taken = new Promise<AcceptedSocket>((resolve) => handOver(server, resolve, streams));
    const far = connectSocket((server.address() as AddressInfo).port, '127.0.0.1');
    const accepted = await taken;
    expect([accepted.peer, accepted.descriptor > 2, accepted.destroyed]).toEqual(['127.0.0.1', true, false]);
    accepted.destroy();
    expect(accepted.destroyed).toBe(true);
    far.resume();
    await once(far, 'close');
  });

  test.for([
    ['refuses', { port: 1, host: '127.0.0.1' }, 'ECONNREFUSED'],
    ['is not there', { path: '/nowhere/app.sock' }, 'ENOENT'],
  ] as const)('to one who %s has failed', async ([, target, code]) => {
    const listener = new Listener();
    const connected = vi.fn();
    const near = dial(target, listener, connected, streams);
    await expect.poll(() => listener.heard).not.toEqual([]);
    expect([listener.heard, listener.error?.code, near.destroyed]).toEqual([['closed'], code, true]);
    expect(connected).not.toHaveBeenCalled();
  });

  test('that is given up while it connects is closed, and never connected', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const listener = new Listener();
    const connected = vi.fn();
    const near = dial({ port: (server.address() as AddressInfo).port }, listener, connected, streams);
    near.destroy();
    expect(near.destroyed).toBe(true);
    await expect.poll(() => listener.heard).not.toEqual([]);
    expect([listener.heard, listener.error, connected.mock.calls]).toEqual([['closed'], null, []]);
  });

  test('never reads into a buffer that was kept', async () => {
    const { near, far, listener } = await accept(streams);
    const kept: Buffer[] = [];
    let buffer = Buffer.alloc(65_536);
    Object.assign(listener, {
      nextBuffer: () => buffer,
      onRead: (bytes: Buffer, size: number) => {
        kept.push(bytes.subarray(0, size));
        buffer = Buffer.alloc(65_536);
      },
    });
    // The first read goes where was said before.
    far.write('first');
    await expect.poll(() => kept.length).toBe(1);
    const sent = Buffer.allocUnsafe(1_000_000);
    for (let at = 0; at < sent.length; at += 4) sent.writeUInt32LE((at * 2_654_435_761) >>> 0, at);
    far.end(sent);
    await expect.poll(() => listener.heard).toContain('end');
    expect(Buffer.concat(kept.slice(1)).equals(sent)).toBe(true);
    near.destroy();
  });
});

describe.for(KINDS)('A port opened %s', ([, streams]) => {
  const openPort = async (host: string, port = 0) => {
    const server = createServer();
    onTestFinished(() => void server.close());
    openServer(server, { host, port }, streams);
    await once(server, 'listening');
    return server.address() as AddressInfo;
  };

  test.for(['127.0.0.1', '0.0.0.0', 'localhost', '::1'])('is reached at %s', async (host) => {
    const { port, address } = await openPort(host);
    const socket = connectSocket({ port, host: address });
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    expect(socket.remotePort).toBe(port);
  });

  test('is refused where somebody has it, as the system says', async () => {
    const { port } = await openPort('127.0.0.1');
    const refused = { code: 'EADDRINUSE', syscall: 'listen', address: '127.0.0.1', port };
    await expect(openPort('127.0.0.1', port)).rejects.toMatchObject(refused);
  });

  test('is refused at an address that is not of this machine', async () => {
    await expect(openPort('192.0.2.1')).rejects.toMatchObject({ code: 'EADDRNOTAVAIL', address: '192.0.2.1' });
  });
});
