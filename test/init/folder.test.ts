import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/config/load.ts';
import { AppFolder } from '../../src/init/app-folder.ts';
import { listCandidates } from '../../src/init/candidate.ts';
import { renderConfig, renderKeys } from '../../src/init/write-config.ts';
import { copyFolder, listExpectedFolders, listPackages } from '../helpers/app-folder.ts';
import { requirePackages } from '../helpers/debian.ts';

// What is installed says by which of several servers an app is started.
const FOLDERS = listExpectedFolders();
const packages = await requirePackages(listPackages(FOLDERS));

describe.skipIf(packages.skipReason !== null)(packages.title('a folder'), () => {
  test.for(FOLDERS.map((expected) => [expected.name, expected] as const))(
    '%s is found to be started as it is expected',
    ([, expected]) => {
      const [best, ...others] = listCandidates(new AppFolder(copyFolder(expected)));
      const found = {
        kind: best?.kind ?? null,
        config: best === undefined ? [] : renderKeys(best.config).trimEnd().split('\n'),
        missing: best?.missing ?? null,
      };
      const { kind, config, missing } = expected;
      expect(found).toEqual({ kind, config, missing });
      if (expected.others !== undefined) expect(others.map((other) => other.kind)).toEqual(expected.others);
    },
  );

  test.for(FOLDERS.map((expected) => [expected.name, expected] as const))(
    '%s gets configs that are valid, whatever is chosen',
    async ([, expected]) => {
      const path = copyFolder(expected);
      for (const candidate of listCandidates(new AppFolder(path))) {
        const texts = { 'berth.yaml': renderConfig(candidate), 'bootstrap.app': '9000', ...candidate.writes };
        for (const [name, text] of Object.entries(texts)) {
          mkdirSync(dirname(join(path, name)), { recursive: true });
          writeFileSync(join(path, name), text);
        }
        await expect(
          loadSettings({ file: join(path, 'berth.yaml'), env: {} }),
          renderConfig(candidate),
        ).resolves.toBeDefined();
      }
    },
  );
});
