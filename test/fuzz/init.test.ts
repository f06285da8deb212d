import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadSettings } from '../../src/config/load.ts';
import { AppFolder } from '../../src/init/app-folder.ts';
import { listCandidates } from '../../src/init/candidate.ts';
import { renderConfig } from '../../src/init/write-config.ts';
import { RUNS } from './message-arbitrary.ts';

const CASES = Math.ceil(RUNS / 100);
const FOLDERS = new URL('../fixtures/folders', import.meta.url).pathname;

/** Every file of every folder under test, by its name in its folder. */
const FILES = readdirSync(FOLDERS, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== 'expect.json')
  .map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    const [, ...inner] = path.slice(FOLDERS.length + 1).split('/');
    return { name: inner.join('/'), text: readFileSync(path, 'latin1') };
  })
  .filter(({ name }) => name !== '');

/** A text with a piece gone, a piece of another in its place, or its lines in another order. */
const SPOILT_FILE = fc
  .record({
    file: fc.constantFrom(...FILES),
    other: fc.constantFrom(...FILES),
    at: fc.nat(2_000),
    length: fc.nat(400),
    kind: fc.constantFrom('whole' as const, 'cut' as const, 'mixed' as const, 'renamed' as const, 'odd' as const),
    odd: fc.oneof(
      fc.constantFrom(
        'null',
        '[]',
        '"',
        "'; rm -rf /'",
        `\${port}`,
        `\${env.X}`,
        '# x\ncommand: y',
        '\n\n',
        '{{',
        '<![CDATA[',
        '\0',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
  })
  .map(({ file, other, at, length, kind, odd }) => {
    const [head, tail] = [file.text.slice(0, at), file.text.slice(at + length)];
    const made = {
      whole: file,
      cut: { ...file, text: head + tail },
      mixed: { ...file, text: head + other.text.slice(at, at + length) + tail },
      renamed: { ...file, name: other.name },
      odd: { ...file, text: head + odd + tail },
    };
    return made[kind];
  });

test('init tells something valid of whatever it finds in a folder', { timeout: 120_000 + CASES * 100 }, async () => {
  const parent = mkdtempSync(join(tmpdir(), 'berth-fuzz-'));
  let count = 0;
  const check = async (files: ReadonlyArray<{ readonly name: string; readonly text: string }>): Promise<void> => {
    count += 1;
    const path = join(parent, `folder ${count}`);
    try {
      for (const { name, text } of files) write(join(path, name), text);
      for (const found of listCandidates(new AppFolder(path))) {
        const text = renderConfig(found);
        for (const [name, content] of Object.entries({ 'bootstrap.app': '9000', ...found.writes }))
          write(join(path, name), content);
        writeFileSync(join(path, 'berth.yaml'), text);
        const failure = await loadSettings({ file: join(path, 'berth.yaml'), env: {} }).then(
          () => null,
          (error: { message: string; details: unknown }) => `${error.message}\n${JSON.stringify(error.details)}`,
        );
        expect(failure, text).toBeNull();
      }
    } finally {
      rmSync(path, { recursive: true, force: true });
    }
  };
  try {
    await fc.assert(fc.asyncProperty(fc.array(SPOILT_FILE, { maxLength: 8 }), check), { numRuns: CASES });
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
});

/** What cannot be written, for a file stands where its folder would be, is left out. */
function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, 'latin1');
  } catch {
    // One of the others was there first.
  }
}
