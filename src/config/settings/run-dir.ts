import { access, chmod, chown, constants, mkdir, open, rm, stat } from 'node:fs/promises';
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
export async function prepareRunDir(plan: RunDirPlan, configFile: string): Promise<void> {
  try {
    // A made-up path that exists already is somebody's trap in a folder that everybody may write to.
    const made = plan.isTemporary ? plan.path : await makeFolder(plan.path, RUN_DIR_MODE);
    if (plan.isTemporary) await mkdir(plan.path, { mode: RUN_DIR_MODE });
    // Not left to mkdir's and writeFile's own modes, which the umask would cut.
    if (made !== undefined) await grant(plan.path, plan.access ?? { mode: RUN_DIR_MODE });
    for (const file of plan.files) await writeNew(file);
  } catch (error) {
    throw toRunDirFailure(plan, configFile, error);
  }
}

async function grant(folder: string, { mode, owner }: Access): Promise<void> {
  if (owner !== undefined) await chown(folder, owner.uid, owner.gid);
  await chmod(folder, mode);
}

// By its descriptor: whoever owns the folder could put a link in the place of the name.
async function writeNew({ path, content, mode, owner }: RunDirPlan['files'][number]): Promise<void> {
  await rm(path, { force: true });
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    if (owner !== undefined) await file.chown(owner.uid, owner.gid);
    await file.chmod(mode);
  } finally {
    await file.close();
  }
}

/** Tells without writing if `prepareRunDir` would fail for want of rights or of a folder; null if it would not. */
export async function checkRunDir(plan: RunDirPlan, configFile: string): Promise<Failure | null> {
  for (let folder = plan.path; ; folder = dirname(folder)) {
    try {
      if (!(await stat(folder)).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
      await access(folder, constants.W_OK | constants.X_OK);
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

/** Removes a temporary run directory with all that is in it; leaves one that the config names. Never rejects. */
export async function removeRunDir(plan: RunDirPlan): Promise<void> {
  if (!plan.isTemporary) return;
  // What cannot be removed at the end is not worth failing for; the system empties its temporary folder itself.
  await rm(plan.path, { recursive: true, force: true }).catch(() => undefined);
}
