import { type ExecFileOptions, execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BUNDLE } from '../../helpers/berth.ts';

/** The files of a deployable folder; the start file is executable unless it is said not to be. */
export interface DeployableFolder {
  readonly files: Readonly<Record<string, string | Buffer>>;
  readonly startFileMode?: number;
}

/** What `berth rehearse --json` has said. */
export interface Report {
  readonly status: number;
  readonly taken: boolean;
  readonly steps: ReadonlyArray<{
    readonly step: string;
    readonly state: 'ok' | 'warning' | 'failed';
    readonly code: string | null;
    readonly seen: string;
    readonly cure: string | null;
  }>;
  readonly place: readonly string[];
  readonly start: ReadonlyArray<{
    readonly process: string | null;
    readonly moment: string;
    readonly elapsedMs: number;
  }>;
}

/** What shortens a rehearsal: none of these is a limit of a platform. */
export const SHORT = ['--deadline', '8s', '--idle', '1s', '--freeze', '1s', '--grace', '1s', '--body', '1MiB'];

/** Whose rehearsal it is, if not that of whoever runs the tests. */
export interface Rehearser {
  readonly uid: number;
  /** The berth of that user. */
  readonly bundle: string;
}

/** Rehearses a folder that is made for it, with nothing in the environment but what is given. */
export async function rehearseFolder(
  folder: DeployableFolder,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  rehearser: Rehearser | null = null,
): Promise<Report> {
  const path = mkdtempSync(join(tmpdir(), 'berth-folder-'));
  try {
    chmodSync(path, 0o755);
    writeFiles(path, folder);
    return await rehearseAt(path, args, env, rehearser);
  } finally {
    // Concurrent tests cannot leave that to the end of theirs.
    rmSync(path, { recursive: true, force: true });
  }
}

export async function rehearseAt(
  path: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  rehearser: Rehearser | null = null,
): Promise<Report> {
  const command = [rehearser?.bundle ?? BUNDLE, 'rehearse', path, '--json', ...SHORT, ...args];
  const identity = rehearser === null ? {} : { uid: rehearser.uid, gid: rehearser.uid };
  const options = { env: { PATH: process.env['PATH'] ?? '', ...env }, maxBuffer: 64 * 1024 ** 2, ...identity };
  const { status, stdout, stderr } = await run(command, options);
  if (!stdout.startsWith('{')) throw new Error(`berth rehearse ended with ${status}:\n${stdout}${stderr}`);
  return { ...JSON.parse(stdout), status };
}

/** What is no `ok` of a report. */
export function listTraps({ steps }: Report): Report['steps'] {
  return steps.filter(({ state }) => state !== 'ok');
}

function run(command: readonly string[], options: ExecFileOptions) {
  return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(process.execPath, [...command], options, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode ?? 1, stdout: String(stdout), stderr: String(stderr) }),
    );
  });
}

export function writeFiles(path: string, { files, startFileMode = 0o755 }: DeployableFolder): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
    if (name.endsWith('bootstrap')) chmodSync(join(path, name), startFileMode);
  }
}
