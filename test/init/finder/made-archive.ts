import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Makes a jar by the JDK's own `jar`, with this manifest and these files in it: null stands for one without contents. */
export function makeArchive(
  file: string,
  manifest: Readonly<Record<string, string>>,
  contents: Readonly<Record<string, string | null>> = {},
): void {
  const room = mkdtempSync(join(tmpdir(), 'berth-archive-'));
  try {
    const lines = Object.entries(manifest).map(([key, value]) => `${key}: ${value}\n`);
    writeFileSync(join(room, 'manifest'), lines.join(''));
    for (const [name, text] of Object.entries(contents)) {
      mkdirSync(dirname(join(room, 'in', name)), { recursive: true });
      writeFileSync(join(room, 'in', name), text ?? '');
    }
    mkdirSync(join(room, 'in'), { recursive: true });
    mkdirSync(dirname(file), { recursive: true });
    execFileSync('jar', ['cfm', resolve(file), join(room, 'manifest'), '-C', join(room, 'in'), '.']);
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
}
