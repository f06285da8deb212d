import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Berth, type BerthOptions, ON_PLATFORM, startBerth } from '../../helpers/berth.ts';
import { createEmptyFolder } from '../../helpers/deployed-folder.ts';

const SERVER = fileURLToPath(new URL('../../fixtures/servers/tells-requests.mjs', import.meta.url));
const NEVER_READY = fileURLToPath(new URL('../../fixtures/servers/never-ready.mjs', import.meta.url));

/** An app in a folder below its config, with a variable of its own. */
async function start(hooks: string, options: Partial<BerthOptions> = {}, server = SERVER): Promise<Berth> {
  const folder = createEmptyFolder();
  mkdirSync(join(folder, 'site'));
  const file = join(folder, 'berth.yaml');
  const app = `command: [node, ${server}]\nport: auto\nworkingDirectory: site\nenv: { COLOUR: teal }\n`;
  writeFileSync(file, `${app}hooks:\n  ${hooks}\n`);
  return startBerth({ file, args: ON_PLATFORM, ...options });
}

const HOOKS = {
  initialize: ['POST', '/initialize', 'Initialize'],
  preFreeze: ['GET', '/pre-freeze', 'PreFreeze'],
  preStop: ['GET', '/pre-stop', 'PreStop'],
} as const;

/** The hook as Function Compute calls it. */
async function call(berth: Berth, key: keyof typeof HOOKS, id: string) {
  const [method, path] = HOOKS[key];
  const headers = { 'x-fc-control-path': path, 'x-fc-request-id': id };
  const answer = await fetch(`http://127.0.0.1:${berth.port}${path}`, { method, headers });
  return { status: answer.status, error: answer.headers.get('x-berth-error'), text: await answer.text() };
}

/** What stands between the markers of a hook, besides the app's word that it is ready, which may come late. */
function listBetween({ lines }: Berth, name: string, id: string): string[] {
  const start = lines.indexOf(`FC ${name} Start RequestId: ${id}`);
  const end = lines.findIndex((line) => line.startsWith(`FC ${name} End RequestId: ${id}`));
  expect([start, end]).not.toContain(-1);
  return lines.slice(start + 1, end).filter((line) => !line.startsWith('{') && line !== 'ready');
}

describe('a command for a hook', () => {
  test.for(Object.keys(HOOKS) as Array<keyof typeof HOOKS>)(
    'of %s runs as the app does, and what it prints stands between the markers',
    async (key) => {
      const script = 'echo colour $COLOUR; basename $PWD; echo to stderr >&2; test -n "$PORT" && exit 0';
      await using berth = await start(`${key}: { exec: [sh, -c, '${script}'] }`);
      expect(await call(berth, key, 'h-1')).toEqual({ status: 200, error: null, text: '' });
      expect(listBetween(berth, HOOKS[key][2], 'h-1').sort()).toEqual(['colour teal', 'site', 'to stderr']);
      expect(berth.lines.filter((line) => line.startsWith('asked'))).toEqual([]);
      // The next is a run of its own.
      expect((await call(berth, key, 'h-2')).status).toBe(200);
      expect(listBetween(berth, HOOKS[key][2], 'h-2')).toContain('site');
    },
  );

  test('that fails is answered with 500, and its end marker and record say so', async () => {
    await using berth = await start("preStop: { exec: [sh, -c, 'echo no disk; exit 3'] }");
    const { status, error, text } = await call(berth, 'preStop', 'h-1');
    expect([status, error]).toEqual([500, 'HOOK_FAILED']);
    expect(text).not.toContain('disk');
    expect(listBetween(berth, 'PreStop', 'h-1')).toEqual(['no disk']);
    await berth.waitForLine(/"code":"HOOK_FAILED"/);
    const record = berth.records.find(({ code }) => code === 'HOOK_FAILED');
    expect(record).toMatchObject({ requestId: 'h-1', status: 500, by: 'berth' });
    expect(record!['msg']).toBe('The command for the hook PreStop has failed: sh exited with code 3.');
    expect(berth.lines).toContain('FC PreStop End RequestId: h-1, Error: Unhandled function error');
  });

  test('that cannot be run, or takes too long, has failed', async () => {
    await using berth = await start(
      "preFreeze: { exec: [/nowhere/flush] }\n  preStop: { exec: [sh, -c, 'sleep 600 & wait'], timeout: 300ms }",
    );
    expect((await call(berth, 'preFreeze', 'h-1')).status).toBe(500);
    await berth.waitForLine(/PreFreeze has failed: \/nowhere\/flush cannot be run/);
    expect((await call(berth, 'preStop', 'h-2')).status).toBe(500);
    await berth.waitForLine(/PreStop has failed: sh did not end within 300ms/);
    expect(berth.listDescendants().map(({ commandLine }) => commandLine)).not.toContain('sleep 600');
  });

  test('of initialize waits for the app, and one of preStop for nothing', async () => {
    await using berth = await start(
      "initialize: { exec: 'echo initialised' }\n  preStop: { exec: 'echo stopping' }",
      {},
      NEVER_READY,
    );
    const initialized = call(berth, 'initialize', 'h-1').catch(() => null);
    expect((await call(berth, 'preStop', 'h-2')).status).toBe(200);
    expect(listBetween(berth, 'PreStop', 'h-2')).toContain('stopping');
    expect(berth.lines).not.toContain('initialised');
    await berth.stop();
    await initialized;
  });

  test('stands beside answers of other kinds', async () => {
    await using berth = await start("initialize: forward\n  preFreeze: { exec: 'true' }");
    expect((await call(berth, 'initialize', 'h-1')).text).toBe('did /initialize');
    expect((await call(berth, 'preFreeze', 'h-2')).text).toBe('');
    expect((await call(berth, 'preStop', 'h-3')).text).toBe('');
    expect(berth.lines.filter((line) => line.startsWith('asked'))).toHaveLength(1);
  });
});

describe('what a command inside of an instance asks for', () => {
  const INSTANCE = { FC_FUNCTION_NAME: 'shop', FC_FUNC_CODE_PATH: '/code' };

  const ask = async (berth: Berth, headers: Record<string, string>) => {
    const answer = await fetch(`http://127.0.0.1:${berth.port}/preWarm`, { headers });
    expect(await answer.text()).toBe('did /preWarm');
  };

  const countMarkers = async (berth: Berth): Promise<number> => {
    await berth.stop();
    return berth.lines.filter((line) => line.startsWith('FC Invoke Start')).length;
  };

  test('is answered by the app and no call of the platform’s', async () => {
    await using berth = await start('preStop: runtime', { env: INSTANCE, args: [] });
    await ask(berth, {});
    await ask(berth, { 'x-request-id': 'of-its-own' });
    await ask(berth, { 'x-fc-request-id': 'a-call' });
    await ask(berth, { 'X-Fc-Function-Name': 'shop' });
    expect(await countMarkers(berth)).toBe(2);
    expect(berth.lines).toContain('FC Invoke Start RequestId: a-call');
  });

  test.for([ON_PLATFORM, []])('is marked where an instance is rehearsed, with %j', async (args) => {
    await using berth = await start('preStop: runtime', { args });
    await ask(berth, {});
    expect(await countMarkers(berth)).toBe(1);
  });
});
