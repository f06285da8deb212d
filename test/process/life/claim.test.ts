import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { removeStaleSockets } from '../../../src/process/life/claim.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { createRig, describeProcess, fixture } from '../rig.ts';

function socketPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'berth-socket-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'app.sock');
}

/** A server on a unix socket; `kind`: how berth knows of the path. */
function serve(path: string, kind: 'upstream' | 'probe') {
  const overrides = {
    env: { SOCKET: path },
    ...(kind === 'probe' ? { ready: [{ kind: 'unix', path } as const] } : {}),
  };
  const rig = createRig([describeProcess('app', fixture('listens-on-socket.mjs'), overrides)], {
    upstream: { processName: 'app', address: { kind: 'unix', path: kind === 'upstream' ? path : `${path}-other` } },
  });
  return rig;
}

describe('the socket of a server', () => {
  test.for(['upstream', 'probe'] as const)(
    'that was killed does not keep the next one from starting: the %s',
    async (kind) => {
      const path = socketPath();
      const rig = serve(path, kind);
      await rig.supervisor.start();
      await expect.poll(() => rig.lines).toEqual(['ready']);
      process.kill(await rig.waitForReady('app'), 'SIGKILL');
      await rig.waitForReady('app', 2);
      await expect.poll(() => rig.lines).toEqual(['ready', 'ready']);
    },
  );

  test('that died with an earlier berth does not keep the first one from starting', async () => {
    const path = socketPath();
    const first = serve(path, 'upstream');
    await first.supervisor.start();
    first.supervisor.killNow();
    await first.supervisor.stop();
    expect(existsSync(path)).toBe(true);
    await serve(path, 'upstream').supervisor.start();
  });

  test('stays if somebody listens there', async () => {
    const path = socketPath();
    const server = createServer((socket) => socket.destroy()).listen(path);
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    await removeStaleSockets(describeProcess('app', ['true']), { kind: 'unix', path });
    expect(existsSync(path)).toBe(true);
  });

  test('stays if it is something else, and need not be there', async () => {
    const path = socketPath();
    await removeStaleSockets(describeProcess('app', ['true']), { kind: 'unix', path });
    writeFileSync(path, 'kept');
    await removeStaleSockets(describeProcess('app', ['true']), { kind: 'unix', path });
    expect(readFileSync(path, 'utf8')).toBe('kept');
  });
});
