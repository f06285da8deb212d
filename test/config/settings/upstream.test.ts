import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../helpers/config-folder.ts';

const APP = 'command: python3 server.py\nport: 8080\n';
const PEM = readFileSync(new URL('../certificate.pem', import.meta.url), 'utf8').trim();

describe('the transport', () => {
  test.for([
    ['', 'h1'],
    ['transport: node-client', 'node-client'],
    ['scheme: http', 'h1'],
    ['scheme: https', 'node-client'],
    ['insecureHTTPParser: true', 'node-client'],
    ['scheme: https, transport: node-client', 'node-client'],
  ] as const)('of an upstream with { %s } is %s', async ([keys, transport]) => {
    const { settings } = await loadConfig(`${APP}upstream: { ${keys} }\n`);
    expect(settings.upstream).toMatchObject({ transport, isLenient: keys.startsWith('insecure') });
  });

  test('of an app that speaks TLS knows whom to trust, and by what name', async () => {
    const { settings } = await loadConfig(`${APP}upstream: { scheme: https }\n`);
    expect(settings.upstream.tls).toEqual({ verify: true, ca: null, serverName: null });
    const config = `${APP}upstream: { scheme: https, verify: false, ca: sub/ca.pem, serverName: app.internal }\n`;
    const own = await loadConfig(config, { files: { 'sub/ca.pem': `# ours\n${PEM}\n\nand\n${PEM}\n` } });
    expect(own.settings.upstream.tls).toEqual({ verify: false, ca: `${PEM}\n${PEM}`, serverName: 'app.internal' });
  });
});

describe('a readiness probe of an app that speaks TLS', () => {
  test('waits for its port, or asks over TLS by the same name', async () => {
    const config = `${APP}upstream: { scheme: https, serverName: app.internal }\n`;
    const { settings } = await loadConfig(config);
    expect(settings.processes[0]?.ready).toEqual([{ kind: 'tcp', host: null, port: 8080 }]);
    const http = await loadConfig(`${config}ready: { http: / }\n`);
    expect(http.settings.processes[0]?.ready).toMatchObject([{ kind: 'http', tls: { serverName: 'app.internal' } }]);
  });

  test('of another process asks in plain HTTP', async () => {
    const { settings } = await loadConfig(
      'processes:\n  web: { command: web, port: 1 }\n  api: { command: api, port: 2, ready: { http: / } }\nupstream: { process: web, scheme: https }\n',
    );
    expect(settings.processes.find(({ name }) => name === 'api')?.ready).toMatchObject([{ kind: 'http', tls: null }]);
  });
});

describe('a readiness probe of an app whose HTTP is odd', () => {
  test.for(['insecureHTTPParser: true', ''])('is read as its calls are: { %s }', async (keys) => {
    const { settings } = await loadConfig(`${APP}upstream: { ${keys} }\nready: { http: / }\n`);
    expect(settings.processes[0]?.ready).toMatchObject([{ kind: 'http', isLenient: keys !== '' }]);
  });
});

describe('trust and upgrades', () => {
  test('are lists as they were written, protocols in lower case', async () => {
    const { settings } = await loadConfig(
      `${APP}proxy: { forwarded: { trust: [10.0.0.0/8, "fd00::/8", 192.0.2.7] }, upgrades: [WebSocket, Foo/1] }\n`,
    );
    expect(settings.proxy.forwarded.trust).toEqual(['10.0.0.0/8', 'fd00::/8', '192.0.2.7']);
    expect(settings.proxy.upgrades).toEqual(['websocket', 'foo/1']);
  });

  test('may be switched on and off, by variables too', async () => {
    const { settings } = await loadConfig(`${APP}proxy: { upgrades: [] }\n`, {
      env: { BERTH_PROXY_FORWARDED_TRUST: 'false', BERTH_PROXY_CLIENT_TIMEOUTS_READER: '0s' },
    });
    expect(settings.proxy).toMatchObject({ forwarded: { trust: false }, upgrades: [] });
    expect(settings.proxy.clientTimeouts.readerMs).toBe(0);
  });
});

describe('rewriting of addresses', () => {
  test.for([
    ['', true],
    ['proxy: { rewrite: on }', true],
    ['proxy: { rewrite: off }', false],
    ['proxy: { rewrite: false }', false],
  ] as const)('`%s` makes it %s', async ([keys, isOn]) => {
    const { settings } = await loadConfig(`${APP}${keys}\n`);
    expect(settings.proxy.rewritesAddresses).toBe(isOn);
  });
});
