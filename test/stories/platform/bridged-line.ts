import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request as startRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { PlatformRequest } from './script/platform-script.ts';

/** An answer as it came to the platform. */
export interface Answer {
  readonly status: number;
  readonly fields: IncomingMessage['headers'];
  readonly text: string;
}

/** One connection into a private network, kept open between requests. */
export class BridgedLine extends Agent {
  /** How many connections it has taken so far. */
  opened = 0;
  readonly #bridgePath: string;
  readonly #address: string;

  /** `bridgePath`: where `network-bridge.mjs` is listening; `address`: where it is to lead. */
  constructor(bridgePath: string, address: string) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#bridgePath = bridgePath;
    this.#address = address;
  }

  override createConnection(): Socket {
    this.opened += 1;
    const socket = connect(this.#bridgePath);
    socket.write(`${this.#address}\n`);
    return socket;
  }
}

/** Makes a request and reads its answer to the end; rejects if it comes to none. */
export async function send({ method, path, fields = {}, body = '' }: PlatformRequest, agent: Agent): Promise<Answer> {
  const length: Record<string, string> = body.length > 0 ? { 'Content-Length': String(Buffer.byteLength(body)) } : {};
  const headers = { Host: 'shop.example.com', ...fields, ...length };
  const request: ClientRequest = startRequest({ agent, method, path, headers, setHost: false });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, fields: response.headers, text: await text(response) };
}
