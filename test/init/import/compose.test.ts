import { describe, expect, test } from 'vitest';
import { importCompose } from '../../../src/init/import/compose.ts';
import { importFiles, listKeys, loadImported } from '../../helpers/imported.ts';

const DOCKERFILE = `FROM python:3.12
WORKDIR /code
COPY . .
EXPOSE 8000
CMD ["python3", "server.py"]
`;

describe('a compose file', () => {
  test('is the service that is built here; what comes from images alone is named', async () => {
    const imported = importFiles(importCompose, {
      Dockerfile: DOCKERFILE,
      'server.py': '',
      '.env': 'LEVEL=info\n',
      'docker-compose.yml': `services:
  db: { image: "postgres:16" }
  proxy: { image: "nginx:alpine", ports: ["80:80"] }
  web:
    build: .
    volumes: [".:/code", "media:/media"]
    ports: ["8000:8000"]
    env_file: .env
    environment:
      - DEBUG=1
      - DATABASE_URL=postgres://app:secretpw@db:5432/app
      - HOSTS=\${ALLOWED:-localhost}
      - PRICE=5$$
    depends_on: [db]
    stop_grace_period: 1m30s
    stop_signal: SIGINT
    healthcheck: { test: ["CMD", "curl", "-f", "http://localhost:8000/health/"] }
    deploy: { replicas: 2 }
`,
    });
    const told = { DATABASE_URL: `\${env.DATABASE_URL}`, HOSTS: `\${env.ALLOWED:-localhost}` };
    expect(imported.config).toEqual({
      command: 'python3 server.py',
      port: 8000,
      env: { LEVEL: 'info', DEBUG: '1', ...told, PRICE: '5$' },
      envFile: '.env.berth',
      ready: { http: '/health/', status: '200-399' },
      stopSignal: 'SIGINT',
      gracePeriod: '90s',
    });
    expect(imported.notes.join()).toContain('DATABASE_URL: the host `db`');
    expect(listKeys(imported)).toEqual([
      'services.web.deploy',
      'services.web.volumes',
      'services.db',
      'services.proxy',
      'DATABASE_URL',
    ]);
    await loadImported(imported, { DATABASE_URL: 'x' });
  });

  test('with several services of one image is several processes, those that end by themselves first', async () => {
    const imported = importFiles(importCompose, {
      Dockerfile: DOCKERFILE,
      'server.py': '',
      'compose.yaml': `x-app: &app
  build: { context: ., dockerfile: Dockerfile }
services:
  web:
    <<: *app
    ports: [{ target: 8000, published: "80" }]
    depends_on: { setup: { condition: service_completed_successfully } }
  setup: { <<: *app, command: python3 setup.py }
  worker: { <<: *app, command: [python3, worker.py] }
`,
    });
    expect(imported.config).toEqual({
      processes: {
        setup: { command: 'python3 setup.py', oneshot: true },
        web: { command: 'python3 server.py', after: ['setup'] },
        worker: { command: 'python3 worker.py', after: ['setup'], essential: false },
      },
      upstream: { process: 'web', port: 8000 },
    });
    await loadImported(imported);
  });

  test('may mount the folder into an image of others', async () => {
    const imported = importFiles(importCompose, {
      'package.json': '{"scripts":{"dev":"node server.js"}}',
      'server.js': '',
      'compose.yml': `services:
  app:
    image: node:20
    command: sh -c "npm install && npm run dev"
    ports: ["127.0.0.1:3000:3000"]
    working_dir: /app
    volumes: ["./:/app"]
  cache: { image: redis }
`,
    });
    expect(imported.config).toEqual({ command: 'node server.js', port: 3000 });
    expect(imported.notes[0]).toContain('`npm install` is done once');
    await loadImported(imported);
  });
});
