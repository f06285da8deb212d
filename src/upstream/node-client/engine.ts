import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import httpProxy from 'http-proxy';
import type { ProxySettings } from '../../core/settings.ts';
import type { CreateEngine, Engine } from '../../door/engine.ts';
import { Failure } from '../../failures/failure.ts';
import { ClientConnection } from './client-connection.ts';
import { ForwardedExchange } from './exchange.ts';
import type { EngineParts } from './exchange-parts.ts';
import { toParserFailure } from './parser-failure.ts';
import { createRefusal } from './refusal.ts';
import { checkRequestHead, malformed } from './request-grammar.ts';
import { replayWithoutUpgrade } from './upgrade-replay.ts';
import { UpstreamPool } from './upstream-pool.ts';

/** How often Node looks for request heads that take too long. */
const HEAD_CHECKS_PER_LIMIT = 4;
const LONGEST_HEAD_CHECK_MS = 1_000;

/** Creates the engine over Node's own HTTP server and the npm package http-proxy. It never listens by itself. */
export const createHttpProxyEngine: CreateEngine = (desk, settings) => {
  const parts: EngineParts = {
    desk,
    settings,
    proxy: httpProxy.createProxyServer({}),
    pool: new UpstreamPool(settings.upstreamIdleMs),
    withheld: new Set(settings.withheldHeaders),
    tunnels: new Set(),
  };
  return createEngine(parts, createParserServer(settings));
};

function createEngine(parts: EngineParts, server: Server): Engine {
  const connections = new Map<Socket, ClientConnection>();
  const door = createRequestDoor(parts, server, connections);
  server.on('request', door.onRequest);
  server.on('checkContinue', door.onRequest);
  server.on('checkExpectation', door.onRequest);
  server.on('upgrade', door.onUpgrade);
  server.on('connect', door.onConnect);
  server.on('clientError', door.onParserError);
  return {
    serve(socket) {
      connections.set(socket, new ClientConnection(socket, parts.settings.clientTimeouts.idleMs));
      socket.once('close', () => connections.delete(socket));
      server.emit('connection', socket);
    },
    // The desk knows, and each response asks it.
    drain() {},
    closeResting(which) {
      for (const connection of connections.values()) {
        if (connection.isAtRest && (which === 'all' || !connection.isFresh)) connection.close();
      }
    },
    closeUpgrades() {
      for (const tunnel of parts.tunnels) tunnel.close();
    },
    destroy() {
      for (const socket of connections.keys()) socket.destroy();
      parts.pool.destroy();
      server.close();
    },
    get connections() {
      return connections.size;
    },
    get freshConnections() {
      return [...connections.values()].filter((connection) => connection.isFresh).length;
    },
  };
}

function createParserServer({ limits, clientTimeouts }: ProxySettings): Server {
  const server = createServer({
    // The request line has a limit of its own, found after parsing, and its own answer.
    maxHeaderSize: limits.headBytes + limits.requestLineBytes,
    insecureHTTPParser: false,
    requireHostHeader: false,
    keepAliveTimeout: 0,
    requestTimeout: 0,
    headersTimeout: clientTimeouts.headMs,
    connectionsCheckingInterval: Math.min(
      LONGEST_HEAD_CHECK_MS,
      Math.ceil(clientTimeouts.headMs / HEAD_CHECKS_PER_LIMIT) || 1,
    ),
  });
  server.timeout = 0;
  // Zero lifts Node's own limit, at which fields are dropped without a word.
  server.maxHeadersCount = 0;
  // A client may end its half after its request and still get the answer; Node's types do not know the property.
  Object.assign(server, { httpAllowHalfOpen: true });
  // Node starts watching `headersTimeout` when a server begins to listen, which this one never does.
  if (clientTimeouts.headMs > 0) server.emit('listening');
  return server;
}

/** Takes what Node's parser reads and makes turns of it. */
function createRequestDoor(parts: EngineParts, server: Server, connections: Map<Socket, ClientConnection>) {
  const { desk, settings } = parts;

  function refuse(connection: ClientConnection, socket: Socket, failure: Failure, req?: IncomingMessage): void {
    connection.take(createRefusal({ desk, socket, failure, connection, req: req ?? null }), true);
  }

  function onRequest(req: IncomingMessage, res: ServerResponse): void {
    const { socket } = req;
    const connection = connections.get(socket);
    if (connection === undefined) return;
    const head = checkRequestHead(req, settings.limits);
    if (head instanceof Failure) {
      refuse(connection, socket, head, req);
      return;
    }
    const request = { req, head, socket, upgrade: null, createResponse: () => res };
    connection.take(new ForwardedExchange(parts, request));
  }

  function onUpgrade(req: IncomingMessage, socket: Socket, rest: Buffer): void {
    const connection = connections.get(socket);
    if (connection === undefined) return;
    // Node has taken all of its own listeners away.
    socket.on('error', () => {});
    const head = checkRequestHead(req, settings.limits);
    if (head instanceof Failure) {
      refuse(connection, socket, head, req);
      return;
    }
    if (head.isChunked || head.lengthBytes > 0 || req.httpVersion === '1.0') {
      connection.take(replayWithoutUpgrade(req, socket, rest, server));
      return;
    }
    if (rest.length > 0) socket.unshift(rest);
    const createResponse = () => createUpgradeResponse(req, socket, connection);
    const upgrade = req.headers.upgrade ?? '';
    connection.take(new ForwardedExchange(parts, { req, head, socket, upgrade, createResponse }));
  }

  function onConnect(req: IncomingMessage, socket: Socket): void {
    const connection = connections.get(socket);
    socket.on('error', () => {});
    if (connection !== undefined) refuse(connection, socket, malformed('the CONNECT method is not offered here'), req);
  }

  function onParserError(error: NodeJS.ErrnoException, socket: Socket): void {
    const connection = connections.get(socket);
    const failure = toParserFailure(error, settings);
    if (connection === undefined || failure === null || !socket.writable) {
      socket.destroy();
      return;
    }
    // Node's clock for the head starts with the connection, ours with the first byte.
    if (failure.code === 'REQUEST_TIMEOUT' && connection.isAtRest) return;
    const hasLeft = error.code === 'HPE_INVALID_EOF_STATE' && connection.isReadingBody;
    if (socket.bytesRead === 0 || hasLeft) socket.destroy();
    else if (!connection.breakRequest(failure)) refuse(connection, socket, failure);
  }

  return { onRequest, onUpgrade, onConnect, onParserError };
}

// Node gives a request that asks for an upgrade no response object; a refusal by the app needs one.
function createUpgradeResponse(req: IncomingMessage, socket: Socket, connection: ClientConnection): ServerResponse {
  const res = new ServerResponse(req);
  const onDrain = (): void => void res.emit('drain');
  res.shouldKeepAlive = false;
  res.assignSocket(socket);
  socket.on('drain', onDrain);
  res.once('finish', () => {
    res.detachSocket(socket);
    socket.off('drain', onDrain);
    connection.close();
  });
  return res;
}
