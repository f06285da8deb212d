import { describe, expect, test } from 'vitest';
import { AppFolder } from '../../../../src/init/app-folder.ts';
import { findMainBlock, isImporting, readSources, toCode } from '../../../../src/init/finder/python/source.ts';
import { createFolder } from '../../../helpers/config-folder.ts';
import { measureCpuMs } from '../../../helpers/cpu-time.ts';

function readOne(files: Readonly<Record<string, string>>, path: string) {
  const source = readSources(new AppFolder(createFolder(files))).find((one) => one.path === path);
  return source === undefined ? null : { root: source.root, module: source.module };
}

describe('a source in Python', () => {
  test('has neither comments nor texts of several lines in it, and keeps its lines', () => {
    const code = toCode('"""app.run(port=1)\n"""\nx = "# not one"  # app.run(port=2)\ny = \'it\\\'s\'\n');
    expect(code).toBe("''\n\nx = \"# not one\"  \ny = 'it\\'s'\n");
  });

  test('of unclosed texts is read to its end at once', () => {
    const text = `${'"""'.repeat(30_001)}${"'".repeat(30_001)}`;
    expect(measureCpuMs(() => toCode(text))).toBeLessThan(1_000);
  });

  test.for([
    ['import flask', true],
    ['from flask import Flask', true],
    ['import os, flask', true],
    ['    from flask.views import View', true],
    ['import flask_cors', false],
    ['from app.flask import x', false],
  ] as const)('with %j: whether it imports flask is %s', ([code, isThere]) => {
    expect(isImporting({ path: 'a.py', root: '.', module: 'a', code }, 'flask')).toBe(isThere);
  });

  test.for([
    ["if __name__ == '__main__':\n    run()\n\n    more()\nx = 1\n", '\n    run()\n\n    more()'],
    ['if __name__ in {"__main__", "__mp_main__"}:\n    ui.run()\n', '\n    ui.run()\n'],
    ['if (__name__ == "__main__"): run()\n', ' run()\n'],
  ] as const)('%j has a block that is run', ([code, block]) => {
    expect(findMainBlock({ path: 'a.py', root: '.', module: 'a', code })?.trimEnd()).toBe(block.trimEnd());
  });

  test.for([
    ['in a package', { 'shop/__init__.py': '', 'shop/api.py': '' }, 'shop/api.py', '.', 'shop.api'],
    ['that is a package', { 'shop/__init__.py': '' }, 'shop/__init__.py', '.', 'shop'],
    ['in src', { 'src/shop/__init__.py': '', 'src/shop/a.py': '' }, 'src/shop/a.py', 'src', 'shop.a'],
    ['beside what it imports', { 'api/main.py': 'import models', 'api/models.py': '' }, 'api/main.py', 'api', 'main'],
    ['of a folder that it imports by name', { 'api/main.py': 'from api.x import y' }, 'api/main.py', '.', 'api.main'],
    ['beside its requirements', { 'back/main.py': '', 'back/requirements.txt': '' }, 'back/main.py', 'back', 'main'],
  ] as const)('%s is found by Python from the right folder', ([, files, path, root, module]) => {
    expect(readOne(files, path)).toEqual({ root, module });
  });

  test.for(['tests/app.py', 'test_app.py', 'shop/migrations/0001.py', '.venv/lib/app.py', 'setup.py', 'conftest.py'])(
    '%s is no entry',
    (path) => {
      expect(readOne({ [path]: '' }, path)).toBeNull();
    },
  );

  test('of a package that lies in the folder itself is no entry', () => {
    const files = { 'flask/app.py': '', 'Flask-3.0.dist-info/RECORD': 'flask/app.py,sha256=x,1\n', 'main.py': '' };
    expect(readOne(files, 'flask/app.py')).toBeNull();
    expect(readOne(files, 'main.py')).not.toBeNull();
  });
});
