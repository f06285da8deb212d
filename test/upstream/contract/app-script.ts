import type { Trailers } from '../../../src/upstream/transport.ts';
import type { RawMessage } from '../../helpers/raw-message.ts';
import type { UpstreamConnection } from '../../helpers/recording-upstream.ts';

/** A request as an app gets it, whatever carried it. Field names in lower case. */
export interface Seen {
  readonly method: string;
  readonly target: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly body: string;
  readonly trailers: Trailers;
  /** 1 for the first; each request has one of its own where there are none. */
  readonly connection: number;
}

/** What an app says, whatever carries it. */
export interface AppAnswer {
  readonly status: number;
  /** A 1xx that comes first; 0: none. */
  readonly interim?: number;
  readonly fields?: ReadonlyArray<readonly [name: string, value: string]>;
  /** The body, in pieces of latin1. */
  readonly data?: readonly string[];
  /** The length is not told beforehand. */
  readonly isChunked?: boolean;
  /** The trailers, or an end that comes too early. */
  readonly end?: Trailers | 'broken';
}

export type AppScript = (seen: Seen) => AppAnswer;

/** The same app behind a socket, for transports that speak HTTP/1.1. */
export async function playOnSocket(script: AppScript, connection: UpstreamConnection): Promise<void> {
  for (let request = await connection.readRequest(); request !== null; request = await connection.readRequest()) {
    const answer = script({ ...toSeen(request), connection: connection.number });
    for (const bytes of toBytes(answer, request.startLine.startsWith('HEAD '))) connection.send(bytes);
    if (answer.end === 'broken') connection.reset();
  }
}

function toSeen({ startLine, fields, body, trailers }: RawMessage): Omit<Seen, 'connection'> {
  const [method = '', target = ''] = startLine.split(' ');
  return {
    method,
    target,
    body,
    fields: new Map([...fields].map(([name, values]) => [name, values.join(', ')])),
    trailers: [...trailers].flatMap(([name, values]) => values.map((value) => [name, value] as const)),
  };
}

function* toBytes(
  { status, interim = 0, fields = [], data = [], isChunked = false, end = [] }: AppAnswer,
  isHead: boolean,
) {
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const length = data.reduce((sum, piece) => sum + piece.length, 0);
  const framing = isChunked ? 'Transfer-Encoding: chunked\r\n' : status === 204 ? '' : `Content-Length: ${length}\r\n`;
  if (interim > 0) yield Buffer.from(`HTTP/1.1 ${interim} Soon\r\n${lines}\r\n`, 'latin1');
  yield Buffer.from(`HTTP/1.1 ${status} Ok\r\n${lines}${framing}\r\n`, 'latin1');
  if (isHead) return;
  const whole = end === 'broken' ? data.slice(0, -1) : data;
  for (const piece of whole) {
    yield Buffer.from(isChunked ? `${piece.length.toString(16)}\r\n${piece}\r\n` : piece, 'latin1');
  }
  if (!isChunked || end === 'broken') return;
  yield `0\r\n${end.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}
