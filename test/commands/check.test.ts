import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFolder } from '../helpers/config-folder.ts';
import { finishBerth } from '../helpers/finished-berth.ts';

const APP = 'command: python3 server.py\nport: 8080\n';

/** What the command of APP needs to be there. */
const FILES = { 'server.py': '' };

describe('berth check', () => {
  test('says in one line what a valid config does, and ends with 0', () => {
    const folder = createFolder({ ...FILES, 'berth.yaml': APP });
    const { status, stdout, stderr } = finishBerth(['check'], folder, { BERTH_CONFIG: 'berth.yaml' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(
      'berth.yaml is valid: 1 process, listens on 0.0.0.0:9000 (default), the app on 127.0.0.1:8080\n',
    );
  });

  test('takes the flags of `run`, and warns on stderr', () => {
    const folder = createFolder({ ...FILES, 'other.yaml': APP });
    const env = { FC_SERVER_PORT: '1', FC_CUSTOM_LISTEN_PORT: '2' };
    const warned = finishBerth(['check', 'other.yaml'], folder, env);
    expect(warned.stdout).toContain('listens on 0.0.0.0:1 (FC_SERVER_PORT)');
    expect(warned.stderr).toContain('warning: FC_SERVER_PORT and FC_CUSTOM_LISTEN_PORT name different ports');
    const flagged = finishBerth(
      ['check', '--config', 'other.yaml', '--port', '7000', '--set', 'port=7001'],
      folder,
      env,
    );
    expect(flagged).toMatchObject({
      status: 0,
      stderr:
        'berth: warning: berth listens on port 7000 (--port), but the platform calls port 1 (FC_SERVER_PORT): its calls go past berth unless it is set to 7000 too\n',
    });
    expect(flagged.stdout).toContain('listens on 0.0.0.0:7000 (--port), the app on 127.0.0.1:7001');
  });

  test('says that an app is met over TLS', () => {
    const folder = createFolder({ ...FILES, 'berth.yaml': `${APP}upstream: { scheme: https }\n` });
    expect(finishBerth(['check'], folder, { BERTH_CONFIG: 'berth.yaml' }).stdout).toContain(
      'the app on 127.0.0.1:8080 over TLS',
    );
  });

  test('keeps what a start need not find out again, if it is told to, and says where', () => {
    const folder = createFolder({ ...FILES, 'berth.yaml': APP });
    const { status, stdout, stderr } = finishBerth(['check', 'berth.yaml', '--keep'], folder);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^berth\.yaml is valid: .*\nberth\.yaml\.kept: what a start /);
    expect(existsSync(join(folder, 'berth.yaml.kept'))).toBe(true);
    const odd = finishBerth(['check', 'berth.yaml', '--keep', '--set', 'env.A=$B'], folder);
    expect(odd.status).toBe(0);
    writeFileSync(join(folder, 'berth.yaml'), `${APP}listen: { host: "\${env.HOST}" }\n`);
    const open = finishBerth(['check', 'berth.yaml', '--keep'], folder, { HOST: '127.0.0.1' });
    expect(open.stdout).toContain('nothing is kept: listen.host comes from the environment');
    expect(existsSync(join(folder, 'berth.yaml.kept'))).toBe(false);
  });

  test('lists every problem on stderr, and ends with 78', () => {
    const folder = createFolder({ 'berth.yaml': 'comand: x\nport: eighty\n' });
    const { status, stdout, stderr } = finishBerth(['check', 'berth.yaml'], folder);
    expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
    expect(stderr).toContain('CONFIG_INVALID: berth.yaml has 3 problem(s):');
    expect(stderr).toContain("berth.yaml:1:1: unknown key 'comand', expected a known key (did you mean 'command'?)");
    expect(stderr).toContain("berth.yaml:2:7: port is 'eighty', expected a port from 1 to 65535, or auto");
  });

  test('writes nothing, not even the run directory', () => {
    const folder = createFolder({
      ...FILES,
      'berth.yaml': `${APP}runDir: run\nfiles: { a: { template: a.tmpl } }\n`,
      'a.tmpl': 'x',
    });
    expect(finishBerth(['check', 'berth.yaml'], folder).status).toBe(0);
    expect(existsSync(join(folder, 'run'))).toBe(false);
  });

  test('ends with 78 for a config that is not there or a variable that is not set', () => {
    const folder = createFolder({ 'unset.yaml': `command: x \${env.NO_SUCH}\nport: 1\n` });
    const missing = finishBerth(['check', '--config', 'no.yaml'], folder);
    expect(missing.status).toBe(78);
    expect(missing.stderr).toContain('CONFIG_NOT_FOUND');
    const unset = finishBerth(['check', 'unset.yaml'], folder);
    expect(unset.status).toBe(78);
    expect(unset.stderr).toContain('unset.yaml:1:12');
  });
});
