import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Berth, ON_PLATFORM, startBerth } from '../../helpers/berth.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { TRANSPORTS } from '../../helpers/front-door-harness.ts';

const SERVER = fileURLToPath(new URL('../../fixtures/servers/marks-its-calls.py', import.meta.url));
const packages = await requirePackages(['python3']);

const start = (more: string): Promise<Berth> =>
  startBerth({ config: `command: [python3, ${SERVER}]\nport: auto\n${more}`, args: ON_PLATFORM });

async function ask(berth: Berth, id: string, path = '/'): Promise<void> {
  await (await fetch(`http://127.0.0.1:${berth.port}${path}`, { headers: { 'x-fc-request-id': id } })).text();
}

const findMarkers = ({ lines }: Berth): string[] => lines.filter((line) => /^(FC Invoke|inside)/.test(line));

describe.skipIf(packages.skipReason !== null)(packages.title('An app that writes the platform’s markers'), () => {
  test('is told of once with `markers: fc`, and how to make each id stand once', async () => {
    await using berth = await start('markers: fc\n');
    for (const id of ['a', 'b', 'c']) await ask(berth, id);
    await berth.stop();
    expect(findMarkers(berth)).toHaveLength(15);
    const warnings = berth.records.filter(({ event }) => event === 'markers-twice');
    expect(warnings).toMatchObject([{ level: 'warn', msg: expect.stringContaining('set `markers: auto`') }]);
  });

  test.for(TRANSPORTS)(
    'has each id once from the first call on, and is told so once, through %s',
    async (transport) => {
      await using berth = await start(`upstream: { transport: ${transport} }\n`);
      const ids = Array.from({ length: 40 }, (_, i) => `call-${i}`);
      await Promise.all(ids.map((id) => ask(berth, id)));
      await ask(berth, 'failed', '/fails');
      await ask(berth, 'last');
      await berth.stop();
      const lines = findMarkers(berth);
      for (const id of [...ids, 'last']) {
        const own = lines.filter((line) => line.endsWith(` ${id}`));
        expect(own).toEqual([`FC Invoke Start RequestId: ${id}`, `inside ${id}`, `FC Invoke End RequestId: ${id}`]);
      }
      const failed = lines.filter((line) => /RequestId: failed/.test(line));
      expect(failed[1]).toBe('FC Invoke End RequestId: failed, Error: Unhandled function error');
      expect(failed).toHaveLength(2);
      expect(berth.records.filter(({ event }) => String(event).startsWith('markers-'))).toMatchObject([
        { level: 'info', event: 'markers-merged' },
      ]);
    },
  );

  test('has each id once where it tells of the end when the answer is out', async () => {
    await using berth = await start('markers: { format: auto }\n');
    await ask(berth, 'late', '/late');
    await berth.waitForLine(/^told late$/);
    await berth.stop();
    expect(findMarkers(berth)).toEqual([
      'FC Invoke Start RequestId: late',
      'inside late',
      'FC Invoke End RequestId: late',
    ]);
  });
});
