/** One HTTP message as it came over the wire. Field names are in lower case, each with all of its values. */
export interface RawMessage {
  readonly startLine: string;
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly head: string;
  /** Without the framing of the chunked coding. */
  readonly body: string;
  readonly trailers: ReadonlyMap<string, readonly string[]>;
  readonly totalBytes: number;
  /** Of a response, else 0. */
  readonly status: number;
  /** The first value of a field, or null. */
  field(name: string): string | null;
}

/**
 * Reads one message from the start of the bytes; null while it is not whole. Judges by the book, with code of its own:
 * throws for a message with two lengths, so that no transport can be measured by its own reading.
 */
export function readMessage(bytes: Buffer, isBodiless: boolean, isEnded: boolean): RawMessage | null {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd === -1) return null;
  const head = bytes.subarray(0, headEnd + 4).toString('latin1');
  const [startLine = '', ...lines] = head.slice(0, -4).split('\r\n');
  const fields = readFields(lines);
  const status = startLine.startsWith('HTTP/') ? Number(startLine.split(' ')[1]) : 0;
  const rest = bytes.subarray(headEnd + 4);
  const hasNoBody = isBodiless || (status > 0 && status < 200) || status === 204 || status === 304;
  const content = hasNoBody ? NO_CONTENT : readContent(rest, fields, status > 0, isEnded);
  if (content === null) return null;
  return {
    startLine,
    fields,
    head,
    status,
    body: content.body,
    trailers: content.trailers,
    totalBytes: head.length + content.bytes,
    field: (name) => fields.get(name)?.[0] ?? null,
  };
}

interface Content {
  readonly body: string;
  readonly trailers: ReadonlyMap<string, readonly string[]>;
  readonly bytes: number;
}

const NO_CONTENT: Content = { body: '', trailers: new Map(), bytes: 0 };

function readContent(
  rest: Buffer,
  fields: ReadonlyMap<string, readonly string[]>,
  isResponse: boolean,
  isEnded: boolean,
): Content | null {
  const lengths = fields.get('content-length') ?? [];
  const codings = fields.get('transfer-encoding') ?? [];
  if (lengths.length + codings.length > 1) throw new Error('the message has more than one length');
  if (codings.length === 1) return readChunked(rest);
  if (lengths.length === 1) {
    const length = Number(lengths[0]);
    if (rest.length < length) return null;
    return { body: rest.subarray(0, length).toString('latin1'), trailers: new Map(), bytes: length };
  }
  if (!isResponse) return NO_CONTENT;
  return isEnded ? { body: rest.toString('latin1'), trailers: new Map(), bytes: rest.length } : null;
}

function readChunked(rest: Buffer): Content | null {
  let at = 0;
  let body = '';
  for (;;) {
    const lineEnd = rest.indexOf('\r\n', at);
    if (lineEnd === -1) return null;
    const size = Number.parseInt(rest.toString('latin1', at, lineEnd), 16);
    at = lineEnd + 2;
    if (size === 0) break;
    if (rest.length < at + size + 2) return null;
    body += rest.toString('latin1', at, at + size);
    at += size + 2;
  }
  if (rest.subarray(at, at + 2).toString() === '\r\n') return { body, trailers: new Map(), bytes: at + 2 };
  const end = rest.indexOf('\r\n\r\n', at);
  if (end === -1) return null;
  return { body, trailers: readFields(rest.toString('latin1', at, end).split('\r\n')), bytes: end + 4 };
}

function readFields(lines: readonly string[]): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    fields.set(name, [...(fields.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return fields;
}
