import { describe, expect, test } from 'vitest';
import { findEarlyListen } from '../../../src/config/source/early-listen.ts';

const APP = 'command: python3 server.py\nport: 8080\n';
const NOTHING = { portFlag: null, hasSetFlags: false, env: {} };

describe('listening before the config is parsed', () => {
  test.for([
    ['the default port', APP, NOTHING, { host: '0.0.0.0', port: 9000, portSource: 'default' }],
    ['the flag', APP, { ...NOTHING, portFlag: '0' }, { host: '0.0.0.0', port: 0, portSource: '--port' }],
    ['a variable', APP, { ...NOTHING, env: { PORT: '81' } }, { host: '0.0.0.0', port: 81, portSource: 'PORT' }],
    [
      'the strongest variable',
      APP,
      { ...NOTHING, env: { PORT: '81', FC_SERVER_PORT: '82' } },
      { host: '0.0.0.0', port: 82, portSource: 'FC_SERVER_PORT' },
    ],
    [
      'a host in its plainest form',
      `${APP}listen: { host: 127.0.0.1 }\n`,
      NOTHING,
      { host: '127.0.0.1', port: 9000, portSource: 'default' },
    ],
  ] as const)('takes %s', ([, text, sources, listen]) => {
    expect(findEarlyListen(text, sources)).toEqual(listen);
  });

  test.for([
    ['the file has a port to listen on', `${APP}listen: { port: 80 }\n`, NOTHING],
    ['the host stands in a block', `${APP}listen:\n  host: 127.0.0.1\n`, NOTHING],
    ['the host is a name', `${APP}listen: { host: localhost }\n`, NOTHING],
    ['listen stands there twice', `listen: { host: 127.0.0.1 }\nlisten: { host: 127.0.0.2 }\n`, NOTHING],
    ['all is one flow mapping', '{ command: a, port: 1, listen: { port: 80 } }', NOTHING],
    ['the key is quoted', `${APP}"listen": { port: 80 }\n`, NOTHING],
    ['the file says when to listen', `${APP}startup: { listen: when-ready }\n`, NOTHING],
    ['the file names the platform', `${APP}platform: knative\n`, NOTHING],
    ['a flag sets some key', APP, { ...NOTHING, hasSetFlags: true }],
    ['a variable sets it', APP, { ...NOTHING, env: { BERTH_LISTEN_PORT: '80' } }],
    ['the platform is one that listens late', APP, { ...NOTHING, env: { K_SERVICE: 'app' } }],
    ['it is so by another variable', APP, { ...NOTHING, env: { K_REVISION: 'app-00001' } }],
    ['the port of the flag is none', APP, { ...NOTHING, portFlag: '70000' }],
    ['the port of a variable is none', APP, { ...NOTHING, env: { PORT: '' } }],
  ] as const)('is left to the full rules when %s', ([, text, sources]) => {
    expect(findEarlyListen(text, sources)).toBeNull();
  });
});
