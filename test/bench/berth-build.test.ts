import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFolder } from '../helpers/config-folder.ts';

const { BerthBuild } = await import(new URL('../../bench/berth-build.mjs', import.meta.url).href);

/** A build whose `check` takes a config that has one line, and nothing else. */
function createBuild(line: string) {
  const check = `const text = require('node:fs').readFileSync(process.argv[4], 'utf8');
if (process.argv[2] !== 'check' || !text.split('\\n').includes(${JSON.stringify(line)})) {
  console.error('unknown key');
  process.exit(78);
}`;
  const folder = createFolder({ 'dist/berth.cjs': check });
  return { build: new BerthBuild(folder), file: join(folder, 'berth.yaml') };
}

describe('a build in a comparison', () => {
  test.for([
    ['h1', 'upstream: { transport: h1 }'],
    ['h1', 'proxy: { engine: wire }'],
    ['node-client', 'upstream: { transport: node-client }'],
    ['node-client', 'proxy: { engine: http-proxy }'],
  ])('is asked for %s by the key that it knows, %s, each time', ([transport, line]) => {
    const { build, file } = createBuild(line!);
    for (const body of ['port: 1', 'port: 2']) {
      build.writeConfig(file, body, transport);
      expect(readFileSync(file, 'utf8')).toBe(`${body}\n${line}\n`);
    }
  });

  test('that knows no key for a transport is refused with what it said', () => {
    const { build, file } = createBuild('upstream: { transport: h1 }');
    expect(() => build.writeConfig(file, 'port: 1', 'node-client')).toThrow(
      /berth\.cjs takes no config for node-client:\nunknown key\nunknown key/,
    );
  });

  test('that was never made is named', () => {
    expect(new BerthBuild('/tmp').missing).toBe('tmp/dist/berth.cjs (npm run build)');
  });
});
