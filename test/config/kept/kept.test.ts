import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { keepConfig } from '../../../src/config/kept/keep.ts';
import { loadSettings } from '../../../src/config/load.ts';
import { createFolder } from '../../helpers/config-folder.ts';

const CONFIG = `command: server --name \${env.NAME} \${configDir}/data
port: auto
env: { KEY: "\${env.SECRET}", PLAIN: said }
workingDirectory: sub
files: { a: { template: a.tmpl, mode: 0644 } }
`;
const FILES = { 'a.tmpl': `at \${port}\n`, 'sub/x': '' };
const ENV = { PATH: '/usr/bin:/bin', NAME: 'one of a kind', SECRET: 'of this machine' };

async function keep(config = CONFIG, env: NodeJS.ProcessEnv = ENV) {
  const folder = createFolder({ ...FILES, 'berth.yaml': config });
  const file = join(folder, 'berth.yaml');
  return { folder, file, keptFile: `${file}.kept`, kept: await keepConfig(file, { env }) };
}

/** How the app is started, and whether the config was read for that. */
async function start(file: string, env: NodeJS.ProcessEnv = ENV, flags: { port?: string; set?: string[] } = {}) {
  const loaded = await loadSettings({ file, env, mayBeKept: true, ...flags });
  const { file: program, args, env: own, workingDirectory } = loaded.settings.processes[0]!.command;
  let isRead = true;
  try {
    loaded.locate(['command']);
  } catch {
    isRead = false;
  }
  return { isRead, words: [program, ...args], key: own['KEY'], workingDirectory, settings: loaded.settings };
}

describe('a config that is kept', () => {
  test('is not read again, and has what is of this start', async () => {
    const { folder, file } = await keep();
    const { settings, ...told } = await start(file, { ...ENV, NAME: 'two words', SECRET: 'of another', PORT: '8123' });
    expect(told).toEqual({
      isRead: false,
      words: ['server', '--name', 'two words', `${folder}/data`],
      key: 'of another',
      workingDirectory: `${folder}/sub`,
    });
    expect(settings.upstream.address).toMatchObject({ kind: 'tcp', port: expect.any(Number) });
    expect(settings.listen).toMatchObject({ port: 8123, portSource: 'PORT' });
  });

  test('holds nothing of the environment, and is for whoever may read the config', async () => {
    const { file, keptFile, kept } = await keep();
    expect(kept.kind).toBe('kept');
    for (const value of ['of this machine', 'one of a kind'])
      expect(readFileSync(keptFile, 'utf8')).not.toContain(value);
    chmodSync(file, 0o600);
    await keepConfig(file, { env: ENV });
    expect(statSync(keptFile).mode & 0o777).toBe(0o600);
  });

  test('holds where its folder is moved to', async () => {
    const { folder } = await keep();
    const moved = createFolder({});
    cpSync(folder, moved, { recursive: true });
    const { isRead, words, workingDirectory } = await start(join(moved, 'berth.yaml'));
    expect([isRead, words.at(-1), workingDirectory]).toEqual([false, `${moved}/data`, `${moved}/sub`]);
  });

  test('renders its templates as they are at this start', async () => {
    const { folder, file } = await keep();
    writeFileSync(join(folder, 'a.tmpl'), `anew \${env.NAME}\n`);
    const { runDirPlan } = await loadSettings({ file, env: ENV, mayBeKept: true });
    expect(runDirPlan.files).toMatchObject([{ content: 'anew one of a kind\n' }]);
  });
});

interface Beaten {
  readonly env?: NodeJS.ProcessEnv;
  readonly port?: string;
  readonly set?: string[];
}

interface Place {
  readonly file: string;
  readonly keptFile: string;
}

/** A change of a file, with nothing that beats the config. */
function touch(act: (place: Place) => void): (place: Place) => Beaten {
  return (place) => {
    act(place);
    return {};
  };
}

/** Each of these differs from what was kept in one thing. */
const CHANGES: ReadonlyArray<readonly [string, (place: Place) => Beaten]> = [
  ['the text of the config', touch(({ file }) => writeFileSync(file, CONFIG.replace('said', 'changed')))],
  ['a comment in it', touch(({ file }) => writeFileSync(file, `${CONFIG}# later\n`))],
  ['the berth', touch(({ keptFile }) => change(keptFile, { berth: 'another' }))],
  ['the Node.js', touch(({ keptFile }) => change(keptFile, { node: 'v18.0.0' }))],
  ['a variable that beats it', () => ({ env: { ...ENV, BERTH_LOG_LEVEL: 'debug' } })],
  ['a flag that beats it', () => ({ set: ['log.level=debug'] })],
  ['the port that berth is told', () => ({ port: '9001' })],
  ['a variable that leaves a word empty', () => ({ env: { ...ENV, NAME: '' } })],
  ['who may write it', touch(({ keptFile }) => chmodSync(keptFile, 0o666))],
  ['that it is whole', touch(({ keptFile }) => writeFileSync(keptFile, readFileSync(keptFile, 'utf8').slice(0, 200)))],
  ['that it is a file', touch(({ keptFile }) => replaceByFolder(keptFile))],
];

function change(file: string, values: object): void {
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...values }));
}

function replaceByFolder(file: string): void {
  rmSync(file);
  mkdirSync(file);
}

describe('a config is read where anything differs from what was kept:', () => {
  test.for(CHANGES)('%s', async ([, act]) => {
    const place = await keep();
    expect((await start(place.file)).isRead).toBe(false);
    const { env = ENV, ...flags } = act(place);
    expect((await start(place.file, env, flags)).isRead).toBe(true);
  });

  test.skipIf(process.getuid?.() !== 0)('whose it is (needs root)', async () => {
    const { file, keptFile } = await keep();
    chownSync(file, 65_534, 65_534);
    // What root has kept of somebody's config.
    expect((await start(file)).isRead).toBe(false);
    chownSync(keptFile, 65_533, 65_533);
    expect((await start(file)).isRead).toBe(true);
  });
});

describe('what is wrong is told as ever where a config was kept:', () => {
  test('a variable that is not set', async () => {
    const { file } = await keep();
    const { NAME: _, ...env } = ENV;
    await expect(start(file, env)).rejects.toMatchObject({
      code: 'VARIABLE_UNSET',
      details: { problems: [expect.stringMatching(/:1:24: .*NAME/)] },
    });
  });

  test('a port that is none', async () => {
    const { file, kept } = await keep(`command: server\nport: \${env.APP_PORT}\n`, { ...ENV, APP_PORT: '8080' });
    expect(kept.kind).toBe('kept');
    expect((await start(file, { ...ENV, APP_PORT: '8081' })).settings.upstream.address).toMatchObject({ port: 8081 });
    await expect(start(file, { ...ENV, APP_PORT: '99999' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  test('a template that is gone', async () => {
    const { folder, file } = await keep();
    rmSync(join(folder, 'a.tmpl'));
    await expect(start(file)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});

describe('nothing is kept of a config', () => {
  test.for([
    [
      'that has a setting from the environment',
      `listen: { host: "\${env.HOST}" }\n`,
      /^listen\.host comes from the env/,
    ],
    ['that is not whole without a flag', 'listen: { port: wrong }\n', /^without what beats it, it is not valid: /],
    ['that is warned of', 'env: { A: "$NAME" }\n', /has to read it all the same/],
  ] as const)('%s, and what was kept before is gone', async ([, more, reason]) => {
    const { file, keptFile } = await keep();
    writeFileSync(file, CONFIG.replace(/^env:.*\n/m, '') + more);
    const kept = await keepConfig(file, { env: { ...ENV, HOST: '127.0.0.1' } });
    expect(kept).toEqual({ kind: 'not-kept', reason: expect.stringMatching(reason) });
    expect(existsSync(keptFile)).toBe(false);
  });
});
