import { describe, expect, test } from 'vitest';
import type { FoundConfig, Importer } from '../../../src/init/finding.ts';
import { importAppEngine } from '../../../src/init/import/cloud/app-engine.ts';
import { importAppRunner } from '../../../src/init/import/cloud/app-runner.ts';
import { importHeroku } from '../../../src/init/import/cloud/heroku.ts';
import { importRailway } from '../../../src/init/import/cloud/railway.ts';
import { importRender } from '../../../src/init/import/cloud/render.ts';
import { importServerlessFramework } from '../../../src/init/import/cloud/serverless-framework.ts';
import { importFly } from '../../../src/init/import/fly.ts';
import { importFiles, listKeys, loadImported } from '../../helpers/imported.ts';

interface Row {
  readonly title: string;
  readonly importer: Importer;
  readonly files: Readonly<Record<string, string>>;
  readonly config: FoundConfig;
  readonly left: readonly string[];
}

const DOCKERFILE = 'FROM node:20\nWORKDIR /app\nCOPY . .\nENV NODE_ENV=production\nCMD ["node", "server.js"]\n';

// The shapes are those of the samples that the platforms publish.
const ROWS: readonly Row[] = [
  {
    title: 'a fly.toml takes from the Dockerfile what it does not say',
    importer: importFly,
    files: {
      Dockerfile: DOCKERFILE,
      'server.js': '',
      'fly.toml': `app = "shop"
kill_signal = "SIGINT"
kill_timeout = "30s"
[env]
LOG_LEVEL = "info"
[deploy]
release_command = "node migrate.js"
[http_service]
internal_port = 8080
[[http_service.checks]]
path = "/up"
[[vm]]
size = "shared-cpu-1x"
`,
    },
    config: {
      processes: {
        release: { command: 'node migrate.js', env: { NODE_ENV: 'production', LOG_LEVEL: 'info' }, oneshot: true },
        web: {
          command: 'node server.js',
          after: ['release'],
          env: { NODE_ENV: 'production', LOG_LEVEL: 'info' },
          ready: { http: '/up', status: '200-399' },
          stopSignal: 'SIGINT',
          gracePeriod: '30s',
        },
      },
      upstream: { process: 'web', port: 8080 },
    },
    left: ['app', 'vm'],
  },
  {
    title: 'an app.yaml starts what App Engine would',
    importer: importAppEngine,
    files: { 'app.yaml': 'runtime: python312\nenv_variables: { MODE: prod, API_KEY: abcdefgh }\nhandlers: []\n' },
    config: {
      command: `gunicorn main:app --bind :\${port}`,
      port: 'auto',
      env: { MODE: 'prod', API_KEY: `\${env.API_KEY}` },
      envFile: '.env.berth',
    },
    left: ['handlers', 'API_KEY'],
  },
  {
    title: 'an app.yaml with an entrypoint starts that',
    importer: importAppEngine,
    files: { 'app.yaml': 'runtime: python312\nentrypoint: uvicorn main:app --port $PORT\ninstance_class: F2\n' },
    config: { command: `uvicorn main:app --port \${port}`, port: 'auto' },
    left: ['instance_class'],
  },
  {
    title: 'a heroku.yml has web, workers and a release',
    importer: importHeroku,
    files: {
      'heroku.yml':
        'build: { docker: { web: Dockerfile } }\nrelease: { image: web, command: [./migrate] }\nrun: { web: ./serve $PORT, worker: ./work }\n',
    },
    config: {
      processes: {
        release: { command: './migrate', oneshot: true },
        web: { command: `./serve \${port}`, after: ['release'] },
        worker: { command: './work', after: ['release'], essential: false },
      },
      upstream: { process: 'web', port: 'auto' },
    },
    left: [],
  },
  {
    title: 'a render.yaml is its web service',
    importer: importRender,
    files: {
      'render.yaml': `services:
  - { type: worker, name: jobs, startCommand: ./work }
  - type: web
    name: shop
    plan: free
    startCommand: gunicorn app:app
    healthCheckPath: /healthz
    envVars: [{ key: MODE, value: prod }, { key: TOKEN, generateValue: true }]
`,
    },
    config: {
      command: 'gunicorn app:app',
      port: 'auto',
      env: { MODE: 'prod' },
      ready: { http: '/healthz', status: '200-399' },
    },
    left: ['envVars.TOKEN', 'plan', 'services.jobs'],
  },
  {
    title: 'a railway.json has the start command',
    importer: importRailway,
    files: {
      'railway.json': '{"build":{},"deploy":{"startCommand":"node server.js","healthcheckPath":"/up","numReplicas":2}}',
    },
    config: { command: 'node server.js', port: 'auto', ready: { http: '/up', status: '200-399' } },
    left: ['deploy.numReplicas', 'build'],
  },
  {
    title: 'a nixpacks.toml has it, too',
    importer: importRailway,
    files: { 'nixpacks.toml': '[phases.setup]\nnixPkgs = ["..."]\n[start]\ncmd = "node server.js"\n' },
    config: { command: 'node server.js', port: 'auto' },
    left: ['phases'],
  },
  {
    title: 'an apprunner.yaml has command, port and variables',
    importer: importAppRunner,
    files: {
      'apprunner.yaml': `version: 1.0
runtime: python3
run:
  command: python3 app.py
  network: { port: 8000 }
  env: [{ name: MODE, value: prod }]
  secrets: [{ name: KEY, value-from: arn }]
`,
    },
    config: { command: 'python3 app.py', port: 8000, env: { MODE: 'prod' } },
    left: ['run.secrets'],
  },
  {
    title: 'a serverless.yml with a web adapter starts its handler',
    importer: importServerlessFramework,
    files: {
      'run.sh': '#!/bin/sh\nexec node server.js',
      'serverless.yml': `provider: { name: aws, environment: { MODE: prod } }
functions:
  other: { handler: index.handler }
  web:
    handler: run.sh
    timeout: 10
    environment: { AWS_LAMBDA_EXEC_WRAPPER: /opt/bootstrap, AWS_LWA_PORT: "8081" }
`,
    },
    config: { command: 'sh ./run.sh', port: 8081, env: { MODE: 'prod' } },
    left: ['timeout'],
  },
  {
    title: 'a template.yaml of SAM starts its handler in the folder of its code',
    importer: importServerlessFramework,
    files: {
      'src/run.sh': '#!/bin/bash\nexec node server.js',
      'template.yaml': `Globals: { Function: { CodeUri: src/ } }
Resources:
  Web:
    Type: AWS::Serverless::Function
    Properties:
      Handler: run.sh
      Layers: [ !Sub "arn:aws:lambda:x" ]
      Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: /opt/bootstrap, PORT: 8000 } }
`,
    },
    config: { command: 'bash ./run.sh', port: 'auto', workingDirectory: 'src' },
    left: ['Layers'],
  },
];

describe('a file of a platform', () => {
  test.for(ROWS)('$title', async ({ importer, files, config, left }) => {
    const imported = importFiles(importer, files);
    expect(imported.config).toEqual(config);
    expect(listKeys(imported)).toEqual(left);
    await loadImported(imported, { API_KEY: 'x' });
  });
});
