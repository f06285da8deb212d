/** A blank in the status line, a bare LF, white space behind a value: what nginx and haproxy take, and Node's parser does not. */
const HEAD = /^(?:\r?\n)?(HTTP\/1\.\d)[ \t]+(\d{3})(?:[ \t]([^\r\n]*))?\r?\n((?:[^\r\n]+\r?\n)*)\r?\n/;

const SIZE_LINE = /^([\da-f]+)[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?\r?\n/i;
const TRAILERS = /^((?:[^\r\n]+\r?\n)*)\r?\n/;

/**
 * A response as a careful app would have said it, for parsers that know only that; as it came where it is not understood.
 * Reads it by regular expressions, so that no parser of berth's is measured by itself.
 */
export function toPlainResponse(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  const head = HEAD.exec(text);
  if (head === null) return bytes;
  const [whole, version, status, reason = '', lines = ''] = head;
  const fields = toFields(lines);
  const isChunked = fields.some((field) => /^transfer-encoding:[ \t]*chunked$/i.test(field));
  const body =
    isChunked && !/^(?:1..|204|304)$/.test(status!)
      ? toPlainChunks(text.slice(whole.length))
      : text.slice(whole.length);
  return Buffer.from([`${version} ${status} ${reason}`, ...fields, '', body].join('\r\n'), 'latin1');
}

/** The lines of a head, with one of several lengths that say the same. */
function toFields(lines: string): string[] {
  const fields = lines
    .split(/\r?\n/)
    .slice(0, -1)
    .map((line) => line.replace(/[ \t]+$/, ''));
  const isLength = (field: string): boolean => /^content-length:/i.test(field);
  const lengths = fields.filter(isLength).flatMap((field) => field.slice(field.indexOf(':') + 1).split(','));
  const numbers = new Set(lengths.map((length) => (/^[ \t]*\d+[ \t]*$/.test(length) ? Number(length) : Number.NaN)));
  const [length = Number.NaN] = numbers;
  if (numbers.size !== 1 || Number.isNaN(length)) return fields;
  const first = fields.findIndex(isLength);
  return fields.flatMap((field, i) => (i === first ? [`Content-Length: ${length}`] : isLength(field) ? [] : [field]));
}

function toPlainChunks(text: string): string {
  let plain = '';
  let rest = text;
  for (;;) {
    const line = SIZE_LINE.exec(rest);
    if (line === null) return plain + rest;
    const size = Number.parseInt(line[1]!, 16);
    const data = rest.slice(line[0].length, line[0].length + size);
    const end =
      size === 0 ? TRAILERS.exec(rest.slice(line[0].length)) : /^\r?\n/.exec(rest.slice(line[0].length + size));
    if (end === null || data.length < size) return plain + rest;
    rest = rest.slice(line[0].length + size + end[0].length);
    if (size > 0) plain += `${size.toString(16)}\r\n${data}\r\n`;
    else
      return `${plain}0\r\n${toFields(end[1]!)
        .map((field) => `${field}\r\n`)
        .join('')}\r\n${rest}`;
  }
}
