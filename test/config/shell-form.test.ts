import { describe, expect, test } from 'vitest';
import { loadConfig, refuseConfig } from '../helpers/config-folder.ts';

const ENV = { HOME: '/root', PATH: '/bin' };

/** What a config is warned of, without the file's name. */
async function listWarnings(config: string): Promise<string[]> {
  const { warnings } = await loadConfig(config, { env: ENV });
  return warnings.map((warning) => warning.replace(/^.*berth\.yaml:/, ''));
}

describe('a form of the shell where no shell runs', () => {
  test.for([
    ['env: { A: $HOME/x }', `3:11: env.A has $HOME, and no shell reads this: write \${env.HOME} in its place`],
    ['env: [A=$HOME/x]', `3:9: env[0] has $HOME, and no shell reads this: write \${env.HOME} in its place`],
    [
      'env: { A: "http://127.0.0.1:$PORT/" }',
      `3:29: env.A has $PORT, and no shell reads this: write \${port} in its place`,
    ],
    [
      'env: { A: $FC_SERVER_PORT }',
      `3:11: env.A has $FC_SERVER_PORT, and no shell reads this: write \${port} in its place`,
    ],
    ['env: { A: "%PORT%" }', `3:12: env.A has %PORT%, and no shell reads this: write \${port} in its place`],
    ['env: { A: "$(PORT)" }', `3:12: env.A has $(PORT), and no shell reads this: write \${port} in its place`],
    [
      'env: { PATH: "/opt/bin:$PATH" }',
      `3:24: env.PATH has $PATH, and no shell reads this: write \${env.PATH} in its place`,
    ],
    ['env: { A: ~/data }', `3:11: env.A has ~, and no shell reads this: write \${env.HOME} in its place`],
    ['env: { B: 1, A: $B/x }', '3:17: env.A has $B, and no shell reads this: write its value in its place'],
    [
      'env: { A: $(hostname -i) }',
      '3:11: env.A has a command between $( ), and no shell reads this: set it in a start script',
    ],
    [
      'env: { A: "`hostname`" }',
      '3:11: env.A has a command between backquotes, and no shell reads this: set it in a start script',
    ],
    [
      'workingDirectory: ~/app',
      `3:19: workingDirectory has ~, and no shell reads this: write \${env.HOME} in its place`,
    ],
    ['runDir: $HOME/run', `3:9: runDir has $HOME, and no shell reads this: write \${env.HOME} in its place`],
    [
      'ready: { exec: [test, -f, $HOME/up] }',
      `3:27: ready.exec[2] has $HOME, and no shell reads this: write \${env.HOME} in its place`,
    ],
  ])('%j is worth a warning that says what to write', async ([line, warning]) => {
    expect(await listWarnings(`command: x\nport: 80\n${line}\n`)).toEqual([warning]);
  });

  test.for([
    ['[node, a.js, --port, $PORT]', 'command[3] has $PORT'],
    ['node a.js "--port=$PORT"', 'command has $PORT'],
    ['node a.js --root=~/app', 'command has ~'],
    ['[bash, start.sh, $PORT]', 'command[2] has $PORT'],
  ])('in the command %j is worth one too', async ([command, words]) => {
    const [warning] = await listWarnings(`command: ${command}\nport: 80\n`);
    expect(warning).toContain(words);
  });

  test.for([
    "sh -c 'exec node --port $PORT'",
    '[bash, -ec, "cd $HOME && exec ./run"]',
    '[setpriv, --reuid, nobody, sh, -c, "echo $HOME ~"]',
    '[perl, -e, "print $HOME"]',
    '[node, a.js, $UNKNOWN, costs$, 100%]',
    "awk '{ print $1 }'",
    "node a.js --route '^/$HOME/~' 'a && b'",
    '[sed, "s/$HOME/x/"]',
    '[make, "A=$(HOME)", serve]',
  ])('in the command %j is for whoever reads it', async (command) => {
    expect(await listWarnings(`command: ${command}\nport: 80\n`)).toEqual([]);
  });

  test.for([
    `env: { A: pa$word, B: "a$$HOME", C: "\${env.HOME}", D: "x~y", E: "%d%", F: "a\\\\$HOME" }`,
    'markers: { start: "$HOME {id}", end: "e {id}" }',
    'env: { FORMAT: "$remote_addr - $HOME", PRICE: "$5", URL: "http://h/~user/" }',
    'ready: { log: "up$" }',
  ])('%j has none', async (line) => {
    expect(await listWarnings(`command: x\nport: 80\n${line}\n`)).toEqual([]);
  });

  test('that comes out of a variable is not taken for one', async () => {
    const { warnings } = await loadConfig(`command: x\nport: 80\nenv: { A: "\${env.SECRET}" }\n`, {
      env: { ...ENV, SECRET: 'x$HOME' },
    });
    expect(warnings).toEqual([]);
  });

  test.for([
    [`\${HOME}`, `\${env.HOME}`],
    [`\${PORT}`, `\${port}`],
    [`\${LEVEL:-info}`, `\${env.LEVEL:-info}`],
  ])('%s with braces is refused, with the form that works', async ([form, cure]) => {
    const { problems } = await refuseConfig(`command: x\nport: 80\nenv: { A: "${form}" }\n`);
    expect(problems).toEqual([expect.stringMatching(/^berth\.yaml:3:12: .* is unknown, expected /)]);
    expect(problems[0]).toContain(`(did you mean ${cure}?)`);
  });
});
