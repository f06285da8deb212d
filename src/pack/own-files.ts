import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compileOwn } from '../compile-own.ts';
import { isBerthStart, PROGRAM_FILE, START_FILE } from '../core/start-file.ts';
import type { AppFolder } from '../init/app-folder.ts';
import type { Entry, FileEntry } from './entry.ts';
import { PackFault } from './pack-fault.ts';

/** berth as it goes into a package. */
export interface OwnFiles {
  /** The file that the platform starts, below the root. */
  readonly startFile: string;
  /** The compiled forms of its parts are among them, for the running Node.js. */
  readonly isCompiled: boolean;
  readonly entries: readonly Entry[];
}

/**
 * The running berth as entries: its start file and itself, where `init` puts them. They replace those of another version
 * that lie there. Rejects with a PackFault if the start file of the app is in the way, or berth is not whole.
 */
export async function listOwnFiles(folder: AppFolder, programFile: string): Promise<OwnFiles> {
  const program = dirname(await realpath(programFile));
  const bootstrap = await findBootstrap(program);
  if (folder.hasFile(START_FILE) && !isBerthStart(folder.read(START_FILE) ?? '')) {
    throw new PackFault(
      `${START_FILE} is the app's own, and the platform would start that: \`berth init\` moves it away`,
    );
  }
  // Laravel and others have a folder of that name.
  const startFile = folder.hasFolder(START_FILE) ? `berth/${START_FILE}` : START_FILE;
  const place = startFile === START_FILE ? choosePlace(folder) : 'berth';
  if (!(await readdir(program)).includes('berth.cjs'))
    throw new PackFault(`berth is not built: ${program} has no berth.cjs`);
  const isCompiled = await compileOwn(program);
  const names = (await readdir(program)).filter((name) => PROGRAM_FILE.test(name)).toSorted();
  const files = await Promise.all(names.map((name) => toFile(join(program, name), `${place}/${name}`, 0o644)));
  const start = await toFile(bootstrap, startFile, 0o755);
  return { startFile, isCompiled, entries: [{ kind: 'folder', path: place, mode: 0o755 }, ...files, start] };
}

/** The running Node.js where the start file looks for one. Rejects with a PackFault if it would not run on the platform. */
export async function listNode(startFile: string): Promise<readonly Entry[]> {
  if (process.platform !== 'linux')
    throw new PackFault(
      `this Node.js is made for ${process.platform}, and the platform runs Linux: call pack in Linux`,
    );
  const { variables } = process.config as { variables: { node_shared?: boolean } };
  if (variables.node_shared === true) {
    throw new PackFault(
      'this Node.js is but a part of itself, as distributions build it (libnode.so): use one from nodejs.org, or the package `node` of npm',
    );
  }
  const root = startFile === START_FILE ? 'node' : `${dirname(startFile)}/node`;
  const node = await toFile(await realpath(process.execPath), `${root}/bin/node`, 0o755);
  return [{ kind: 'folder', path: root, mode: 0o755 }, { kind: 'folder', path: `${root}/bin`, mode: 0o755 }, node];
}

async function findBootstrap(program: string): Promise<string> {
  for (const file of [join(program, START_FILE), join(dirname(program), START_FILE)]) {
    if ((await stat(file).catch(() => null))?.isFile() === true) return file;
  }
  throw new PackFault(`no ${START_FILE} file stands beside this berth (${program})`);
}

/** `dist`, unless that is what the app's own build makes. */
function choosePlace(folder: AppFolder): 'dist' | 'berth' {
  if (folder.hasFile('dist/berth.cjs')) return 'dist';
  if (folder.hasFile('berth/berth.cjs')) return 'berth';
  return folder.hasFolder('dist') ? 'berth' : 'dist';
}

async function toFile(source: string, path: string, mode: number): Promise<FileEntry> {
  return { kind: 'file', path, mode, sizeBytes: (await lstat(source)).size, source };
}
