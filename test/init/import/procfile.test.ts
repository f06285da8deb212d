import { describe, expect, test } from 'vitest';
import { AppFolder } from '../../../src/init/app-folder.ts';
import { importProcfile } from '../../../src/init/import/procfile.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { importFiles, listKeys, loadImported } from '../../helpers/imported.ts';

// The shapes are those of the samples that platforms publish for Django, Rails, Node.js and Spring Boot.
const DJANGO = `# started in this order
release: python3 manage.py migrate --noinput
web: gunicorn shop.wsgi --bind 0.0.0.0:$PORT --workers \${WEB_CONCURRENCY:-2} --log-file -
worker: celery -A shop worker --loglevel info
console: python3 manage.py shell
`;

describe('a Procfile', () => {
  test('becomes processes: release before web, workers beside it', async () => {
    const imported = importFiles(importProcfile, { Procfile: DJANGO });
    expect(imported.config).toEqual({
      processes: {
        release: { command: 'python3 manage.py migrate --noinput', oneshot: true },
        web: {
          command: `gunicorn shop.wsgi --bind 0.0.0.0:\${port} --workers '\${env.WEB_CONCURRENCY:-2}' --log-file -`,
          after: ['release'],
        },
        worker: { command: 'celery -A shop worker --loglevel info', after: ['release'], essential: false },
      },
      upstream: { process: 'web', port: 'auto' },
    });
    expect(listKeys(imported)).toEqual(['console']);
    expect(await loadImported(imported)).toEqual(['release', 'web', 'worker']);
  });

  test.for([
    ['web: node server.js', 'node server.js', 'auto'],
    ['web:    bundle exec puma -C config/puma.rb', 'bundle exec puma -C config/puma.rb', 'auto'],
    ['web: java $JAVA_OPTS -jar a.jar', "sh -c 'exec java $JAVA_OPTS -jar a.jar'", 'auto'],
    ['web: java -Dserver.port=$PORT -jar target/*.jar', `java -Dserver.port=\${port} -jar target/shop.jar`, 'auto'],
    [`web: uvicorn main:app --port=\${PORT:-5000}`, `uvicorn main:app --port=\${port}`, 'auto'],
    ['web: flask run -p 8000', 'flask run -p 8000', 8000],
    ['web: fastapi run main.py', `fastapi run main.py --port \${port}`, 'auto'],
    ['web: php -S 0.0.0.0:9000 -t public', `php -S 0.0.0.0:\${port} -t public`, 'auto'],
    ['web: npm start', 'node server.js', 'auto'],
    ['web: NODE_ENV=production node server.js', 'node server.js', 'auto'],
    ['web: while true; do ./serve; done', "sh -c 'while true; do ./serve; done'", 'auto'],
    ['web: ./migrate && ./serve', "sh -c './migrate && exec ./serve'", 'auto'],
    ['web: ./serve | tee log', "sh -c './serve | tee log'", 'auto'],
    [`web: ./serve \${A%.x}`, `sh -c 'exec ./serve $\${A%.x}'`, 'auto'],
    [`web: ./serve \\\${A}`, `./serve '$\${A}'`, 'auto'],
    ['web: exec ./serve "two words" 2>&1', "./serve 'two words'", 'auto'],
  ] as const)('%s', async ([line, command, port]) => {
    const imported = importFiles(importProcfile, {
      Procfile: `${line}\n`,
      'package.json': '{"scripts":{"start":"node server.js"}}',
      'server.js': '',
      'target/shop.jar': '',
      'target/shop-sources.jar': '',
    });
    expect({ command: imported.config.command, port: imported.config.port }).toEqual({ command, port });
    await loadImported(imported);
  });

  test('says folder and variables in keys of their own', () => {
    const { config } = importFiles(importProcfile, { Procfile: "web: cd server && A=1 B='x y' python3 app.py\n" });
    const env = { A: '1', B: 'x y' };
    expect(config).toEqual({ command: 'python3 app.py', env, workingDirectory: 'server', port: 'auto' });
  });

  test('without a process that answers requests starts nothing', () => {
    const folder = new AppFolder(createFolder({ Procfile: 'worker: a\nclock: b\n' }));
    expect(importProcfile(folder)).toBeNull();
  });

  test('for development is the last resort', () => {
    const { rank, notes } = importFiles(importProcfile, { 'Procfile.dev': 'web: ./serve\ncss: ./watch\n' });
    expect(rank).toBeLessThan(40);
    expect(notes[0]).toContain('for work on the app');
  });
});
