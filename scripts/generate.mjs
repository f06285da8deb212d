// Writes every generated file of the repository; with --check, fails if one of them is stale.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { renderConfigDocs } from './config-docs.mjs';
import { renderInitDocs } from './init-docs.mjs';
import { renderJsonSchema } from './json-schema.mjs';
import { renderMigratingDocs } from './migrating-docs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const GENERATED = [
  ['config/berth.schema.json', async () => renderJsonSchema((await load('src/config/schema/schema.ts')).writtenSchema)],
  [
    'docs/failures.md',
    async () => {
      const { FC } = await load('src/platform/fc.ts');
      return (await load('src/failures/docs.ts')).renderFailureDocs(FC);
    },
  ],
  [
    'docs/config.md',
    async () => renderConfigDocs(renderJsonSchema((await load('src/config/schema/schema.ts')).writtenSchema)),
  ],
  [
    'docs/platforms.md',
    async () => {
      const { PLATFORMS } = await load('src/platform/choose-platform.ts');
      return (await load('src/platform/docs.ts')).renderPlatformDocs(PLATFORMS);
    },
  ],
  ['docs/init.md', async () => renderInitDocs(root)],
  ['docs/migrating.md', async () => renderMigratingDocs(root, '.md')],
  ['docs/migrating.zh-CN.md', async () => renderMigratingDocs(root, '.zh-CN.md')],
];

// Node 20 does not run TypeScript, so a module is bundled into a file of its own first.
async function load(module) {
  const folder = await mkdtemp(join(tmpdir(), 'berth-generate-'));
  const outfile = join(folder, 'module.cjs');
  try {
    await build({
      entryPoints: [join(root, module)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'warning',
    });
    return createRequire(import.meta.url)(outfile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const isCheck = process.argv.includes('--check');
for (const [file, render] of GENERATED) {
  const path = join(root, file);
  const fresh = await render();
  const present = await readFile(path, 'utf8').catch(() => null);
  if (present === fresh) continue;
  if (isCheck) {
    console.error(`${file} is stale: run \`npm run generate\``);
    process.exitCode = 1;
  } else {
    await writeFile(path, fresh);
    console.log(`wrote ${file}`);
  }
}
