import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { describe, expect, test, vi } from 'vitest';
import type { UpstreamAddress, UpstreamTlsSettings } from '../../../src/core/settings.ts';
import { requirePackages } from '../../helpers/debian.ts';
import {
  answerAlways,
  DEAD_ADDRESS,
  respond,
  startUpstream,
  type UpstreamScript,
} from '../../helpers/recording-upstream.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { createCertificates } from './certificates.ts';
import { GET, makeRequest, openRig, openRoundTrip, type Rig, send } from './transport-rig.ts';

const need = await requirePackages(['openssl']);

describe.skipIf(need.skipReason !== null)(need.title('an app that speaks TLS'), () => {
  const { issuer, named, numbered, expired, selfSigned } = createCertificates();

  async function listen(server: Server, path?: string): Promise<UpstreamAddress> {
    server.listen(path === undefined ? { host: '127.0.0.1', port: 0 } : { path });
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    if (path !== undefined) return { kind: 'unix', path };
    return { kind: 'tcp', host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  }

  /** A real HTTPS server that says which name it was asked for, and on which connection. */
  function startHttps(options: TlsOptions, path?: string): Promise<UpstreamAddress> {
    let connections = 0;
    const numbers = new WeakMap<object, number>();
    const server = createHttpsServer(options, (request, response) => {
      const socket = request.socket as typeof request.socket & { servername?: string | false };
      if (!numbers.has(socket)) numbers.set(socket, ++connections);
      response.setHeader('X-Name', String(socket.servername));
      response.setHeader('X-Connection', String(numbers.get(socket)));
      request.pipe(response);
    });
    onTestFinished(() => server.closeAllConnections());
    return listen(server, path);
  }

  /** TLS before a raw upstream; what either side ends, the other sees ended. */
  async function startTlsUpstream(script: UpstreamScript) {
    const upstream = await startUpstream(script);
    const { address } = upstream;
    if (address.kind === 'unix') throw new Error('BUG: a port was expected');
    const server = createTlsServer({ ...numbered, allowHalfOpen: true }, (socket) => {
      const inner = connect({ port: address.port, host: address.host, allowHalfOpen: true });
      socket.on('error', () => inner.destroy()).on('close', () => inner.destroy());
      inner.on('error', () => socket.destroy());
      socket.pipe(inner).pipe(socket);
    });
    return { upstream, address: await listen(server) };
  }

  /** The server that comes with OpenSSL, for what Node's would never do. */
  async function startOpenssl(options: readonly string[]): Promise<UpstreamAddress> {
    const folder = mkdtempSync(join(tmpdir(), 'berth-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'app.pem');
    writeFileSync(file, numbered.key + numbered.cert);
    const server = spawn('openssl', ['s_server', '-accept', '127.0.0.1:0', '-cert', file, ...options], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    onTestFinished(() => void server.kill());
    let text = '';
    for await (const chunk of server.stdout) {
      text += chunk;
      const port = /^ACCEPT 127\.0\.0\.1:(\d+)$/m.exec(text)?.[1];
      if (port !== undefined) return { kind: 'tcp', host: '127.0.0.1', port: Number(port) };
    }
    throw new Error(`openssl s_server ended: ${text}`);
  }

  function open(address: UpstreamAddress, tls: Partial<UpstreamTlsSettings> = {}): Rig {
    return openRig(address, { tls: { verify: true, ca: null, serverName: null, ...tls } });
  }

  test.for([
    ['its own certificate', selfSigned, { ca: selfSigned.cert }, 'false'],
    ['any certificate', selfSigned, { verify: false }, 'false'],
    ['any certificate, an expired one too', expired, { verify: false }, 'false'],
    ['the address', numbered, { ca: issuer.cert }, 'false'],
    ['another address', numbered, { ca: issuer.cert, serverName: '10.9.8.7' }, 'false'],
    ['the name it is to have', named, { ca: issuer.cert, serverName: 'app.internal' }, 'app.internal'],
    [
      'one of several issuers',
      named,
      { ca: selfSigned.cert + issuer.cert, serverName: 'app.internal' },
      'app.internal',
    ],
  ] as const)('is believed by %s', async ([, certificate, tls, askedFor]) => {
    const handler = await send(open(await startHttps(certificate), tls).transport);
    expect(handler.told.at(-1)).toBe('end');
    expect(handler.heads[0]).toContain(`X-Name: ${askedFor}\r\n`);
  });

  describe('under NODE_EXTRA_CA_CERTS', () => {
    function setExtra(pem: string | null): void {
      const folder = mkdtempSync(join(tmpdir(), 'berth-'));
      const file = join(folder, 'extra.pem');
      if (pem !== null) writeFileSync(file, pem);
      vi.stubEnv('NODE_EXTRA_CA_CERTS', file);
      onTestFinished(() => {
        vi.unstubAllEnvs();
        rmSync(folder, { recursive: true });
      });
    }

    test.for([
      ['is believed by an issuer in its file', issuer.cert, {}, 'end'],
      ['is not believed where its file cannot be read', null, {}, 'fault APP_CERTIFICATE_REJECTED'],
      [
        'is not believed where the config names others',
        issuer.cert,
        { ca: selfSigned.cert },
        'fault APP_CERTIFICATE_REJECTED',
      ],
    ] as const)('%s', async ([, extra, tls, last]) => {
      setExtra(extra);
      const handler = await send(open(await startHttps(numbered), tls).transport);
      expect(handler.told.at(-1)).toBe(last);
    });
  });

  test.for([
    ['is self-signed', selfSigned, {}, 'it is self-signed'],
    ['has an unknown issuer', numbered, {}, 'the certificate of its issuer is missing'],
    [
      'comes with an unknown issuer',
      { ...numbered, cert: numbered.cert + issuer.cert },
      {},
      'it comes from an issuer that is not known here',
    ],
    ['has expired', expired, { ca: issuer.cert }, 'it has expired'],
    ['is for a name', named, { ca: issuer.cert }, 'it is not made out to 127.0.0.1'],
    ['is for another name', named, { ca: issuer.cert, serverName: 'b.internal' }, 'it is not made out to b.internal'],
    ['is for another address', numbered, { ca: issuer.cert, serverName: '10.9.8.6' }, 'it is not made out to 10.9.8.6'],
  ] as const)(
    'whose certificate %s is told so, and gets nothing of the request',
    async ([, certificate, tls, reason]) => {
      const { transport } = open(await startHttps(certificate), tls);
      const { told, fault } = await send(transport, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody');
      expect(told).toEqual(['fault APP_CERTIFICATE_REJECTED']);
      expect(fault).toEqual({ code: 'APP_CERTIFICATE_REJECTED', details: { reason }, isUnsent: true });
    },
  );

  test.for([
    ['plain HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'it answers in something else'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', 'it answers in something else'],
    ['nothing, and ends', '', 'it broke the handshake off'],
  ] as const)('that says %s instead does not speak TLS', async ([, bytes, reason]) => {
    const address = await listen(createServer((socket) => void socket.once('data', () => socket.end(bytes))));
    const { fault } = await send(open(address).transport);
    const details = { address: expect.stringMatching(/^127\.0\.0\.1:\d+$/), reason };
    expect(fault).toEqual({ code: 'APP_TLS_FAILED', details, isUnsent: true });
  });

  test('that resets the handshake has broken it off', async () => {
    const address = await listen(createServer((socket) => void socket.once('data', () => socket.resetAndDestroy())));
    const { fault } = await send(open(address).transport);
    expect(fault).toMatchObject({ code: 'APP_TLS_FAILED', details: { reason: 'it broke the handshake off' } });
  });

  test.for([
    ['speaks only what is switched off here', ['-tls1_1', '-cipher', 'ALL@SECLEVEL=0'], /protocol version/, true],
    ['wants a certificate of ours', ['-Verify', '1', '-tls1_3'], /certificate required/, false],
  ] as const)('that %s has failed, with its own word', async ([, options, reason, isUnsent]) => {
    const { fault } = await send(open(await startOpenssl(options), { verify: false }).transport);
    const details = expect.objectContaining({ reason: expect.stringMatching(reason) });
    expect(fault).toEqual({ code: 'APP_TLS_FAILED', details, isUnsent });
  });

  test('that is not there has refused', async () => {
    const { fault } = await send(open(DEAD_ADDRESS).transport);
    expect(fault).toMatchObject({ code: 'APP_REFUSED', isUnsent: true });
  });

  test('serves many requests on a connection, bodies and all', async () => {
    const { transport } = open(await startHttps(numbered), { ca: issuer.cert });
    const body = Buffer.alloc(3_000_000, 'abcdefghijk').toString('latin1');
    for (let i = 0; i < 3; i++) {
      const { roundTrip, handler } = openRoundTrip(transport);
      handler.onTold = (line) => {
        if (!line.startsWith('connected')) return;
        roundTrip.sendBody(Buffer.from(body), 0, body.length, true);
        roundTrip.endBody([]);
      };
      roundTrip.begin(makeRequest(`PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`));
      await handler.wait('end');
      expect(handler.body === body).toBe(true);
      expect(handler.heads[0]).toContain('X-Connection: 1\r\n');
    }
  });

  test('is reached on a UNIX socket too, by the name localhost unless another is given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'berth-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const address = await startHttps(named, join(folder, 'app.sock'));
    expect((await send(open(address, { ca: issuer.cert, serverName: 'app.internal' }).transport)).told.at(-1)).toBe(
      'end',
    );
    const { fault } = await send(open(address, { ca: issuer.cert }).transport);
    expect(fault!.details['reason']).toBe('it is not made out to localhost');
  });

  test('gets a request again that met the end of an idle connection', async () => {
    const { address, upstream } = await startTlsUpstream(async (connection) => {
      await connection.readRequest();
      connection.send(respond('ok'));
      if (connection.number > 1) return;
      await connection.readRequest();
      connection.end();
    });
    const { transport } = open(address, { ca: issuer.cert });
    await send(transport);
    const handler = await send(transport);
    expect([handler.told[0], handler.told.at(-1), upstream.connections.length]).toEqual(['connected again', 'end', 2]);
  });

  test('that breaks off in the middle of a response has cut it short', async () => {
    const { address } = await startTlsUpstream(async (connection) => {
      await connection.readRequest();
      connection.send('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf');
      connection.end();
    });
    const { fault, body } = await send(open(address, { ca: issuer.cert }).transport);
    expect([fault!.code, body]).toEqual(['APP_TRUNCATED', 'half']);
  });

  test('can switch protocols, each side ending its half', async () => {
    const { address, upstream } = await startTlsUpstream(async (connection) => {
      await connection.readRequest();
      connection.send('HTTP/1.1 101 Yes\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nearly');
    });
    const { roundTrip, handler } = open(address, { ca: issuer.cert });
    roundTrip.begin(
      makeRequest('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n', 'websocket'),
    );
    await handler.wait('switch');
    roundTrip.sendBody(Buffer.from('ping'), 0, 4, false);
    await upstream.connections[0]!.waitForText('ping');
    upstream.connections[0]!.send(' pong');
    upstream.connections[0]!.end();
    await handler.wait('end');
    expect(handler.body).toBe('early pong');
    roundTrip.sendBody(Buffer.from('last'), 0, 4, false);
    roundTrip.endBody([]);
    await upstream.connections[0]!.waitForText('last');
    await handler.wait('gone');
  });

  test('gets the fields of a request byte for byte', async () => {
    const { address, upstream } = await startTlsUpstream(answerAlways(respond('ok')));
    const { transport } = open(address, { ca: issuer.cert });
    await send(transport, 'GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\nX-Name: J\xfcrgen\r\n\r\n');
    expect(upstream.texts[0]).toContain('X-Name: J\xfcrgen\r\n');
    expect((await send(transport, GET)).told[0]).toBe('connected again');
  });
});
