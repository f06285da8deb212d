import { describe, expect, test } from 'vitest';
import { AppFolder } from '../../src/init/app-folder.ts';
import { listCandidates } from '../../src/init/candidate.ts';
import { renderConfig } from '../../src/init/write-config.ts';
import { createFolder, loadConfig } from '../helpers/config-folder.ts';

const SECRET = 'hunter2 $x';
const ADDRESS = 'postgres://shop:hunter2@db/shop';

/** What is written for the best start of a folder: its config, and the file of secrets. */
function write(files: Readonly<Record<string, string>>) {
  const folder = new AppFolder(createFolder({ 'server.js': '', ...files }));
  const [best] = listCandidates(folder);
  if (best === undefined) throw new Error('nothing was found');
  const config = renderConfig(best);
  return { best, config, variables: best.writes?.['.env.berth'] ?? '' };
}

describe('a secret that another file gives away', () => {
  test.for([
    ['a value of a Procfile', { Procfile: `web: DB_PASSWORD='${SECRET}' node server.js\n` }, { DB_PASSWORD: SECRET }],
    ['an address', { Procfile: `web: node server.js --db ${ADDRESS}\n` }, { POSTGRES_PASSWORD: 'hunter2' }],
    [
      'the word behind a flag',
      { Procfile: `web: node server.js --admin-password '${SECRET}'\n` },
      { ADMIN_PASSWORD: SECRET },
    ],
    ['a property', { Procfile: 'web: java -Ddb.password=hunter2 -jar server.js\n' }, { DB_PASSWORD: 'hunter2' }],
    [
      'a variable of an image, and a command that uses it',
      { Dockerfile: `FROM node\nENV DATABASE_URL=${ADDRESS}\nCOPY . .\nCMD node server.js $DATABASE_URL\n` },
      { DATABASE_URL: ADDRESS },
    ],
    [
      'a default of compose',
      {
        'compose.yaml': `services: { web: { build: ., environment: { TOKEN: "\${SHOP_TOKEN:-hunter2}" } } }`,
        Dockerfile: 'FROM node\nCOPY . .\nCMD ["node", "server.js"]\n',
      },
      { SHOP_TOKEN: 'hunter2' },
    ],
  ] as const)('as %s goes into a file of its own, from which the app has it', async ([, files, expected]) => {
    const { config, variables, best } = write(files);
    expect(config).not.toContain('hunter2');
    expect(best.config.envFile).toBe('.env.berth');
    const { settings } = await loadConfig(config, { files: { '.env.berth': variables } });
    expect(settings.processes[0]?.command.env).toMatchObject(expected);
    const told = [
      ...(settings.processes[0]?.command.args ?? []),
      ...Object.values(settings.processes[0]?.command.env ?? {}),
    ];
    expect(told.join(' ')).toContain('hunter2');
  });

  test('keeps two of one name apart, and what another file has', async () => {
    const { config, variables } = write({
      Procfile: 'web: node server.js --a postgres://u:one111@a/a --b postgres://u:two222@b/b\n',
      '.env': 'GREETING=hello you\n',
    });
    const { settings } = await loadConfig(config, { files: { '.env.berth': variables } });
    expect(settings.processes[0]?.command.args).toEqual([
      'server.js',
      '--a',
      'postgres://u:one111@a/a',
      '--b',
      'postgres://u:two222@b/b',
    ]);
    expect(settings.processes[0]?.command.env['GREETING']).toBe('hello you');
  });

  test.for([
    ['a path', 'node server.js --token ./token.txt'],
    ['a file of the folder', 'node server.js --secret server.js'],
    ['a variable', 'node server.js --password $DB_PASSWORD'],
    ['an address without a password', 'node server.js --db postgres://shop@db/shop'],
  ])('%s is none', ([, line]) => {
    const { best } = write({ Procfile: `web: ${line}\n` });
    expect(best.writes).toBeUndefined();
    expect(best.config.envFile).toBeUndefined();
  });

  test('and all that another file states for the same start goes with it', () => {
    const { best } = write({
      'package.json': '{"scripts":{"start":"node server.js"}}',
      Dockerfile: 'FROM node\nENV LEVEL=info API_KEY=hunter2\nCOPY . .\nCMD ["npm", "start"]\n',
    });
    expect(best.evidence).toMatch(/^the script `start` of package\.json.*; variables by Dockerfile$/);
    expect(best.config).toMatchObject({
      command: 'node server.js',
      env: { LEVEL: 'info', API_KEY: `\${env.API_KEY}` },
    });
    expect(best.writes?.['.env.berth']).toContain("API_KEY='hunter2'");
  });

  test.for([
    ['that the app does not read itself is read for it', {}, '.env'],
    ['that the app reads itself is left to it', { dotenv: '16' }, undefined],
  ] as const)('stays in a .env: one %s', ([, dependencies, envFile]) => {
    const manifest = JSON.stringify({ scripts: { start: 'node server.js' }, dependencies });
    const { best } = write({ 'package.json': manifest, '.env': 'API_KEY=hunter2\n' });
    expect(best.config.envFile).toBe(envFile);
    expect(best.writes).toBeUndefined();
  });

  test('is nothing new where a .env has it', () => {
    const { best } = write({ Procfile: 'web: node server.js\n', '.env': 'API_KEY=hunter2\n' });
    expect(best.config).toMatchObject({ env: { API_KEY: `\${env.API_KEY}` }, envFile: '.env' });
    expect(best.writes).toBeUndefined();
  });
});
