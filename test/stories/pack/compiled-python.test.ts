import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { requirePackages } from '../../helpers/debian.ts';
import { createEmptyFolder } from '../../helpers/deployed-folder.ts';
import { finishBerth } from '../../helpers/finished-berth.ts';

const packages = await requirePackages(['python3-minimal', 'unzip']);

/** Compiles an app in Python and packs it; what is warned of, and what Python says of the compiled file where that is unpacked. */
function packCompiled(...flags: string[]) {
  const app = createEmptyFolder();
  writeFileSync(join(app, 'berth.yaml'), 'command: /usr/bin/python3 shop.py\nport: auto\n');
  writeFileSync(join(app, 'shop.py'), 'print("open")\n');
  execFileSync('/usr/bin/python3', ['-m', 'compileall', '-q', '-f', ...flags, '.'], { cwd: app });
  const archive = join(createEmptyFolder(), 'shop.zip');
  const { status, stdout, stderr } = finishBerth(['pack', '-o', archive], app);
  expect(status, stdout).toBe(0);
  const folder = createEmptyFolder();
  execFileSync('unzip', ['-q', archive, '-d', folder]);
  const import_ = 'exec /usr/bin/python3 -B -v -c "import shop" 2>&1';
  const said = execFileSync('sh', ['-c', import_], { cwd: folder, encoding: 'utf8' });
  return { stderr, isStale: said.includes("bytecode is stale for 'shop'") };
}

describe.skipIf(packages.skipReason !== null)(packages.title('what Python has compiled'), () => {
  test('counts for nothing in a package where it holds the time of its source, and is warned of', () => {
    const { stderr, isStale } = packCompiled();
    expect(isStale).toBe(true);
    expect(stderr).toContain('1 file that Python has compiled counts for nothing');
    expect(stderr).toContain('python3 -m compileall -q -f --invalidation-mode checked-hash .');
  });

  test('counts in a package where it was made by the line that is warned with', () => {
    expect(packCompiled('--invalidation-mode', 'checked-hash')).toEqual({ stderr: '', isStale: false });
  });
});
