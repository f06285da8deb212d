import { describe, expect, test } from 'vitest';
import { loadConfig, refuseConfig } from '../../helpers/config-folder.ts';

const APP = 'command: x\nport: 80\nenv: { A: 1 }\n';

describe('thaw', () => {
  test('by a command has the environment, the folder and the words of the app’s own', async () => {
    const { settings } = await loadConfig(`${APP}thaw: { exec: bin/reopen --now }\n`);
    expect(settings.thaw).toEqual({
      notice: { kind: 'command', command: { ...settings.processes[0]!.command, file: 'bin/reopen', args: ['--now'] } },
      timeoutMs: 5_000,
    });
  });

  test('by a path asks the process that answers calls, as calls do', async () => {
    const two = 'processes: { db: { command: y }, web: { command: x, port: 81, env: { B: 2 } } }\n';
    const upstream = 'upstream: { process: web, scheme: https, serverName: quay.example }\n';
    const { settings } = await loadConfig(`${two}${upstream}thaw: { http: /reopen?all=1, timeout: 900ms }\n`);
    expect(settings.thaw).toMatchObject({
      notice: {
        kind: 'http',
        path: '/reopen?all=1',
        address: { kind: 'tcp', host: '127.0.0.1', port: 81 },
        tls: { serverName: 'quay.example' },
        statuses: [{ from: 200, to: 399 }],
      },
      timeoutMs: 900,
    });
  });

  test('is nothing without the key', async () => {
    expect((await loadConfig(APP)).settings.thaw).toBeUndefined();
  });

  test.for([
    ['{}', 'tells the app nothing, expected exec or http'],
    ['{ timeout: 1s }', 'tells the app nothing, expected exec or http'],
    ['{ exec: x, http: /y }', 'thaw has exec and http, expected one'],
    ['{ http: y }', 'expected a path that begins with /'],
    ['{ http: /y, timeout: 0s }', 'longer than 0'],
    ['/y', 'expected exec or http, and timeout'],
  ] as const)('%s is refused', async ([thaw, problem]) => {
    const { problems } = await refuseConfig(`${APP}thaw: ${thaw}\n`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });
});
