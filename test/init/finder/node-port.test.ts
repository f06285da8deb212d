import { describe, expect, test } from 'vitest';
import { AppFolder } from '../../../src/init/app-folder.ts';
import { findNode } from '../../../src/init/finder/node.ts';
import type { FoundConfig } from '../../../src/init/finding.ts';
import { createFolder } from '../../helpers/config-folder.ts';

const UNKNOWN = expect.stringContaining('nothing in its source says where it listens');

/** What is found of a program that begins with server.js, without what is the same for all. */
function findPlace(files: Readonly<Record<string, string>>, more: Readonly<Record<string, unknown>> = {}): FoundConfig {
  const json = { scripts: { start: 'node server.js' }, ...more };
  const [best] = findNode(new AppFolder(createFolder({ 'package.json': JSON.stringify(json), ...files })));
  if (more['isUnknown'] === true) expect(best?.notes).toContainEqual(UNKNOWN);
  else expect(best?.notes).not.toContainEqual(UNKNOWN);
  const { command: _, ...place } = best?.config ?? {};
  return place;
}

describe('the port of a program', () => {
  test.for([
    'app.listen(process.env.PORT)',
    'app.listen(process.env.PORT || 3000)',
    "app.listen(Number(process.env['PORT'] ?? 3000))",
    'app.listen(parseInt(process.env.PORT, 10) || 3000, () => {})',
    'const { PORT = 3000 } = process.env; app.listen(PORT)',
    'const { NODE_ENV, PORT: port } = process.env;\napp.listen(port);',
    "app.set('port', process.env.PORT || 3000);\nhttp.createServer(app).listen(app.get('port'));",
    'const port = process.env.FC_SERVER_PORT || 9000;\napp.listen(port)',
    "const port = config.get<number>('PORT');\nawait app.listen(port);",
    'export const env = cleanEnv(process.env, { PORT: port({ default: 3000 }) });\napp.listen(env.PORT);',
    'const schema = z.object({ PORT: z.coerce.number() });\nconst env = schema.parse(process.env);\napp.listen(env.PORT);',
    'const dbPort = process.env.DB_PORT;\napp.listen(process.env.PORT)',
    '// app.listen(3000)\napp.listen(process.env.PORT)',
  ])('is left to berth where it comes from $PORT: %s', (source) => {
    expect(findPlace({ 'server.js': source })).toEqual({ port: 'auto' });
  });

  test.for([
    ['app.listen(process.env.APP_PORT || 3000)', 'APP_PORT'],
    ['server.listen(+process.env.HTTP_PORT)', 'HTTP_PORT'],
    ['app.listen(process.env.npm_package_config_port)', 'npm_package_config_port'],
    ['const { SERVER_PORT, DB_PORT } = process.env; app.listen(SERVER_PORT)', 'SERVER_PORT'],
  ] as const)('is told in the variable that it comes from: %s', ([source, name]) => {
    expect(findPlace({ 'server.js': source })).toEqual({ port: 'auto', env: { [name]: `\${port}` } });
  });

  test.for<readonly [source: string, port: number]>([
    ['app.listen(3000)', 3000],
    ["app.listen(8080, '0.0.0.0')", 8080],
    ["app.listen('8080')", 8080],
    ['const port = 4000\napp.listen(port)', 4000],
    ['const PORT: number = 4000;\napp.listen(PORT);', 4000],
    ['await fastify.listen({ port: 3001 })', 3001],
    ['Hapi.server({\n  port: 3002,\n  host: "localhost"\n})', 3002],
    ["app.set('port', 5000);\nhttp.createServer(app).listen(app.get('port'));", 5000],
    ['serve({ fetch: app.fetch, port: 3003 })', 3003],
    ['const db = { port: 5432 };\napp.listen(3004)', 3004],
    ['/* app.listen(1111) */\napp.listen(3005)', 3005],
    ["app.get('/*', page);\napp.listen(3006); // all of '*/' above", 3006],
  ])('is the number that is written into it: %s', ([source, port]) => {
    expect(findPlace({ 'server.js': source })).toEqual({ port });
  });

  test('that is the platform’s own makes berth take another', () => {
    expect(findPlace({ 'server.js': 'app.listen(9000)' })).toEqual({ port: 9000, listen: { port: 9001 } });
  });

  test('is looked for in what the program loads, and not in that of a database', () => {
    const files = {
      'server.js': "const app = require('./lib/app');\nimport('./db.js');\nrequire('./lib/start')(app);",
      'db.js': "mysql.createConnection({ host: 'db', port: 3306 })",
      'lib/app.js': 'module.exports = () => {};',
      'lib/start/index.js': 'module.exports = (app) => app.listen(4321);',
    };
    expect(findPlace(files)).toEqual({ port: 4321 });
  });

  test('stands in a file of the package config', () => {
    const files = {
      'server.js': "app.listen(require('config').get('server.port'))",
      'config/default.json': '{ "server": { "port": 7070 } }',
      'node_modules/config/package.json': '{}',
    };
    expect(findPlace(files, { dependencies: { config: '3' } })).toEqual({
      port: 7070,
      env: { NODE_ENV: 'production' },
    });
  });

  test('of a circle of files is looked for once in each', () => {
    const files = { 'server.js': "require('./a')", 'a.js': "require('./server')" };
    expect(findPlace(files, { isUnknown: true })).toEqual({ port: 'auto' });
  });

  test('goes with the address that is written into it, if that is another than berth asks', () => {
    expect(findPlace({ 'server.js': "server.listen(3000, '::1')" })).toEqual({ port: 3000, upstream: { host: '::1' } });
    expect(findPlace({ 'server.js': "server.listen(3000, '127.0.0.1')" })).toEqual({ port: 3000 });
    const source = "server.listen(process.env.PORT, process.env.HOST || 'localhost')";
    expect(findPlace({ 'server.js': source })).toEqual({ port: 'auto', env: { HOST: '127.0.0.1' } });
  });
});
