import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type LoadRequest, loadSettings } from '../../src/config/load.ts';
import type { LoadedSettings } from '../../src/config/settle.ts';
import { Failure } from '../../src/failures/failure.ts';
import { type OnTestFinished, onTestFinished } from './test-end.ts';

/** A fresh folder with these files, by relative path; removed when the test ends. Returns its real path. */
export function createFolder(
  files: Readonly<Record<string, string>>,
  onFinished: OnTestFinished = onTestFinished,
): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'berth-test-')));
  onFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** What a config is loaded with, besides its text. */
export interface LoadOptions extends Omit<LoadRequest, 'file'> {
  /** Other files in the config's folder. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Loads a config from a fresh folder; the environment is empty unless one is given. */
export async function loadConfig(
  config: string,
  { files = {}, ...options }: LoadOptions = {},
): Promise<LoadedSettings> {
  const folder = createFolder({ 'berth.yaml': config, ...files });
  return loadSettings({ file: join(folder, 'berth.yaml'), env: {}, ...options });
}

/** A config that was refused: the code, and the problems with the folder's path left out. */
export interface Refusal {
  readonly code: string;
  readonly problems: readonly string[];
}

/** Loads a config that must be refused. */
export async function refuseConfig(config: string, { files = {}, ...options }: LoadOptions = {}): Promise<Refusal> {
  const folder = createFolder({ 'berth.yaml': config, ...files });
  try {
    await loadSettings({ file: join(folder, 'berth.yaml'), env: {}, ...options });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const problems = error.details['problems'] as readonly string[];
    return { code: error.code, problems: problems.map((problem) => problem.replaceAll(`${folder}/`, '')) };
  }
  throw new Error(`this config was accepted:\n${config}`);
}
