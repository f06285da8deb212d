import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AppFolder } from '../../../../src/init/app-folder.ts';
import { onTestFinished } from '../../../helpers/test-end.ts';

/** A copy of a folder of test/fixtures/folders/; removed when the test ends. */
export function copyFixture(name: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'berth-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join('test/fixtures/folders', name), folder, { recursive: true });
  return folder;
}

/** Makes what `init` looks at of a virtual environment, with packages by name; nothing of it runs. */
export function layEnvironment(folder: string, packages: readonly string[], name = '.venv'): AppFolder {
  const library = join(folder, name, 'lib/python3.11/site-packages');
  mkdirSync(library, { recursive: true });
  for (const one of packages) mkdirSync(join(library, `${one}-1.0.dist-info`));
  const program = join(folder, name, 'bin/python');
  mkdirSync(dirname(program));
  writeFileSync(program, '');
  chmodSync(program, 0o755);
  return new AppFolder(folder);
}
