import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { listSystems, makeSystem } from '../fleet/made-system.ts';
import { requirePackages } from '../helpers/debian.ts';

const run = promisify(execFile);
const need = await requirePackages(['nginx-light', 'wrk', 'util-linux']);

/** The cells of the first table that a short run of the bench prints, without its head. */
async function runBench(...args: string[]): Promise<string[][]> {
  const { stdout } = await run(process.execPath, ['bench/run.mjs', '--quick', ...args]);
  const lines = stdout.split('\n\n')[0]!.trim().split('\n').slice(2);
  return lines.map((line) => line.slice(2, -2).split(' | '));
}

describe.skipIf(need.skipReason !== null)(need.title('the bench'), () => {
  test('measures nginx and both transports of berth side by side', async () => {
    const names = ['nginx', 'berth', 'berth (node-client)'];
    const rows = await runBench('--case', 'small-64', ...names.flatMap((name) => ['--proxy', name]));
    expect(rows.map(([name]) => name)).toEqual(names);
    const costs = rows.map(([, cost]) => /^([\d.]+) \(([\d.]+)\)$/.exec(cost!)!.slice(1).map(Number));
    expect(costs.every(([micros]) => micros! > 0)).toBe(true);
    expect(costs[0]![1]).toBe(1);
  });

  test('measures two builds in turns, beside a proxy that is neither', async () => {
    const rows = await runBench(
      '--against',
      '.',
      '--passes',
      '1',
      '--case',
      'small-1,start-up,first-200',
      '--proxy',
      'nginx,berth',
    );
    expect(rows.map(([title]) => title)).toEqual([
      '1 conn.',
      'exec to open port, ms',
      'resident memory when idle, MiB',
      'exec to first 200, ms',
    ]);
    const [nginx, , before, now, ratio] = rows[0]!.slice(1).map(Number);
    expect([nginx! < before!, nginx! < now!]).toEqual([true, true]);
    // One build beside itself; the limits are wide enough for a machine that has other things to do.
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  test('measures the first 200 of berth by both ways to start it, of nginx and of a bare server, and after a crash', {
    timeout: 120_000,
  }, async () => {
    const rows = await runBench('--case', 'first-200,crash', '--proxy', 'nginx,berth');
    const of20 = rows.filter(([name]) => !name!.endsWith('node 24'));
    const names = ['bare server', 'berth', 'berth by ./bootstrap'].map((name) => `${name}, node 20`);
    expect(of20.map(([name]) => name)).toEqual(['app by itself', 'nginx', ...names]);
    const START = /^\d+(\.\d)? ms( \(× \d+\.\d\d\))?$/;
    const CRASH = /^\d+ ms; \d+ failed$/;
    for (const [name, fromExec, , afterCrash] of of20) {
      expect([name, fromExec]).toEqual([name, expect.stringMatching(START)]);
      expect([name, afterCrash]).toEqual([name, /^(nginx|berth, .*)$/.test(name!) ? expect.stringMatching(CRASH) : '']);
    }
    const [, nginx, , berth] = of20.map(([, fromExec]) => Number.parseFloat(fromExec!));
    expect(nginx).toBeLessThan(berth!);
  });

  test('measures how long a cause is looked for', async () => {
    const rows = await runBench('--case', 'explain');
    expect(rows.map(([title]) => title)).toEqual([
      'CPU to find a cause in 200 lines of 2 KiB, an ordinary log',
      'CPU to find a cause in 200 lines of 2 KiB, nothing but errors',
    ]);
    for (const [, time] of rows) expect(time).toMatch(/^\d+\.\d ms \(\d+ ms the first time\)$/);
  });

  test('measures the start of a system of the fleet in both ways', async (context) => {
    const system = (await listSystems()).find(({ name }) => name === 'express')!;
    const { skipReason } = await makeSystem(system);
    if (skipReason !== null) context.skip(skipReason);
    const [row, ...more] = await runBench('--case', 'fleet', '--system', 'express');
    const [name, behindBerth, alone] = row!;
    expect([name, more]).toEqual(['express', []]);
    expect(Number(alone)).toBeGreaterThan(0);
    expect(Number(behindBerth)).toBeGreaterThan(Number(alone));
  });

  test.for([
    [['--case', 'fleet', '--system', 'no-such'], /no system 'no-such'; there are: .*express/],
    [['--case', 'small'], /no case 'small'; there are: small-64; .*log-relay/],
    [['--against', '.', '--case', 'log-relay'], /no case 'log-relay'; there are: small-64; .*idle/],
    [['--proxy', 'berth (wire)'], /no proxy 'berth \(wire\)'; there are: nginx; .*berth \(node-client\)/],
    [['--against', 'no/such/checkout'], /nothing to compare: there is no checkout\/dist\/berth.cjs/],
  ] as const)('refuses what it does not have and names what it has: %s', async ([args, message]) => {
    await expect(run(process.execPath, ['bench/run.mjs', ...args])).rejects.toThrow(message);
  });
});
