import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { requirePackages } from '../helpers/debian.ts';
import { PARAMETERS, RUNS, requestBytes } from './message-arbitrary.ts';
import { type OracleProxy, startHaproxy, startNginx, startRecorder } from './oracle-proxy.ts';
import { parseWithWire } from './wire-parser.ts';

const need = await requirePackages(['nginx-light', 'haproxy']);

async function startProxies(): Promise<OracleProxy[]> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-oracle-'));
  const recorder = await startRecorder(folder);
  const proxies = [await startNginx(folder), await startHaproxy(folder)];
  onTestFinished(async () => {
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    recorder.close();
    await rm(folder, { recursive: true });
  });
  for (const proxy of proxies) await expect.poll(() => proxy.connect().then(() => 'open', String)).toBe('open');
  return proxies;
}

describe.skipIf(need.skipReason !== null)(need.title('nginx and haproxy as oracles'), () => {
  test('what both of them refuse, wire refuses', { timeout: 120_000 + RUNS }, async () => {
    const proxies = await startProxies();
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(requestBytes, async (bytes) => {
        const ours = parseWithWire([bytes], 'request');
        if (ours.kind !== 'message') return;
        asked += 1;
        const message = bytes.subarray(0, ours.message.length);
        const statuses = await Promise.all(proxies.map((proxy) => proxy.ask(message)));
        expect(statuses, message.toString('latin1')).toContain(-1);
      }),
      { ...PARAMETERS, numRuns: Math.ceil(RUNS / 20) },
    );
    expect(asked).toBeGreaterThan(RUNS / 200);
  });
});
