import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/command-table.ts';
import { BUNDLE } from '../helpers/berth.ts';
import { requirePackages } from '../helpers/debian.ts';
import { createEmptyFolder, ROOT } from '../helpers/deployed-folder.ts';
import { isShownOutput, listCodeBlocks, listCodeSpans, listConsoleSteps } from '../helpers/markdown.ts';

const packages = await requirePackages(['iproute2', 'util-linux']);
const isRoot = process.getuid?.() === 0;

const PAGE = readFileSync(join(ROOT, 'docs/rehearsing.md'), 'utf8');
const SERVER =
  "require('node:http').createServer((req, res) => res.end('hello')).listen(process.env.PORT, '127.0.0.1');\n";

test.skipIf(packages.skipReason !== null || !isRoot)(
  packages.title('docs/rehearsing.md shows what its commands really print'),
  () => {
    const folder = join(createEmptyFolder(), 'shop');
    mkdirSync(folder);
    const bin = createEmptyFolder();
    symlinkSync(BUNDLE, join(bin, 'berth'));
    const env = { PATH: `${bin}:${process.env['PATH']}`, HOME: folder };
    writeFileSync(join(folder, 'berth.yaml'), 'command: node server.js\nport: auto\n');
    writeFileSync(join(folder, 'server.js'), SERVER);
    const blocks = listCodeBlocks(PAGE).filter(({ language }) => language === 'console');
    expect(blocks).toHaveLength(2);
    for (const { command, shown } of blocks.flatMap(listConsoleSteps)) {
      const { stdout } = spawnSync('sh', ['-c', `{ ${command}; } 2>&1`], { cwd: folder, env, encoding: 'utf8' });
      const isShown = shown.length === 0 ? stdout === '' : isShownOutput(shown, stdout, new Map());
      expect(isShown, `$ ${command}\n${stdout}`).toBe(true);
    }
  },
);

test('docs/rehearsing.md names flags that there are', () => {
  const named = listCodeSpans(PAGE).flatMap((span) => span.match(/--[a-z-]+/g) ?? []);
  const known = [...Object.keys(COMMANDS.rehearse.flags), ...Object.keys(COMMANDS.pack.flags)].map(
    (name) => `--${name}`,
  );
  expect(named.filter((flag) => !known.includes(flag))).toEqual([]);
});
