import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFolder } from '../../helpers/config-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { finishBerth } from '../../helpers/finished-berth.ts';
import type { Asked } from './platform-log.ts';
import { type PlayedPlatform, playPlatform } from './played-platform.ts';
import { FC } from './script/fc.ts';
import type { Fields, PlatformScript } from './script/platform-script.ts';
import { SCRIPTS } from './scripted-platform.ts';

const SERVER = fileURLToPath(new URL('../../fixtures/servers/tells-requests.mjs', import.meta.url));
const MINTED = /^1-[\da-f]{8}-[\da-f]{8}-[\da-f]{12}$/;
/** Less than any platform lets through. */
const USUAL = { bodyBytes: 1_048_576, requestHeadBytes: 4_096, pathBytes: 2_048 };
const RULES = 'events: [{ match: { triggerName: nightly }, request: { path: "/cron.php?job={{payload}}" } }]';

const isRoot = process.getuid?.() === 0;
const packages = await requirePackages(['iproute2']);
const skipReason = isRoot ? packages.skipReason : 'only root can have a network of its own';

const toConfig = ({ name, isNamed }: PlatformScript): string =>
  `command: [node, ${SERVER}]\nport: auto\n${RULES}\n${isNamed === true ? `platform: ${name}\n` : ''}`;

let lastCall = 0;

/** A call as the platform makes it, with an id and a path that no other has. */
function toCall(script: PlatformScript, more: { fields?: Fields; path?: string } = {}) {
  const n = ++lastCall;
  const id = script.toId?.(n) ?? '';
  const path = `/${more.path ?? 'page'}?n=${n}`;
  return { id, n, method: 'GET', path, fields: { ...script.toFields(id), ...more.fields } };
}

/** What the app says of a request, which may come behind its answer. */
async function waitForAsked({ log }: PlayedPlatform, url: string): Promise<Asked> {
  const find = () => log.asked.find((asked) => asked.url === url);
  await expect.poll(find).toBeDefined();
  return find()!;
}

const findRecord = ({ log }: PlayedPlatform, requestId: unknown) =>
  log.records.find((record) => record['requestId'] === requestId);
const listMarkers = ({ log }: PlayedPlatform) => log.lines.filter((line) => line.startsWith('FC '));

describe.skipIf(skipReason !== null).for(SCRIPTS.map((script) => [script.name, script] as const))(
  `%s${skipReason === null ? '' : ` [not run: ${skipReason}]`}`,
  ([, script]) => {
    const { start, markers, hooks, event, ownIdField, limits } = script;
    let platform: PlayedPlatform;

    beforeAll(async () => {
      platform = await playPlatform(script, toConfig(script));
    });
    afterAll(() => platform[Symbol.asyncDispose]());

    test(`start: the port is open where it calls, ${start.opens === 'at-once' ? 'before' : 'when'} the app is ready`, async () => {
      const events = platform.log.records.map((record) => record['event']);
      expect(events.indexOf('listening') < events.indexOf('ready')).toBe(start.opens === 'at-once');
      expect(platform.log.records.find((record) => record['event'] === 'listening')).toMatchObject({
        port: start.port,
      });
      expect((await platform.call(toCall(script))).status).toBe(200);
      // To the letter, so that nobody else can reach it.
      if (start.from === 'there')
        await expect(platform.call(toCall(script), platform.openLine('outside'))).rejects.toThrow();
    });

    test(`id: ${script.toId === null ? 'it has none; one is made and told' : 'the app, the client and the log have its own'}`, async () => {
      const call = toCall(script);
      const { fields } = await platform.call(call);
      const { headers } = await waitForAsked(platform, call.path);
      const id = headers['x-request-id'];
      expect(fields['x-request-id']).toBe(id);
      if (script.toId === null) expect(id).toMatch(MINTED);
      else expect(id).toBe(call.id);
      if (ownIdField !== null) expect(headers[ownIdField]).toBe(call.id);
      await expect.poll(() => findRecord(platform, id)).toMatchObject({ status: 200, path: '/page' });
      for (const secret of script.secretFields) expect(headers).not.toHaveProperty(secret);
      // A platform that has none at hand may send an empty one.
      const without = { ...toCall(script), fields: script.toFields('') };
      const made = (await platform.call(without)).fields['x-request-id'];
      expect(made).toMatch(MINTED);
      const told = (await waitForAsked(platform, without.path)).headers;
      expect([told['x-request-id'], told[ownIdField ?? 'x-request-id']]).toEqual([made, made]);
    });

    test(`markers: ${markers === null ? 'it has none, and berth writes none' : 'the lines of a call stand between its own'}`, async () => {
      const call = toCall(script);
      await platform.probe();
      const { fields } = await platform.call(call);
      await expect.poll(() => findRecord(platform, fields['x-request-id'])).toBeDefined();
      if (markers === null) {
        expect(listMarkers(platform)).toEqual([]);
        return;
      }
      const [first, last] = markers(call.id);
      const { lines } = platform.log;
      const between = lines.slice(lines.indexOf(first) + 1, lines.indexOf(last));
      // The record of the call before may come late.
      expect(between.filter((line) => !line.startsWith('{')).map((line) => line.split(' ')[0])).toEqual(['asked']);
      // A probe of the port is no call.
      expect(listMarkers(platform)).toHaveLength(
        2 * new Set(listMarkers(platform).map((line) => line.split(': ')[1])).size,
      );
    });

    test(`hooks: ${hooks === null ? 'it has none, and what looks like one is a call' : 'berth answers them, marked, and the app knows nothing of them'}`, async () => {
      for (const hook of hooks ?? FC.hooks!) {
        const call = { ...toCall(script, { fields: { ...hook.fields } }), method: hook.method };
        const asked = { ...call, path: `${hook.path}?n=${call.n}` };
        const { status, text } = await platform.call(asked);
        expect(status).toBe(200);
        expect(text).toBe(hooks === null ? `did ${asked.path}` : '');
        const listOwn = () =>
          listMarkers(platform).filter((line) => line.startsWith(`FC ${hook.hook} `) && line.endsWith(call.id));
        if (hooks === null) await waitForAsked(platform, asked.path);
        else await expect.poll(listOwn).toHaveLength(2);
        expect(listOwn()).toHaveLength(hooks === null ? 0 : 2);
        expect(platform.log.asked.filter(({ url }) => url === asked.path)).toHaveLength(hooks === null ? 1 : 0);
      }
    });

    if (hooks !== null)
      test('hooks: what a command inside the instance asks for is answered and no call', async () => {
        const before = listMarkers(platform).length;
        const { text } = await platform.call({ method: 'GET', path: '/preWarm' }, platform.openLine('inside'));
        expect(text).toBe('did /preWarm');
        expect(listMarkers(platform)).toHaveLength(before);
      });

    if (event?.kind === 'told')
      test('event: it becomes the request of its rule, and one without is told as failed', async () => {
        const [known, unknown] = [
          toCall(script, { fields: event!.fields! }),
          toCall(script, { fields: event!.fields! }),
        ];
        const { method, path } = event!;
        const done = await platform.call({ ...known, method, path, body: event!.body! });
        expect([done.status, done.text, done.fields['x-fc-status']]).toEqual([
          200,
          'did /cron.php?job=awesome-fc',
          undefined,
        ]);
        expect(await waitForAsked(platform, '/cron.php?job=awesome-fc')).toMatchObject({ method: 'GET' });
        const refused = await platform.call({ ...unknown, method, path, body: '{"events":[]}' });
        expect(refused.fields['x-fc-status']).toBe('404');
        expect(JSON.parse(refused.text)).toMatchObject({ errorType: 'EVENT_REFUSED' });
      });
    else
      test(`event: ${event === null ? 'it sends none' : 'it comes as a request, and reaches the app whole'}; one of another platform is a call`, async () => {
        const { method, path, body, fields = {} } = event ?? FC.event!;
        const call = toCall(script, { fields });
        const url = `${path}?n=${call.n}`;
        expect((await platform.call({ ...call, method, path: url, body: body! })).text).toBe(`did ${url}`);
        const lowerCase = Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]);
        expect(await waitForAsked(platform, url)).toMatchObject({
          method,
          body,
          headers: Object.fromEntries(lowerCase),
        });
        const forged = {
          ...toCall(script, { fields: FC.event!.fields! }),
          method: 'POST',
          path: `/invoke?n=${call.n}`,
        };
        expect((await platform.call({ ...forged, body: FC.event!.body! })).text).toBe(`did ${forged.path}`);
        const warnings = platform.log.records.filter((record) => record['event'] === 'warning');
        expect(warnings.map((record) => record['msg'] ?? record['message'])).toEqual([
          expect.stringMatching(/^events does nothing on .*: it is for Function Compute \(`platform: fc`\)$/),
        ]);
      });

    test(`limits: what it lets through passes${limits.bodyBytes === null ? '; it tells of none' : ''}`, async () => {
      const { bodyBytes, requestHeadBytes, pathBytes } = {
        bodyBytes: limits.bodyBytes ?? USUAL.bodyBytes,
        requestHeadBytes: limits.requestHeadBytes ?? USUAL.requestHeadBytes,
        pathBytes: limits.pathBytes ?? USUAL.pathBytes,
      };
      const large = toCall(script, { fields: { Cookie: 'c'.repeat(requestHeadBytes) } });
      const path = `${large.path}&p=`.padEnd(pathBytes, 'p');
      expect((await platform.call({ ...large, method: 'POST', path, body: Buffer.alloc(bodyBytes, 'x') })).status).toBe(
        200,
      );
      expect(await waitForAsked(platform, path)).toMatchObject({ body: bodyBytes });
    });

    test(`limits: ${limits.responseHeadBytes === null ? 'none is told of the head of an answer' : 'the head of an answer that it does not pass on is told of, once'}`, async () => {
      const listTold = () => platform.log.records.filter((record) => record['event'] === 'head-too-large');
      const least = limits.responseHeadBytes ?? 12_288;
      for (const bytes of [least - 500, least + 1, least + 2]) {
        const call = toCall(script, { path: `head/${bytes}` });
        const { fields } = await platform.call(call);
        expect(fields['x-long']).toHaveLength(bytes);
        await expect.poll(() => findRecord(platform, fields['x-request-id'])).toBeDefined();
        expect(listTold()).toHaveLength(limits.responseHeadBytes === null || bytes < least ? 0 : 1);
      }
    });

    test('limits: a connection is used again, and no end of it is announced', async () => {
      const line = platform.openLine();
      const answers = [await platform.call(toCall(script), line), await platform.call(toCall(script), line)];
      line.destroy();
      expect(line.opened).toBe(1);
      for (const { status, fields } of answers) {
        expect([status, fields['keep-alive'], fields.connection]).toEqual([200, undefined, undefined]);
      }
    });

    test(`limits: ${script.exceeded.length === 0 ? 'it tells of none, and nothing is warned of' : 'check warns of a config beyond them'}`, () => {
      const keys = `listen: { host: 127.0.0.1 }
startup: { listen: when-ready, deadline: 5m }
stop: { drain: 40s }
proxy: { clientTimeouts: { idle: 1m }, limits: { head: 2KiB, body: 64MiB } }
`;
      const folder = createFolder({ 'berth.yaml': toConfig(script).replace(RULES, '') + keys });
      const { status, stderr } = finishBerth(['check'], folder, script.env);
      const warned = [...stderr.matchAll(/^berth: warning: ([\w.]+)/gm)].map(([, key]) => key);
      expect({ status, warned: warned.sort() }).toEqual({ status: 0, warned: [...script.exceeded].sort() });
    });
  },
);
