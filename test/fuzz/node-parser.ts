import { createRequire } from 'node:module';
import { isPassedTrailer } from '../../src/core/header-rule.ts';
import type { ParsedMessage, ParseOutcome } from './parsed-message.ts';

/** Node's parser (llhttp) as its own http module uses it; there is no public way to it without a socket. */
interface NodeHttpParser {
  initialize(type: number, resource: object, maxHeaderSize: number, lenientFlags: number): void;
  execute(bytes: Buffer): number | Error;
  finish(): number | Error | undefined;
  [callback: number]: unknown;
}

interface NodeHttpParserClass {
  new (): NodeHttpParser;
  readonly REQUEST: number;
  readonly RESPONSE: number;
  readonly kOnHeaders: number;
  readonly kOnHeadersComplete: number;
  readonly kOnBody: number;
  readonly kOnMessageComplete: number;
}

const { HTTPParser, methods } = createRequire(import.meta.url)('_http_common') as {
  readonly HTTPParser: NodeHttpParserClass;
  readonly methods: readonly string[];
};

/** What a callback returns to make the parser take a message for one without a body. */
const SKIP_BODY = 1;

/** Parses the first message, strictly. A response whose body ends with the connection ends with the bytes. */
export function parseWithNode(bytes: Buffer, kind: 'request' | 'response'): ParseOutcome {
  const parser = new HTTPParser();
  const found = { start: '', fields: [] as string[], body: '', trailers: [] as string[], isHead: true, isDone: false };
  parser.initialize(kind === 'request' ? HTTPParser.REQUEST : HTTPParser.RESPONSE, {}, 1 << 20, 0);
  parser[HTTPParser.kOnHeaders] = (lines: string[], url: string) => {
    if (!found.isHead) found.trailers.push(...lines);
    else {
      found.fields.push(...lines);
      found.start += url;
    }
  };
  parser[HTTPParser.kOnHeadersComplete] = (...facts: readonly unknown[]) => {
    const [, , lines, method, url, status] = facts as [
      number,
      number,
      string[] | undefined,
      number,
      string | undefined,
      number,
    ];
    found.fields.push(...(lines ?? []));
    found.start = kind === 'request' ? `${methods[method]} ${found.start}${url ?? ''}` : String(status);
    found.isHead = false;
    // As _http_client.js has it: an interim response has no body, whatever its fields say.
    return kind === 'response' && status < 200 ? SKIP_BODY : 0;
  };
  parser[HTTPParser.kOnBody] = (piece: Buffer) => {
    found.body += piece.toString('latin1');
  };
  parser[HTTPParser.kOnMessageComplete] = () => {
    found.isDone = true;
  };
  const outcome = feed(parser, foldTarget(lowerVersion(bytes, kind)), kind, found);
  return kind === 'request' ? unfoldTarget(outcome, bytes) : outcome;
}

/** Node refuses bytes over 0x7F in a target, which berth takes: here it sees others in their place. */
function foldTarget(bytes: Buffer): Buffer {
  const line = /^(?:\r\n)?[!-~]+ [^ \r\n]+ (?=HTTP\/)/.exec(bytes.toString('latin1'))?.[0] ?? '';
  return Buffer.concat([Buffer.from(line.replace(/[\x80-\xff]/g, '~'), 'latin1'), bytes.subarray(line.length)]);
}

function unfoldTarget(outcome: ParseOutcome, bytes: Buffer): ParseOutcome {
  if (outcome.kind !== 'message' || !outcome.message.start.includes('~')) return outcome;
  const [method, target] = bytes.toString('latin1').trimStart().split(' ', 2);
  return { ...outcome, message: { ...outcome.message, start: `${method} ${target}` } };
}

/** Node refuses minor versions above 1, which are to be read as the highest one known (RFC 9110 section 2.5). */
function lowerVersion(bytes: Buffer, kind: 'request' | 'response'): Buffer {
  const line =
    kind === 'request' ? /^((?:\r\n)?[^\r\n]* HTTP\/1\.)[2-9](?=\r\n)/ : /^((?:\r\n)?HTTP\/1\.)[2-9](?=[ \r])/;
  return Buffer.from(bytes.toString('latin1').replace(line, '$11'), 'latin1');
}

interface Found {
  readonly start: string;
  readonly fields: string[];
  readonly body: string;
  readonly trailers: string[];
  readonly isDone: boolean;
}

// Fed with one more byte each time the message is not complete, so that its length is known exactly.
function feed(parser: NodeHttpParser, bytes: Buffer, kind: 'request' | 'response', found: Found): ParseOutcome {
  for (let at = 0; at < bytes.length; at++) {
    const result = parser.execute(bytes.subarray(at, at + 1));
    if (result instanceof Error) return { kind: 'refused', fault: (result as NodeJS.ErrnoException).code ?? '' };
    if (found.isDone) return { kind: 'message', message: toMessage(found, at + 1) };
  }
  if (kind === 'response' && found.start !== '') {
    const result = parser.finish();
    if (!(result instanceof Error) && found.isDone) return { kind: 'message', message: toMessage(found, bytes.length) };
  }
  return { kind: 'incomplete' };
}

function toMessage(found: Found, length: number): ParsedMessage {
  const { start, body } = found;
  const trailers = toPairs(found.trailers)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => isPassedTrailer(name));
  return { start, fields: toPairs(found.fields), body, trailers, length };
}

function toPairs(lines: readonly string[]): Array<[string, string]> {
  const pairs: Array<[string, string]> = [];
  for (let i = 0; i + 1 < lines.length; i += 2) pairs.push([lines[i]!, lines[i + 1]!]);
  return pairs;
}
