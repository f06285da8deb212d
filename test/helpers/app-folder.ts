import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type OnTestFinished, onTestFinished } from './test-end.ts';

const FOLDERS = fileURLToPath(new URL('../fixtures/folders', import.meta.url));
const EXPECTATION = 'expect.json';

/** A line that has to be written into berth.yaml before the app can run, and what tells of it. */
export interface LackingLine {
  readonly told: string;
  readonly replace: string;
  readonly by: string;
}

/** How a folder is started: test/fixtures/folders/README.md tells of each key. */
export interface FolderStart {
  readonly path?: string;
  readonly status?: number;
  readonly packages?: readonly string[];
  readonly programs?: readonly string[];
  readonly prepare?: readonly string[];
  readonly says?: string;
  readonly isLong?: boolean;
  readonly line?: LackingLine;
}

/** What is expected of a folder. */
export interface ExpectedFolder {
  readonly name: string;
  readonly origin: string;
  readonly make?: readonly string[];
  readonly kind: string | null;
  readonly config: readonly string[];
  readonly missing: string | null;
  readonly others?: readonly string[];
  readonly start?: FolderStart;
}

/** All folders under test/fixtures/folders that have an expectation. */
export function listExpectedFolders(): ExpectedFolder[] {
  const names = readdirSync(FOLDERS).filter((name) => existsSync(join(FOLDERS, name, EXPECTATION)));
  return names.map((name) => ({ name, ...JSON.parse(readFileSync(join(FOLDERS, name, EXPECTATION), 'utf8')) }));
}

/** The Debian packages that these folders need to be seen and started as expected; those of long builds are left out. */
export function listPackages(folders: readonly ExpectedFolder[], isLongToo = false): readonly string[] {
  const starts = folders.flatMap(({ start }) => (start === undefined || (start.isLong && !isLongToo) ? [] : [start]));
  return [...new Set(starts.flatMap(({ packages }) => packages ?? []))];
}

/** A copy of such a folder under its own name, made complete; removed when the test ends, whose context it is if several run. */
export function copyFolder(
  { name, make = [] }: ExpectedFolder,
  context: { readonly onTestFinished: OnTestFinished } = { onTestFinished },
): string {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'berth-folder-')));
  context.onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const folder = join(parent, name);
  const isPart = (path: string): boolean => basename(path) !== EXPECTATION || join(FOLDERS, name, EXPECTATION) !== path;
  cpSync(join(FOLDERS, name), folder, { recursive: true, verbatimSymlinks: true, filter: isPart });
  for (const line of make) runLine(line, folder);
  return folder;
}

const SHELL = ['-euo', 'pipefail', '-c'];

/** Runs a line of a shell in a folder; throws with what it said if it fails. */
export function runLine(line: string, folder: string): void {
  execFileSync('bash', [...SHELL, line], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The same for a line that takes long, beside which other tests go on. */
export async function runLongLine(line: string, folder: string): Promise<void> {
  await promisify(execFile)('bash', [...SHELL, line], { cwd: folder, maxBuffer: 1 << 26 });
}
