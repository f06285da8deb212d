import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type OnTestFinished, onTestFinished } from './test-end.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A fresh empty folder that other users may look into; removed when the test ends. */
export function createEmptyFolder(onFinished: OnTestFinished = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'berth-deployed-'));
  onFinished(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  return folder;
}

/** What a deployed folder holds beside the app: no package.json, no node_modules. */
export function deployBerth(): string {
  const folder = createEmptyFolder();
  cpSync(join(ROOT, 'bootstrap'), join(folder, 'bootstrap'));
  cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
  return folder;
}
