import { expect, test } from 'vitest';
import { reservePort } from '../../helpers/reserve-port.ts';
import { createRig, describeProcess, fixture } from '../rig.ts';

test("an app that has taken berth's own port, which is not open yet, is told what works, not to keep it", async () => {
  const [own, port] = [await reservePort(), await reservePort()];
  const settings = describeProcess('web', fixture('listens-elsewhere.mjs'), {
    env: { LISTEN: JSON.stringify({ host: '127.0.0.1', port: own }) },
    ready: [{ kind: 'tcp', host: null, port }],
    readyDeadlineMs: 2_000,
  });
  const address = { kind: 'tcp', host: '127.0.0.1', port } as const;
  const rig = createRig([settings], { upstream: { processName: 'web', address }, ownPort: own });
  await expect(rig.supervisor.start()).rejects.toMatchObject({
    code: 'APP_WRONG_PORT',
    diagnosis: { cure: expect.stringMatching(new RegExp(`\`listen: \\{ port: \\d+ \\}\` and \`port: ${own}\``)) },
  });
});
