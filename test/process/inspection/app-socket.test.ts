import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAppSockets } from '../../../src/process/inspection/app-socket.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { onTestFinished } from '../../helpers/test-end.ts';

async function listen(path: string): Promise<void> {
  const server = createServer().listen(path);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
}

describe('the sockets of a process', () => {
  test('are those that serve, and not the one that .NET opens for debuggers', async () => {
    const folder = createFolder({});
    const served = join(folder, 'app.sock');
    await listen(served);
    await listen(join(folder, 'dotnet-diagnostic-4711-3810056-socket'));
    const paths = readAppSockets([process.pid]).listeners.flatMap((it) => (it.kind === 'unix' ? [it.path] : []));
    expect(paths.filter((path) => path.startsWith(folder))).toEqual([served]);
  });
});
