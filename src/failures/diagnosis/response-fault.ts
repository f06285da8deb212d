import type { Diagnosis } from '../../core/diagnosis.ts';

const LENIENT = '`upstream.insecureHTTPParser: true` takes it all the same';

const DOUBLE_CR = {
  cause:
    'The app ends its lines with CR CR LF, as a script does that prints CRLF in text mode, or a header value holds a lone CR.',
  cure: 'Print headers in binary mode, or end their lines with LF alone; take line breaks out of values.',
};

/** What in an app makes a response that cannot be read in one way only, by the parser's own words for it. */
export const RESPONSE_FAULTS: ReadonlyMap<string, Pick<Diagnosis, 'cause' | 'cure'>> = new Map([
  [
    'it has both Content-Length and Transfer-Encoding',
    {
      cause:
        'The app sets Content-Length on a response that is sent chunked: two parts of it, such as the code and its server or a middleware, each decide how the body ends.',
      cure: `Set no Content-Length where the body is streamed, and no Transfer-Encoding anywhere: that is the server’s. ${LENIENT}, and believes the coding.`,
    },
  ],
  [
    'it has more than one Transfer-Encoding',
    {
      cause:
        'The app sets Transfer-Encoding by itself, and its server sets it again: often a header that was copied from another server’s response.',
      cure: `Take Transfer-Encoding out of what the app sets or copies. ${LENIENT}.`,
    },
  ],
  [
    'its Transfer-Encoding is not exactly "chunked"',
    {
      cause: 'The app sets Transfer-Encoding by itself, to something that is not the plain chunked coding.',
      cure: 'Take Transfer-Encoding out of what the app sets: compression is told in Content-Encoding, and chunks are the server’s.',
    },
  ],
  [
    'its Content-Lengths differ',
    {
      cause:
        'Two parts of the app each set Content-Length, to different numbers: often the code, and a filter that changes the body behind it (compression, minifying).',
      cure: 'Set Content-Length once, behind everything that changes the body, or leave it to the server.',
    },
  ],
  [
    'its Content-Length is not a plain number',
    {
      cause: 'The app sets a Content-Length that is empty or no number: often a value that was never calculated.',
      cure: 'Set the number of bytes, or leave Content-Length to the server.',
    },
  ],
  [
    'a field line is folded',
    {
      cause:
        'A header value of the app holds a line break and goes on in the next line, as in mail: a policy written over several lines, or base64 that was wrapped.',
      cure: `Take the line breaks out of the value before it is set. ${LENIENT}.`,
    },
  ],
  [
    'a space stands before the colon of a field',
    {
      cause: 'The app writes a header by hand with a space before its colon (`Name : value`).',
      cure: 'Write `Name: value`.',
    },
  ],
  [
    'a field line has no colon',
    {
      cause:
        'Something else than a header stands in the head: a warning or debug line that is printed, or a page that begins too early.',
      cure: 'Let the app end its headers with an empty line before it prints anything else, and write warnings to stderr.',
    },
  ],
  [
    'a field name holds a character that is not allowed',
    {
      cause:
        'Something else than a header stands in the head (a printed warning, a page that begins too early), or a header’s name has a space or an accent.',
      cure: 'Let the app end its headers with an empty line before it prints anything else; name headers with letters, digits and `-`.',
    },
  ],
  ['a CR is not followed by an LF', DOUBLE_CR],
  ['its status line has a bad end', DOUBLE_CR],
  [
    'a field value holds a control character',
    {
      cause: 'The app puts a value into a header as it came, with a control character in it.',
      cure: `Clean or encode the value before it is set. ${LENIENT}, with a space in its place.`,
    },
  ],
  [
    'a field value holds a NUL',
    {
      cause:
        'The app puts a value into a header that ends with, or holds, a NUL byte: often a buffer that is copied whole.',
      cure: `Cut the value at its end before it is set. ${LENIENT}, with a space in its place.`,
    },
  ],
  [
    'a chunk size is not a plain hexadecimal number',
    {
      cause:
        'The app says that its body is chunked, and sends it without the sizes of chunks, or with sizes that are not hexadecimal.',
      cure: 'Take Transfer-Encoding out of what the app sets: its server writes the chunks, if it says so.',
    },
  ],
  [
    'a chunk is longer than its size',
    {
      cause: 'The app writes its chunks by hand, and counts characters where bytes are meant, or forgets the line end.',
      cure: 'Count the bytes of each chunk as it is sent (UTF-8 has more of them than characters), or leave the chunks to the server.',
    },
  ],
]);
