import { release } from 'node:os';
import { describe, expect, test } from 'vitest';
import { createRig, describeProcess } from '../rig.ts';

const SAID = [
  'one',
  'Error: listen EADDRINUSE: address already in use :::8080',
  '    at x (y.js:1:1)',
  'Node.js v20.20.2',
];
const SCRIPT = `for (const line of ${JSON.stringify(SAID)}) console.log(line); process.exitCode = 1`;

async function readRecord(args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const rig = createRig([describeProcess('web', [process.execPath, '-e', SCRIPT, ...args])]);
  await rig.supervisor.start().catch(() => undefined);
  return rig.records.find(({ level }) => level === 'error')!;
}

describe('the record of a failure', () => {
  test('holds what a report of it needs: lines with their numbers, versions, limits', async () => {
    expect(await readRecord([])).toMatchObject({
      evidence: [SAID[1]],
      evidenceAt: [2],
      logTail: SAID,
      tailFrom: 1,
      command: expect.stringContaining('console.log'),
      versions: {
        node: process.versions.node,
        kernel: `Linux ${release()}`,
        libc: expect.stringMatching(/^(?:glibc \d|musl)/),
        arch: process.arch,
        program: ['Node.js 20.20.2'],
      },
      limits: { memoryMebibytes: expect.any(Number), openFiles: expect.any(Number) },
    });
  });

  test('shows no secret of the command line', async () => {
    const { command } = await readRecord(['--', '--db-password=tr0ub4dor']);
    expect(command).toContain('--db-password=***');
    expect(command).not.toContain('tr0ub4dor');
  });
});
