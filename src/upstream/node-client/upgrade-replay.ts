import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Turn } from './client-connection.ts';
import { formatFields } from './response-head.ts';

/**
 * The turn of a request that asks for an upgrade and has a body (curl --http2 does so): Node's parser stops at its head
 * and leaves the body unread. The server may ignore the wish (RFC 9110 section 7.8), so the head is put back without
 * it, and the connection is read again from there.
 */
export function replayWithoutUpgrade(req: IncomingMessage, socket: Socket, rest: Buffer, server: Server): Turn {
  return {
    begin(onDone) {
      onDone();
      if (rest.length > 0) socket.unshift(rest);
      socket.unshift(Buffer.from(formatPlainHead(req), 'latin1'));
      server.emit('connection', socket);
    },
    isReading: false,
    abandon() {},
    breakRequest: () => false,
  };
}

function formatPlainHead(req: IncomingMessage): string {
  const fields: string[] = [];
  for (let i = 0; i + 1 < req.rawHeaders.length; i += 2) {
    const name = req.rawHeaders[i]!;
    const value = req.rawHeaders[i + 1]!;
    const key = name.toLowerCase();
    if (key === 'connection') fields.push(name, withoutUpgrade(value));
    else if (key !== 'upgrade') fields.push(name, value);
  }
  return `${req.method} ${req.url} HTTP/${req.httpVersion}\r\n${formatFields(fields)}\r\n`;
}

function withoutUpgrade(value: string): string {
  return value
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '' && token.toLowerCase() !== 'upgrade')
    .join(', ');
}
