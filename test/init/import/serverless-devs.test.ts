import { describe, expect, test } from 'vitest';
import { AppFolder } from '../../../src/init/app-folder.ts';
import { importServerlessDevs } from '../../../src/init/import/serverless-devs.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { importFiles, listKeys, loadImported } from '../../helpers/imported.ts';

describe('the file of Serverless Devs', () => {
  test('in its third edition says command, port, health check and hooks', async () => {
    const imported = importFiles(importServerlessDevs, {
      'code/app.py': 'run(port=int(os.environ.get("FC_SERVER_PORT", 9000)))',
      's.yaml': `edition: 3.0.0
name: shop
resources:
  web:
    component: fc3
    props:
      region: cn-hangzhou
      runtime: custom.debian10
      code: ./code
      timeout: 60
      instanceConcurrency: 20
      environmentVariables: { PATH: "/var/fc/lang/python3.10/bin:/usr/bin", MODE: prod, DB_PASSWORD: abcdefgh }
      customRuntimeConfig:
        command: [python3]
        args: [/code/app.py]
        port: 9000
        healthCheckConfig: { httpGetUrl: /ping, periodSeconds: 3 }
      instanceLifecycleConfig: { initializer: { handler: index.init, timeout: 10 } }
`,
    });
    expect(imported.config).toEqual({
      command: 'python3 app.py',
      port: 'auto',
      workingDirectory: 'code',
      env: { MODE: 'prod', DB_PASSWORD: `\${env.DB_PASSWORD}` },
      envFile: '.env.berth',
      ready: { http: '/ping', status: '200-399' },
      hooks: 'forward',
    });
    expect(listKeys(imported)).toEqual([
      'timeout',
      'instanceConcurrency',
      'environmentVariables.PATH',
      'healthCheckConfig.periodSeconds',
      'DB_PASSWORD',
    ]);
    expect(imported.rank).toBeGreaterThan(100);
  });

  test('before that has the port beside the command, which takes another', async () => {
    const imported = importFiles(importServerlessDevs, {
      's.yaml': `edition: 1.0.0
services:
  web:
    component: fc
    props:
      function:
        runtime: custom
        codeUri: ./
        caPort: 9000
        customRuntimeConfig: { command: '["gunicorn", "-b", "0.0.0.0:9000", "app:app"]' }
`,
    });
    expect(imported.config).toEqual({ command: `gunicorn -b 0.0.0.0:\${port} app:app`, port: 'auto' });
    await loadImported(imported);
  });

  test('of Fun writes its keys with a capital; a port in the source is kept, and berth’s own given way', async () => {
    const imported = importFiles(importServerlessDevs, {
      'server.js': 'require("http").createServer().listen(9000)',
      'template.yml': `ROSTemplateFormatVersion: '2015-09-01'
Transform: 'Aliyun::Serverless-2018-04-03'
Resources:
  shop:
    Type: 'Aliyun::Serverless::Service'
    web:
      Type: 'Aliyun::Serverless::Function'
      Properties:
        Runtime: custom
        CodeUri: './'
        EnvironmentVariables: { MODE: prod }
        CustomRuntimeConfig: { Command: [node], Args: [server.js] }
`,
    });
    expect(imported.config).toEqual({
      command: 'node server.js',
      port: 9000,
      listen: { port: 9001 },
      env: { MODE: 'prod' },
    });
    expect(imported.notes[0]).toContain('port 9000 is written into server.js');
    await loadImported(imported);
  });

  test('without a command starts the bootstrap in the folder of the code', async () => {
    const imported = importFiles(importServerlessDevs, {
      'code/bootstrap': '#!/bin/bash\nexec python3 -m http.server 9000\n',
      's.yaml': `edition: 3.0.0
resources:
  shop:
    props: { runtime: custom.debian10, code: ./code, environmentVariables: { MODE: prod } }
`,
    });
    expect(imported.config).toEqual({
      command: ['bash', '-c', `. "\${file.start}"`, './bootstrap'],
      port: 'auto',
      workingDirectory: 'code',
      env: { MODE: 'prod' },
      files: { start: { from: 'code/bootstrap', replace: { '9000': `\${port}` } } },
    });
  });

  test('without a command or a folder of its code is not the start: the bootstrap beside it is', () => {
    const files = { bootstrap: '#!/bin/bash\nexec ./serve\n', 's.yaml': 'props: { runtime: custom, code: ./ }\n' };
    expect(importServerlessDevs(new AppFolder(createFolder(files)))).toBeNull();
  });
});
