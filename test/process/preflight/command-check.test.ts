import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/failures/failure.ts';
import { createRig, describeProcess } from '../rig.ts';

async function failToStart(command: readonly [string, ...string[]], workingDirectory?: string): Promise<Failure> {
  const settings = describeProcess('web', command);
  const changed = workingDirectory === undefined ? {} : { workingDirectory };
  const rig = createRig([{ ...settings, command: { ...settings.command, ...changed } }]);
  const failure = await rig.supervisor.start().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Failure);
  expect(rig.records.filter(({ level }) => level === 'error')).toMatchObject([{ code: (failure as Failure).code }]);
  return failure as Failure;
}

describe('a command that cannot be run', () => {
  test('because it is nowhere on PATH is not found', async () => {
    const failure = await failToStart(['no-such-server', '--port', '1']);
    expect(failure.code).toBe('COMMAND_NOT_FOUND');
    expect(failure.message).toBe('The command of process web was not found: no-such-server --port 1.');
  });

  test('because its working directory is missing says so, instead of blaming the command', async () => {
    const failure = await failToStart(['sleep', '1'], '/nowhere/app');
    expect(failure.code).toBe('COMMAND_NOT_FOUND');
    expect(failure.message).toContain('sleep 1 (the working directory /nowhere/app is not there)');
  });

  test('because its interpreter is missing names the interpreter, carriage returns made visible', async () => {
    const file = join(createRig([]).folder, 'start');
    writeFileSync(file, '#!/bin/bash\r\necho hi\r\n', { mode: 0o755 });
    const failure = await failToStart([file]);
    expect(failure.code).toBe('COMMAND_BAD_FORMAT');
    expect(failure.message).toContain('(its interpreter /bin/bash\\r is missing)');
  });

  test('because it lacks its executable bit is not executable', async () => {
    const file = join(createRig([]).folder, 'start');
    writeFileSync(file, '#!/bin/sh\necho hi\n', { mode: 0o644 });
    expect((await failToStart([file])).code).toBe('COMMAND_NOT_EXECUTABLE');
  });

  test('because it is a folder is not executable, and says why', async () => {
    const folder = join(createRig([]).folder, 'app');
    mkdirSync(folder);
    const failure = await failToStart([folder]);
    expect(failure.code).toBe('COMMAND_NOT_EXECUTABLE');
    expect(failure.message).toContain('(it is a folder)');
  });

  test('because its arguments are too long is not executable, and the system is quoted', async () => {
    const failure = await failToStart(['echo', 'x'.repeat(4_000_000)]);
    expect(failure.code).toBe('COMMAND_NOT_EXECUTABLE');
    expect(failure.message).toContain('(the system says E2BIG)');
  });
});

test('a child gets exactly the environment of its settings, and the cookie of the run', async () => {
  const script = '/usr/bin/env; echo ready; exec sleep 1000';
  const rig = createRig([describeProcess('web', ['/bin/sh', '-c', script], { env: { ONLY: 'this' } })]);
  await rig.supervisor.start();
  const names = rig.lines.filter((line) => line.includes('=')).map((line) => line.split('=')[0]);
  expect(names.sort()).toEqual(['BERTH_INSTANCE', 'ONLY', 'PATH', 'PWD', 'RIG']);
});
