import { expect, test } from 'vitest';
import { escapeBytes } from '../../../src/core/escape-bytes.ts';
import { diagnoseUnknownBytes, recogniseForeignRequest } from '../../../src/failures/diagnosis/bad-request.ts';

const recognise = (bytes: string) => recogniseForeignRequest(escapeBytes(Buffer.from(bytes, 'latin1'), 512));

const TLS = 'it is the beginning of a TLS connection';
const PROXY = 'it begins with a line of the PROXY protocol';

test.for([
  ['a TLS 1.3 hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', TLS],
  ['its first byte', '\x16', TLS],
  ['a TLS alert', '\x15\x03\x03\x00\x02\x02\x28', TLS],
  ['an SSL 2 hello that offers TLS', '\x80\x2e\x01\x03\x01\x00\x15\x00\x00\x00\x10', TLS],
  ['an SSL 2 hello with a length that is a letter', '\x80g\x01\x03\x01\x00N', TLS],
  ['an SSL 2 hello with a length that is a backslash', '\x80\\\x01\x00\x02\x00', TLS],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'it is the preface of HTTP/2'],
  ['a PROXY line', 'PROXY TCP4 203.0.113.9 10.0.0.1 5000 80\r\nGET / HTTP/1.1\r\n', PROXY],
  ['a PROXY line of IPv6', 'PROXY TCP6 ::1 ::1 5000 80\r\n', PROXY],
  ['a PROXY line of a health check', 'PROXY UNKNOWN\r\n', PROXY],
  ['a PROXY header of version 2', '\r\n\r\n\0\r\nQUIT\n\x21\x11', PROXY],
  ['the same, behind the empty line that is passed over', '\r\n\0\r\nQUIT\n\x20\x00', PROXY],
  ['HTTP/0.9', 'GET /index.html\r\n', 'its first line names no HTTP version'],
  ['HTTP/0.9 with a bare LF', 'GET /\n', 'its first line names no HTTP version'],
  ['an SSH banner', 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n', 'it is SSH'],
  ['mail', 'EHLO mail.example\r\n', 'it is SMTP'],
  ['mail in small letters', 'helo me\r\n', 'it is SMTP'],
  ['redis-cli', '*1\r\n$4\r\nPING\r\n', 'it is Redis'],
  ['Redis by hand', 'PING\r\n', 'it is Redis'],
  ['memcached', 'stats\r\n', 'it is memcached'],
  ['memcached asked for a key', 'get session:1\r\n', 'it is memcached'],
  ['RTSP', 'OPTIONS rtsp://camera/stream RTSP/1.0\r\n', 'it is RTSP'],
  ['RTSP with a path', 'DESCRIBE /stream RTSP/1.0\r\n', 'it is RTSP'],
  ['SIP', 'OPTIONS sip:nm SIP/2.0\r\n', 'it is SIP'],
  ['ICAP', 'REQMOD icap://scan/av ICAP/1.0\r\n', 'it is ICAP'],
  ['FastCGI', '\x01\x01\x00\x01\x00\x08\x00\x00\x00\x01\x00\x00', 'it is FastCGI'],
  ['uwsgi', '\x00\x5c\x01\x00\x0c\x00QUERY_STRING\x00\x00', 'it is uwsgi'],
  ['SCGI', '70:CONTENT_LENGTH\x000\x00SCGI\x001\x00', 'it is SCGI'],
  ['AJP', '\x124\x00\x01\x02', 'it is AJP'],
  ['PostgreSQL asking for TLS', '\x00\x00\x00\x08\x04\xd2\x16\x2f', 'it is PostgreSQL'],
  ['PostgreSQL', '\x00\x00\x00\x29\x00\x03\x00\x00user\x00', 'it is PostgreSQL'],
  ['MQTT', '\x10\x12\x00\x04MQTT\x04', 'it is MQTT'],
  ['RDP', '\x03\x00\x00\x13\x0e\xe0\x00\x00', 'it is RDP'],
  ['SOCKS5', '\x05\x01\x00', 'it is SOCKS'],
] as const)('%s is recognised by its first bytes', ([, bytes, reason]) => {
  const found = recognise(bytes);
  expect(found?.reason).toBe(reason);
  expect(found?.diagnosis.certainty).toBe('certain');
});

test.for([
  'GET / HTTP/1.1\r\n',
  'GET /x y HTTP/1.1\r\n',
  'GET / HTTP/2.0\r\n',
  'GET /a\\nb HTTP/1.1\r\n',
  'get / HTTP/1.1\r\n',
  'POST /\r\n',
  'OPTIONS /PROXY HTTP/1.1\r\n',
  'PROXY /x HTTP/1.1\r\n',
  'PING / HTTP/1.1\r\n',
  'GET /RTSP/ HTTP/1.1 \r\n',
  '\x00\x01\x02',
  '\x80\x80\x80\x80',
  '',
])('%j is not taken for another protocol', (bytes) => {
  expect(recognise(bytes)).toBeNull();
});

test('bytes that nobody knows are shown', () => {
  expect(diagnoseUnknownBytes('\\x00\\x01').cause).toBe('It is no HTTP. It begins with: \\x00\\x01');
});
