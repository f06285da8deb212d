import { get } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reservePort } from '../../helpers/reserve-port.ts';
import { createRig, describeProcess, fixture } from '../rig.ts';

const CODES = [0, 1, 2, 127, 255];
const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGKILL'] as const;

const ENDINGS = [
  ...CODES.map((code) => ({ exit: String(code), phrase: `exited with code ${code}`, fields: { exitCode: code } })),
  ...SIGNALS.map((signal) => ({ exit: signal as string, phrase: `was killed by ${signal}`, fields: { signal } })),
];

describe('a process that ends by itself', () => {
  test.for(ENDINGS)('before it is ready with $exit stops the start and says so', async ({ exit, phrase, fields }) => {
    const rig = createRig([describeProcess('web', fixture('exits-before-ready.mjs'), { env: { EXIT: exit } })]);
    const failure = await rig.supervisor.start().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'APP_EXITED_BEFORE_READY', details: { process: 'web' } });
    expect((failure as Error).message).toContain(`Process web ${phrase}`);
    expect(rig.app.state).toMatchObject({ kind: 'failed', failure: { code: 'APP_EXITED_BEFORE_READY' } });
    const failures = rig.records.filter(({ level }) => level === 'error');
    expect(failures).toMatchObject([
      {
        code: 'APP_EXITED_BEFORE_READY',
        process: 'web',
        uptimeMs: expect.any(Number),
        logTail: ['last words'],
        ...fields,
      },
    ]);
  });

  test.for(ENDINGS)('after it was ready with $exit is a crash, and it comes back', async ({ exit, phrase, fields }) => {
    const port = await reservePort();
    const address = { kind: 'tcp', host: '127.0.0.1', port } as const;
    const settings = describeProcess('web', fixture('exits-on-request.mjs'), {
      env: { PORT: String(port) },
      ready: [{ kind: 'tcp', host: null, port }],
      restart: { policy: 'always', backoffMs: 1, maxBackoffMs: 10, budgetPerMinute: 5, whenSpent: 'exit' },
    });
    const rig = createRig([settings], { upstream: { processName: 'web', address } });
    await rig.supervisor.start();
    get({ port, path: join('/', exit) }).on('error', () => {});
    const { failure } = await rig.waitForCrash();
    expect(failure).toMatchObject({ code: 'APP_CRASHED', details: { process: 'web' } });
    expect(failure.details['status']).toContain(phrase);
    await rig.waitForReady('web', 2);
    expect(rig.app.states).toEqual([{ kind: 'ready', address }, { kind: 'not-ready' }, { kind: 'ready', address }]);
    expect(rig.records.filter(({ level }) => level === 'error')).toMatchObject([{ code: 'APP_CRASHED', ...fields }]);
  });
});
