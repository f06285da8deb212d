import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { startBerth } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { reservePort } from '../../helpers/reserve-port.ts';

const file = fileURLToPath(new URL('../../fixtures/servers/listens-elsewhere.mjs', import.meta.url));
const ELSEWHERE = ['node', file];

type Tree = Record<string, unknown>;

/** Puts a setting into a config as a user would: into the key that is there, else as a new one. */
function paste(config: Tree, setting: Tree): Tree {
  const entries = Object.entries(setting).map(([key, value]): [string, unknown] => {
    const old = config[key];
    return [key, isTree(old) && isTree(value) ? paste(old, value) : value];
  });
  return { ...config, ...Object.fromEntries(entries) };
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

test.concurrent.for([
  [
    'another port',
    (port: number) => ({
      command: ELSEWHERE,
      port: 'auto',
      env: { LISTEN: JSON.stringify({ host: '127.0.0.1', port }) },
    }),
    (port: number) => `port: ${port}`,
  ],
  [
    'another port, among several processes',
    (port: number) => ({
      processes: {
        web: { command: ELSEWHERE, port: 'auto', env: { LISTEN: JSON.stringify({ host: '127.0.0.1', port }) } },
        beside: { command: ['sleep', '1d'], ready: { exec: ['true'] } },
      },
    }),
    (port: number) => `processes: { web: { port: ${port} } }`,
  ],
  [
    'another port, which stands in `upstream`',
    (port: number) => ({
      processes: { web: { command: ELSEWHERE, env: { LISTEN: JSON.stringify({ host: '127.0.0.1', port }) } } },
      upstream: { port: 'auto' },
    }),
    (port: number) => `upstream: { port: ${port} }`,
  ],
  [
    'another address',
    (port: number) => ({
      command: ELSEWHERE,
      port,
      upstream: { host: '127.0.0.1' },
      env: { LISTEN: JSON.stringify({ host: '::1', port }) },
    }),
    () => 'upstream: { host: "::1" }',
  ],
  [
    'a unix socket',
    (_port: number, folder: string) => ({
      command: ELSEWHERE,
      port: 'auto',
      env: { LISTEN: JSON.stringify({ path: `${folder}/app.sock` }) },
    }),
    (_port: number, folder: string) => `upstream: { unix: ${folder}/app.sock }`,
  ],
] as const)(
  'a warning of an app on %s names the setting that makes it ready as it is',
  async ([, toConfig, toSetting], { onTestFinished }) => {
    const [port, folder] = [await reservePort(onTestFinished), createFolder({}, onTestFinished)];
    const config = toConfig(port, folder);
    const expected = toSetting(port, folder);
    await using late = await startBerth({ config: JSON.stringify(config) });
    const { setting, msg } = JSON.parse(await late.waitForLine(/"event":"not-ready"/));
    expect(setting).toBe(expected);
    expect(msg).toContain(`(set \`${expected}\` if that is the app)`);
    await late.stop();
    await using berth = await startBerth({ config: JSON.stringify(paste(config, parse(setting))) });
    await berth.waitForLine(/"event":"ready"/);
    expect(berth.records.filter(({ event }) => event === 'failure')).toEqual([]);
  },
);
