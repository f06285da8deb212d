import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BUNDLE } from '../helpers/berth.ts';
import { requirePackages } from '../helpers/debian.ts';
import { createEmptyFolder, ROOT } from '../helpers/deployed-folder.ts';
import { isShownOutput, listCodeBlocks, listConsoleSteps } from '../helpers/markdown.ts';

const packages = await requirePackages(['unzip']);

const BLOCKS = listCodeBlocks(readFileSync(join(ROOT, 'docs/packing.md'), 'utf8'));

test.skipIf(packages.skipReason !== null)(
  packages.title('docs/packing.md shows what its commands really print'),
  () => {
    const folder = createEmptyFolder();
    const bin = createEmptyFolder();
    symlinkSync(BUNDLE, join(bin, 'berth'));
    const env = { PATH: `${bin}:${process.env['PATH']}`, HOME: folder };
    writeFileSync(join(folder, 'berth.yaml'), 'command: node server.js\nport: auto\n');
    writeFileSync(join(folder, 'server.js'), '');
    const blocks = BLOCKS.filter(({ language }) => language === 'console');
    expect(blocks).toHaveLength(2);
    for (const block of blocks) {
      for (const { command, shown } of listConsoleSteps(block)) {
        const { stdout } = spawnSync('sh', ['-c', `{ ${command}; } 2>&1`], { cwd: folder, env, encoding: 'utf8' });
        const isShown = shown.length === 0 ? stdout === '' : isShownOutput(shown, stdout, new Map());
        expect(isShown, `$ ${command}\n${stdout}`).toBe(true);
      }
      for (const name of ['s.yaml', 'shop.zip', 'elsewhere'])
        rmSync(join(folder, name), { recursive: true, force: true });
    }
  },
);
