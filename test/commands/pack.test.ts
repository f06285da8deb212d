import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFolder } from '../helpers/config-folder.ts';
import { finishBerth } from '../helpers/finished-berth.ts';

const CONFIG = 'command: node server.js\nport: auto\n';
const APP = { 'app/berth.yaml': CONFIG, 'app/server.js': '' };
const KEY = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'.repeat(4)}\n-----END PRIVATE KEY-----\n`;

/** Packs `app` of a folder; what it prints, and the files of the package. */
function pack(files: Readonly<Record<string, string>>, ...args: string[]) {
  const folder = createFolder({ ...APP, ...files });
  return { folder, ...packAgain(folder, ...args) };
}

function packAgain(folder: string, ...args: string[]) {
  const done = finishBerth(['pack', 'app', '-o', 'out.zip', ...args], folder);
  const archive = join(folder, 'out.zip');
  const list = existsSync(archive) ? execFileSync('unzip', ['-Z1', archive], { encoding: 'utf8' }).split('\n') : [];
  return { ...done, list: list.filter((name) => !name.startsWith('dist')) };
}

describe('berth pack', () => {
  test('packs the app, the start file and berth, and says how large what is', () => {
    const { list, status, stdout } = pack({ 'app/lib/a.js': 'a' });
    expect(status).toBe(0);
    expect(list).toEqual(['berth.yaml', 'berth.yaml.kept', 'bootstrap', 'lib/', 'lib/a.js', 'server.js', '']);
    expect(stdout).toMatch(/^wrote out\.zip: \d+ files, [\d.]+ MiB, [\d.]+ [KM]iB packed\nlargest: dist [\d.]+ MiB, /);
    expect(stdout).toMatch(/^next: `s deploy`/m);
  });

  test('refuses a config that is wrong, and a command that could not start', () => {
    const wrong = pack({ 'app/berth.yaml': 'comand: x\n' });
    expect([wrong.status, wrong.list]).toEqual([78, []]);
    expect(wrong.stderr).toContain('CONFIG_INVALID');
    const missing = pack({ 'app/berth.yaml': 'command: ./start\nport: auto\n' });
    expect([missing.status, missing.list]).toEqual([1, []]);
    expect(missing.stderr).toContain('COMMAND_NOT_FOUND');
    expect(pack({ 'app/berth.yaml': 'command: ./start\nport: auto\n' }, '--unchecked').status).toBe(0);
  });

  test('takes a program that only this machine lacks for a warning', () => {
    const { status, stderr } = pack({ 'app/berth.yaml': 'command: no-such-program-anywhere\nport: auto\n' });
    expect(status).toBe(0);
    expect(stderr).toMatch(/^berth: warning: .*no-such-program-anywhere.* The platform must have it\.$/m);
  });

  test('names the variables that the platform must set', () => {
    const variable = '$' + '{env.DATABASE_URL}';
    const { status, stderr, folder } = pack({ 'app/berth.yaml': `${CONFIG}env: { DATABASE_URL: "${variable}" }\n` });
    expect(status).toBe(0);
    expect(stderr).toContain('the platform must set DATABASE_URL');
    expect(readFileSync(join(folder, 'app/s.yaml'), 'utf8')).toContain('DATABASE_URL: ${' + "env('DATABASE_URL')}");
  });

  test('refuses the start file of the app where berth is to stand', () => {
    const { status, stderr } = pack({ 'app/bootstrap': '#!/bin/sh\nexec node server.js\n' });
    expect(status).toBe(1);
    expect(stderr).toContain(
      "bootstrap is the app's own, and the platform would start that: `berth init` moves it away",
    );
  });

  test('puts itself in the place of an older berth', () => {
    const { list } = pack({ 'app/berth/berth.cjs': 'old', 'app/bootstrap': 'exec node berth/berth.cjs' });
    expect(list.filter((name) => name.endsWith('berth.cjs'))).toEqual(['berth/berth.cjs']);
  });

  test.for([
    [['x'], 'is not empty'],
    [['--platform', 'heroku'], "--platform is 'heroku', expected fc, knative, cloudrun, container, lambda-web"],
    [['--base', 'debian'], '--base is for an image'],
  ] as const)('refuses %j', ([args, words]) => {
    const folder = createFolder({ ...APP, 'x/file': '' });
    const flags = args[0] === 'x' ? ['-o', 'x'] : ['-o', 'out.zip', ...args];
    const { status, stderr } = finishBerth(['pack', 'app', ...flags], folder);
    expect(status).toBeGreaterThan(0);
    expect(stderr).toContain(words);
  });
});

describe('what berth pack leaves out', () => {
  test('is what .berthignore says, by the rules of git', () => {
    const files = {
      'app/.berthignore': '*.log\n/tmp/\n!keep.log\n',
      'app/a.log': '',
      'app/keep.log': '',
      'app/tmp/x': '',
    };
    const { list, stdout } = pack({ ...files, 'app/lib/tmp/y': '' });
    expect(list).toEqual([
      'berth.yaml',
      'berth.yaml.kept',
      'bootstrap',
      'keep.log',
      'lib/',
      'lib/tmp/',
      'lib/tmp/y',
      'server.js',
      '',
    ]);
    expect(stdout).toContain('left out by .berthignore: a.log, tmp\n');
  });

  test('is what .fcignore says where that is missing, and then .dockerignore, whose names begin at the root', () => {
    const files = { 'app/docs/a': '', 'app/lib/docs/b': '' };
    const fc = pack({ ...files, 'app/.fcignore': 'docs\n', 'app/.dockerignore': 'server.js\n' });
    expect(fc.list).toEqual(['berth.yaml', 'berth.yaml.kept', 'bootstrap', 'lib/', 'server.js', '']);
    const docker = pack({ ...files, 'app/.dockerignore': '# comment\ndocs\n./no\n' });
    expect(docker.list).toEqual([
      'berth.yaml',
      'berth.yaml.kept',
      'bootstrap',
      'lib/',
      'lib/docs/',
      'lib/docs/b',
      'server.js',
      '',
    ]);
  });

  test('is what lies there for the way to the platform, and the repository', () => {
    const { list } = pack(
      { 'app/.git/HEAD': '', 'app/s.yaml': '', 'app/app.zip': '', 'app/app-image/x': '' },
      '--platform',
      'lambda-web',
    );
    expect(list).toEqual(['berth.yaml', 'berth.yaml.kept', 'bootstrap', 'index.js', 'server.js', '']);
  });

  test('is refused if the command needs it, and warned of if nothing there builds it again', () => {
    const { status, stderr } = pack({ 'app/.dockerignore': 'server.js\n' });
    expect(status).toBe(1);
    expect(stderr).toContain(
      'app/server.js is left out by .dockerignore, and the config needs it: add `!/server.js` there',
    );
    const modules = pack({ 'app/.dockerignore': 'node_modules\n', 'app/node_modules/x/index.js': '' });
    expect(modules.stderr).toContain(
      'node_modules is left out by .dockerignore, and the platform installs and builds nothing',
    );
  });
});

describe('a secret', () => {
  test.for([
    ['.env', 'A=1'],
    ['.env.production', 'A=1'],
    ['deploy/id_rsa', 'x'],
    ['certs/server.key', KEY],
    ['config/notes.txt', `see below\n${KEY.replaceAll('\n', '\\n')}`],
    ['google.json', '{ "type": "service_account", "client_email": "a@b" }'],
    ['.npmrc', '//registry.example/:_authToken=npm_0123456789'],
    ['.git-credentials', 'https://me:secret@host'],
    ['.docker/config.json', '{"auths":{"r":{"auth":"dXNlcjpzZWNyZXQ="}}}'],
    ['.aws/credentials', '[default]\naws_secret_access_key = abc\n'],
  ] as const)('in %s is refused, without a word of it', ([name, text]) => {
    const { status, stderr, list } = pack({ [`app/${name}`]: text });
    expect([status, list]).toEqual([1, []]);
    expect(stderr).toContain(`\n  ${name}: `);
    expect(stderr).toContain('.berthignore');
    expect(stderr).not.toMatch(/MIIE|npm_0|secret@|dXNl|= abc/);
  });

  test.for([
    ['.env.example', 'A='],
    ['.npmrc', `registry=https://registry.example\n//r/:_authToken=${'$'}{NPM_TOKEN}\n`],
    ['lib/pem.js', "const BEGIN = '-----BEGIN PRIVATE KEY-----';\nmodule.exports = BEGIN;\n"],
    ['public.pem', KEY.replaceAll('PRIVATE', 'PUBLIC')],
    ['node_modules/tls/test/key.pem', KEY],
  ] as const)('is not what %s holds', ([name, text]) => {
    expect(pack({ [`app/${name}`]: text }).list).toContain(name);
  });

  test('is packed if it is to be, or left out by a rule', () => {
    expect(pack({ 'app/.env': 'A=1' }, '--with-secrets').list).toContain('.env');
    expect(pack({ 'app/.env': 'A=1', 'app/.berthignore': '.env' }).status).toBe(0);
  });

  test('is a repository that is taken in by a rule', () => {
    const { stderr } = pack({ 'app/.git/HEAD': '', 'app/.berthignore': '!.git\n' });
    expect(stderr).toContain('\n  .git: the history of the repository\n');
  });
});

test('a link that leads out of the folder is kept, and told of', () => {
  const folder = createFolder(APP);
  mkdirSync(join(folder, 'app/bin'));
  symlinkSync('/usr/bin/python3', join(folder, 'app/bin/python'));
  symlinkSync('../server.js', join(folder, 'app/bin/inside'));
  const { stderr, list } = packAgain(folder);
  expect(stderr).toBe(
    'berth: warning: bin/python is a link out of the folder, to /usr/bin/python3: the platform must have that\n',
  );
  expect(list).toEqual(expect.arrayContaining(['bin/python', 'bin/inside']));
});

test('a package that the platform would not take is written, and told of', () => {
  const folder = createFolder(APP);
  writeFileSync(join(folder, 'app/large.bin'), '');
  truncateSync(join(folder, 'app/large.bin'), 260 * 1024 ** 2);
  const { status, stderr } = packAgain(folder, '--platform', 'lambda-web');
  expect(status).toBe(1);
  expect(stderr).toMatch(/the package is too large: unpacked it is 26\d\.\d MiB, and the platform takes 250\.0 MiB/);
});

test('an s.yaml that cannot be meant stops it', () => {
  const { status, stderr } = pack({ 'app/s.yaml': 'edition: 1.0.0\nservices: {}\n' });
  expect(status).toBe(1);
  expect(stderr).toContain('s.yaml has no resources: it is none of Serverless Devs 3');
});
