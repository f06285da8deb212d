import { describe, expect, test } from 'vitest';
import { openFrontDoorTo } from '../helpers/front-door-harness.ts';
import { answerAlways, respond } from '../helpers/recording-upstream.ts';

const SHORT = { headMs: 60, idleMs: 0, bodyIdleMs: 0, readerMs: 0 };

/** All clients meet the same parser, whatever the app is spoken to with. */
const open = (proxy = {}) => openFrontDoorTo('h1', answerAlways(respond('ok')), { proxy });

describe('the record of a refused head', () => {
  test.for([
    ['400', 'GET /a/b HTTP/1.1\r\nHost: app\r\nBad Name: x\r\n\r\n', 400, 'GET', '/a/b'],
    ['400 without Host', 'DELETE /a?token=secret HTTP/1.1\r\n\r\n', 400, 'DELETE', '/a'],
    ['414', `GET /${'a'.repeat(17_000)}?q HTTP/1.1\r\n`, 414, 'GET', `/${'a'.repeat(255)}…`],
    ['431', `PUT /x HTTP/1.1\r\nX-A: ${'a'.repeat(70_000)}`, 431, 'PUT', '/x'],
    ['a version that is not served', 'GET /x HTTP/2.0\r\n\r\n', 400, 'GET', '/x'],
    ['CONNECT', 'CONNECT app:443 HTTP/1.1\r\nHost: app:443\r\n\r\n', 400, 'CONNECT', 'app:443'],
    ['a control character in the target', 'GET /a\x1b[2Jb HTTP/1.1\r\n\r\n', 400, 'GET', '/a\\x1b[2Jb'],
    ['raw bytes in the target', 'GET /\xe9"\\ HTTP/1.1\r\n\r\n', 400, 'GET', '/\\xe9"\\\\'],
    [
      'a target with a password',
      'GET http://me:secret@app/x HTTP/1.1\r\nHost: app\r\n\r\n',
      400,
      'GET',
      'http://app/x',
    ],
    ['a method that does not end', `${'M'.repeat(20_000)} / HTTP/1.1\r\n\r\n`, 414, `${'M'.repeat(32)}…`, '/'],
    ['a method with a bad end', 'GET\t/x HTTP/1.1\r\n\r\n', 400, 'GET', ''],
    ['a target without its slash', 'GET a/b HTTP/1.1\r\nHost: app\r\n\r\n', 400, 'GET', 'a/b'],
    ['a password in the words of Redis', 'AUTH secret\r\n', 400, 'AUTH', ''],
    ['a password in the words of FTP and mail', 'PASS secret\r\nHTTP/1.1\r\n', 400, 'PASS', ''],
    ['no method', '\x00\x01\x02', 400, '', ''],
  ] as const)('names client, method and path, escaped and cut: %s', async ([, bytes, status, method, path]) => {
    const { door } = await open();
    const client = await door.connect();
    client.send(Buffer.from(bytes, 'latin1'));
    expect((await client.readResponse()).status).toBe(status);
    await door.waitForRecords(1);
    expect(door.records).toMatchObject([{ client: '127.0.0.1', status, method, path, by: 'berth' }]);
    expect(JSON.stringify(door.records)).not.toContain('secret');
  });

  test('names them where the head does not come to its end in time', async () => {
    const { door } = await open({ clientTimeouts: SHORT });
    const client = await door.connect();
    client.send('GET /slow?x HTTP/1.1\r\nHost: app\r\nX-A');
    expect((await client.readResponse()).status).toBe(408);
    await door.waitForRecords(1);
    expect(door.records).toMatchObject([{ client: '127.0.0.1', status: 408, method: 'GET', path: '/slow' }]);
  });

  test.for([
    ['GET /cut HTTP/1.1\r\nHost:', 'GET', '/cut'],
    ['GET /half-a-tar', 'GET', '/half-a-tar'],
    ['POS', 'POS', ''],
  ] as const)('names what came of %j before the client broke off, in pieces too', async ([bytes, method, path]) => {
    const { door } = await open();
    const client = await door.connect();
    await client.sendSlowly(bytes);
    client.end();
    expect((await client.readResponse()).status).toBe(400);
    await door.waitForRecords(1);
    expect(door.records).toMatchObject([{ client: '127.0.0.1', status: 400, method, path }]);
  });

  test('of a second request on a connection names that one, not the first', async () => {
    const { door } = await open();
    const client = await door.connect();
    client.send('HEAD /first HTTP/1.1\r\nHost: app\r\n\r\n');
    await client.readResponse({ isHead: true });
    client.send('\x01\x02');
    expect((await client.readResponse()).body).not.toBe('');
    await door.waitForRecords(2);
    expect(door.records).toMatchObject([{ path: '/first' }, { client: '127.0.0.1', method: '', path: '' }]);
    expect(door.records[0]).not.toHaveProperty('client');
  });
});

describe('another protocol on the port', () => {
  test.for([
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /speaks TLS/, /HTTP, not HTTPS/],
    ['PROXY, version 1', 'PROXY TCP4 1.2.3.4 5.6.7.8 5000 80\r\nGET / HTTP/1.1\r\n\r\n', /PROXY/, /Switch/],
    ['PROXY, version 2', '\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c', /PROXY/, /Switch/],
    ['SSH', 'SSH-2.0-x\r\n', /speaks SSH/, /scanner/],
    ['SSH without a line end', 'SSH-2.0-x', /speaks SSH/, /scanner/],
    ['FastCGI', '\x01\x01\x00\x01\x00\x08\x00\x00\x00\x01', /FastCGI/, /proxy_pass/],
    ['something unknown', '\xfe\xff', /It begins with: \\xfe\\xff/, /the address that it came from/],
  ] as const)('has one cause in one record, and one answer: %s', async ([name, bytes, cause, cure]) => {
    const { door, upstream } = await open();
    const client = await door.connect();
    client.send(Buffer.from(bytes, 'latin1'));
    if (name.endsWith('line end')) client.end();
    const answer = await client.readResponse();
    expect([answer.status, answer.field('x-berth-error')]).toEqual([400, 'REQUEST_MALFORMED']);
    if (client.socket.writable) client.send('more of it');
    expect(await client.ended).toBe('fin');
    await door.waitForRecords(1);
    expect(door.records).toMatchObject([
      { level: 'warn', code: 'REQUEST_MALFORMED', client: '127.0.0.1', cause: expect.stringMatching(cause) },
    ]);
    expect(door.records[0]?.['cure']).toMatch(cure);
    expect(upstream.connections).toEqual([]);
  });

  test('that is HTTP/2 is told in HTTP/2 that this port speaks HTTP/1.1', async () => {
    const { door } = await open();
    const client = await door.connect();
    client.send('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0');
    expect(await client.ended).toBe('fin');
    const bytes = Buffer.from(client.text, 'latin1');
    expect([...bytes.subarray(0, 9)]).toEqual([0, 0, 0, 4, 0, 0, 0, 0, 0]);
    expect(bytes.readUIntBE(9, 3)).toBe(bytes.length - 18);
    expect([bytes[12], bytes.readUInt32BE(22)]).toEqual([7, 13]);
    expect(JSON.parse(bytes.toString('latin1', 26)).errorMessage).toContain('the preface of HTTP/2');
    await door.waitForRecords(1);
    expect(door.records).toMatchObject([{ method: 'PRI', path: '*', cause: expect.stringContaining('HTTP/1.1') }]);
  });
});
