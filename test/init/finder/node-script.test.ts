import { describe, expect, test } from 'vitest';
import { AppFolder } from '../../../src/init/app-folder.ts';
import { findNode } from '../../../src/init/finder/node.ts';
import type { Finding } from '../../../src/init/finding.ts';
import { createFolder } from '../../helpers/config-folder.ts';

const SERVER = "require('http').createServer(() => {}).listen(process.env.PORT || 3000);\n";

/** The best that is found in a folder with these files. */
function findBest(files: Readonly<Record<string, string>>, packageJson: Readonly<Record<string, unknown>>): Finding {
  const folder = createFolder({ ...files, 'package.json': JSON.stringify(packageJson) });
  const [best] = findNode(new AppFolder(folder));
  if (best === undefined) throw new Error('nothing was found');
  return best;
}

describe('a start script', () => {
  test.for<readonly [start: string, command: string | readonly string[]]>([
    ['node server.js', 'node server.js'],
    ['node server', 'node server.js'],
    ['node ./server.js --verbose', 'node server.js --verbose'],
    ['NODE_OPTIONS=--max-old-space-size=512 node server.js', 'node server.js'],
    ['exec node server.js', 'node server.js'],
    ['cross-env NODE_ENV=production node server.js', 'node server.js'],
    ['cross-env-shell "node server.js"', 'node server.js'],
    ['set NODE_ENV=production&& node server.js', 'node server.js'],
    ['export NODE_ENV=production; node server.js', 'node server.js'],
    ['dotenv -e .env.production -- node server.js', 'node server.js'],
    ['npx nodemon server.js', 'node server.js'],
    ['nodemon --watch src --exec "node --inspect" server.js', 'node server.js'],
    ['node --watch server.js', 'node server.js'],
    ['node --watch-path=./src --inspect=0.0.0.0:9229 server.js', 'node server.js'],
    ['node -r dotenv/config server.js', 'node -r dotenv/config server.js'],
    ['node --max-old-space-size=400 server.js', 'node --max-old-space-size=400 server.js'],
    ['forever start server.js', 'node server.js'],
    ['pm2-runtime start server.js -i max', 'node server.js'],
    ['pm2 start server.js --name web', 'node server.js'],
    ['npm run serve', 'node server.js'],
    ['yarn serve', 'node server.js'],
    ['run-s clean serve', 'node server.js'],
    ['concurrently "npm:client" "npm:server"', 'node server.js'],
    ['npm run clean && node server.js', 'node server.js'],
    ['node server.js | pino-pretty', 'node server.js'],
    ['node server.js > app.log 2>&1', 'node server.js'],
    ['node server.js --port 8080', `node server.js --port \${port}`],
    ['node server.js --port=$PORT', `node server.js --port=\${port}`],
    [`node server.js -p \${PORT:-3000}`, `node server.js -p \${port}`],
    ['node server.js --name "my app"', ['node', 'server.js', '--name', 'my app']],
  ])('%s', ([start, command]) => {
    const scripts = {
      start,
      serve: 'node server.js',
      clean: 'rimraf dist',
      client: 'vite',
      server: 'nodemon server.js',
    };
    const best = findBest({ 'server.js': SERVER }, { scripts });
    expect(best.config).toMatchObject({ command, port: 'auto' });
    expect(best.missing).toBeNull();
  });

  test('for the service is taken before the one for work on the app', () => {
    const scripts = { start: 'nest start', 'start:prod': 'node dist/main', build: 'nest build' };
    const best = findBest({ 'dist/main.js': SERVER }, { scripts });
    expect(best.config.command).toBe('node dist/main.js');
  });

  test('that only a shell can read is left to the package program, and that is said', () => {
    const best = findBest(
      { 'server.js': SERVER },
      { scripts: { start: 'for i in 1 2; do node server.js & done; wait' } },
    );
    expect(best.config.command).toBe('npm run start');
    expect(best.notes).toEqual([expect.stringContaining('npm stands between')]);
  });

  test('sets its variables, but not the port, which is given', () => {
    const best = findBest(
      { 'server.js': SERVER },
      { scripts: { start: 'PORT=8080 NODE_ENV=staging LOG="a b" node server.js' } },
    );
    expect(best.config.env).toEqual({ NODE_ENV: 'staging', LOG: 'a b' });
  });

  test('what it does before the start is told', () => {
    const scripts = { start: 'npx prisma migrate deploy && node server.js' };
    const best = findBest({ 'server.js': SERVER }, { scripts });
    expect(best.notes).toEqual([expect.stringContaining('`npx prisma migrate deploy`')]);
  });

  test('that goes to another folder starts the app there', () => {
    const files = {
      'server/package.json': JSON.stringify({ scripts: { start: 'node index.js' } }),
      'server/index.js': SERVER,
    };
    for (const start of ['cd server && npm start', 'npm start --prefix server', 'cd server && node index.js']) {
      const best = findBest(files, { scripts: { start } });
      expect(best.config).toEqual({ command: 'node index.js', port: 'auto', workingDirectory: 'server' });
    }
  });

  test.for([
    ['ts-node src/index.ts', 'node dist/index.js'],
    ['tsx watch src/index.ts', 'node dist/index.js'],
    ['nodemon --exec ts-node src/index.ts', 'node dist/index.js'],
    ['nodemon src/index.ts', 'node dist/index.js'],
    ['ts-node-dev --respawn --transpile-only src/index.ts', 'node dist/index.js'],
  ])('in TypeScript starts what is compiled: %s', ([start = '', command]) => {
    const files = {
      'src/index.ts': SERVER,
      'tsconfig.json': '{ "compilerOptions": {\n// "outDir": "no",\n"outDir": "./dist" } }',
    };
    const best = findBest(files, { scripts: { start, build: 'tsc' } });
    expect(best.config).toEqual({ command, port: 'auto' });
    expect(best.missing).toBe('npm run build');
  });

  test('in TypeScript that nothing compiles is loaded without a second process', () => {
    const best = findBest({ 'src/index.ts': SERVER }, { scripts: { start: 'tsx src/index.ts' } });
    expect(best.config.command).toBe('node --import tsx src/index.ts');
    expect(best.notes).toEqual([expect.stringContaining('compiles it at each start')]);
  });

  test('names what is to be done first, as one line to type', () => {
    const files = { 'src/main.ts': SERVER, 'package-lock.json': '{}' };
    const scripts = { start: 'node dist/main.js', build: 'tsc' };
    const best = findBest(files, { scripts, dependencies: { express: '5' } });
    expect(best).toMatchObject({ kind: 'Express', missing: 'npm ci && npm run build' });
    const pnpm = findBest(
      { ...files, 'package-lock.json': '', 'pnpm-lock.yaml': '' },
      { scripts, dependencies: { koa: '3' } },
    );
    expect(pnpm.missing).toBe('npm ci && npm run build');
  });

  test.for([
    [{ 'yarn.lock': '' }, 'yarn install'],
    [{ 'pnpm-lock.yaml': '' }, 'pnpm install'],
    [{ 'bun.lock': '' }, 'bun install'],
    [{ 'package-lock.json': '{}' }, 'npm ci'],
    [{}, 'npm install'],
  ] as const)('has its packages installed by the program of its lock file: %j', ([lock, missing]) => {
    const best = findBest(
      { 'server.js': SERVER, ...lock },
      { scripts: { start: 'node server.js' }, dependencies: { express: '5' } },
    );
    expect(best.missing).toBe(missing);
  });

  test('that reads a file of variables which is not there does without it, and that is said', () => {
    const scripts = { start: 'node --env-file=.env server.js' };
    const best = findBest({ 'server.js': SERVER }, { scripts });
    expect(best.config.command).toBe('node server.js');
    expect(best.notes).toEqual([expect.stringContaining('.env is not there')]);
    expect(findBest({ 'server.js': SERVER, '.env': '' }, { scripts }).config.command).toBe(
      'node --env-file=.env server.js',
    );
  });

  test('of the app is not guessed at where it says how it is started', () => {
    const folder = createFolder({
      'server.js': SERVER,
      'app.js': SERVER,
      'package.json': '{"scripts":{"start":"node server.js"}}',
    });
    expect(findNode(new AppFolder(folder))).toHaveLength(1);
  });

  test.for([
    'vite',
    'ng serve',
    'react-scripts start',
    'next dev',
    'vue-cli-service serve',
    'gatsby develop',
    'vite preview',
    'npx serve -s dist',
    'turbo run dev',
  ])('that only serves work on the app is no start of it: %s', (start) => {
    const folder = createFolder({ 'package.json': JSON.stringify({ scripts: { start } }) });
    expect(findNode(new AppFolder(folder))).toEqual([]);
  });

  test('that starts itself ends nowhere, and nothing hangs', () => {
    const best = findBest({}, { scripts: { start: 'npm run other', other: 'npm start' } });
    expect(best.config.command).toBe('npm run start');
  });

  test.for([
    ['npm start -w api', 'node main.js'],
    ['npm run start --workspace=packages/api', 'node main.js'],
    ['yarn workspace @shop/api start', 'node main.js'],
    ['pnpm --filter api start', 'node main.js'],
    ['pnpm -F @shop/api run start', 'node main.js'],
  ])('of a workspace starts the package that it names: %s', ([start = '', command]) => {
    const files = {
      'packages/api/package.json': JSON.stringify({ name: '@shop/api', scripts: { start: 'node main.js' } }),
      'packages/api/main.js': SERVER,
    };
    const best = findBest(files, { scripts: { start }, workspaces: ['packages/*'] });
    expect(best.config).toEqual({ command, port: 'auto', workingDirectory: 'packages/api' });
  });
});
