import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Berth } from '../../helpers/berth.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { onTestFinished } from '../../helpers/test-end.ts';
import { eventually, server, startApp } from '../misbehaviour/misbehaving-app.ts';

const CLIENT = fileURLToPath(new URL('../../fixtures/apps/upload.py', import.meta.url));
const SIZE = 20 * 1_048_576;
const APPS = {
  'reads on': ['node', server('answers-then-reads.mjs')],
  'does not read': ['python3', server('answers-unread.py')],
} as const;

const packages = await requirePackages(['python3', 'curl']);

describe.skipIf(packages.skipReason !== null)(packages.title('an upload of 20 MiB that is answered early'), () => {
  describe.for(['h1', 'node-client'])('through %s', (transport) => {
    test.for([
      ['reads on', 'length', 401],
      ['reads on', 'chunked', 401],
      ['does not read', 'length', 403],
      ['does not read', 'chunked', 403],
    ] as const)('by an app that %s: http.client gets its answer, with a body by %s', async ([app, kind, status]) => {
      await using berth = await startApp(APPS[app], { upstream: { transport } });
      for (let upload = 0; upload < 5; upload++) expect(await send(berth, kind)).toMatch(`${status} no`);
      if (app === 'reads on') await eventually(() => expect(reads(berth)).toEqual(Array(5).fill(`read ${SIZE}`)));
    });

    test('by berth, for its length: http.client gets the 413, and curl', async () => {
      const proxy = { limits: { body: '1MiB' } };
      await using berth = await startApp(APPS['reads on'], { upstream: { transport }, proxy });
      expect(await send(berth, 'length')).toMatch(/^413 .*BODY_TOO_LARGE/);
      const url = `http://127.0.0.1:${berth.port}/`;
      const curl = ['-sS', '-H', 'Expect:', '--data-binary', `@${process.execPath}`, '-w', '%{http_code}', url];
      expect((await promisify(execFile)('curl', curl)).stdout).toMatch(/BODY_TOO_LARGE.*413$/s);
    });
  });

  test('does not make a stop long, when its client neither sends on nor leaves', async () => {
    await using berth = await startApp(APPS['reads on']);
    const client = connect({ port: berth.port, host: '127.0.0.1', allowHalfOpen: true });
    onTestFinished(() => void client.destroy());
    client.write(`POST / HTTP/1.1\r\nHost: app\r\nContent-Length: ${SIZE}\r\n\r\nhalf`);
    await berth.waitForLine(/"status":401/);
    const askedAtMs = performance.now();
    await berth.stop();
    expect(performance.now() - askedAtMs).toBeLessThan(8_000);
  });
});

async function send(berth: Berth, kind: string): Promise<string> {
  return (await promisify(execFile)('python3', [CLIENT, String(berth.port), kind, String(SIZE)])).stdout;
}

function reads({ lines }: Berth): string[] {
  return lines.filter((line) => line.startsWith('read '));
}
