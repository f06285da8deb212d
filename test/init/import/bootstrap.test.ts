import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AppFolder } from '../../../src/init/app-folder.ts';
import { importBootstrap } from '../../../src/init/import/bootstrap.ts';
import { createFolder } from '../../helpers/config-folder.ts';

function importFrom(files: Readonly<Record<string, string>>) {
  const folder = createFolder(files);
  chmodSync(join(folder, files['bootstrap'] === undefined ? 'bootstrap.app' : 'bootstrap'), 0o755);
  return importBootstrap(new AppFolder(folder));
}

const TOLD = { command: './bootstrap.app', port: 'auto' };
const IN_SOURCE = { command: './bootstrap.app', port: 9000, listen: { port: 9001 } };
const toCopy = (shell: string) => ({
  command: [shell, '-c', `. "\${file.start}"`, './bootstrap.app'],
  port: 'auto',
  files: { start: { from: 'bootstrap.app', replace: { '9000': `\${port}` } } },
});

describe("the app's own bootstrap", () => {
  test.for([
    ['node server.js --port $FC_SERVER_PORT', {}, TOLD],
    [`python3 -m uvicorn main:app --port \${PORT:-9000}`, {}, TOLD],
    ['python3 app.py', { 'app.py': 'app.run(port=int(os.environ.get("FC_SERVER_PORT", "9000")))' }, TOLD],
    ['node .', {}, TOLD],
    ['# once on 9000\nnode app.js', { 'app.js': 'listen(process.env.PORT || 9000)' }, TOLD],
    ['./server --listen 127.0.0.1:8080', {}, { command: './bootstrap.app', port: 8080 }],
    ['java -jar -Dserver.port=8081 app.jar', {}, { command: './bootstrap.app', port: 8081 }],
    ['gunicorn -b 0.0.0.0:9000 app:app', {}, toCopy('bash')],
    ['export PORT=9000\nnode server.js', {}, toCopy('bash')],
    ['php -S 0.0.0.0:9000 -t public', {}, toCopy('bash')],
    ['python3 /code/app.py', { 'app.py': "app.run(host='0.0.0.0', port=9000)" }, IN_SOURCE],
    ['python3 -m shop.main', { 'shop/main.py': 'serve(app, port=9000)' }, IN_SOURCE],
    ["nginx -c /code/nginx.conf -g 'daemon off;'", { 'nginx.conf': 'server { listen 9000; }' }, IN_SOURCE],
    [`cd "$(dirname "\${BASH_SOURCE[0]}")"\n./server -p 9000`, {}, IN_SOURCE],
    ['./server-1.9000.2/run', {}, TOLD],
  ] as const)('that runs %j is started as it is, on the port it has', ([line, files, config]) => {
    const imported = importFrom({ bootstrap: `#!/bin/bash\n${line}\n`, ...files });
    expect(imported?.config).toEqual(config);
    expect(imported?.notes).toHaveLength('listen' in config || 'files' in config ? 1 : 0);
  });

  test.for([
    ['#!/bin/sh', 'sh'],
    ['#!/usr/bin/env bash', 'bash'],
    ['#! /usr/bin/dash', 'dash'],
  ] as const)('keeps the shell of %j', ([first, shell]) => {
    expect(importFrom({ bootstrap: `${first}\n./server --port 9000\n` })?.config).toEqual(toCopy(shell));
  });

  test.for([
    ['\u007fELF\0\0:9000\0', IN_SOURCE],
    ['\u007fELF\0\0:9000\0FC_SERVER_PORT\0', TOLD],
  ] as const)('that is a program is searched for its port', ([bootstrap, config]) => {
    expect(importFrom({ bootstrap })?.config).toEqual(config);
  });

  test('that is no UTF-8 is not copied, but started as it is', () => {
    const folder = createFolder({});
    writeFileSync(
      join(folder, 'bootstrap'),
      Buffer.from('#!/bin/sh\n# \xb6\xcb\xbf\xda\n./server -p 9000\n', 'latin1'),
      { mode: 0o755 },
    );
    expect(importBootstrap(new AppFolder(folder))?.config).toEqual(IN_SOURCE);
  });

  test('that was moved before is found where it is', () => {
    const files = { bootstrap: 'exec node dist/berth.cjs', 'bootstrap.app': '#!/bin/sh\nnode . $PORT\n' };
    chmodSync(join(createFolder(files), 'bootstrap.app'), 0o755);
    expect(importFrom(files)).toMatchObject({ evidence: 'bootstrap.app', source: 'bootstrap.app' });
  });

  test.for([
    ['exec node dist/berth.cjs "$@"', 'berth’s own'],
    ['#!/bin/sh\ncurl http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next\n', 'no web server'],
  ] as const)('is none where %j is %s', ([bootstrap]) => {
    expect(importFrom({ bootstrap })).toBeNull();
  });
});
