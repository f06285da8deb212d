import { constants, type Stats } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, realpath, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compileOwn } from '../compile-own.ts';
import { isBerthStart, MOVED_START_FILE, PROGRAM_FILE, START_FILE } from '../core/start-file.ts';
import type { AppFolder } from './app-folder.ts';

/** One thing that `init` does, or says that it does not. */
export interface SetupStep {
  /** The words for what is to be done, and for what was done. */
  readonly planned: string;
  readonly done: string;
  /** Does it; null where there is nothing to do. */
  readonly act: (() => Promise<void>) | null;
}

/** What is put into a folder. */
export interface Setup {
  readonly steps: readonly SetupStep[];
  /** The file to start, below the folder; null if none could be put there. */
  readonly startFile: string | null;
}

/** Where the running berth lies. */
interface Source {
  readonly bootstrap: string;
  /** The folder with `berth.cjs`. */
  readonly program: string;
}

/**
 * What has to be done so that a folder starts by its `bootstrap`: the start file of the app moved out of the way, berth's put
 * there, and berth itself beside it. Nothing that is there is overwritten. `mayMove`: the app's own may get
 * out of the way.
 */
export async function planSetup(folder: AppFolder, programFile: string, mayMove: boolean): Promise<Setup> {
  const source = await findSource(programFile);
  if (source === null) {
    const words = `no bootstrap file stands beside this berth (${programFile}): none was copied`;
    return { steps: [leave(words)], startFile: null };
  }
  // Laravel and others have a folder of that name.
  if (folder.hasFolder(START_FILE)) {
    const startFile = `berth/${START_FILE}`;
    const start = folder.hasFile(startFile)
      ? leave(`${startFile} is there already: left alone`)
      : copyStart(source, folder, startFile);
    return { steps: [...(await planProgram(source, folder, 'berth')), start], startFile };
  }
  const steps = await planStart(source, folder, mayMove);
  if (steps === null) {
    const words = `${START_FILE} is there already, and does not start berth: left alone; move it away and call init again`;
    return { steps: [leave(words)], startFile: null };
  }
  return { steps: [...steps, ...(await planProgram(source, folder, choosePlace(folder)))], startFile: START_FILE };
}

function leave(words: string): SetupStep {
  return { planned: words, done: words, act: null };
}

async function findSource(programFile: string): Promise<Source | null> {
  const program = dirname(await realpath(programFile));
  for (const bootstrap of [join(program, START_FILE), join(dirname(program), START_FILE)]) {
    if ((await stat(bootstrap).catch(() => null))?.isFile() === true) return { bootstrap, program };
  }
  return null;
}

async function planStart(source: Source, folder: AppFolder, mayMove: boolean): Promise<SetupStep[] | null> {
  const there: Stats | null = await lstat(join(folder.path, START_FILE)).catch(() => null);
  if (there === null) return [copyStart(source, folder, START_FILE)];
  if (isBerthStart(folder.read(START_FILE) ?? '')) return [leave(`${START_FILE} is berth's already: left alone`)];
  if (!mayMove || (await lstat(join(folder.path, MOVED_START_FILE)).catch(() => null)) !== null) return null;
  const move: SetupStep = {
    planned: `move ${START_FILE}, the app's own, to ${MOVED_START_FILE}`,
    done: `moved ${START_FILE}, the app's own, to ${MOVED_START_FILE} (undo: mv ${MOVED_START_FILE} ${START_FILE})`,
    act: () => rename(join(folder.path, START_FILE), join(folder.path, MOVED_START_FILE)),
  };
  return [move, copyStart(source, folder, START_FILE)];
}

function copyStart(source: Source, folder: AppFolder, name: string): SetupStep {
  return {
    planned: `write ${name}, which starts berth`,
    done: `wrote ${name}, which starts berth`,
    act: () => copyFile(source.bootstrap, join(folder.path, name), constants.COPYFILE_EXCL),
  };
}

/** `dist`, unless that is what the app's own build makes. */
function choosePlace(folder: AppFolder): 'dist' | 'berth' {
  if (folder.hasFile('dist/berth.cjs')) return 'dist';
  const scripts = folder.readJson('package.json')?.['scripts'];
  const isBuilt = typeof scripts === 'object' && scripts !== null && 'build' in scripts;
  const isIgnored = /^\s*(?:\*\*)?\/?dist(?:\/\**)?\s*$/m.test(folder.read('.gitignore') ?? '');
  return isBuilt || isIgnored || folder.hasFolder('dist') || folder.hasFolder('berth') ? 'berth' : 'dist';
}

async function planProgram(source: Source, folder: AppFolder, place: 'dist' | 'berth'): Promise<SetupStep[]> {
  const target = join(folder.path, place);
  if (folder.hasFile(`${place}/berth.cjs`)) return [leave(`${place}/ has a berth already: left alone`)];
  const isProgram = (name: string): boolean => PROGRAM_FILE.test(name);
  if (!(await readdir(source.program)).includes('berth.cjs'))
    return [leave(`berth is not built (${source.program}): none was copied`)];
  const act = async (): Promise<void> => {
    await compileOwn(source.program);
    const names = (await readdir(source.program)).filter(isProgram);
    await mkdir(target, { recursive: true });
    for (const name of names) await copyFile(join(source.program, name), join(target, name), constants.COPYFILE_EXCL);
  };
  return [{ planned: `write ${place}/, berth itself`, done: `wrote ${place}/, berth itself`, act }];
}
