import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AppFolder } from '../../src/init/app-folder.ts';
import { describeCandidate, listAppsBelow, listCandidates } from '../../src/init/candidate.ts';
import { createFolder } from '../helpers/config-folder.ts';

const SERVER = 'require("http").createServer().listen(process.env.PORT);';
const FLASK = 'from flask import Flask\napp = Flask(__name__)\n';

function list(files: Readonly<Record<string, string>>) {
  return listCandidates(new AppFolder(createFolder(files)));
}

describe('the best of several starts', () => {
  test.for([
    [
      'is not a server for work on the app',
      { Dockerfile: 'FROM php:8.2\nCOPY . .\nCMD php -S 0.0.0.0:80 -t public', 'public/index.php': '<?php' },
      /^PHP site/,
    ],
    [
      'is not what stands in front of the app',
      {
        'compose.yaml':
          'services: { web: { image: nginx, command: nginx -g daemon_off, ports: ["80:80"], volumes: ["./a:/b"] }, api: { build: . } }',
        Dockerfile: 'FROM node\nCOPY . .\nCMD ["node", "api.js"]',
        'api.js': SERVER,
      },
      /^compose file with node/,
    ],
    [
      'is not an option for a program of an image',
      {
        'compose.yaml': 'services: { db: { image: prom, command: --config=x, ports: ["1:1"], volumes: ["./x:/x"] } }',
        'server.js': SERVER,
        x: '',
      },
      /^Node/,
    ],
    [
      'is not one whose file is still to be built',
      {
        Procfile: 'web: node build/app.js',
        'package.json': '{"name":"a","scripts":{"start":"node server.js"}}',
        'server.js': SERVER,
      },
      /^Node/,
    ],
  ] as const)('%s', ([, files, kind]) => {
    expect(list(files)[0]?.kind).toMatch(kind);
  });
});

test.for(['tests', 'examples', 'demos', 'docs'])('what lies in %s/ is not the app', (name) => {
  expect(list({ [`${name}/app.py`]: FLASK, 'lib/part.py': 'x = 1\n' }).map(({ kind }) => kind)).toEqual([]);
});

test('several projects of Python are each offered, with an environment of their own', () => {
  const found = list({
    'a/requirements.txt': 'flask',
    'a/app.py': FLASK,
    'b/requirements.txt': 'flask\nb-alone',
    'b/app.py': FLASK,
    'b/.venv/bin/python': '',
  });
  expect(found.map(({ config }) => config.workingDirectory)).toEqual(['a', 'b']);
});

test('a folder without an app of its own tells of those in it, and in what it gathers', () => {
  const below = (files: Readonly<Record<string, string>>) =>
    listAppsBelow(new AppFolder(createFolder(files))).map(({ name }) => name);
  expect(below({ 'one/app.js': SERVER, 'two/app.js': SERVER, 'three/notes.txt': '', '.four/app.js': SERVER })).toEqual([
    'one',
    'two',
  ]);
  expect(below({ 'samples/one/app.js': SERVER, 'readme.txt': '' })).toEqual(['samples/one']);
});

test('a password in the command that gave a start away is not told', () => {
  const [found] = list({
    Procfile: 'web: node server.js --db postgres://shop:s3cr3tword@db/shop',
    'server.js': SERVER,
  });
  expect(describeCandidate(found!)).toContain('postgres://shop:***@db/shop');
});

test('a file that the config would change has to be UTF-8, or it is not offered', () => {
  const path = createFolder({});
  const text = '# \u6d4b server\nserver { listen 80; root /srv; }\n';
  const find = (bytes: Uint8Array) => {
    writeFileSync(join(path, 'default.conf'), bytes);
    return listCandidates(new AppFolder(path)).some(({ kind }) => kind === 'nginx');
  };
  expect(find(Buffer.from(text))).toBe(true);
  // The same character as GBK has it.
  expect(find(Buffer.concat([Buffer.from('# '), Buffer.of(0xb2, 0xe2), Buffer.from(text.slice(3))]))).toBe(false);
});
