/** Heads that no client can trust. */
export const BAD_HEADS: ReadonlyArray<readonly [name: string, response: string]> = [
  ['a length and chunked', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['two different lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc'],
  ['two equal lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab'],
  ['a list of lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nab'],
  ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nab'],
  ['a length in words', 'HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nab'],
  ['another coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nab'],
  ['two codings', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
  ['two coding fields', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a space before the colon', 'HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nab'],
  ['a bad field name', 'HTTP/1.1 200 OK\r\nBad Name: x\r\nContent-Length: 2\r\n\r\nab'],
  ['a field without a colon', 'HTTP/1.1 200 OK\r\nNoColon\r\nContent-Length: 2\r\n\r\nab'],
  ['NUL in a field', 'HTTP/1.1 200 OK\r\nX-A: a\x00b\r\nContent-Length: 2\r\n\r\nab'],
  ['a folded field', 'HTTP/1.1 200 OK\r\nX-A: a\r\n b\r\nContent-Length: 2\r\n\r\nab'],
  ['a bare CR in a field', 'HTTP/1.1 200 OK\r\nX-A: a\rb\r\nContent-Length: 2\r\n\r\nab'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nab'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nab'],
  ['a status in words', 'HTTP/1.1 abc OK\r\nContent-Length: 2\r\n\r\nab'],
  ['status 099', 'HTTP/1.1 099 No\r\nContent-Length: 2\r\n\r\nab'],
  ['chunked in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n'],
  ['a bare LF behind the status line', 'HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\nab'],
  ['a bare LF behind a field', 'HTTP/1.1 200 OK\r\nContent-Length: 2\n\r\nab'],
  ['NUL in the reason', 'HTTP/1.1 200 O\0K\r\nContent-Length: 2\r\n\r\nab'],
  ['two spaces before the status', 'HTTP/1.1  200 OK\r\nContent-Length: 2\r\n\r\nab'],
  ['a space first', ' HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab'],
  ['a length with a tab behind it', 'HTTP/1.1 200 OK\r\nContent-Length: 2\t\r\n\r\nab'],
  ['an empty field name', 'HTTP/1.1 200 OK\r\n: x\r\nContent-Length: 2\r\n\r\nab'],
  ['a length beyond all numbers', 'HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nab'],
  ['a length of sixteen digits', 'HTTP/1.1 200 OK\r\nContent-Length: 9007199254740993\r\n\r\nab'],
  ['a signed length', 'HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nab'],
  ['an empty length', 'HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nab'],
  ['two Upgrade fields', 'HTTP/1.1 200 OK\r\nUpgrade: a\r\nUpgrade: b\r\nContent-Length: 2\r\n\r\nab'],
  ['a control character in a field', 'HTTP/1.1 200 OK\r\nX-A: a\x01b\r\nContent-Length: 2\r\n\r\nab'],
  ['the coding identity', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nab'],
  ['an empty coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n\r\nab'],
  ['a bare CR behind the status line', 'HTTP/1.1 200 OK\rContent-Length: 2\r\n\r\nab'],
  ['HTTP/1.10', 'HTTP/1.10 200 OK\r\nContent-Length: 2\r\n\r\nab'],
  ['HTTP/2.0', 'HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nab'],
  ['a head without an end', `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(300_000)}`],
  [
    'both framings in an interim response',
    'HTTP/1.1 103 Early Hints\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab',
  ],
  ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ['a TLS alert', '\x15\x03\x01\x00\x02\x02\x0a'],
  ['no status line', '<html>hello</html>\r\n\r\n'],
  ['a wrong version', 'HTTP/3.7 200 OK\r\nContent-Length: 2\r\n\r\nab'],
  [
    'a switch of protocols that nobody asked for',
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
  ],
];

/** What may follow a good chunked head. */
export const BAD_CHUNKS: ReadonlyArray<readonly [name: string, body: string]> = [
  ['a size that is no number', 'zz\r\n'],
  ['a signed size', '+2\r\nab\r\n0\r\n\r\n'],
  ['a size with 0x', '0x2\r\nab\r\n0\r\n\r\n'],
  ['a chunk longer than its size', '2\r\nabcd\r\n0\r\n\r\n'],
  ['a size beyond all numbers', 'fffffffffffffffff\r\nab\r\n0\r\n\r\n'],
  ['an empty size', '\r\nab\r\n0\r\n\r\n'],
  ['a bare CR behind a size', '2\rab\r\n0\r\n\r\n'],
  ['a bare LF behind a chunk', '2\r\nab\n0\r\n\r\n'],
  ['a bare LF for its end', '2\r\nab\r\n0\r\n\n'],
  ['a folded trailer', '2\r\nab\r\n0\r\nX-A: b\r\n c\r\n\r\n'],
  ['a bare LF behind a size', '2\nab\r\n0\r\n\r\n'],
  ['a length in the trailers', '2\r\nab\r\n0\r\nContent-Length: 2\r\n\r\n'],
  ['a coding in the trailers', '2\r\nab\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ['a bare CR in a chunk extension', '2;a=\rb\r\nab\r\n0\r\n\r\n'],
  ['a space behind a size', '2 \r\nab\r\n0\r\n\r\n'],
  ['a bad trailer name', '2\r\nab\r\n0\r\nBad Name: x\r\n\r\n'],
];

/** Cases that a transport does not see, because Node's parser forgives them: docs/engines.md has the rows. */
const UNSEEN: Readonly<Record<string, readonly string[]>> = {
  h1: [],
  'node-client': [
    'a coding in the trailers',
    ...(Number(process.versions.node.split('.')[0]) >= 22 ? ['a length with a tab behind it'] : []),
  ],
};

/** True for a case, by its name, that this transport takes for good. */
export function isUnseen(transport: string, name: string): boolean {
  return UNSEEN[transport]!.includes(name);
}
