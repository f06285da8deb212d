import { describe, expect, test } from 'vitest';
import { refuseConfig } from '../../helpers/config-folder.ts';

const APP = 'command: x\nport: 80\n';

async function listProblems(config: string): Promise<string[]> {
  const { problems } = await refuseConfig(config);
  return problems.map((problem) => problem.replace(/^berth\.yaml:/, ''));
}

describe('a file that YAML cannot read', () => {
  test.for([
    [
      'a colon inside a value',
      'command: x --title hello: world\nport: 80\n',
      '1:10: is not valid YAML: has `: ` inside a value, which begins a mapping: put the whole value in quotes',
    ],
    [
      'a key that is indented for nothing',
      'command: x\n  port: 80\n',
      '2:3: is not valid YAML: is indented deeper than the key above it, which has its value already: begin it in the same column as that key',
    ],
    [
      'keys in different columns',
      `log:\n    calls: true\n  level: info\n${APP}`,
      '3:1: is not valid YAML: begins in another column than the lines it belongs to, expected the same number of spaces',
    ],
    [
      'text behind a quoted one',
      'command: "node" server.js\nport: 80\n',
      '1:17: is not valid YAML: has text behind the end of a value: put the whole value in quotes',
    ],
    [
      'a value that begins with a sign of YAML',
      'command: %APP%/run\nport: 80\n',
      '1:10: is not valid YAML: has a value that begins with %, which YAML keeps for itself: put the whole value in quotes',
    ],
    [
      'a pattern for files',
      'command: *.sh\nport: 80\n',
      '1:10: has *.sh, which YAML takes for a reference to `&.sh` above it, and there is none: put the whole value in quotes',
    ],
    [
      'a line of another language',
      `${APP}listen 8080;\n`,
      '3:1: is not valid YAML: is a line without a colon, expected `key: value`',
    ],
    [
      'what a chat puts around it',
      `\`\`\`yaml\n${APP}`,
      '1:1: is not valid YAML: is a fence of Markdown, expected none: delete the line',
    ],
  ] as const)('for %s says where, and what to type', async ([, config, problem]) => {
    expect(await listProblems(config)).toEqual([problem]);
  });
});
