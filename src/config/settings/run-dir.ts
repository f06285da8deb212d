import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { describeFileError, toErrorCode } from '../../core/system-error.ts';
import { Failure } from '../../failures/failure.ts';
import { makeFolder } from './make-folder.ts';
import type { Access } from './run-dir-access.ts';

/** The run directory as it is to be. */
export interface RunDirPlan {
  readonly path: string;
  /** How problems name it; not its path if that came from the environment. */
  readonly displayName: string;
  /** True if berth made up the path, and removes the folder at the end. */
  readonly isTemporary: boolean;
  /** Absent: as for an app that is one with berth, or drops its rights by itself. */
  readonly access?: Access;
  readonly files: ReadonlyArray<{ readonly path: string; readonly content: string } & Access>;
}

/**
 * What others may do with the folder. Under root a child can become another user, and must then get through to its own
 * sockets and files there: others may pass and not look around, and the mode of each file decides. Else the folder is ours.
 */
const RUN_DIR_MODE = process.getuid?.() === 0 ? 0o711 : 0o700;

/**
 * Makes the run directory and writes the rendered files into it, each with its mode. A folder that is there already keeps
 * its own. Files of an earlier run are replaced, never written through: a link somebody put in their place is removed.
 * Throws CONFIG_INVALID if that fails.
 */
export function prepareRunDir(plan: RunDirPlan, configFile: string): void {
  try {
    // A made-up path that exists already is somebody's trap in a folder that everybody may write to.
    const made = plan.isTemporary ? plan.path : makeFolder(plan.path, RUN_DIR_MODE);
    if (plan.isTemporary) mkdirSync(plan.path, { mode: RUN_DIR_MODE });
    // Not left to mkdir's and writeFile's own modes, which the umask would cut.
    if (made !== undefined) grant(plan.path, plan.access ?? { mode: RUN_DIR_MODE });
    for (const file of plan.files) writeNew(file);
  } catch (error) {
    throw toRunDirFailure(plan, configFile, error);
  }
}

function grant(folder: string, { mode, owner }: Access): void {
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, mode);
}

// By its descriptor: whoever owns the folder could put a link in the place of the name.
function writeNew({ path, content, mode, owner }: RunDirPlan['files'][number]): void {
  rmSync(path, { force: true });
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, content);
    if (owner !== undefined) fchownSync(file, owner.uid, owner.gid);
    fchmodSync(file, mode);
  } finally {
    closeSync(file);
  }
}

/** Tells without writing if `prepareRunDir` would fail for want of rights or of a folder; null if it would not. */
export function checkRunDir(plan: RunDirPlan, configFile: string): Failure | null {
  for (let folder = plan.path; ; folder = dirname(folder)) {
    try {
      if (!statSync(folder).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
      accessSync(folder, constants.W_OK | constants.X_OK);
      return null;
    } catch (error) {
      // What is not there yet is made, in the nearest folder that is.
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT' && folder !== dirname(folder);
      if (!isMissing) return toRunDirFailure(plan, configFile, error);
    }
  }
}

function toRunDirFailure(plan: RunDirPlan, configFile: string, error: unknown): Failure {
  const problems = [
    `the run directory ${plan.displayName} cannot be written: it ${describeFileError(toErrorCode(error), 'written')}, expected a folder to write to (\`runDir\`)`,
  ];
  return new Failure('CONFIG_INVALID', { file: configFile, count: 1, problems }, { cause: error });
}

/** Removes a temporary run directory with all that is in it; leaves one that the config names. Never throws. */
export function removeRunDir(plan: RunDirPlan): void {
  if (!plan.isTemporary) return;
  try {
    rmSync(plan.path, { recursive: true, force: true });
  } catch {
    // Not worth failing for at the end; the system empties its temporary folder itself.
  }
}
