import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { requirePackages } from '../helpers/debian.ts';

const run = promisify(execFile);
const need = await requirePackages(['nginx-light', 'wrk', 'util-linux']);

describe.skipIf(need.skipReason !== null)(need.title('the bench'), () => {
  test('measures nginx and both engines of berth side by side', async () => {
    const proxies = ['nginx', 'berth (wire)', 'berth (http-proxy)'].flatMap((name) => ['--proxy', name]);
    const { stdout } = await run(process.execPath, ['bench/run.mjs', '--quick', '--case', 'small-64', ...proxies]);
    const cost = stdout.split('\n\n')[0]!.split('\n').slice(2);
    const rows = cost.map((line) => /^\| (.+) \| ([\d.]+) \(([\d.]+)\) \|$/.exec(line)!.slice(1));
    expect(rows.map(([name]) => name)).toEqual(['nginx', 'berth (wire)', 'berth (http-proxy)']);
    expect(rows.every(([, micros]) => Number(micros) > 0)).toBe(true);
    expect(Number(rows[0]![2])).toBe(1);
  });

  test('refuses a case that does not exist and names those that do', async () => {
    await expect(run(process.execPath, ['bench/run.mjs', '--case', 'small'])).rejects.toThrow(
      /no case 'small'; there are: small-64; .*log-relay/,
    );
  });
});
