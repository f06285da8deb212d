import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFolder } from '../../helpers/config-folder.ts';
import { deployBerth } from '../../helpers/deployed-folder.ts';
import { finishBerth } from '../../helpers/finished-berth.ts';

const ANY = /^Set `listen\.host` to 0\.0\.0\.0/;

interface Row {
  readonly title: string;
  readonly host: string;
  readonly reason: string;
  readonly cure: RegExp;
}

const ROWS: readonly Row[] = [
  {
    title: 'is no address of this machine',
    host: '203.0.113.7',
    reason: '203.0.113.7 is no address of this machine',
    cure: ANY,
  },
  { title: 'is one of IPv6 that is not here', host: '2001:db8::7', reason: '2001:db8::7 is', cure: ANY },
  { title: 'lacks its interface', host: 'fe80::7', reason: 'fe80::7 is an address that needs more', cure: /%eth0/ },
  {
    title: 'does not resolve',
    host: 'no-such.invalid',
    reason: 'the name no-such.invalid cannot be resolved',
    cure: ANY,
  },
];

describe('a listen.host that', () => {
  test.for(ROWS)('$title is a failure with cause and cure, for check and for run', ({ host, reason, cure }) => {
    const folder = createFolder({
      'berth.yaml': `command: sleep 1000\nport: auto\nlisten: { host: "${host}", port: 19381 }\n`,
    });
    const checked = finishBerth(['check'], folder);
    expect(checked.stderr).toContain(`berth: PORT_NOT_OPENED: Listening on `);
    expect(checked.stderr).toContain(`:19381 (berth.yaml) failed: ${reason}`);
    expect(checked.status).toBe(69);
    const { status, stderr } = finishBerth(['run'], folder);
    const record = JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
    expect(record).toMatchObject({ code: 'PORT_NOT_OPENED', cure: expect.stringMatching(cure) });
    expect(record.msg).toContain(reason);
    expect(stderr).not.toMatch(/\n +at /);
    expect(status).toBe(69);
  });

  test.for(['http://0.0.0.0', '0.0.0.0:9000', '[::1]', '*', '256.1.1.1', '0.0.0.0 ', ''])(
    '%j is refused before anything listens',
    (host) => {
      const folder = createFolder({ 'berth.yaml': `command: x\nport: 80\nlisten: { host: "${host}" }\n` });
      expect(finishBerth(['check'], folder).stderr).toContain(
        'expected an address such as 0.0.0.0, 127.0.0.1 or ::, or a host name: without port, scheme or brackets',
      );
    },
  );
});

describe.skipIf(process.getuid?.() !== 0)('a port below 1024', () => {
  test.for(['check', 'run'])('that this user may not open is a failure of `%s` with the ways around it', (command) => {
    const folder = deployBerth();
    const config = 'command: sleep 1000\nport: auto\nlisten: { host: 127.0.0.1, port: 81 }\n';
    writeFileSync(join(folder, 'berth.yaml'), config);
    const words = ['--reuid', 'nobody', '--clear-groups', './bootstrap', command];
    const { status, stderr } = spawnSync('setpriv', words, {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '' },
      encoding: 'utf8',
    });
    expect(stderr).toContain('Listening on 127.0.0.1:81 (berth.yaml) failed: this user may not listen on port 81.');
    expect(stderr).toMatch(/Ports below 1024 belong to root, and berth runs as another user\./);
    expect(stderr).toContain('Choose a port from 1024 on with `listen.port`');
    expect(status).toBe(69);
  });
});
