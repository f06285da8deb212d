import { describe, expect, test } from 'vitest';
import { loadConfig, refuseConfig } from '../../helpers/config-folder.ts';

const CONF = `http {
  server {
    listen 9000; # listen 9000 is the platform's
    root   /var/www/$host;
    set $x \${request_uri};
    proxy_pass http://127.0.0.1:9001;
  }
}
`;

const toConfig = (file: string): string => `command: [nginx, -c, "\${file.nginx}"]
port: 8000
files:
  nginx:
${file}`;

const load = (file: string, conf = CONF) => loadConfig(toConfig(file), { files: { 'nginx.conf': conf } });

async function refuse(file: string): Promise<readonly string[]> {
  return (await refuseConfig(toConfig(file), { files: { 'nginx.conf': CONF } })).problems;
}

async function render(file: string, conf = CONF): Promise<string | undefined> {
  return (await load(file, conf)).runDirPlan.files[0]?.content;
}

describe('a file with replacements', () => {
  test('has each of them wherever it is found, and the rest as it was', async () => {
    const replace = `{ "listen 9000": "listen \${port}", "/var/www": "\${configDir}" }`;
    const file = `    from: nginx.conf\n    replace: ${replace}\n`;
    const { settings, runDirPlan } = await load(file);
    const folder = settings.configFile.slice(0, -'/berth.yaml'.length);
    const expected = CONF.replaceAll('listen 9000', 'listen 8000').replace('/var/www', folder);
    expect(runDirPlan.files).toEqual([{ path: `${settings.runDir}/nginx.conf`, content: expected, mode: 0o600 }]);
    expect(settings.processes[0]?.command.args).toEqual(['-c', `${settings.runDir}/nginx.conf`]);
  });

  test('takes a name and a mode, and may have no replacement at all', async () => {
    const { settings, runDirPlan } = await load('    { from: nginx.conf, to: n.conf, mode: 0644 }\n');
    expect(runDirPlan.files).toEqual([{ path: `${settings.runDir}/n.conf`, content: CONF, mode: 0o644 }]);
  });

  test('what is put in is not looked at again, and the longer of two texts counts', async () => {
    const replace = '{ "9000": "9001", "9001": "9000", "listen 9000": "listen $1 $& 0700" }';
    const lines = (await render(`    from: nginx.conf\n    replace: ${replace}\n`, 'listen 9000\n9000\n9001\n'))?.split(
      '\n',
    );
    expect(lines).toEqual(['listen $1 $& 0700', '9001', '9000', '']);
  });

  test('finds several lines in a file with the line ends of Windows, which stay in the rest', async () => {
    const replace = '{ "listen 9000;\\nroot /a;": "listen 1;", "b;\\r\\n": "c;" }';
    const file = `    from: nginx.conf\n    replace: ${replace}\n`;
    expect(await render(file, 'x\r\nlisten 9000;\r\nroot /a;\r\nb;\r\n')).toBe('x\r\nlisten 1;\r\nc;');
  });

  test.for(['/dev/zero', '/dev/null'])('%s is refused at once, for it is no file', async (device) => {
    expect(await refuse(`    from: ${device}\n`)).toEqual([
      `berth.yaml:5:11: the file ${device} is a device, a pipe or a socket, expected a file that can be read`,
    ]);
  });

  test('a number or a word of YAML is put in as it is written', async () => {
    expect(await render('    from: nginx.conf\n    replace: { mode: 0700, "on": yes }\n', 'mode on')).toBe('0700 yes');
  });

  test.for([
    [
      'a text that differs in white space',
      '{ "root /var/www": x }',
      "berth.yaml:6:16: 'root /var/www' does not stand in nginx.conf, expected a text of it (line 4 is near: 'root /var/www/$host;')",
    ],
    [
      'a text with another number',
      '{ "listen  9002;": x }',
      "berth.yaml:6:16: 'listen 9002;' does not stand in nginx.conf, expected a text of it (line 3 is near: 'listen 9000; # listen 9000 is the platform's')",
    ],
    [
      'a pattern',
      '{ "listen .*;": x }',
      "berth.yaml:6:16: 'listen .*;' does not stand in nginx.conf, expected a text of it as it stands, for this is no pattern (line 3 is near: 'listen 9000; # listen 9000 is the platform's')",
    ],
    [
      'a text that nothing is like',
      '{ "user www-data": x }',
      "berth.yaml:6:16: 'user www-data' does not stand in nginx.conf, expected a text of it",
    ],
    [
      'a text that stands only in another one',
      '{ "9001": x, "127.0.0.1:9001": y }',
      "berth.yaml:6:16: '9001' stands in nginx.conf only inside the other texts to replace, expected it once more, or no replacement of it",
    ],
    ['a list', '[a, b]', 'berth.yaml:6:14: files.nginx.replace is a list, expected a mapping of texts to texts'],
    ['no text', '{ "": x }', 'berth.yaml:6:16: files.nginx.replace. is a bad name, expected a text of the file'],
  ])('%s is refused', async ([, replace, problem]) => {
    expect(await refuse(`    from: nginx.conf\n    replace: ${replace}\n`)).toEqual([problem]);
  });

  test.for([
    ['{ from: no.conf }', 'berth.yaml:5:13: the file no.conf does not exist, expected a file that can be read'],
    [
      '{ from: nginx.conf, template: nginx.conf }',
      'berth.yaml:5:7: files.nginx.from contradicts files.nginx.template, expected one of them',
    ],
    ['{ to: x }', "berth.yaml:4:3: files.nginx has neither 'template' nor 'from', expected one of them"],
    [
      '{ template: nginx.conf, replace: { a: b } }',
      "berth.yaml:5:29: files.nginx.replace is for a file as it is, expected 'from' beside it",
    ],
  ])('%s is refused', async ([file, problem]) => {
    expect(await refuse(`    ${file}\n`)).toEqual([problem]);
  });
});
