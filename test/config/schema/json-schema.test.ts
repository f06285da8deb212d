import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import configJsonSchema from '../../../config/berth.schema.json' with { type: 'json' };
import { listScalarPaths } from '../../../src/config/schema/key-map.ts';
import { loadConfig, refuseConfig } from '../../helpers/config-folder.ts';

const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
const accepts = ajv.compile(configJsonSchema);

const configs = readdirSync('config', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));

interface SchemaNode {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly anyOf?: readonly SchemaNode[];
}

function findNode(path: ReadonlyArray<string | number>): SchemaNode | undefined {
  return path.reduce<SchemaNode | undefined>((node, key) => {
    const options = [node, ...(node?.anyOf ?? [])];
    return options.map((option) => option?.properties?.[key]).find((found) => found !== undefined);
  }, configJsonSchema as SchemaNode);
}

describe('berth.schema.json', () => {
  test('is what the schema in the source renders to', () => {
    const { stderr } = spawnSync(process.execPath, ['scripts/generate.mjs', '--check'], { encoding: 'utf8' });
    // The script speaks of every generated file; a line of another kind would be its own failure.
    const complaints = stderr.split('\n').filter((line) => line !== '' && !/^docs\/\S+ is stale/.test(line));
    expect(complaints).toEqual([]);
  });

  test.for(configs)('accepts config/%s', (file) => {
    accepts(parse(readFileSync(join('config', file), 'utf8')));
    expect(accepts.errors).toBeNull();
  });

  test('explains every key, and tells the defaults', () => {
    const paths = listScalarPaths({});
    const silent = paths.filter((path) => !findNode(path)?.description).map((path) => path.join('.'));
    expect(silent).toEqual([]);
    expect(paths.length).toBeGreaterThan(40);
    expect(findNode(['proxy', 'timeouts', 'firstByte'])?.default).toBe('15m');
    expect(findNode(['startup', 'maxHeld'])?.default).toBe(1000);
  });

  test.for([
    'command: python3 server.py\nport: 8080\n',
    'command: [a, 1, true]\nport: auto\n',
    `command: x\nport: "\${env.P:-80}"\nlog: { calls: "\${env.C:-true}", level: "\${env.L:-info}" }\ngracePeriod: "\${env.G:-1s}"\n`,
    'command: x\nport: 1\nproxy: { forwarded: { trust: [10.0.0.0/8, "::1"] }, upgrades: [websocket, Foo/1.0] }\n',
    `command: x\nport: 1\nupstream: { scheme: https, verify: "\${env.V:-false}", serverName: app.internal }\n`,
    'command: x\nport: 1\nready: none\nrestart: never\nlogs: inherit\nmarkers: off\nenv: { A: 1, B: x }\nproxy: { limits: { body: 0 } }\n',
    'command: x\nport: 1\nready: [{ http: /, status: 200 }, { tcp: 5 }]\nrestart: { budget: 3 }\nlogs: { label: true }\nmarkers: { start: a, end: b }\n',
    'command: x\nport: "80"\nready: [{ tcp: "80" }]\nrestart: { budget: "3" }\nlog: { calls: "false" }\n',
    'command: x\nport: 1\nenv: [A=1, B=, C]\n',
    'command: x\nport: 1\nenv: { A: 1, B: true, C: }\n',
  ])('and berth both accept %j', async (config) => {
    accepts(parse(config));
    expect(accepts.errors).toBeNull();
    await expect(loadConfig(config)).resolves.toBeDefined();
  });

  test.for([
    'command: x\nport: 1\nprot: 1\n',
    'command: x\nport: "eighty"\n',
    'command: x\nport: 1\nenv: { A: [x] }\n',
    'command: x\nport: 1\nenv: [{ A: x }]\n',
    'processes: [{ command: x, port: 1 }]\n',
    'command: x\nport: 70000\n',
    'command: []\nport: 1\n',
    'command: x\nport: 1\ngracePeriod: 10\n',
    'command: x\nport: 1\ngracePeriod: 10sec\n',
    'command: x\nport: 1\nproxy: { engine: wire }\n',
    'command: x\nport: 1\nproxy: { limits: { body: 5 } }\n',
    'command: x\nport: 1\nready: { http: health }\n',
    'command: x\nport: 1\nready: { htpp: / }\n',
    'command: x\nport: 1\nrestart: sometimes\n',
    'command: x\nport: 1\nlog: { calls: "yes" }\n',
    'processes: { web: { port: 1 } }\n',
    'processes: { "a b": { command: x, port: 1 } }\n',
  ])('and berth both refuse %j', async (config) => {
    expect(accepts(parse(config))).toBe(false);
    await expect(refuseConfig(config)).resolves.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});
