import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';
import { type Berth, CLEAN_STOP, startBerth } from '../../helpers/berth.ts';
import { type FreezeMethod, freeze } from '../../helpers/freezer.ts';

const server = (name: string): string => fileURLToPath(new URL(`../../fixtures/servers/${name}`, import.meta.url));
const APP = `command: [node, ${server('hears-of-thaws.mjs')}]\nport: auto\nmarkers: fc\n`;
/** Long enough to be one. */
const FREEZE_MS = 3_000;
const METHODS: readonly FreezeMethod[] = ['SIGSTOP', 'cgroup'];

const ask = async ({ port }: Berth, path = '/page'): Promise<number> =>
  (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } })).status;

const readAsked = ({ lines }: Berth): string[] =>
  lines.flatMap((line) => /^asked for (.*)$/.exec(line)?.slice(1) ?? []);

const readThaws = ({ records }: Berth) => records.filter(({ event }) => event === 'thaw');

describe('an app that is told of each thaw', () => {
  test.for(METHODS)(
    'by a path has the first call after a freeze (%s) when it has answered there',
    { concurrent: true },
    async (method, { expect }) => {
      await using berth = await startBerth({ config: `${APP}thaw: { http: /thaw }\n` });
      expect(await ask(berth)).toBe(200);
      for (let thaws = 1; thaws <= 2; thaws++) {
        await freeze(berth.pid, FREEZE_MS, method);
        expect(await Promise.all([ask(berth), ask(berth)])).toEqual([200, 200]);
        expect(readAsked(berth).slice(-3)).toEqual(['/thaw', '/page', '/page']);
        expect(readThaws(berth)).toHaveLength(thaws);
      }
      expect(readThaws(berth)[0]).toMatchObject({ level: 'info', msg: 'frozen and thawed: GET /thaw is done' });
      expect(await ask(berth)).toBe(200);
      expect(readAsked(berth).filter((path) => path === '/thaw')).toHaveLength(2);
      // It is no call.
      expect(berth.records.filter(({ event, path }) => event === 'call' && path === '/thaw')).toEqual([]);
      expect(berth.lines.filter((line) => line.startsWith('FC Invoke Start'))).toHaveLength(6);
    },
  );

  test('by a command has it run as the app is, with its output in the log', { concurrent: true }, async ({
    expect,
  }) => {
    const own = `env: { TIDE: high }\nworkingDirectory: ${tmpdir()}\n`;
    const command = `thaw: { exec: [sh, -c, 'echo "$TIDE tide in $PWD"; sleep 0.3'] }\n`;
    await using berth = await startBerth({ config: APP + own + command });
    await ask(berth);
    await freeze(berth.pid, FREEZE_MS, 'SIGSTOP');
    expect(await ask(berth, '/after')).toBe(200);
    const said = berth.lines.indexOf(`high tide in ${realpathSync(tmpdir())}`);
    expect(said).toBeGreaterThan(-1);
    expect(berth.lines.indexOf('asked for /after')).toBeGreaterThan(said);
    expect(readThaws(berth)).toMatchObject([{ level: 'info' }]);
    expect(await berth.stop()).toEqual(CLEAN_STOP);
  });

  test.for([
    ['{ http: /broken }', 'frozen and thawed: GET /broken was answered 500, expected 200-399; calls go on'],
    [
      '{ http: /silent, timeout: 400ms }',
      /^frozen and thawed: no answer to GET \/silent from .* in time; calls go on$/,
    ],
    [
      '{ exec: [sh, -c, "echo aground; exit 3"] }',
      "frozen and thawed: sh -c 'echo aground; exit 3' exited with code 3; calls go on",
    ],
    ['{ exec: [sleep, 60], timeout: 400ms }', 'frozen and thawed: sleep 60 did not end within 400ms; calls go on'],
    ['{ exec: [no-such-program] }', /no-such-program/],
  ] as const)(
    'in vain (%s) gets its calls all the same, and the log says so once',
    { concurrent: true },
    async ([thaw, said], { expect }) => {
      await using berth = await startBerth({ config: `${APP}thaw: ${thaw}\n` });
      expect(await ask(berth)).toBe(200);
      await freeze(berth.pid, FREEZE_MS, 'SIGSTOP');
      expect(await Promise.all([ask(berth), ask(berth)])).toEqual([200, 200]);
      const message = typeof said === 'string' ? said : expect.stringMatching(said);
      expect(readThaws(berth)).toMatchObject([{ level: 'warn', msg: message }]);
      expect(await berth.stop()).toEqual(CLEAN_STOP);
    },
  );
});

/** Longer than its deadline; what that leaves the app beside its own time is for a machine that is slow. */
const FROZEN_START_MS = 10_000;
const SLOW = `command: [node, ${server('slow-start.mjs')}]\nport: auto\nenv: { START_MS: 3000 }\nstartup: { deadline: 9s }\n`;

const listErrors = ({ records }: Berth): unknown[] => records.filter(({ level }) => level === 'error');

describe('a start that was frozen', () => {
  test.for(METHODS)('(%s) has its whole time all the same', { concurrent: true }, async (method, { expect }) => {
    await using berth = await startBerth({ config: SLOW });
    const held = ask(berth);
    await berth.waitForLine(/is still not ready after 2s/);
    await freeze(berth.pid, FROZEN_START_MS, method);
    expect(await held).toBe(200);
    expect(listErrors(berth)).toEqual([]);
  });

  test('after a crash costs nothing of the budget for restarts', { concurrent: true }, async ({ expect }) => {
    await using berth = await startBerth({ config: `${SLOW}restart: { budget: 1 }\n` });
    expect(await ask(berth)).toBe(200);
    const [app] = berth.listDescendants().filter(({ commandLine }) => commandLine.includes('slow-start'));
    process.kill(app!.pid, 'SIGKILL');
    await berth.waitForLine(/"event":"restarting"/);
    const held = ask(berth);
    await freeze(berth.pid, FROZEN_START_MS, 'SIGSTOP');
    expect(await held).toBe(200);
    // The crash, and nothing besides.
    expect(listErrors(berth)).toMatchObject([{ code: 'APP_CRASHED' }]);
  });
});
