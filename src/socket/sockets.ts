import { connect, type IpcNetConnectOpts, isIPv4, type Server, type Socket, type TcpNetConnectOpts } from 'node:net';
import { findNativeStreams, type NativeStreams } from './native-handle.ts';
import { NativeSocket } from './native-socket.ts';
import { NodeAccepted, NodeSocket, takeHandle } from './node-socket.ts';
import type { AcceptedSocket, SocketListener, StreamSocket } from './stream-socket.ts';

/** null: all connections are made by what node:net documents. */
const OWN_STREAMS = findNativeStreams();

interface ServerHandle {
  onconnection?: ((this: unknown, status: number, client: unknown) => void) | null;
}

/** That of node:net. */
const DEFAULT_BACKLOG = 511;

/** What `Server.listen` calls in the end, under its old name. */
interface BareServer {
  _listen2?(host: string, port: number, family: 4, backlog: number): void;
}

/**
 * Makes a server listen: 'listening' or 'error' follows, as from `Server.listen`. For an address there is nothing to look up then,
 * and dns and cluster, which that method loads all the same, stay away: two milliseconds of a start.
 */
export function openServer(
  server: Server,
  {
    host,
    port,
    backlog = DEFAULT_BACKLOG,
  }: { readonly host: string; readonly port: number; readonly backlog?: number },
  streams: NativeStreams | null = OWN_STREAMS,
): void {
  const bare = server as unknown as BareServer;
  if (streams === null || bare._listen2 === undefined || !isIPv4(host))
    server.listen({ host, port, backlog, exclusive: true });
  else bare._listen2(host, port, 4, backlog);
}

/** Hands over what a server accepts; call it when the server listens. It must be one with `pauseOnConnect`. */
export function handOver(
  server: Server,
  onAccepted: (socket: AcceptedSocket) => void,
  streams: NativeStreams | null = OWN_STREAMS,
): void {
  server.on('connection', (socket: Socket) => onAccepted(new NodeAccepted(socket)));
  const { _handle: handle } = server as unknown as { readonly _handle?: ServerHandle | null };
  const onConnection = handle?.onconnection;
  if (streams === null || typeof onConnection !== 'function') return;
  // node:net would make a Socket of each.
  handle!.onconnection = (status, client) => {
    if (status === 0 && streams.isHandle(client)) onAccepted(NativeSocket.accept(streams, client));
    else onConnection.call(handle, status, client);
  };
}

/** Connects; `onConnected` is called once, before the listener hears of anything but a failure. */
export function dial(
  target: TcpNetConnectOpts | IpcNetConnectOpts,
  listener: SocketListener,
  onConnected: () => void,
  streams: NativeStreams | null = OWN_STREAMS,
): StreamSocket {
  if (streams === null) {
    const socket = new NodeSocket(listener);
    socket.connect(target).on('connect', onConnected);
    return socket;
  }
  const dialling = connect({ ...target, allowHalfOpen: true });
  dialling.pause();
  const socket = NativeSocket.dial(streams, dialling, listener);
  let error: NodeJS.ErrnoException | null = null;
  dialling.on('error', (cause) => {
    error = cause;
  });
  dialling.on('close', () => socket.failed(error));
  dialling.on('connect', () => {
    const handle = takeHandle(dialling);
    if (!streams.isHandle(handle)) throw new Error('BUG: connected without a handle');
    socket.connected(handle);
    onConnected();
  });
  return socket;
}
